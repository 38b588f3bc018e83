"""What we keep of other people's is what its manifest says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scripts import vendor


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(vendor, "ROOT", tmp_path)
    made = tmp_path / "app/static/vendor"
    made.mkdir(parents=True)
    (made / "a.js").write_text("1\n")
    files = {"a.js": {"from": "dist/a.js", "sha512": vendor.digest(b"1\n")}}
    (made / "vendor.json").write_text(
        json.dumps({"packages": [{"name": "a", "version": "1", "files": files}]})
    )
    return made


def test_ours_are_as_they_should_be(capsys: pytest.CaptureFixture[str]) -> None:
    assert vendor.main([]) == 0
    assert vendor.main(["anything"]) == 2
    for manifest in vendor.ROOT.glob("*/static/**/vendor.json"):
        for package in json.loads(manifest.read_text("utf-8"))["packages"]:
            assert package["licence"] and package["integrity"].startswith("sha512-")


def test_a_changed_a_missing_and_a_strange_file_are_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert vendor.main([]) == 0
    (folder / "a.js").write_text("2\n")
    (folder / "b.js").write_text("")
    assert vendor.main([]) == 1
    said = capsys.readouterr().out
    assert "a.js is not the file that" in said and "b.js is not named" in said
    (folder / "a.js").unlink()
    (folder / "b.js").unlink()
    assert vendor.main([]) == 1
    assert "a.js is not there" in capsys.readouterr().out


def test_names_of_packages_become_addresses_and_no_source_map_is_promised() -> None:
    source = b'import{h}from"preact";import e from "htm";x("from preact");\n//# sourceMappingURL=a.js.map\n'
    made = vendor.made(source, {"from": "a.mjs", "append": "export default e;\n"}, {"preact": "./preact.js"})
    assert made == b'import{h}from"./preact.js";import e from "htm";x("from preact");\nexport default e;\n'
    text = b"""say("on Node you can import it from 'ws'");\n"""
    assert vendor.made(text, {"from": "a.js"}, {"preact": "./preact.js"}) == text
