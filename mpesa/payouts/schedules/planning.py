"""Setting a schedule up, stopping it, letting it go on, and ending it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.db import transaction

from core import days
from core.digests import digest
from core.errors import DomainError, Findings, InvalidInput, InvalidState
from core.machine.alerts import clear_alert, raise_alert
from core.machine.jobs import wake
from core.models import Alert, Severity
from core.recurrence import Frequency, Plan
from core.rows.events import record_event
from core.rows.idempotency import first_or_conflict
from core.rows.locks import lock_row
from core.rows.states import take_step
from core.text import checked_key, checked_name, required_reason
from mpesa.models import Payout, PayoutBatch, PayoutSchedule, ScheduleState
from mpesa.models.payout_schedules import MOST_EVERY, MOST_TIMES
from mpesa.payouts.queues import SCHEDULE_QUEUE
from mpesa.payouts.requesting import MOST_AHEAD, RIGHT
from mpesa.payouts.schedules.rows import digest_of_rows, require_rows_payable, rows_again
from users.access import has_right, require_right
from users.actors import SYSTEM, Actor
from users.approvals.approving import cancel_waiting, request_approval
from users.audit import record_audit
from users.models import User

SCHEDULE: Final = "payout.schedule"
HELD: Final = "PAYOUT_SCHEDULE_HELD"
#: It ends within so long: then people look at it anew.
LONGEST: Final = timedelta(days=2 * 366)
#: A day is paid so long after it at most; what is older, or more than one day, people pay by a batch.
LATEST: Final = timedelta(days=3)


def create_schedule(
    *,
    batch: PayoutBatch | None = None,
    payout: Payout | None = None,
    name: str,
    frequency: str,
    every: int = 1,
    first_on: date,
    last_on: date | None = None,
    times: int | None = None,
    key: str,
    comment: str = "",
    actor: User,
) -> PayoutSchedule:
    """Ask that a batch, or one payout, is paid again every so many weeks or months, until a day or so many
    times. Another person approves it, whatever the amount; then it runs by itself (running.py).

    Needs the right payout.request. A day that a month does not have is its last one. Idempotent by (business,
    key). Raises InvalidInput BAD_KEY / NAME_MISSING / BAD_DAY / BAD_TIMES, what rows_again and
    require_rows_payable raise, Conflict KEY_REUSED, and what request_approval raises.
    """
    what = batch or payout
    assert what is not None and (batch is None or payout is None), "one thing is repeated"
    business = what.business
    require_right(actor, business, RIGHT)
    found = Findings()
    with found.noting():
        title = checked_name(name, longest=100)
    with found.noting():
        checked_key(key, "schedule")
    with found.noting():
        plan, count = _plan(frequency, every, first_on, last_on, times)
    found.settle()
    asked = digest([type(what).__name__, what.ref, title, frequency, every, first_on, last_on, times])

    def write() -> PayoutSchedule:
        _require_ahead(plan, count)
        rows = rows_again(batch, payout)
        require_rows_payable(rows)
        schedule = PayoutSchedule.objects.create(
            business=business,
            till=what.till,
            batch=batch,
            payout=payout,
            name=title,
            frequency=Frequency(frequency),
            every=every,
            first_on=first_on,
            times=count,
            last_on=plan.nth_day(count - 1),
            next_on=first_on,
            rows=len(rows),
            amount=sum(row.amount for row in rows),
            rows_digest=digest_of_rows(rows),
            key=key,
            key_hash=asked,
            requested_by=actor,
        )
        record_audit(actor=actor, business=business, action="payout_schedule.create", subject=schedule)
        tell_schedule(schedule)
        request_approval(
            kind=SCHEDULE,
            business=business,
            payload={"schedule": schedule.pk},
            maker=actor,
            key=f"payout_schedule:{schedule.pk}",
            comment=comment,
        )
        return PayoutSchedule.objects.get(pk=schedule.pk)

    known = PayoutSchedule.objects.filter(business=business, key=key)
    return first_or_conflict(known, digests=[asked], write=write, what="schedule")[0]


def _plan(
    frequency: str, every: int, first_on: date, last_on: date | None, times: int | None
) -> tuple[Plan, int]:
    """The days, and how many there are. Raises InvalidInput BAD_TIMES / BAD_DAY."""
    if not 1 <= every <= MOST_EVERY:
        raise InvalidInput("BAD_TIMES", "every", f"Use 1 to {MOST_EVERY}.")
    if (last_on is None) == (times is None):
        raise InvalidInput("BAD_TIMES", "times", "Say how it ends: a last day, or how many times.")
    if times is not None and not 1 <= times <= MOST_TIMES:
        raise InvalidInput("BAD_TIMES", "times", f"Use 1 to {MOST_TIMES} times.")
    if not days.is_kept(first_on) or (last_on is not None and not first_on <= last_on <= first_on + LONGEST):
        raise _too_long()
    plan = Plan(first_on, frequency, every, last_on)
    return plan, times or (1 if last_on is None else sum(1 for _ in plan.days_until(last_on)))


def _require_ahead(plan: Plan, count: int) -> None:
    today = days.today()
    if not today <= plan.first_on <= today + timedelta(days=MOST_AHEAD):
        text = f"Use a day from today on, at most {MOST_AHEAD} days ahead."
        raise InvalidInput("BAD_DAY", "first_on", text)
    if plan.nth_day(count - 1) > plan.first_on + LONGEST:
        raise _too_long()


def _too_long() -> InvalidInput:
    return InvalidInput("BAD_DAY", "last_on", "It ends on its first day or later, within two years of it.")


def pause_schedule(*, schedule: PayoutSchedule, reason: str, actor: User) -> PayoutSchedule:
    """Make no more batches of it until it is resumed; those that there are go their way. Needs the right
    payout.request. Safe to repeat; audited; locks it. Raises InvalidInput REASON_MISSING / REASON_TOO_LONG,
    InvalidState SCHEDULE_MOVED_ON before it has begun and after its end."""
    require_right(actor, schedule.business, RIGHT)
    said = required_reason(reason, "Say in a few words why, for who finds it paused.")
    with transaction.atomic():
        locked = locked_schedule(schedule)
        if locked.state == ScheduleState.PAUSED:
            return locked
        _require_state(locked, ScheduleState.ACTIVE)
        stop_schedule(locked, ScheduleState.PAUSED, "", said, by=actor, action="payout_schedule.pause")
    return locked


def resume_schedule(*, schedule: PayoutSchedule, pay_missed: bool = False, actor: User) -> PayoutSchedule:
    """Let it go on: from today on, or with the one day that it missed lately. Needs the right payout.request.

    Safe to repeat; audited; locks it. Where no day is left it ends. Raises InvalidState SCHEDULE_MOVED_ON
    unless it is paused, SCHEDULE_MAKER_GONE where who set it up may not ask for payouts any more, and with
    `pay_missed` what require_on_time raises.
    """
    require_right(actor, schedule.business, RIGHT)
    with transaction.atomic():
        locked = locked_schedule(schedule)
        if locked.state == ScheduleState.ACTIVE:
            return locked
        _require_state(locked, ScheduleState.PAUSED)
        require_maker(locked)
        if pay_missed:
            require_on_time(locked)
        skipped = 0
        while not pay_missed and locked.next_on < days.today() and locked.next_index < locked.times:
            advance(locked)
            skipped += 1
        is_over = locked.next_index == locked.times
        take_step(locked, ScheduleState.ENDED if is_over else ScheduleState.ACTIVE)
        locked.code, locked.text = "", ""
        locked.save(update_fields=["state", "code", "text", "next_index", "next_on"])
        record_audit(
            actor=actor,
            business=locked.business,
            action="payout_schedule.resume",
            subject=locked,
            details={"skipped": skipped},
        )
        tell_schedule(locked)
        clear_alert(code=HELD, business_id=locked.business_id, subject=f"schedule:{locked.pk}")
        wake(SCHEDULE_QUEUE)
    return locked


def end_schedule(*, schedule: PayoutSchedule, reason: str, actor: User) -> PayoutSchedule:
    """No more of it, for good; the batches that there are go their way. Needs the right payout.request.

    Safe to repeat; audited; locks it. Raises InvalidInput REASON_MISSING / REASON_TOO_LONG.
    """
    require_right(actor, schedule.business, RIGHT)
    said = required_reason(reason, "Say why it is not to be paid any more.")
    with transaction.atomic():
        cancel_waiting(
            kinds=(SCHEDULE,),
            business=schedule.business,
            subject=f"schedule:{schedule.pk}",
            maker=actor,
            comment=said,
        )
        locked = locked_schedule(schedule)
        if locked.is_final:
            return locked
        waits = locked.state == ScheduleState.PENDING_APPROVAL
        state = ScheduleState.CANCELLED if waits else ScheduleState.ENDED
        stop_schedule(locked, state, "TAKEN_BACK", said, by=actor, action="payout_schedule.end")
        clear_alert(code=HELD, business_id=locked.business_id, subject=f"schedule:{locked.pk}")
    return locked


def stop_schedule(
    schedule: PayoutSchedule, state: ScheduleState, code: str, text: str, *, by: Actor, action: str
) -> None:
    """Put a locked schedule into a state in which it does nothing, and say why. Audited."""
    take_step(schedule, state)
    schedule.code, schedule.text = code[:40], text[:300]
    schedule.save(update_fields=["state", "code", "text"])
    record_audit(
        actor=by, business=schedule.business, action=action, subject=schedule, details={"code": schedule.code}
    )
    tell_schedule(schedule)


def hold_schedule(schedule: PayoutSchedule, problem: DomainError) -> None:
    """Pause a locked schedule by itself: a check refused its day. People are told by an alert."""
    said = f"{problem.message} Nothing was paid for {schedule.next_on}."
    stop_schedule(
        schedule, ScheduleState.PAUSED, problem.code, said, by=SYSTEM, action="payout_schedule.pause"
    )
    raise_alert(
        code=HELD,
        severity=Severity.CRITICAL,
        business_id=schedule.business_id,
        subject=f"schedule:{schedule.pk}",
        detail=f"{schedule.name}: {problem.code}, for {schedule.next_on}.",
    )


def is_held(alert: Alert) -> bool:
    """Whether a PAYOUT_SCHEDULE_HELD is still true."""
    key = int(alert.subject.partition(":")[2])
    held = PayoutSchedule.objects.filter(pk=key, state=ScheduleState.PAUSED).exclude(code="")
    return held.exists()


def advance(schedule: PayoutSchedule) -> None:
    """On to its next day; the last one stays. Not saved."""
    schedule.next_index += 1
    plan = Plan(schedule.first_on, schedule.frequency, schedule.every)
    schedule.next_on = plan.nth_day(min(schedule.next_index, schedule.times - 1))


def require_maker(schedule: PayoutSchedule) -> None:
    """Raises InvalidState SCHEDULE_MAKER_GONE where who set it up may not ask for payouts any more."""
    if not has_right(schedule.requested_by, schedule.business, RIGHT):
        raise InvalidState(
            "SCHEDULE_MAKER_GONE",
            "schedule",
            "Who set this up may not ask for payouts here any more: somebody else sets it up anew.",
        )


def require_on_time(schedule: PayoutSchedule) -> None:
    """Raises InvalidState SCHEDULE_LATE where more than one of its days is due, or one that was longer ago
    than LATEST: after a long downtime, or by a clock that runs ahead, it would pay all of them at once."""
    today, after = days.today(), schedule.next_index + 1
    plan = Plan(schedule.first_on, schedule.frequency, schedule.every)
    several = after < schedule.times and plan.nth_day(after) <= today
    if several or schedule.next_on < today - LATEST:
        raise InvalidState(
            "SCHEDULE_LATE",
            "schedule",
            f"It missed more than one day, or one of more than {LATEST.days} days ago: let it go on without, "
            "and bring in what is still to be paid as a batch.",
        )


def locked_schedule(schedule: PayoutSchedule) -> PayoutSchedule:
    """It, as it stands, locked until the end of the transaction."""
    rows = PayoutSchedule.objects.filter(pk=schedule.pk)
    locked = lock_row(rows.select_related("business", "till", "batch", "payout", "requested_by", "approval"))
    assert locked is not None
    return locked


def _require_state(schedule: PayoutSchedule, state: ScheduleState) -> None:
    if schedule.state != state:
        raise InvalidState("SCHEDULE_MOVED_ON", "schedule", f"This schedule is {schedule.state}.")


def tell_schedule(schedule: PayoutSchedule) -> None:
    """News of it, in the caller's transaction."""
    record_event(
        topic="payout_schedule.changed",
        business_id=schedule.business_id,
        schedule=schedule.pk,
        state=str(schedule.state),
    )
