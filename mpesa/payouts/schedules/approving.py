"""One approval for a schedule: its digest is made of every payout and of the days. It covers just that."""

from __future__ import annotations

from core.errors import InvalidState, NotFound
from core.machine.jobs import wake
from core.money import display
from core.rows.locks import lock_row
from core.rows.states import take_step
from mpesa.models import PayoutSchedule, ScheduleState
from mpesa.payouts.batches.outliers import LARGEST
from mpesa.payouts.queues import SCHEDULE_QUEUE
from mpesa.payouts.receivers import fact_row
from mpesa.payouts.schedules.planning import stop_schedule, tell_schedule
from mpesa.payouts.schedules.rows import digest_of_rows, rows_of
from users.approvals.kinds import Content, Payload
from users.models import Approval, Business


def describe_schedule(business: Business, payload: Payload) -> Content:
    """What is paid each time, on which days, how often, and a digest over every payout. Locks the schedule.
    Raises InvalidState SCHEDULE_MOVED_ON, and what rows_of raises."""
    schedule = _awaiting(business.pk, payload)
    rows = rows_of(schedule)
    largest = sorted(rows, key=lambda row: (-row.amount, row.pk))[:LARGEST]
    each_time = sum(row.amount for row in rows)
    return Content(
        facts={
            "schedule": str(schedule.pk),
            "name": schedule.name,
            "till": schedule.till.shortcode,
            "rows": str(len(rows)),
            "each_time": display(each_time),
            "frequency": schedule.frequency,
            "every": str(schedule.every),
            "first": schedule.first_on.isoformat(),
            "last": schedule.last_on.isoformat(),
            "times": str(schedule.times),
            "sum": display(each_time * schedule.times),
            "largest": [fact_row(each) for each in largest],
            "all": digest_of_rows(rows),
        },
        subject=f"schedule:{schedule.pk}",
    )


def execute_schedule(approval: Approval) -> None:
    """Let it begin; what is due by now is made soon. Raises InvalidState SCHEDULE_MOVED_ON."""
    schedule = _awaiting(approval.business_id, approval.payload)
    take_step(schedule, ScheduleState.ACTIVE)
    schedule.approval = approval
    schedule.save(update_fields=["state", "approval"])
    tell_schedule(schedule)
    wake(SCHEDULE_QUEUE)


def put_back_schedule(approval: Approval) -> None:
    """Nobody approves it: refused, taken back or not answered."""
    schedule = _locked(approval.business_id, approval.payload)
    if schedule.state == ScheduleState.PENDING_APPROVAL:
        by = approval.checker or approval.maker
        code = str(approval.state)
        stop_schedule(schedule, ScheduleState.CANCELLED, code, "", by=by, action="payout_schedule.end")


def _awaiting(business_id: int, payload: Payload) -> PayoutSchedule:
    schedule = _locked(business_id, payload)
    if schedule.state != ScheduleState.PENDING_APPROVAL:
        raise InvalidState("SCHEDULE_MOVED_ON", "schedule", f"This schedule is {schedule.state} already.")
    return schedule


def _locked(business_id: int, payload: Payload) -> PayoutSchedule:
    rows = PayoutSchedule.objects.filter(pk=payload["schedule"], business=business_id)
    schedule = lock_row(rows.select_related("business", "till", "batch", "payout"))
    if schedule is None:
        raise NotFound("schedule", "schedule")
    return schedule
