"""Django-Q2's traps, each with the real cluster of payouts: none sends an order twice, or calls one failed
that may be paid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_q.models import Failure, OrmQ
from django_q.tasks import async_task

from core.machine.jobs import AT_ONCE, DueBroker, wake
from mpesa.models import Payout, PayoutAttempt
from mpesa.payouts.queues import LOOK_QUEUE, SEND_QUEUE
from tests.chaos.patience import eventually
from tests.chaos.paying import PayingSystem
from tests.chaos.points import PAYOUTS, SANDBOX
from tests.graphql_api.conftest import House


@pytest.fixture
def begin(start_system: Callable[..., Any], house: House) -> Callable[..., PayingSystem]:
    """The local Daraja and the cluster of payouts; nothing is ordered before `go_on_unheard`."""

    def start(**options: Any) -> PayingSystem:
        paying = PayingSystem(start_system(SANDBOX, PAYOUTS, **options), house)
        paying.pause()
        return paying

    return start


def deliver(times: int = 1, **options: Any) -> QuerySet[OrmQ]:
    """The same job so many times, as the broker would deliver it; those that are not done yet."""
    keys = [async_task("core.tasks.drain", SEND_QUEUE, broker=Noted(), **options) for _ in range(times)]
    return OrmQ.objects.filter(pk__in=[Noted.jobs.pop() for _ in keys])


class Noted(DueBroker):
    """Remembers the rows of its jobs."""

    jobs: ClassVar[list[int]] = []

    def __init__(self) -> None:
        super().__init__("payouts", AT_ONCE)

    def enqueue(self, task: str) -> int:
        self.jobs.append(super().enqueue(task))
        return self.jobs[-1]


def go_on(paying: PayingSystem) -> None:
    """The pause is over once the jobs that found it are done; nobody else is woken."""
    soon = timezone.now() + timedelta(minutes=10)  # what runs is locked for an hour, what is due later is not
    finish(OrmQ.objects.filter(Q(lock__lte=timezone.now()) | Q(lock__gt=soon), key="payouts"))
    paying.go_on_unheard()


def finish(jobs: QuerySet[OrmQ]) -> None:
    eventually(lambda: not jobs.exists(), "the jobs are done")


def look() -> None:
    """A minute has passed: what nobody answered for is asked about."""
    PayoutAttempt.objects.update(look_at=timezone.now())
    with transaction.atomic():
        wake(LOOK_QUEUE)
    unknown = PayoutAttempt.objects.filter(state="UNKNOWN")
    eventually(unknown.exists, "what nobody answered for is unknown")


def assert_ordered_once(paying: PayingSystem, payout: Payout) -> None:
    assert [order["originator_id"] for order in paying.orders()] == [payout.attempts.get().originator_id]
    assert list(paying.receivers().values()) == [payout.amount]
    payout.refresh_from_db()
    assert (payout.state, paying.balance("2400")) == ("IN_FLIGHT", payout.amount)


def test_a_job_whose_worker_was_killed_comes_again_and_orders_nothing_twice(begin) -> None:
    """Killed after Safaricom took the order: Django-Q never counts it as tried and runs it for ever."""
    paying = begin(kills={PAYOUTS: "payout.before_record"}, whole_group=False)
    payout = paying.reserved()
    go_on(paying)
    job = deliver()
    eventually(lambda: paying.system.was_hit(PAYOUTS), "the worker was killed")
    assert job.update(lock=AT_ONCE) == 1, "nobody has done it"
    finish(job)
    finish(deliver(3))
    assert payout.attempts.get().state == "SENDING"
    assert_ordered_once(paying, payout)
    look()
    finish(deliver(2))
    assert_ordered_once(paying, payout)


def test_a_job_that_runs_out_of_time_calls_nothing_failed(begin) -> None:
    """The time-out is a SystemExit in the middle of the call: what Safaricom took stays unknown."""
    paying = begin()
    payout = paying.reserved()
    paying.control("faults", {"fault": "drip", "call": "b2c", "seconds": "2"})
    go_on(paying)
    job = deliver(timeout=1)
    finish(job)
    failure = eventually(Failure.objects.first, "it is noted as failed")
    assert "TimeoutException" in failure.result
    assert payout.attempts.get().state == "SENDING"
    finish(deliver(2))
    look()
    assert payout.attempts.get().state == "UNKNOWN"
    assert_ordered_once(paying, payout)


def test_one_job_delivered_many_times_orders_each_payout_once(begin) -> None:
    paying = begin()
    payouts = [paying.reserved(100_00, phone=f"2547000007{number:02}") for number in range(40)]
    go_on(paying)
    finish(deliver(8))
    sent = PayoutAttempt.objects.filter(state="SENT")
    eventually(lambda: sent.count() == len(payouts), "each is ordered")
    assert Counter(PayoutAttempt.objects.values_list("payout", flat=True)) == {each.pk: 1 for each in payouts}
    assert paying.receivers() == {f"2547000007{number:02}": 100_00 for number in range(40)}
