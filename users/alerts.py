"""Who sees alerts and who closes them.

An alert of a business is for its owner, accountant and auditor. One of the whole database may stop every
business, so they all see that it is open; what was found is for superusers, who alone close it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet

from core.errors import NotAllowed, NotFound
from core.machine.alerts import DETAIL_LENGTH, require_closable, resolve_alert
from core.models import Alert
from core.text import required_comment
from users.access import Right, businesses_of, require_right
from users.audit import record_audit
from users.models import Business, User

_COUNT: Final = re.compile(r"([A-Z][A-Z0-9_]*): ([0-9]{1,9})")


def alerts_of(user: User, businesses: Collection[int]) -> QuerySet[Alert]:
    """Alerts of businesses in which the person holds alert.read, and of the whole database."""
    seen = Q(business_id__in=businesses)
    if businesses or user.is_superuser:
        seen |= Q(business_id=None)
    return Alert.objects.filter(seen)


def alerts_read_by(user: User) -> QuerySet[Alert]:
    """Every alert that the person may read."""
    return alerts_of(user, list(businesses_of(user, Right.ALERT_READ).values_list("pk", flat=True)))


def alert_for(user: User, alert_id: int) -> Alert:
    """One alert. Raises NotFound when it is absent or not the person's to see."""
    alert = alerts_read_by(user).filter(pk=alert_id).first()
    if alert is None:
        raise NotFound("alert")
    return alert


def counts_in(detail: str) -> list[tuple[str, int]]:
    """The codes and their counts, of a detail that is made of nothing else; empty for words.

    What stands at the end of a detail that was cut is left out: its count may be cut too.
    """
    parts = detail.split(", ")
    if len(detail) >= DETAIL_LENGTH:
        parts.pop()
    found = [_COUNT.fullmatch(part) for part in parts]
    return [(each[1], int(each[2])) for each in found if each] if all(found) else []


def may_read_detail(user: User, alert: Alert) -> bool:
    """What was found in the whole database is told to superusers only."""
    return alert.business_id is not None or user.is_superuser


def close_alert(*, alert: Alert, comment: str, actor: User) -> Alert:
    """A person closes an alert and says what was found and done. Audited. Idempotent: the first word stays.

    Needs the right alert.resolve in the business, or for the whole database a superuser. Raises InvalidInput
    COMMENT_MISSING / COMMENT_TOO_LONG, and while its cause is still there InvalidState ALERT_CAUSE_REMAINS,
    or what the alert's condition raises (BOOKS_BROKEN). Locks the alert.
    """
    business = Business.objects.filter(pk=alert.business_id or 0).first()
    if business is not None:
        require_right(actor, business, Right.ALERT_RESOLVE)
    elif not actor.is_superuser:
        raise NotAllowed("An alert of the whole database is closed by who runs it.")
    said = required_comment(comment)
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
    return Alert.objects.get(pk=alert.pk)
