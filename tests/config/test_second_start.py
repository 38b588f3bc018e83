"""A trial machine that is started again has the books and the guards that it had."""

from __future__ import annotations

from pathlib import Path

from tests.bare_machine import manage


def test_no_start_touches_a_guard(local_dir: Path):
    assert manage("migrate", "--verbosity", "0").returncode == 0
    for start in ("second", "third"):
        verified = manage("verify_ledger")
        assert (verified.returncode, "GUARD_" in verified.stdout) == (0, False), (start, verified.stdout)
