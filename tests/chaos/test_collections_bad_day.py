"""No shilling is lost and none counted twice on Safaricom's bad day, whatever is killed meanwhile.

2,000 payments by seed through the local Daraja's `bad_day`; the web process and the cluster of collections
are killed five times at random moments, Redis once. HESABU_BAD_DAY_PAYMENTS makes it longer or shorter.
"""

from __future__ import annotations

import os
import time

import pytest

from tests.chaos.bad_day import BUY_GOODS, BadDay, seconds_since
from tests.chaos.points import POINTS
from tests.chaos.truth import Truth

PAYMENTS = int(os.environ.get("HESABU_BAD_DAY_PAYMENTS", "2000"))


def live_through(start_system, *, seed: int, payments: int, kills: int, redis_kills: int = 1) -> None:
    began = time.monotonic()
    system = start_system(*POINTS, own_redis=True)
    day = BadDay(system, seed=seed, payments=payments, kills=kills, redis_kills=redis_kills)
    day.live()
    lived = seconds_since(began)
    day.rest()
    by_callback = len(Truth(day).receipts)
    day.pull()
    day.claim(Truth(day).missing(BUY_GOODS)[::2][:15])
    runs = day.reconcile()
    day.give_up()
    truth = Truth(day)
    print(f"seed {seed}: {truth.told(by_callback)}; the day {lived}, all {seconds_since(began)}")
    truth.check_books(runs)
    truth.check_logs()
    truth.check_requests()
    kills_survived = {name: count for name, count in day.killed.items() if name != "redis"}
    assert {name: count for name, count in system.keeper.restarts.items() if count} == kills_survived


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_two_thousand_payments_on_a_bad_day(start_system, seed: int) -> None:
    live_through(start_system, seed=seed, payments=PAYMENTS, kills=5)


def test_sixty_payments_and_one_kill(start_system) -> None:
    """The same in little, in the default suite."""
    live_through(start_system, seed=4, payments=60, kills=1, redis_kills=0)
