"""Who sees alerts and who closes them.

An alert of a business is for its owner, accountant and auditor. One of the whole database may stop every
business, so they all see that it is open; what was found is for superusers, who alone close it.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import OuterRef, Q, QuerySet, Subquery

from core.errors import InvalidInput, NotAllowed, NotFound
from core.machine.alerts import require_closable, resolve_alert
from core.models import Alert
from core.rows.events import record_event
from users.access import Right, readable_businesses, require_right
from users.audit import record_audit
from users.models import Business, User


def alerts_for(user: User, business: str | None, *, is_open: bool | None = None) -> QuerySet[Alert]:
    """Alerts of one business or of all of mine, and of the whole database; newest first."""
    readable = readable_businesses(user, business, Right.ALERT_READ)
    seen = Q(business_id__in=readable)
    if readable or user.is_superuser:
        seen |= Q(business_id=None)
    rows = _with_code(Alert.objects.filter(seen))
    return rows if is_open is None else rows.filter(resolved_at__isnull=is_open)


def alert_for(user: User, alert_id: int) -> Alert:
    """One alert. Raises NotFound when it is absent or not the person's to see."""
    alert = alerts_for(user, None).filter(pk=alert_id).first()
    if alert is None:
        raise NotFound("alert")
    return alert


def may_read_detail(user: User, alert: Alert) -> bool:
    """What was found in the whole database is told to superusers only."""
    return alert.business_id is not None or user.is_superuser


def close_alert(*, alert: Alert, comment: str, actor: User) -> Alert:
    """A person closes an alert and says what was found and done. Audited. Idempotent: the first word stays.

    Needs the right alert.resolve in the business, or for the whole database a superuser. Raises InvalidInput
    COMMENT_MISSING, and what the alert's condition raises while its cause is still there (BOOKS_BROKEN).
    Locks the alert.
    """
    business = Business.objects.filter(pk=alert.business_id or 0).first()
    if business is not None:
        require_right(actor, business, Right.ALERT_RESOLVE)
    elif not actor.is_superuser:
        raise NotAllowed("An alert of the whole database is closed by who runs it.")
    said = comment.strip()
    if not 3 <= len(said) <= 500:
        raise InvalidInput(
            "COMMENT_MISSING", "comment", "Say in 3 to 500 characters what was found and done."
        )
    if alert.resolved_at is None:
        require_closable(alert)
    with transaction.atomic():
        if resolve_alert(alert=alert, comment=said):
            record_audit(
                actor=actor,
                business=business,
                action=Right.ALERT_RESOLVE,
                subject=f"alert:{alert.pk}",
                details={"code": alert.code},
            )
            if business is not None:
                record_event(topic="alert.resolved", business_id=business.pk, alert=alert.pk)
    return _with_code(Alert.objects.filter(pk=alert.pk)).get()


def _with_code(rows: QuerySet[Alert]) -> QuerySet[Alert]:
    code = Business.objects.filter(pk=OuterRef("business_id")).values("code")
    return rows.annotate(business_code=Subquery(code)).order_by("-pk")
