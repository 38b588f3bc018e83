"""Alerts: what a person must look at, opened once however often it is seen.

Who may see and close them is decided above (users/alerts.py).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final, TypeAlias

from django.db import connection, transaction
from django.db.models import Q

from core import days
from core.models import Alert
from core.registry import Registry
from core.rows.locks import lock_row

logger = logging.getLogger(__name__)

#: Characters of a detail that are kept.
DETAIL_LENGTH: Final = 500

#: Called with each alert that opens, in its transaction.
AlertListener: TypeAlias = Callable[[Alert], None]
#: Called with the business's id, or None for the whole database; raises a DomainError when it does not hold.
AlertCondition: TypeAlias = Callable[[int | None], None]
_listeners: Registry[AlertListener] = Registry("listener for alerts")
_conditions: Registry[AlertCondition] = Registry("condition of alert")


def register_alert_listener(name: str, listener: AlertListener) -> None:
    """Have it called for each alert that opens. Called from config/wiring only."""
    _listeners.register(name, listener)


def register_alert_condition(code: str, condition: AlertCondition) -> None:
    """What must hold before a person may close alerts of this code. Called from config/wiring only."""
    _conditions.register(code, condition)


def require_closable(alert: Alert) -> None:
    """Raises what the condition of the alert's code raises; nothing where it has none."""
    if alert.code in _conditions:
        _conditions[alert.code](alert.business_id)


@transaction.atomic
def raise_alert(*, code: str, severity: str, detail: str, business_id: int | None = None) -> Alert:
    """Open an alert, or count it once more when it is open. Idempotent by (code, business) while open.

    `detail` holds codes and counts, never personal data; the newest one stays. Locks the open alert. A
    listener that fails does not undo the alert.
    """
    now = days.now()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO core_alert AS alert
                (code, severity, business_id, detail, opened_at, last_seen_at, times_seen, comment)
            VALUES (%s, %s, %s, %s, %s, %s, 1, '')
            ON CONFLICT (code, business_id) WHERE resolved_at IS NULL DO UPDATE
                SET times_seen = alert.times_seen + 1, last_seen_at = excluded.last_seen_at,
                    detail = excluded.detail, severity = excluded.severity
            RETURNING id
            """,
            [code, severity, business_id, detail[:DETAIL_LENGTH], now, now],
        )
        (pk,) = cursor.fetchone() or (0,)
    alert = Alert.objects.get(pk=pk)
    if alert.times_seen == 1:
        logger.warning("alert %s %s, business %s: %s", alert.severity, code, business_id or "-", alert.detail)
        for listener in _listeners.values():
            try:
                with transaction.atomic():
                    listener(alert)
            except Exception:
                logger.exception("a listener of alert %s failed; the alert stays", alert.pk)
    return alert


@transaction.atomic
def resolve_alert(*, alert: Alert, comment: str) -> bool:
    """Close an alert; False when it was closed already. Locks it. It opens anew when it is seen again."""
    row = lock_row(Alert.objects.filter(pk=alert.pk))
    if row is None or row.resolved_at is not None:
        return False
    row.resolved_at, row.comment = days.now(), comment[:500]
    row.save(update_fields=["resolved_at", "comment"])
    return True


def is_open(code: str, business_id: int) -> bool:
    """Whether an alert is open for a business, or for the whole database."""
    mine = Q(business_id=business_id) | Q(business_id=None)
    return Alert.objects.filter(mine, code=code, resolved_at=None).exists()


def open_for(code: str) -> set[int | None]:
    """The businesses for which an alert is open; None among them: the whole database."""
    return set(Alert.objects.filter(code=code, resolved_at=None).values_list("business_id", flat=True))
