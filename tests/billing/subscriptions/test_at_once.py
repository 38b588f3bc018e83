"""Runs by two workers, runs that die in the middle, one that fails: no duplicate, no gap, nobody stopped."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.db import IntegrityError

from billing.models import BillingRun, BillingSkip, Invoice, SubscriptionPeriod
from billing.subscriptions import running
from billing.subscriptions.billing import bill_planned, look_ahead
from billing.subscriptions.running import bill_runs
from billing.subscriptions.runs import begin_due, begin_run
from core.models import Alert
from ledger.models import Entry
from tests.billing.subscriptions.landlords import Landlord, billed, line, on, serials, skips
from tests.clock import Clock
from tests.core.killed import dies_of
from tests.core.threads import run_together
from users.actors import SYSTEM

MANY = 60


@pytest.fixture
def many(landlord: Landlord, monkeypatch: pytest.MonkeyPatch) -> Landlord:
    """Sixty tenants with two periods each, to be billed ten at a time."""
    monkeypatch.setattr(running, "BATCH", 10)
    plan = landlord.plan(line("Rent", 10_000_00, "STANDARD"))
    for _ in range(MANY):
        landlord.subscribe(plan, starts_on=on("2026-10-01"))
    return landlord


def check_all_billed_once(landlord: Landlord, run: BillingRun | None) -> None:
    periods = SubscriptionPeriod.objects.order_by("subscription", "number")
    found = list(periods.values_list("subscription", "number", "starts_on"))
    days = ((1, on("2026-10-01")), (2, on("2026-11-01")))
    subscriptions = sorted({row[0] for row in found})
    assert found == [(pk, number, day) for pk in subscriptions for number, day in days]
    assert len(subscriptions) == MANY
    assert serials(landlord.business) == list(range(1, 2 * MANY + 1))
    assert Invoice.objects.count() == Entry.objects.filter(kind="INVOICE").count() == 2 * MANY
    assert run is not None
    assert (run.state, run.invoices, run.total, run.skipped) == ("DONE", 2 * MANY, 2 * MANY * 10_000_00, 0)


def test_two_workers_bill_different_ones(many: Landlord):
    begin_due()

    def work() -> int:
        done = 0
        while handled := bill_runs():
            done += handled
        return done

    assert sum(run_together([work, work])) <= 2 * MANY
    check_all_billed_once(many, many.work())


def test_two_who_begin_have_one_run(many: Landlord):
    runs = run_together([lambda: begin_run(business=many.business, actor=SYSTEM)] * 2)
    assert runs[0] == runs[1]
    assert BillingRun.objects.count() == 1


def test_killed_in_the_middle_again_and_again_it_bills_all_once(many: Landlord, tmp_path: Path):
    begin_due()
    billed_so_far = []
    for count, point in enumerate(("bill.before_commit", "bill.after_commit") * 3):
        markers = tmp_path / str(count)
        markers.mkdir()
        assert dies_of(many.work, point, markers)
        billed_so_far.append(Invoice.objects.count())
    assert billed_so_far == [0, 10, 10, 20, 20, 30]
    assert BillingRun.objects.get().state == "RUNNING"
    assert serials(many.business) == list(range(1, 31))
    check_all_billed_once(many, many.run())


def test_one_that_fails_is_listed_and_stops_nobody(
    landlord: Landlord, clock: Clock, monkeypatch: pytest.MonkeyPatch
):
    plan = landlord.plan()
    rows = [landlord.subscribe(plan) for _ in range(5)]

    def fail_for_one(planned, **given):
        if any(each.subscription.pk == rows[2].pk for each in planned):
            raise ZeroDivisionError
        return bill_planned(planned, **given)

    monkeypatch.setattr(running, "bill_planned", fail_for_one)
    run = landlord.run()
    assert run is not None
    assert (run.state, run.invoices, run.skipped) == ("DONE", 4, 1)
    assert skips(run) == [(rows[2].pk, "2026-11-01", "WORK_FAILS")]
    assert [len(billed(row)) for row in rows] == [1, 1, 0, 1, 1]
    assert Alert.objects.filter(code="WORK_FAILS", business_id=landlord.business.pk).exists()
    monkeypatch.setattr(running, "bill_planned", bill_planned)
    clock.is_day(date(2026, 11, 2))
    again = landlord.run()
    assert again is not None
    assert (again.invoices, again.skipped) == (1, 0)
    assert BillingSkip.objects.count() == 1


def test_the_database_itself_knows_a_period_once_and_without_a_gap(landlord: Landlord, clock: Clock):
    row = landlord.subscribe(landlord.plan())
    landlord.run()
    (period,) = row.periods.all()
    for number, problem in ((1, "subscription_period_once"), (3, "PERIOD_MISSING")):
        days = {name: getattr(period, name) for name in ("starts_on", "ends_on")}
        whole = {f"whole_{name}": day for name, day in days.items()}
        with pytest.raises(IntegrityError, match=problem):
            SubscriptionPeriod.objects.create(subscription=row, number=number, **days, **whole)
    row.refresh_from_db()
    clock.is_day(date(2026, 12, 1))
    assert look_ahead([row], lock=False).planned[0].bill.part.billed.starts_on == on("2026-12-01")


def test_a_batch_costs_as_many_statements_as_a_single_one(landlord: Landlord, django_assert_max_num_queries):
    plan = landlord.plan()
    landlord.subscribe(plan)
    begin_run(business=landlord.business, actor=SYSTEM)
    with django_assert_max_num_queries(60) as one:
        bill_runs()
    landlord.work()
    for _ in range(40):
        landlord.subscribe(plan)
    begin_run(business=landlord.business, actor=SYSTEM)
    with django_assert_max_num_queries(len(one)):
        bill_runs()
    assert Invoice.objects.count() == 41
