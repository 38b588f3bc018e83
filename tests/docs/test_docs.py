"""The documents and the code say the same."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from core.errors import CODES
from tests.docs.blocks import DOCUMENTS
from tests.environment import ROOT

APPS = (
    *("core", "users", "messaging", "ledger", "mpesa", "billing", "markets", "reconciliation", "reports"),
    *("graphql_api", "console", "config", "demo", "embedded"),
)
ERRORS = {
    "DomainError", "InvalidInput", "SignInFailed", "Conflict", "InvalidState", "InsufficientFunds",
    "UpstreamFailed", "DarajaRefused", "DarajaUnreachable", "DarajaUnknown", "MalformedCallback",
    "malformed", "too_soon", "RowError", "Refused",
}  # fmt: skip
CODE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
#: What notes that a row of a file cannot be read, with its code among its arguments.
ROW_PROBLEMS = {"_problem", "_flag", "RowProblem", "RowError", "_Unreadable", "_error"}
BUILT_IN = {"SIGN_IN_REQUIRED", "NOT_FOUND", "NOT_ALLOWED", "INTERNAL", "BAD_QUERY"}


def _sources() -> list[Path]:
    return [path for app in APPS for path in (ROOT / app).rglob("*.py") if "/migrations/" not in str(path)]


def codes_in_source() -> set[str]:
    """First text argument of every domain error that is made anywhere, the codes of rows of files, and the
    keys of ERROR_CODES.
    """
    found = set(BUILT_IN)
    for path in _sources():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                texts = [
                    arg.value
                    for arg in node.args
                    if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
                ]
                if name in ERRORS and texts and CODE.fullmatch(texts[0]):
                    found.add(texts[0])
                if name in ROW_PROBLEMS:
                    found |= {text for text in texts if CODE.fullmatch(text)}
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "ERROR_CODES":
                found |= {key.value for key in node.value.keys if isinstance(key, ast.Constant)}  # type: ignore[attr-defined]
    return found


def test_every_error_code_is_documented_and_every_documented_one_exists():
    """The schema's ProblemCode has exactly these too (graphql_api/problems.py)."""
    rows = re.findall(
        r"^\| `([A-Z0-9_]+)` \| (.*) \|$", (ROOT / "docs/errors.md").read_text("utf-8"), re.MULTILINE
    )
    assert rows == sorted(CODES.items()), "docs/errors.md and core/problem_codes.txt"
    assert set(CODES) == codes_in_source()


def test_every_variable_that_is_read_stands_in_the_example():
    example = (ROOT / ".env.example").read_text("utf-8")
    read: set[str] = set()
    for path in _sources():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                called = f"{getattr(node.func.value, 'id', '')}.{node.func.attr}"
                if called in ("env.text", "env.flag", "env.number", "env.names") and isinstance(
                    node.args[0], ast.Constant
                ):
                    read.add(str(node.args[0].value))
    missing = {name for name in read if not name.startswith("HESABU_") and f"{name}=" not in example}
    assert missing == set()


@pytest.mark.parametrize("name", ["README.md", "docs/operations.md"])
def test_every_management_command_in_the_documents_exists(name):
    text = (ROOT / name).read_text("utf-8")
    commands = set(re.findall(r"manage\.py ([a-z_]+)", text))
    assert commands <= set(get_commands())


@pytest.mark.parametrize(
    "path", [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))], ids=lambda path: path.name
)
def test_every_link_leads_somewhere(path):
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text("utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []


def test_every_dependency_has_its_reason():
    reasons = (ROOT / "docs/decisions/0002-dependencies.md").read_text("utf-8").lower()
    names = re.findall(
        r"^([a-z0-9-]+)(?:\[.*\])?==", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE
    )
    assert [name for name in names if name not in reasons] == []


def test_the_make_targets_that_are_printed_exist():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    printed = re.findall(
        r"(?:^|`)make ([a-z-]+)", "".join(path.read_text("utf-8") for path in DOCUMENTS), re.M
    )
    wanted = set(printed)
    assert len(wanted) >= 8
    assert [name for name in wanted if not re.search(rf"^{name}:", makefile, re.MULTILINE)] == []
