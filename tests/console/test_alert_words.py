"""Every alert that can open has words in the console: what it means, what to do, and a page that there is."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from console.addresses import address_of
from core.machine.watching import _conditions
from messaging.alert_words import TITLES
from tests.console.sources import FILES

ROOT = Path(__file__).parents[2]
APPS = ("billing", "core", "ledger", "messaging", "mpesa", "reconciliation", "reports", "users")


def codes() -> set[str]:
    """What raise_alert is given as `code`, a text or a name of its module; and what is watched."""
    found = set(_conditions)
    for app in APPS:
        for file in (ROOT / app).rglob("*.py"):
            tree = ast.parse(file.read_text("utf-8"))
            calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
            for call in calls:
                if getattr(call.func, "id", "") == "raise_alert" and file.name != "watching.py":
                    given = next(word.value for word in call.keywords if word.arg == "code")
                    found.add(given.value if isinstance(given, ast.Constant) else named(given, tree))
    return found


def named(given: ast.expr, tree: ast.Module) -> str:
    assert isinstance(given, ast.Name)
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if getattr(target, "id", "") == given.id:
                return str(ast.literal_eval(node.value))
    raise AssertionError(f"{given.id} is not given a text in its module")


def test_every_alert_has_its_words_and_a_page() -> None:
    remedies = (FILES / "frame" / "remedies.js").read_text("utf-8")
    pages = dict(re.findall(r'^  ([A-Z_]+): "(/[^"]*)",$', remedies, re.MULTILINE))
    texts = (FILES / "frame" / "texts.js").read_text("utf-8")
    assert len(codes()) >= 5 and codes() == set(pages)
    assert codes() <= set(TITLES), "whoever is written to reads what it is called"
    for code, page in pages.items():
        assert address_of(page), page
        for key in (code, f"{code}_DO"):
            assert len(re.findall(rf'^    {key}: "', texts, re.MULTILINE)) == 2, key
