"""The double-payment hunt: nobody is paid twice whatever Safaricom does and whoever is killed, each is paid
exactly where our books say so, and the statement ends every doubt.

1,000 payouts by seed in the long tests; HESABU_HUNT_PAYOUTS makes it longer or shorter.
"""

from __future__ import annotations

import os
import time
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from core import days
from tests.chaos.hunt import Hunt
from tests.chaos.points import CORE, PAYOUTS, SANDBOX, WEB
from tests.processes import SandboxProcess

MANY = int(os.environ.get("HESABU_HUNT_PAYOUTS", "1000"))
PROGRAMS = (WEB, CORE, PAYOUTS, SANDBOX)


@pytest.fixture
def hunt(hook_server, house, drain, start_system, settings, monkeypatch):
    def go(later: timedelta) -> None:
        now = timezone.now
        for clock in ((days, "_ask"), (timezone, "now")):
            monkeypatch.setattr(*clock, lambda: now() + later)

    def run(*, seed: int, payouts: int, kills: int) -> None:
        began = time.monotonic()
        system: Any = start_system(*PROGRAMS)
        hunted = Hunt(system, house, seed=seed, payouts=payouts, kills=kills)
        hunted.live()
        before = hunted.check()
        lived = time.monotonic() - began
        hunted.heal()
        again = hunted.try_again()
        after = hunted.check()
        system.close()
        sandbox = SandboxProcess(system.folder / "sandbox").start()
        try:
            settings.BASE_URL, settings.DARAJA_SANDBOX_URL = hook_server, sandbox.url
            proof = hunted.judge(sandbox, drain, go)
            end = hunted.check(at_rest=True)
        finally:
            sandbox.stop()
        print(
            f"seed {seed}: {lived:.0f} s, {dict(before)}; {again} tried again {dict(after)}; in the end"
            f" {dict(end)}; {hunted.told()}"
        )
        assert (proof.state, proof.unexplained) == ("DONE", 0)
        assert system.keeper.restarts == dict.fromkeys(PROGRAMS, 0) | hunted.killed

    return run


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_thousand_payouts_and_five_kills(hunt, seed: int) -> None:
    hunt(seed=seed, payouts=MANY, kills=5)


def test_a_few_payouts_and_one_kill(hunt) -> None:
    """The same in little, in the default suite."""
    hunt(seed=4, payouts=24, kills=1)
