"""English and Swahili say the same things: every texts.js has both, with the same keys and the same facts."""

from __future__ import annotations

import re

import pytest

from tests.console.sources import FILES

TEXTS = sorted(file for file in FILES.rglob("texts.js"))
_LANGUAGE = re.compile(r"^  (en|sw): \{(.*?)^  \},$", re.DOTALL | re.MULTILINE)
_TEXT = re.compile(r'(\w+): "((?:[^"\\]|\\.)*)"')


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: file.parent.name)
def test_both_languages_have_the_same_keys_and_facts(file) -> None:
    said = {name: dict(_TEXT.findall(body)) for name, body in _LANGUAGE.findall(file.read_text("utf-8"))}
    assert said.keys() == {"en", "sw"} and said["en"]
    assert said["en"].keys() == said["sw"].keys()
    for key, english in said["en"].items():
        assert said["sw"][key].strip(), key
        assert facts(english) == facts(said["sw"][key]), key


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: file.parent.name)
def test_what_a_folder_says_is_there(file) -> None:
    known = {key for _, body in _LANGUAGE.findall(file.read_text("utf-8")) for key, _ in _TEXT.findall(body)}
    for script in file.parent.glob("*.js"):
        source = script.read_text("utf-8")
        if 'from "./texts.js"' in source:
            assert set(re.findall(r'\bt\("(\w+)"', source)) <= known, script


def facts(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))
