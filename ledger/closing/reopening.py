"""Opening the last closed period again: asked for by one person, approved by another."""

from __future__ import annotations

from core.errors import InvalidInput, InvalidState, NotFound
from core.rows.events import record_event
from core.rows.locks import lock_row
from ledger.closing.periods import hold_postings, reopen, require_last_closed
from ledger.closing.years import closing_entries, undo_closing
from ledger.journal.posting import attempted
from ledger.models import Period
from users.access import Right, require_right
from users.approvals.approving import request_approval
from users.approvals.kinds import Content, Payload
from users.audit import record_audit
from users.models import Approval, Business, User

KIND = "period.reopen"


def request_reopening(*, period: Period, comment: str, key: str, actor: User) -> Approval:
    """Ask to open the last closed period again, and with it the year that it ends. Says why.

    Needs the right period.close. Idempotent by (business, key). Raises InvalidInput REASON_MISSING,
    InvalidState PERIOD_OPEN / NOT_LAST_PERIOD, and what request_approval raises.
    """
    require_right(actor, period.business, Right.PERIOD_CLOSE)
    if not comment.strip():
        raise InvalidInput("REASON_MISSING", "comment", "Say why the period is opened again.")
    return request_approval(
        kind=KIND,
        business=period.business,
        payload={"period": period.pk},
        maker=actor,
        key=key,
        comment=comment,
    )


def describe_reopening(business: Business, payload: Payload) -> Content:
    """The period as it was closed, and the closing entry that will be reversed. Holds postings up.

    Raises NotFound, InvalidState PERIOD_OPEN / NOT_LAST_PERIOD, Conflict TRY_AGAIN.
    """
    attempted(lambda: hold_postings(business))
    period = lock_row(Period.objects.filter(business=business, pk=payload["period"]))
    if period is None:
        raise NotFound("period", "period")
    require_last_closed(period)
    closing = closing_entries(business.pk).filter(effective_on=period.last_day).first()
    facts = {
        "first_day": str(period.first_day),
        "last_day": str(period.last_day),
        "closed_at": period.closed_at.isoformat(),
        "seal": str(period.seal),
        "reverses": closing.reference if closing else None,
    }
    return Content(facts=facts, subject=f"period:{period.pk}")


def execute_reopening(approval: Approval) -> None:
    """Open the period that was approved, and reverse the closing entry of the year that it ends."""
    period = Period.objects.select_related("business").get(pk=approval.payload["period"])
    checker = approval.checker
    if checker is None:
        raise InvalidState("ILLEGAL_STEP", "approval", "Nobody has approved this.")
    reopen(period, approval)
    undo_closing(period.business, period.last_day, actor=checker)
    details: dict[str, str | int | bool] = {"approval": approval.pk, "last_day": str(period.last_day)}
    record_audit(
        actor=checker, business=period.business, action="period.reopen", subject=period, details=details
    )
    record_event(topic="period.reopened", business_id=period.business_id, period=period.pk)
