"""The table of tamperings in docs/accounting.md is what the corpus says."""

from __future__ import annotations

import subprocess
import sys

from tests.environment import ROOT
from tests.ledger.detected import detected, table


def test_the_table_in_the_docs_is_the_corpus():
    assert len(detected()) >= 150
    text = (ROOT / "docs/accounting.md").read_text("utf-8")
    assert table() in text, "run: python -m tests.ledger.detected"
    assert f"{len(detected())} tamperings" in text


def test_the_command_prints_it():
    shown = subprocess.run(
        [sys.executable, "-m", "tests.ledger.detected"], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert shown.stdout.strip() == table()
