"""Schedules: approved for exactly these rows and days, one batch a day, held where a check refuses."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from core import days
from core.errors import DomainError
from core.models import Alert
from mpesa.models import Payout, PayoutBatch, PayoutRepetition, PayoutSchedule
from mpesa.payouts.batches.repeating import REPEATED
from mpesa.payouts.claiming import may_be_sent
from mpesa.payouts.requesting import cancel_payout
from mpesa.payouts.rules import set_payout_limits
from mpesa.payouts.schedules.planning import create_schedule, end_schedule, pause_schedule, resume_schedule
from mpesa.payouts.schedules.running import make_due
from tests.clock import Clock
from tests.core.threads import run_together
from tests.mpesa.payouts.offices import Office
from tests.mpesa.payouts.test_batches import approved
from users.approvals.approving import Proof, approve, refuse
from users.models import Approval, AuditEntry, Membership

FIRST = date(2027, 1, 31)


@pytest.fixture
def clock(clock: Clock) -> Clock:
    clock.is_day(date(2027, 1, 4))
    return clock


@pytest.fixture
def batch(clock: Clock, office: Office) -> PayoutBatch:
    return approved(office)


def plan(office: Office, **more: Any) -> PayoutSchedule:
    given = {"name": "Wages", "frequency": "MONTHLY", "first_on": FIRST, "times": 3, "key": "plan-1"}
    return create_schedule(**(given | {"actor": office.clerk} | more))


def asked(schedule: PayoutSchedule) -> Approval:
    return Approval.objects.get(kind="payout.schedule", subject=f"schedule:{schedule.pk}")


def running(office: Office, **more: Any) -> PayoutSchedule:
    schedule = plan(office, **more)
    request = asked(schedule)
    approve(approval=request, checker=office.approver, digest=request.digest, proof=Proof())
    schedule.refresh_from_db()
    return schedule


def drain() -> None:
    while make_due():
        pass


def made(schedule: PayoutSchedule) -> list[tuple[str, str, int]]:
    """The days that made a batch, with its state and sum."""
    found = PayoutRepetition.objects.filter(schedule=schedule).order_by("due_on").select_related("batch")
    return [(str(each.due_on), each.batch.state, each.batch.amount) for each in found]


def code(verb: Any, **given: Any) -> str:
    before = PayoutBatch.objects.count(), PayoutSchedule.objects.values_list("state", "next_on").first()
    with pytest.raises(DomainError) as refusal:
        verb(**given)
    now = PayoutBatch.objects.count(), PayoutSchedule.objects.values_list("state", "next_on").first()
    assert before == now
    return refusal.value.code


def test_it_is_approved_once_and_each_day_pays_the_same_once(office: Office, batch: PayoutBatch, clock):
    set_aside = office.balance("2400")
    schedule = plan(office, batch=batch)
    assert plan(office, batch=batch) == schedule and schedule.state == "PENDING_APPROVAL"
    facts = json.loads(asked(schedule).content)["facts"]
    assert (facts["rows"], facts["each_time"], facts["times"], facts["sum"], facts["last"]) == (
        *("3", "KES 1,710.00", "3", "KES 5,130.00", "2027-03-31"),
    )
    unanswered, schedule = schedule, running(office, batch=batch, key="plan-2")
    clock.is_day(FIRST)
    drain()
    drain()
    assert made(unanswered) == []
    assert made(schedule) == [("2027-01-31", "APPROVED", 1_710_00)]
    for late in (date(2027, 3, 1), date(2027, 4, 3)):  # nothing ran on its day
        clock.is_day(late)
        run_together([drain] * 3)
    dates = ["2027-01-31", "2027-02-28", "2027-03-31"]
    assert made(schedule) == [(day, "APPROVED", 1_710_00) for day in dates]
    schedule.refresh_from_db()
    assert (schedule.state, office.balance("2400")) == ("ENDED", set_aside + 3 * 1_710_00)
    columns = ("payee", "amount", "residue", "source", "command", "description")
    rows = Payout.objects.order_by("pk").values_list(*columns)
    for repetition in PayoutRepetition.objects.all():
        assert list(rows.filter(batch=repetition.batch)) == list(rows.filter(batch=batch))
        assert repetition.batch.approval == schedule.approval
    assert may_be_sent().count() == 4 * 3


def test_one_payout_alone_every_two_weeks_until_a_day(office: Office, clock):
    payout = office.reserved(402_50)
    schedule = running(
        office, payout=payout, frequency="WEEKLY", every=2, times=None, last_on=date(2027, 3, 1)
    )
    for day in (FIRST, date(2027, 2, 14), date(2027, 2, 28), date(2027, 12, 1)):
        clock.is_day(day)
        drain()
    assert made(schedule) == [(day, "APPROVED", 402_00) for day in ("2027-01-31", "2027-02-14", "2027-02-28")]
    assert set(Payout.objects.values_list("residue", flat=True)) == {50}


def test_what_is_not_what_was_approved_waits_for_a_yes_of_its_own(office: Office, batch: PayoutBatch, clock):
    schedule = running(office, batch=batch)
    cancel_payout(payout=batch.payouts.order_by("pk")[0], reason="left us", actor=office.clerk)
    clock.is_day(FIRST)
    drain()
    assert made(schedule) == [("2027-01-31", "PENDING_APPROVAL", 210_00)]
    request = Approval.objects.get(kind="payout.batch", state="PENDING")
    assert (request.maker, Approval.objects.filter(kind="payout.batch").count()) == (office.clerk, 2)
    refuse(approval=request, checker=office.approver, comment="no")
    drain()
    assert made(schedule) == [("2027-01-31", "CANCELLED", 210_00)]  # and that day makes no other one


def test_a_check_that_refuses_holds_it_and_people_are_told(office: Office, batch: PayoutBatch, clock):
    schedule = running(office, batch=batch)
    for limits in ({"batch_limit": 1_000_00}, {"batch_limit": 5_000_00, "transaction_limit": 100_00}):
        set_payout_limits(business=batch.business, limits=limits, actor=office.owner)
        clock.is_day(FIRST)
        drain()
        schedule.refresh_from_db()
        assert (schedule.state, made(schedule)) == ("PAUSED", [])
        assert schedule.code in ("OVER_BATCH_LIMIT", "OVER_TRANSACTION_LIMIT")
        assert Alert.objects.get(code="PAYOUT_SCHEDULE_HELD", resolved_at=None)
        resume_schedule(schedule=schedule, actor=office.clerk)
        assert not Alert.objects.filter(code="PAYOUT_SCHEDULE_HELD", resolved_at=None).exists()
    Membership.objects.filter(user=office.clerk).delete()
    drain()
    schedule.refresh_from_db()
    assert (schedule.state, schedule.code, made(schedule)) == ("PAUSED", "SCHEDULE_MAKER_GONE", [])
    assert code(resume_schedule, schedule=schedule, actor=office.owner) == "SCHEDULE_MAKER_GONE"


@pytest.mark.parametrize("on", [date(2027, 2, 4), date(2027, 2, 7), date(2027, 12, 1)])
def test_days_that_were_missed_are_never_paid_together(office: Office, clock, on: date):
    schedule = running(office, payout=office.reserved(500_00), frequency="WEEKLY", times=50)
    clock.is_day(on)  # nothing ran, or the clock is wrong
    drain()
    schedule.refresh_from_db()
    assert (made(schedule), schedule.state, schedule.code) == ([], "PAUSED", "SCHEDULE_LATE")
    assert Alert.objects.get(code="PAYOUT_SCHEDULE_HELD", resolved_at=None)
    refused = {"schedule": schedule, "pay_missed": True, "actor": office.clerk}
    assert code(resume_schedule, **refused) == "SCHEDULE_LATE"
    schedule = resume_schedule(schedule=schedule, actor=office.clerk)
    assert schedule.next_on >= on
    clock.is_day(schedule.next_on)
    drain()
    assert [day for day, *_ in made(schedule)] == [str(schedule.next_on)]


@pytest.mark.parametrize("pay_missed", [False, True])
def test_paused_it_makes_nothing_and_goes_on_with_or_without_what_was_missed(
    office: Office, batch: PayoutBatch, clock, pay_missed: bool
):
    schedule = running(office, batch=batch)
    pause_schedule(schedule=schedule, reason="they strike", actor=office.clerk)
    pause_schedule(schedule=schedule, reason="again", actor=office.clerk)
    clock.is_day(FIRST + timedelta(days=3))
    drain()
    resume_schedule(schedule=schedule, pay_missed=pay_missed, actor=office.clerk)
    drain()
    expected = ["2027-01-31"] if pay_missed else []
    assert [day for day, *_ in made(schedule)] == expected
    acts = AuditEntry.objects.filter(action__startswith="payout_schedule").order_by("pk")
    assert [act.action.partition(".")[2] for act in acts] == ["create", "pause", "resume"]
    schedule = end_schedule(schedule=schedule, reason="closed", actor=office.owner)
    assert (schedule.state, schedule.text) == ("ENDED", "closed")
    clock.is_day(date(2027, 6, 1))
    drain()
    assert [day for day, *_ in made(schedule)] == expected
    assert code(pause_schedule, schedule=schedule, reason="x", actor=office.clerk) == "SCHEDULE_MOVED_ON"


def test_before_it_is_approved_it_is_taken_back_and_after_a_no_it_is_gone(office: Office, batch: PayoutBatch):
    schedule = end_schedule(schedule=plan(office, batch=batch), reason="a mistake", actor=office.clerk)
    assert (schedule.state, asked(schedule).state) == ("CANCELLED", "CANCELLED")
    other = plan(office, batch=batch, key="plan-2")
    refuse(approval=asked(other), checker=office.approver, comment="no")
    other.refresh_from_db()
    assert (other.state, other.code) == ("CANCELLED", "REFUSED")


def test_what_cannot_be_planned_is_refused_with_a_code(office: Office, batch: PayoutBatch):
    wallet = office.reserved(100_00, wallet=office.wallet(500_00))
    waits = office.ask(100_00)
    today = days.today()
    for given, expected in (
        ({"batch": batch, "times": None}, "BAD_TIMES"),
        ({"batch": batch, "last_on": FIRST}, "BAD_TIMES"),
        ({"batch": batch, "every": 0}, "BAD_TIMES"),
        ({"batch": batch, "times": 107}, "BAD_TIMES"),
        ({"batch": batch, "times": 26}, "BAD_DAY"),
        ({"batch": batch, "times": None, "last_on": FIRST - timedelta(days=1)}, "BAD_DAY"),
        ({"batch": batch, "first_on": today - timedelta(days=1)}, "BAD_DAY"),
        ({"batch": batch, "first_on": today + timedelta(days=367)}, "BAD_DAY"),
        ({"payout": waits}, "PAYOUT_MOVED_ON"),
        ({"payout": wallet}, "SYSTEM_ACCOUNT"),
        ({"batch": batch, "actor": office.approver}, "NOT_ALLOWED"),
    ):
        assert code(plan, office=office, **given) == expected


def test_the_database_holds_it_to_what_was_approved(office: Office, batch: PayoutBatch, clock):
    schedule = running(office, batch=batch)
    clock.is_day(FIRST)
    drain()
    first = PayoutRepetition.objects.get()
    for change in ({"next_index": 0}, {"state": "PENDING_APPROVAL"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            PayoutSchedule.objects.filter(pk=schedule.pk).update(**change)
    for day in (first.due_on, date(2027, 2, 1)):
        with pytest.raises(DatabaseError), transaction.atomic():
            PayoutRepetition.objects.create(schedule=schedule, due_on=day, batch=batch)
    stranger = plan(office, batch=batch, key="plan-2")
    with pytest.raises(DatabaseError, match="SCHEDULE_WITHOUT_APPROVAL"), transaction.atomic():
        PayoutSchedule.objects.filter(pk=stranger.pk).update(state="ACTIVE", approval=schedule.approval)


def test_each_column_of_a_payout_is_repeated_or_is_not_for_a_reason():
    own = {"id", "ref", "key", "key_hash", "batch_id", "not_before", "requested_by_id", "created_at"}
    of_the_batch = {"business_id", "till_id"}
    of_its_way = {
        *("state", "code", "text", "flagged", "reserves", "reserve_id", "due_at", "released", "approval_id"),
        *("reserved_at", "settled_at"),
    }
    never_repeated = {"refunds_id", "tax"}  # a refund is given once; a tax is of a player's withdrawal
    columns = {field.attname for field in Payout._meta.concrete_fields}
    assert columns == {*REPEATED, *own, *of_the_batch, *of_its_way, *never_repeated}
