"""The pause switch: while a till or its business is paused, or the books do not hold, no phone rings.

Money that arrives is booked all the same. What waits in the queue waits on, and is given up when it is old
(pushing.py): nobody's phone rings hours later.
"""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from core import days
from core.errors import InvalidInput, InvalidState, NotFound
from core.machine.alerts import open_for
from core.machine.jobs import wake
from core.rows.locks import lock_row
from core.text import one_line
from ledger.integrity.soundness import LEDGER_BROKEN, require_sound_books
from mpesa.collections.requests.queues import PUSH_QUEUE
from mpesa.collections.requests.rules import locked_rules
from mpesa.models import PaymentRequest, RequestRules, Till
from users.access import Right, require_right
from users.actors import Actor, person
from users.audit import record_audit
from users.models import Business

_PAUSE = ["paused_at", "paused_by", "pause_reason"]


def pause_requests(*, business: Business, till: Till | None = None, reason: str, actor: Actor) -> None:
    """Stop asking phones for money, at one till or at all of a business. Needs the right till.manage.

    Paused already, it keeps its first reason. Audited; locks the till, or the rules of the business. Raises
    InvalidInput REASON_MISSING / REASON_TOO_LONG, NotFound of a till that is not of the business.
    """
    require_right(actor, business, Right.TILL_MANAGE)
    said = one_line(reason).strip()
    if not said:
        raise InvalidInput("REASON_MISSING", "reason", "Say in a few words why, for who finds it paused.")
    if len(said) > 200:
        raise InvalidInput("REASON_TOO_LONG", "reason", "Use at most 200 characters.")
    with transaction.atomic():
        row = _locked(business, till)
        if row.paused_at is None:
            row.paused_at, row.paused_by, row.pause_reason = days.now(), person(actor), said
            row.save(update_fields=_PAUSE)
            record_audit(actor=actor, business=business, action="requests.pause", subject=till or business)


def resume_requests(*, business: Business, till: Till | None = None, actor: Actor) -> None:
    """Ask phones again, at one till or at the business. Needs the right till.manage.

    Safe to repeat; audited; locks as pausing does.
    """
    require_right(actor, business, Right.TILL_MANAGE)
    with transaction.atomic():
        row = _locked(business, till)
        if row.paused_at is not None:
            row.paused_at, row.paused_by, row.pause_reason = None, None, ""
            row.save(update_fields=_PAUSE)
            record_audit(actor=actor, business=business, action="requests.resume", subject=till or business)
            wake(PUSH_QUEUE)


def _locked(business: Business, till: Till | None) -> Till | RequestRules:
    if till is None:
        return locked_rules(business)
    row = lock_row(Till.objects.filter(pk=till.pk, business=business))
    if row is None:
        raise NotFound("till", "till")
    return row


def why_held(till: Till) -> InvalidState | None:
    """Why no phone may ring for a till now: REQUESTS_PAUSED or BOOKS_BROKEN; None when it may."""
    paused = (
        Till.objects.filter(pk=till.pk)
        .values_list("pause_reason", "business__request_rules__pause_reason")
        .get()
    )
    if reason := next(filter(None, paused), ""):
        return InvalidState("REQUESTS_PAUSED", "till", f"Requests are paused: {reason}")
    try:
        require_sound_books(till.business_id)
    except InvalidState as broken:
        return broken
    return None


def may_ring(waiting: QuerySet[PaymentRequest]) -> QuerySet[PaymentRequest]:
    """Those of the requests for which phones may ring now."""
    waiting = waiting.filter(till__paused_at=None, business__request_rules__paused_at=None)
    broken = open_for(LEDGER_BROKEN) if settings.LEDGER_STOP_ON_BREAK else set()
    return waiting.none() if None in broken else waiting.exclude(business__in=broken)
