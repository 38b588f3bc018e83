"""Every kind of case has its name and what to do in the console, and its row in docs/collections.md."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.console.sources import FILES

ROOT = Path(__file__).parents[2]


def noted() -> set[str]:
    """The codes that note_discrepancy is called with as a text."""
    found = set()
    for app in ("mpesa", "reconciliation"):
        for file in (ROOT / app).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "note_discrepancy":
                    code = {word.arg: word.value for word in node.keywords}.get("code")
                    found |= {str(code.value)} if isinstance(code, ast.Constant) else set()
    return found


def test_every_case_has_its_words_and_its_row() -> None:
    texts = (FILES / "pages" / "cases" / "texts.js").read_text("utf-8")
    guide = (ROOT / "docs" / "collections.md").read_text("utf-8")
    assert len(noted()) > 12
    for code in noted():
        for word in (code, f"{code}_DO"):
            assert len(re.findall(rf"\s{word}: \"", texts)) == 2, f"{word} in two languages"
        assert f"| `{code}` |" in guide
