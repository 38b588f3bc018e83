"""Every act in the audit log of a business has its sentence in the console, and its place in the filter."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.console.sources import FILES
from users.access import Right
from users.models import ApprovalStep, KycStepKind

ROOT = Path(__file__).parents[2]
APPS = ("billing", "ledger", "markets", "messaging", "mpesa", "reconciliation", "reports", "users")
#: Acts of a person or of the machine that belong to no business: no list shows them.
NO_BUSINESS = re.compile(
    r"(contact|guards|job|password|person|pin|secret|session|staff|totp|vat_rate)\.|sign_(in|out)\b"
)


def acts() -> set[str]:
    """What record_audit is given as `action`, wherever it is called with a text."""
    found = {f"approval.{step.lower()}" for step in ApprovalStep.values}
    found |= {f"kyc.{step.lower()}" for step in KycStepKind.values} | {
        Right.PERIOD_CLOSE.value,
        Right.ALERT_RESOLVE.value,
    }
    for app in APPS:
        for file in (ROOT / app).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id == "record_audit"
                ):
                    given = {word.arg: word.value for word in node.keywords}["action"]
                    found |= {str(given.value)} if isinstance(given, ast.Constant) else set()
    return {act for act in found if not NO_BUSINESS.match(act)}


def test_every_act_has_its_words() -> None:
    texts = (FILES / "pages" / "audit" / "texts.js").read_text("utf-8")
    said = set(re.findall(r'"([a-z_]+\.[a-z_]+)": "', texts))
    assert len(acts()) > 40
    assert acts() - said == set()


def test_every_act_is_in_one_area() -> None:
    words = (FILES / "pages" / "audit" / "words.js").read_text("utf-8")
    table = re.search(r"AREAS = .*?\(\[(.*?)\]\)", words, re.DOTALL)
    assert table is not None
    areas = re.findall(r'"([^"]+)"', table[1])
    for act in acts():
        assert len([area for area in areas if act.startswith(area)]) == 1, act
