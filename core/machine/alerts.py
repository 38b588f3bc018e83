"""Alerts: what a person must look at, opened once however often it is seen, gone when its cause is.

An alert is of a code, of a business (or the whole database) and, where it is about one thing of it, of that
subject: two tills are two alerts. Who raises a code also says when its cause is gone (clear_alert), and
whether it is still there (register_alert_cause): until then nobody closes it. Some codes are left to people.
Who may see and close them is decided above (users/alerts.py).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Final, TypeAlias

from django.db import connection, transaction
from django.db.models import Q

from core import days
from core.errors import InvalidState
from core.models import Alert
from core.registry import Registry
from core.rows.events import record_event
from core.rows.locks import lock_row

logger = logging.getLogger(__name__)

#: Characters of a detail that are kept.
DETAIL_LENGTH: Final = 500

#: What is said of an alert that closed by itself, where nothing better is known.
CAUSE_GONE: Final = "Its cause is gone."

#: Called with each alert that opens or closes, in its transaction.
AlertListener: TypeAlias = Callable[[Alert], None]
#: Called with the business's id, or None for the whole database; raises a DomainError when it does not hold.
AlertCondition: TypeAlias = Callable[[int | None], None]
#: Whether what an open alert is about is still so.
AlertCause: TypeAlias = Callable[[Alert], bool]
_listeners: Registry[AlertListener] = Registry("listener for alerts")
#: The name of a thing by its number: of those that may be told to whoever reads along, never a person's.
SubjectName: TypeAlias = Callable[[int], str]
_subjects: Registry[SubjectName] = Registry("kind of subject")
_for_people: Registry[AlertCondition | None] = Registry("alert for people")
_causes: Registry[AlertCause] = Registry("cause of alerts")


def register_alert_listener(name: str, listener: AlertListener) -> None:
    """Have it called for each alert that opens or closes. Called from config/wiring only."""
    _listeners.register(name, listener)


def register_alert_for_people(code: str, condition: AlertCondition | None = None) -> None:
    """Alerts of this code are closed by people only, and only while `condition` does not raise. Called from
    config/wiring only."""
    _for_people.register(code, condition)


def register_alert_cause(code: str, is_there: AlertCause) -> None:
    """Nobody closes alerts of this code while `is_there`: nothing might raise them again. Called from
    config/wiring only."""
    _causes.register(code, is_there)


def register_alert_subject(kind: str, name: SubjectName) -> None:
    """What things of a kind are called in messages; without it nothing. Called from config/wiring only."""
    _subjects.register(kind, name)


def subject_names(subjects: Iterable[str]) -> dict[str, str]:
    """Subject -> what the thing is called, of those whose kind has names."""
    names = {}
    for subject in {*subjects}:
        kind, _, number = subject.partition(":")
        if kind in _subjects:
            names[subject] = _subjects[kind](int(number))
    return names


def needs_person(code: str) -> bool:
    """Whether alerts of this code never close by themselves."""
    return code in _for_people


def require_closable(alert: Alert) -> None:
    """Raises InvalidState ALERT_CAUSE_REMAINS while the cause is there, and what the condition of the alert's
    code raises; nothing where there is neither."""
    condition, is_there = _for_people.get(alert.code), _causes.get(alert.code)
    if condition is not None:
        condition(alert.business_id)
    if is_there is not None and is_there(alert):
        raise InvalidState(
            "ALERT_CAUSE_REMAINS",
            "alert",
            "Its cause is still there: do what stands beside the alert, and it closes by itself.",
        )


@transaction.atomic
def raise_alert(
    *, code: str, severity: str, detail: str, business_id: int | None = None, subject: str = ""
) -> Alert:
    """Open an alert, or count it once more when it is open. Idempotent by (code, business, subject) while
    open.

    `subject` is the thing that it is about, like "till:12"; empty for all of the business. `detail` holds
    codes and counts, never personal data; the newest one stays. Locks the open alert. A listener that fails
    does not undo the alert.
    """
    now = days.now()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO core_alert AS alert
                (code, severity, business_id, subject, detail, opened_at, last_seen_at, times_seen, comment,
                 cleared_itself)
            VALUES (%s, %s, %s, %s, %s, %s, %s, 1, '', false)
            ON CONFLICT (code, business_id, subject) WHERE resolved_at IS NULL DO UPDATE
                SET times_seen = alert.times_seen + 1, last_seen_at = excluded.last_seen_at,
                    detail = excluded.detail, severity = excluded.severity
            RETURNING id
            """,
            [code, severity, business_id, subject, detail[:DETAIL_LENGTH], now, now],
        )
        (pk,) = cursor.fetchone() or (0,)
    alert = Alert.objects.get(pk=pk)
    if alert.times_seen == 1:
        logger.warning(
            "alert %s %s, business %s %s: %s", alert.severity, code, business_id or "-", subject, alert.detail
        )
        if business_id is not None:
            record_event(topic="alert.opened", business_id=business_id, alert=alert.pk, code=code)
        _tell(alert)
    return alert


def _tell(alert: Alert) -> None:
    for listener in _listeners.values():
        try:
            with transaction.atomic():
                listener(alert)
        except Exception:
            logger.exception("a listener of alert %s failed; the alert stays as it is", alert.pk)


@transaction.atomic
def resolve_alert(*, alert: Alert, comment: str) -> bool:
    """Close an alert; False when it was closed already. Locks it. It opens anew when it is seen again."""
    row = lock_row(Alert.objects.filter(pk=alert.pk))
    return row is not None and _close(row, comment, cleared_itself=False)


def clear_alert(*, code: str, business_id: int | None = None, subject: str = "", comment: str = "") -> bool:
    """Its cause is gone: close the open alert by itself; False when none is open. Idempotent. Locks it.

    One query where none is open. What is left to people (register_alert_for_people) stays open: False.
    """
    mine = Alert.objects.filter(code=code, business_id=business_id, subject=subject, resolved_at=None)
    if needs_person(code) or not mine.exists():
        return False
    with transaction.atomic():
        row = lock_row(mine)
        return row is not None and _close(row, comment or CAUSE_GONE, cleared_itself=True)


def _close(row: Alert, comment: str, *, cleared_itself: bool) -> bool:
    """Close an alert that is locked; False when it was closed already."""
    if row.resolved_at is not None:
        return False
    row.resolved_at, row.comment, row.cleared_itself = days.now(), comment[:500], cleared_itself
    row.save(update_fields=["resolved_at", "comment", "cleared_itself"])
    if row.business_id is not None:
        record_event(topic="alert.resolved", business_id=row.business_id, alert=row.pk)
    _tell(row)
    return True


def is_open(code: str, business_id: int) -> bool:
    """Whether an alert is open for a business or a thing of it, or for the whole database."""
    mine = Q(business_id=business_id) | Q(business_id=None)
    return Alert.objects.filter(mine, code=code, resolved_at=None).exists()


def open_for(code: str) -> set[int | None]:
    """The businesses for which an alert is open; None among them: the whole database."""
    return set(Alert.objects.filter(code=code, resolved_at=None).values_list("business_id", flat=True))
