"""Recurring vouchers: approved once, then posted on each of their days, also on those that were missed.

What is posted is what was approved: when the lines of a day would come out otherwise (another rate of VAT),
or the books refuse them, the voucher is paused and says why.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from operator import attrgetter

from dateutil.relativedelta import relativedelta
from django.db import transaction

from core import days
from core.digests import digest
from core.errors import TEMPORARY, DomainError, InvalidInput, InvalidState
from core.machine.jobs import wake
from core.machine.turns import work_through
from core.rows.events import record_event
from core.rows.idempotency import first_or_conflict
from core.rows.locks import lock_row
from core.text import checked_key, checked_name
from ledger.models import EntryKind, Frequency, RecurringVoucher, Voucher
from ledger.vouchers.approval import FIRST_DAY, checked_description, keep_voucher, post_voucher
from ledger.vouchers.lines import LineInput, ReadyLine, from_json, ready_lines
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
    """A recurring voucher; it begins once it is approved (at once when one time is within the solo limit).

    A day at a month's end stays at the month's end. Needs the right ledger.write. Idempotent by (business,
    key). Raises InvalidInput BAD_KEY / NAME_MISSING / DESCRIPTION_MISSING / BAD_DAY and what ready_lines
    raises, Conflict KEY_REUSED, and what request_approval raises.
    """
    require_right(actor, business, RIGHT)
    name, description = checked_name(name), checked_description(description)
    if first_on < FIRST_DAY or first_on.year > 2100 or (last_on is not None and last_on < first_on):
        raise InvalidInput("BAD_DAY", "first_on", "It begins on a day since 2000, and ends after it begins.")
    stored = [line.as_json() for line in lines]
    asked = digest([name, description, stored, frequency, first_on, last_on])
    checked_key(key, "recurring voucher")

    def write() -> RecurringVoucher:
        ready = ready_lines(business.pk, lines, day=first_on, suspense=False)
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
        record_audit(actor=actor, business=business, action="recurring.create", subject=recurring)
        approval = request_approval(
            kind=KIND,
            business=business,
            payload={"recurring": recurring.pk},
            maker=actor,
            key=uuid.uuid4().hex,
        )
        RecurringVoucher.objects.filter(pk=recurring.pk).update(approval=approval)
        return RecurringVoucher.objects.get(pk=recurring.pk)

    known = RecurringVoucher.objects.filter(business=business, key=key)
    return first_or_conflict(known, digests=[asked], write=write, what="recurring voucher")[0]


def describe_recurring(business: Business, payload: Payload) -> Content:
    """What will be posted, how often and from when. Locks the recurring voucher."""
    recurring = lock_row(RecurringVoucher.objects.filter(pk=payload["recurring"], business=business))
    assert recurring is not None
    facts = {
        "recurring": str(recurring.pk),
        "name": recurring.name,
        "description": recurring.description,
        "lines": [line.as_facts() for line in _approved_lines(recurring)],
        "frequency": recurring.frequency,
        "first": recurring.first_on.isoformat(),
        "last": recurring.last_on.isoformat() if recurring.last_on else None,
    }
    return Content(facts=facts, amount=recurring.amount, subject=f"recurring:{recurring.pk}")


def execute_recurring(approval: Approval) -> None:
    """Let it begin; what is due already is posted soon."""
    RecurringVoucher.objects.filter(pk=approval.payload["recurring"]).update(active=True)
    wake(QUEUE)


def pause_recurring(*, recurring: RecurringVoucher, actor: User) -> RecurringVoucher:
    """Post nothing more of it until it is resumed. Needs the right ledger.write. Idempotent. Locks it."""
    require_right(actor, recurring.business, RIGHT)
    with transaction.atomic():
        locked = _locked(recurring)
        if not locked.paused:
            _pause(locked, "", actor)
    return locked


def resume_recurring(
    *, recurring: RecurringVoucher, actor: User, skip_until: date | None = None
) -> RecurringVoucher:
    """Go on, with the days that were missed; those before `skip_until` are left out. Idempotent. Locks it.

    Needs the right ledger.write.
    """
    require_right(actor, recurring.business, RIGHT)
    with transaction.atomic():
        locked = _locked(recurring)
        skipped = 0
        while skip_until is not None and locked.next_on < min(skip_until, date(2100, 1, 1)):
            _advance(locked)
            skipped += 1
        if locked.paused or skipped:
            locked.paused, locked.problem = False, ""
            locked.save(update_fields=["paused", "problem", "next_index", "next_on"])
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
    """Drain of ledger.recurring: post the next day of a batch of recurring vouchers; returns how many it
    moved.

    Idempotent by (recurring voucher, day). One that the books refuse is paused with the reason; one that
    fails otherwise, or is refused only just now, stays due and lets the others pass.
    """
    due = RecurringVoucher.objects.filter(active=True, paused=False, next_on__lte=days.today())
    return work_through(
        due.select_related("business", "maker", "approval").order_by("next_on", "pk"),
        _post_or_pause,
        what=QUEUE,
        business=attrgetter("business_id"),
        limit=BATCH,
    )


def _post_or_pause(recurring: RecurringVoucher) -> None:
    """Raises what refuses it only just now (TEMPORARY), and what is no refusal."""
    try:
        with transaction.atomic():
            _post_next(recurring)
    except DomainError as problem:
        if problem.code in TEMPORARY:
            raise
        _pause(recurring, str(problem), SYSTEM)


def _post_next(recurring: RecurringVoucher) -> None:
    """Post the next day and move on; past the last one it ends. Raises as ready_lines and post_voucher do."""
    day = recurring.next_on
    if recurring.last_on is not None and day > recurring.last_on:
        recurring.active = False
        recurring.save(update_fields=["active"])
        return
    lines = ready_lines(recurring.business_id, from_json(recurring.lines), day=day, suspense=False)
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
    return ready_lines(
        recurring.business_id, from_json(recurring.lines), day=recurring.first_on, suspense=False
    )


def _advance(recurring: RecurringVoucher) -> None:
    recurring.next_index += 1
    recurring.next_on = nth_day(recurring.first_on, recurring.frequency, recurring.next_index)


def nth_day(first_on: date, frequency: str, index: int) -> date:
    """The day `index` weeks or months after the first; the last of the month where it has too few days."""
    if frequency == Frequency.WEEKLY:
        return first_on + timedelta(weeks=index)
    return first_on + relativedelta(months=index)


def _pause(recurring: RecurringVoucher, problem: str, by: Actor) -> None:
    recurring.paused, recurring.problem = True, problem[:300]
    recurring.save(update_fields=["paused", "problem"])
    record_audit(actor=by, business=recurring.business, action="recurring.pause", subject=recurring)
    record_event(topic="recurring.paused", business_id=recurring.business_id, recurring=recurring.pk)


def _locked(recurring: RecurringVoucher) -> RecurringVoucher:
    locked = lock_row(
        RecurringVoucher.objects.filter(pk=recurring.pk).select_related("business", "approval", "maker")
    )
    assert locked is not None
    return locked
