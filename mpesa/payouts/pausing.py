"""The kill switch: while the payouts of a business are paused nothing more is ordered. What is with Safaricom
already goes on, and what it says of it is booked."""

from __future__ import annotations

from django.db import transaction

from core import days
from core.errors import InvalidInput
from core.machine.jobs import wake
from core.text import one_line
from mpesa.models import PayoutWay, Till
from mpesa.payouts.lines import let_line_go
from mpesa.payouts.queues import SEND_QUEUE
from mpesa.payouts.rules import locked_rules
from users.access import Right, require_right
from users.actors import Actor, person
from users.audit import record_audit
from users.models import Business

_PAUSE = ["paused_at", "paused_by", "pause_reason"]


def pause_payouts(*, business: Business, reason: str, actor: Actor) -> None:
    """Order nothing more. Needs the right payout.request: whoever sees that something is wrong may stop it.

    Paused already, it keeps its first reason. Audited; locks the rules. Raises InvalidInput REASON_MISSING /
    REASON_TOO_LONG.
    """
    require_right(actor, business, Right.PAYOUT_REQUEST)
    said = one_line(reason)
    if not said:
        raise InvalidInput("REASON_MISSING", "reason", "Say in a few words why, for who finds it paused.")
    if len(said) > 200:
        raise InvalidInput("REASON_TOO_LONG", "reason", "Use at most 200 characters.")
    with transaction.atomic():
        row = locked_rules(business)
        if row.paused_at is None:
            row.paused_at, row.paused_by, row.pause_reason = days.now(), person(actor), said
            row.save(update_fields=_PAUSE)
            record_audit(actor=actor, business=business, action="payouts.pause", subject=business)


def resume_payouts(*, business: Business, actor: Actor) -> None:
    """Order again. Needs the right payout.manage. Safe to repeat; audited; locks the rules."""
    require_right(actor, business, Right.PAYOUT_MANAGE)
    with transaction.atomic():
        row = locked_rules(business)
        if row.paused_at is not None:
            row.paused_at, row.paused_by, row.pause_reason = None, None, ""
            row.save(update_fields=_PAUSE)
            record_audit(actor=actor, business=business, action="payouts.resume", subject=business)
            wake(SEND_QUEUE)


def resume_line(*, till: Till, actor: Actor) -> None:
    """What Safaricom refused is mended: the till pays again, in each way one payout first. Needs the right
    payout.manage.

    Safe to repeat; audited; locks its lines. A new operator of the till does the same by itself.
    """
    require_right(actor, till.business, Right.PAYOUT_MANAGE)
    with transaction.atomic():
        was_stopped = [let_line_go(till, way) for way in PayoutWay]
        if any(was_stopped):
            record_audit(actor=actor, business=till.business, action="payouts.resume_line", subject=till)
            wake(SEND_QUEUE)
