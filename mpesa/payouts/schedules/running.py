"""The days of schedules: each makes one batch, a little late at most, and pays it where it is what was
approved.

The approval of a schedule covers a day whose payouts are, every one, those that it was given for, within the
limits of that day. Where anything is otherwise (one was taken back since), the batch waits for a yes of its
own. Where a check refuses (the till, a limit, who set it up has left), nothing is made: the schedule is held,
says why, and people are told. So it is where days were missed
(require_on_time): they are never caught up with.
"""

from __future__ import annotations

from typing import Final

from django.db import transaction

from core import days
from core.digests import digest
from core.errors import TEMPORARY, DomainError
from core.machine.turns import work_through
from core.rows.states import take_step
from mpesa.models import PayoutBatch, PayoutRepetition, PayoutSchedule, ScheduleState
from mpesa.payouts.batches.approving import ask_for_batch, begin_batch, pay_batch
from mpesa.payouts.batches.repeating import copy_rows
from mpesa.payouts.queues import SCHEDULE_QUEUE
from mpesa.payouts.schedules.planning import (
    advance,
    hold_schedule,
    require_maker,
    require_on_time,
    tell_schedule,
)
from mpesa.payouts.schedules.rows import digest_of_rows, require_rows_payable, rows_of
from users.actors import SYSTEM

BATCH: Final = 10


def make_due() -> int:
    """Drain of payouts.schedules: make the batch of the next day of each schedule that is due; returns how
    many it moved. Idempotent by (schedule, day)."""
    due = PayoutSchedule.objects.filter(state=ScheduleState.ACTIVE, next_on__lte=days.today())
    related = ("business", "till", "batch", "payout", "requested_by", "approval")
    rows = due.select_related(*related).order_by("next_on", "pk")
    moved = work_through(rows, _make_or_hold, what=SCHEDULE_QUEUE, limit=BATCH)
    return len(moved)


def _make_or_hold(schedule: PayoutSchedule) -> None:
    """Raises what refuses it only just now (TEMPORARY), and what is no refusal."""
    try:
        with transaction.atomic():
            _make_next(schedule)
    except DomainError as problem:
        if problem.code in TEMPORARY:
            raise
        schedule.refresh_from_db(fields=["state", "next_index", "next_on"])
        hold_schedule(schedule, problem)


def _make_next(schedule: PayoutSchedule) -> None:
    require_maker(schedule)
    require_on_time(schedule)
    rows = rows_of(schedule)
    require_rows_payable(rows)
    day, approval = schedule.next_on, schedule.approval
    assert approval is not None, "it was approved"
    batch = copy_rows(
        rows,
        PayoutBatch(
            business=schedule.business,
            till=schedule.till,
            name=f"{schedule.name} {day}",
            sha256=digest(["schedule", schedule.pk, day]).hex(),
            requested_by=schedule.requested_by,
        ),
        not_before=None,
        by=SYSTEM,
    )
    PayoutRepetition.objects.create(schedule=schedule, due_on=day, batch=batch)
    if digest_of_rows(rows) == schedule.rows_digest:
        pay_batch(begin_batch(batch, SYSTEM), approval, by=SYSTEM)
    else:
        ask_for_batch(
            batch=batch,
            key=f"payout_schedule:{schedule.pk}:{day}",
            comment=f"{schedule.name}: not the payouts that were approved for it.",
            actor=schedule.requested_by,
        )
    advance(schedule)
    if schedule.next_index == schedule.times:
        take_step(schedule, ScheduleState.ENDED)
    schedule.save(update_fields=["state", "next_index", "next_on"])
    tell_schedule(schedule)
