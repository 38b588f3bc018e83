"""A trial machine that is started again has the books and the guards that it had."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.environment import ROOT


def manage(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Starts the servers and, as nobody else uses them, ends them."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_no_start_touches_a_guard(local_dir: Path):
    assert manage("migrate", "--verbosity", "0").returncode == 0
    for start in ("second", "third"):
        verified = manage("verify_ledger")
        assert (verified.returncode, "GUARD_" in verified.stdout) == (0, False), (start, verified.stdout)
