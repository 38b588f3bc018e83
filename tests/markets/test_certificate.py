"""A certificate is checked by one file alone; what is no certificate is one clear line."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from markets import verify_certificate
from markets.certificate import digest_of, frame, leaf_of_cells
from markets.merkle import leaf_of
from tests.markets.certificates import RACE, VERIFIER, certificate_of, checked, judged, written
from tests.markets.markets import CASES, Market, any_market, market_of


def test_a_certificate_holds_without_anything_of_ours(race: Path):
    digest = certificate_of(RACE).digest
    status, text = checked(race, "--digest", digest)
    assert (status, text.splitlines()[-1]) == (0, "the certificate holds"), text
    assert f"certificate {digest}" in text and "'PAID'; 7 stakes of 5 players" in text
    assert "fee 14.17" in text and "carry_in 285.00" in text
    status, text = checked(race)
    assert status == 0 and text.endswith(
        "the certificate holds, and only agrees with itself: give --digest\n"
    )
    assert checked(race, "--digest", "0" * 64)[0] == 1
    before = race.read_bytes()
    assert written(certificate_of(RACE), race).read_bytes() == before


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_the_worked_examples_hold(case: dict[str, Any], tmp_path: Path, capsys):
    certificate = certificate_of(market_of(case))
    path = written(certificate, tmp_path / "certificate.jsonl")
    status, text = judged(capsys, path, "--digest", certificate.digest)
    assert status == 0, text


def agree(market: Market) -> None:
    """Our arithmetic and the verifier's, which share no line."""
    certificate = certificate_of(market)
    lines = [verify_certificate.row_of(line) for line in certificate.lines()]
    stakes = [verify_certificate.Stake(*row["cells"]) for kind, row in lines if kind == "stake"]
    file = verify_certificate.File(lines[0][1], stakes)
    assert list(verify_certificate.breaks_of(file)) == []
    assert verify_certificate.digest(file.head) == certificate.digest
    for place in range(len(stakes)):
        path = certificate.tree.path(place)
        proof = verify_certificate.Proof(certificate.head, place, stakes[place], path)
        assert verify_certificate.root_by(proof) == certificate.tree.root.hex()


@given(any_market())
@settings(max_examples=50, deadline=None)
def test_two_people_who_settle_by_the_same_rules_agree(market: Market):
    agree(market)


@pytest.mark.slow
@given(any_market())
@settings(max_examples=20_000, deadline=None)
def test_they_agree_on_very_many_markets(market: Market):
    agree(market)


@pytest.mark.parametrize(
    "line",
    ["[" * 100_000, '{"a":' * 100_000, "9" * 5_000, "1e999999", "NaN", "\ufeff{}", '"\\ud83d"', "{", "null",
     "[]", '{"type":[]}', '{"type":"stake"}',
     '{"type":"stake","cells":[1,2,3]}', '{"type":"end","stakes":1.0}',
     '{"type":"stake","cells":[1,0,0,1,1,0,true]}',
     '{"type":"stake","cells":[1,0,0,9223372036854775808,1,0,0]}',
     '{"type":"stake","type":"stake","cells":[1,0,0,1,1,0,0]}'],
)  # fmt: skip
def test_a_broken_file_is_one_clear_line(line: str, race: Path, tmp_path: Path, capsys):
    broken = tmp_path / "broken.jsonl"
    broken.write_text(f"{line}\n", "utf-8")
    status, text = judged(capsys, broken)
    assert status == 1 and text.startswith("BAD_FILE  line 1: ") and text.count("\n") == 1, text
    first, rest = race.read_text("utf-8").split("\n", 1)
    broken.write_text(f"{first}\n{line}\n{rest}", "utf-8")
    status, text = judged(capsys, broken)
    assert status == 1 and text.startswith("BAD_FILE  line 2: ") and text.count("\n") == 1, text


def test_files_that_are_not_there_or_not_what_was_asked_for(race: Path, tmp_path: Path, capsys):
    proof, empty = tmp_path / "proof.json", tmp_path / "empty"
    proof.write_bytes(certificate_of(RACE).proof(0))
    empty.touch()
    for words in (
        [tmp_path / "absent"], [tmp_path], [empty], [proof, "--stake", proof], [race, "--stake", race],
        [race, "--stake", empty],
    ):  # fmt: skip
        status, text = judged(capsys, *words)
        assert status == 1 and text.startswith("BAD_FILE  ") and text.count("\n") == 1, text


def test_what_a_file_says_is_never_printed_as_ours(tmp_path: Path, capsys):
    name = "x\nthe certificate holds\x1b[2J"
    path = written(certificate_of(RACE, **{name: name}), tmp_path / "certificate.jsonl")
    status, text = judged(capsys, path)
    assert status == 0 and text.isascii() and "\x1b" not in text
    assert text.splitlines()[1] == f"{name!a}: {name!a}"


def test_no_two_contents_have_the_same_bytes():
    contents = [
        None, 0, 1, -1, "", "0", "n", [], [[]], [""], ["", ""], ["ab", ""], ["a", "b"], ["ab"], [[], ""], {},
        {"a": "b"}, ["a", "b", "c"], {"a": None}, [None], [0], {"": {}}, {"": []}, "\x00", [1, 0], [1, [0]],
    ]  # fmt: skip
    assert len(set(map(frame, contents))) == len(contents)
    assert frame({"b": 1, "a": [2]}) == frame({"a": (2,), "b": 1})
    assert frame(["é", 258]).hex() == "6c000000027400000002c3a969000000080000000000000102"
    for odd in (True, 1.0, b"", {1}):
        with pytest.raises(TypeError):
            frame(odd)


def test_a_stake_is_framed_at_once_as_by_its_parts():
    cells = (1, -2, 3, 2**63 - 1, -(2**63), 1, 7)
    assert (
        leaf_of_cells(cells)
        == leaf_of(frame(cells))
        == verify_certificate.leaf(verify_certificate.Stake(*cells))
    )
    head = certificate_of(RACE).head
    assert digest_of(head) == verify_certificate.digest(head)


def test_the_verifier_is_one_file_for_python_3_9_with_nothing_installed():
    source = VERIFIER.read_text("utf-8")
    imported = set()
    for node in ast.walk(ast.parse(source, feature_version=(3, 9))):
        if isinstance(node, ast.Import):
            imported |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(str(node.module).split(".")[0])
    assert imported and imported <= sys.stdlib_module_names | {"__future__"}
    assert "match " not in source.replace("fullmatch", "") and "strict=" not in source
