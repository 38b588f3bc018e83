"""Recurring vouchers: approved once, then posted on each of their days, also on those that were missed.

What is posted is what was approved: when the lines of a day would come out otherwise (another rate of VAT),
or the books refuse them for good, the voucher is paused and says why. What is only not possible just now
(TRY_AGAIN, a deadlock, a database that goes away) leaves it due: the minute's sweep comes back.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date

from dateutil.relativedelta import relativedelta
from django.db import transaction

from core import days
from core.digests import digest
from core.errors import TEMPORARY, DomainError, Findings, InvalidInput, InvalidState
from core.machine.jobs import wake
from core.machine.turns import work_through
from core.money import MAX_CENTS, Cents, display
from core.recurrence import Frequency, Plan
from core.rows.events import record_event
from core.rows.idempotency import first_or_conflict
from core.rows.locks import lock_row
from core.text import checked_key, checked_name
from ledger.journal.posting import first_open_day
from ledger.models import EntryKind, RecurringVoucher, Voucher
from ledger.vouchers.approval import checked_description, keep_voucher, post_voucher
from ledger.vouchers.lines import LineInput, ReadyLine, from_json, note_lines, ready_lines
from users.access import Right, require_right
from users.actors import SYSTEM, Actor
from users.approvals.approving import request_approval
from users.approvals.kinds import Content, Payload
from users.audit import record_audit
from users.models import Approval, Business, User

KIND = "ledger.recurring"
QUEUE = "ledger.recurring"
RIGHT = Right.LEDGER_WRITE
BATCH = 50
#: How far back one may begin: so many days are posted at once.
FURTHEST_BACK = relativedelta(years=1)


def create_recurring(
    *,
    business: Business,
    name: str,
    description: str,
    lines: Sequence[LineInput],
    frequency: str,
    first_on: date,
    last_on: date | None = None,
    key: str,
    actor: User,
) -> RecurringVoucher:
    """A recurring voucher; it begins once it is approved (at once when all that is due by then, with all of
    the year that follows, is within the solo limit).

    A day at a month's end stays at the month's end. Needs the right ledger.write. Idempotent by (business,
    key). Raises InvalidInput BAD_KEY / NAME_MISSING / DESCRIPTION_MISSING / BAD_DAY and what ready_lines
    raises, InvalidState PERIOD_CLOSED, Conflict KEY_REUSED, and what request_approval raises.
    """
    require_right(actor, business, RIGHT)
    found = Findings()
    note_plan(found, name=name, description=description, key=key)
    if found.errors:
        note_lines(found, business.pk, lines)
    found.settle()
    name, description = checked_name(name), checked_description(description)
    stored = [line.as_json() for line in lines]
    asked = digest([name, description, stored, frequency, first_on, last_on])

    def write() -> RecurringVoucher:
        found = Findings()
        with found.noting():
            _check_days(business, first_on, last_on)
        if found.errors:
            note_lines(found, business.pk, lines)
        found.settle()
        ready = ready_lines(business.pk, lines, day=first_on)
        recurring = RecurringVoucher.objects.create(
            business=business,
            name=name,
            description=description,
            lines=stored,
            amount=sum(line.debit for line in ready),
            frequency=Frequency(frequency),
            first_on=first_on,
            last_on=last_on,
            next_on=first_on,
            key=key,
            key_hash=asked,
            maker=actor,
        )
        if _counted(recurring, days.today())[1] > MAX_CENTS:
            raise InvalidInput("BAD_AMOUNT", "lines", "That is too much in a year.")
        record_audit(actor=actor, business=business, action="recurring.create", subject=recurring)
        approval = request_approval(
            kind=KIND,
            business=business,
            payload={"recurring": recurring.pk, "asked_on": days.today().isoformat()},
            maker=actor,
            key=uuid.uuid4().hex,
        )
        RecurringVoucher.objects.filter(pk=recurring.pk).update(approval=approval)
        return RecurringVoucher.objects.get(pk=recurring.pk)

    known = RecurringVoucher.objects.filter(business=business, key=key)
    return first_or_conflict(known, digests=[asked], write=write, what="recurring voucher")[0]


def note_plan(found: Findings, *, name: str, description: str, key: str) -> None:
    """Note NAME_MISSING / DESCRIPTION_MISSING / BAD_KEY."""
    with found.noting():
        checked_name(name)
    with found.noting():
        checked_description(description)
    with found.noting():
        checked_key(key, "recurring voucher")


def _check_days(business: Business, first_on: date, last_on: date | None) -> None:
    oldest = days.today() - FURTHEST_BACK
    if not oldest <= first_on <= (last_on or days.LAST_DAY) <= days.LAST_DAY:
        raise InvalidInput(
            "BAD_DAY", "first_on", f"It begins on {oldest} or later, and ends after it begins, before 2101."
        )
    first_open = first_open_day(business.pk)
    if first_open is not None and first_on < first_open:
        raise InvalidState(
            "PERIOD_CLOSED", "first_on", f"The books are closed: the first open day is {first_open}."
        )


def describe_recurring(business: Business, payload: Payload) -> Content:
    """What will be posted, how often and from when, and how often at once: on the days that are over, or are
    the one of asking. The amount is of those and of the year that follows, so that nobody gets past the solo
    limit by what comes again. Locks the recurring voucher.
    """
    recurring = lock_row(RecurringVoucher.objects.filter(pk=payload["recurring"], business=business))
    assert recurring is not None
    asked_on = date.fromisoformat(payload["asked_on"])
    times, amount = _counted(recurring, asked_on)
    facts = {
        "recurring": str(recurring.pk),
        "name": recurring.name,
        "description": recurring.description,
        "lines": [line.as_facts() for line in _approved_lines(recurring)],
        "frequency": recurring.frequency,
        "first": recurring.first_on.isoformat(),
        "last": recurring.last_on.isoformat() if recurring.last_on else None,
        "each_time": display(recurring.amount),
        "posted_at_once": f"{days_due(recurring, asked_on)} times, for the days up to {asked_on}",
        "counted": f"{times} times, for the days up to {plan_of(recurring).counted_until(asked_on)}",
    }
    return Content(facts=facts, amount=amount, subject=f"recurring:{recurring.pk}")


def _counted(recurring: RecurringVoucher, asked_on: date) -> tuple[int, Cents]:
    """How often it counts towards the solo limit (Plan.counted_until), and how much that is."""
    plan = plan_of(recurring)
    times = sum(1 for _ in plan.days_until(plan.counted_until(asked_on)))
    return times, recurring.amount * times


def execute_recurring(approval: Approval) -> None:
    """Let it begin; what is due already is posted soon."""
    RecurringVoucher.objects.filter(pk=approval.payload["recurring"]).update(active=True, approval=approval)
    wake(QUEUE)


def days_due(recurring: RecurringVoucher, day: date) -> int:
    """How many of its days up to `day` are not posted."""
    return sum(1 for _ in plan_of(recurring).days_until(day, done=recurring.next_index))


def plan_of(recurring: RecurringVoucher) -> Plan:
    """Its days."""
    return Plan(recurring.first_on, recurring.frequency, last_on=recurring.last_on)


def pause_recurring(*, recurring: RecurringVoucher, actor: User) -> RecurringVoucher:
    """Post nothing more of it until it is resumed. Needs the right ledger.write. Idempotent. Locks it.

    Raises InvalidState ILLEGAL_STEP while it waits for approval, and after its end.
    """
    require_right(actor, recurring.business, RIGHT)
    with transaction.atomic():
        locked = _locked(recurring)
        if not locked.paused:
            _pause(locked, None, actor)
    return locked


def resume_recurring(
    *, recurring: RecurringVoucher, actor: User, skip_until: date | None = None
) -> RecurringVoucher:
    """Go on, with the days that were missed; those before `skip_until` are left out. Idempotent. Locks it.

    Needs the right ledger.write. Raises InvalidState ILLEGAL_STEP as pause_recurring does.
    """
    require_right(actor, recurring.business, RIGHT)
    with transaction.atomic():
        locked = _locked(recurring)
        skipped = 0
        while skip_until is not None and locked.next_on < min(skip_until, date(2100, 1, 1)):
            _advance(locked)
            skipped += 1
        if locked.paused or skipped:
            locked.paused, locked.problem_code, locked.problem = False, "", ""
            locked.save(update_fields=["paused", "problem_code", "problem", "next_index", "next_on"])
            record_audit(
                actor=actor,
                business=locked.business,
                action="recurring.resume",
                subject=locked,
                details={"skipped": skipped},
            )
            wake(QUEUE)
    return locked


def post_due() -> int:
    """Drain of ledger.recurring: post the next days of recurring vouchers; returns how many it moved.

    Idempotent by (recurring voucher, day). One that the books refuse is paused with the reason; one that
    fails otherwise, or is refused only just now, stays due and lets the others pass.
    """
    due = RecurringVoucher.objects.filter(active=True, paused=False, next_on__lte=days.today())
    moved = work_through(
        due.select_related("business", "maker", "approval").order_by("next_on", "pk"),
        _post_or_pause,
        what=QUEUE,
        limit=BATCH,
    )
    return len(moved)


def _post_or_pause(recurring: RecurringVoucher) -> None:
    """Raises what refuses it only just now (TEMPORARY), and what is no refusal."""
    try:
        with transaction.atomic():
            _post_next(recurring)
    except DomainError as problem:
        if problem.code in TEMPORARY:
            raise
        _pause(recurring, problem, SYSTEM)


def _post_next(recurring: RecurringVoucher) -> None:
    """Post the next day and move on; past the last one it ends. Raises as ready_lines and post_voucher do."""
    day = recurring.next_on
    if recurring.last_on is not None and day > recurring.last_on:
        recurring.active = False
        recurring.save(update_fields=["active"])
        return
    lines = ready_lines(recurring.business_id, from_json(recurring.lines), day=day)
    if lines != _approved_lines(recurring):
        raise InvalidState("VAT_RATE_CHANGED", "lines", "VAT has another rate by now: set it up anew.")
    voucher = Voucher(
        business=recurring.business,
        kind=EntryKind.MANUAL,
        effective_on=day,
        description=recurring.description,
        recurring=recurring,
        key_hash=bytes(recurring.key_hash),
        maker=recurring.maker,
        approval=recurring.approval,
    )
    keep_voucher(voucher, lines)
    post_voucher(voucher, lines)
    _advance(recurring)
    recurring.save(update_fields=["next_index", "next_on"])


def _approved_lines(recurring: RecurringVoucher) -> list[ReadyLine]:
    return ready_lines(recurring.business_id, from_json(recurring.lines), day=recurring.first_on)


def _advance(recurring: RecurringVoucher) -> None:
    recurring.next_index += 1
    recurring.next_on = plan_of(recurring).nth_day(recurring.next_index)


def _pause(recurring: RecurringVoucher, problem: DomainError | None, by: Actor) -> None:
    """By a person, or by itself because of a problem; then it says what to do."""
    recurring.paused = True
    if problem is not None:
        what_to_do = f"Nothing was posted for {recurring.next_on}. Mend that and resume, or leave days out."
        recurring.problem_code, recurring.problem = problem.code, f"{problem.message} {what_to_do}"[:300]
    recurring.save(update_fields=["paused", "problem_code", "problem"])
    record_audit(actor=by, business=recurring.business, action="recurring.pause", subject=recurring)
    record_event(topic="recurring.paused", business_id=recurring.business_id, recurring=recurring.pk)


def _locked(recurring: RecurringVoucher) -> RecurringVoucher:
    locked = lock_row(
        RecurringVoucher.objects.filter(pk=recurring.pk).select_related("business", "approval", "maker")
    )
    assert locked is not None
    if not locked.active:
        raise InvalidState(
            "ILLEGAL_STEP",
            "recurring_voucher",
            f"It is {locked.state}: only one that runs is paused and resumed. Cancel a request that waits.",
        )
    return locked
