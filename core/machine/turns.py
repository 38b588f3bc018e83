"""Everybody has their turn: what raises for one business stops no other's work.

Drains and schedules do what they do for a business, or for a row of one, through here. What raises is put
back as it was, logged, and becomes the alert WORK_FAILS of that business; then the next one has its turn. The
alert says which work it is, since when there is what it was about, and what kind of error, never a figure or
a text of a row: its number is in the log. It counts while the
work goes on failing, and closes by itself when that has not happened for QUIET_AFTER.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta
from operator import attrgetter
from typing import TypeAlias, TypeVar

from django.db import DatabaseError, InterfaceError, OperationalError, connection, models, transaction
from psycopg import Error as PostgresError
from psycopg.errors import DeadlockDetected, LockNotAvailable, SerializationFailure

from core import days
from core.errors import TEMPORARY, DomainError
from core.machine.alerts import clear_alert, raise_alert
from core.models import Alert, Severity
from core.rows.locks import lock_free_rows

logger = logging.getLogger(__name__)

WORK_FAILS = "WORK_FAILS"
#: Longer than anything waits until it is tried again.
QUIET_AFTER = timedelta(hours=3)
#: The columns that say when a row was made.
_MOMENTS = ("created_at", "received_at", "recorded_at", "requested_at", "uploaded_at", "at")

Done = TypeVar("Done")
Row = TypeVar("Row", bound=models.Model)
Item = TypeVar("Item")


def alone(
    work: Callable[[], Done], *, what: str, business_id: int | None, about: models.Model | None = None
) -> Done | None:
    """What `work` gives; None when it raised, which then is told and goes no further.

    Inside a transaction the work has a savepoint of its own; outside, it opens its own transactions. What
    only cannot be done just now (a lock, a deadlock, TRY_AGAIN) is no alert: it is tried again. A database
    that is gone is nobody's fault and is raised.
    """
    try:
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            return work()
    except Exception as error:
        tell(error, what=what, business_id=business_id, about=about)
        return None


def worked(
    work: Callable[[], object], *, what: str, business_id: int | None, about: models.Model | None = None
) -> bool:
    """As alone; whether it went well."""

    def done() -> bool:
        work()
        return True

    return alone(done, what=what, business_id=business_id, about=about) is not None


def tell(error: Exception, *, what: str, business_id: int | None, about: models.Model | None = None) -> None:
    """Log what was caught and open the alert, unless it is temporary. Raises a database that is gone."""
    subject = f"{what}, {about._meta.model_name} {about.pk}" if about is not None else what
    shown = f"{what}, {_shown(about)}" if about is not None else what
    if is_temporary(error):
        logger.info("%s of business %s is tried again: %s", subject, business_id or "-", kind_of(error))
        return
    if is_gone(error):
        raise error
    alert = raise_alert(
        code=WORK_FAILS,
        severity=Severity.CRITICAL,
        business_id=business_id,
        detail=f"{shown}: {kind_of(error)}",
    )
    trace = error if alert.times_seen == 1 else None
    logger.error("%s of business %s fails: %s", subject, business_id or "-", kind_of(error), exc_info=trace)


def _shown(about: models.Model) -> str:
    """A row for people: what it is, and since when there is one; its number is for the log."""
    name = str(about._meta.verbose_name)
    for moment in _MOMENTS:
        if isinstance(at := getattr(about, moment, None), datetime):
            return f"{name} of {at.astimezone(days.EAT):%Y-%m-%d %H:%M:%S} EAT"
    return name


def work_through(
    due: models.QuerySet[Row],
    work: Callable[[Row], object],
    *,
    what: str,
    business: Callable[[Row], int | None] = attrgetter("business_id"),
    limit: int,
    after_failure: Callable[[Row, Exception], object] | None = None,
    before_commit: Callable[[], object] | None = None,
) -> list[Row]:
    """Work through one batch of rows that nobody else holds, each alone; returns those it went well for.

    `due` is ordered, oldest first. One that fails stays as it was, but for what `after_failure` does to it,
    and lets those behind it pass: while all of a batch fail, the next one is taken. None at all means that
    nothing is left but what fails. `before_commit` is called at the end of each batch's transaction.
    """

    def one(rows: Sequence[Row]) -> object:
        return work(rows[0])

    def each(rows: Sequence[Row]) -> list[_Failure[Row]]:
        failures = (_told(by_halves(one, [row], raises=is_gone), what, business) for row in rows)
        return [failure for found in failures for failure in found]

    return _by_batches(due, each, limit=limit, after_failure=after_failure, before_commit=before_commit)


def work_together(
    due: models.QuerySet[Row],
    work: Callable[[Sequence[Row]], object],
    *,
    what: str,
    business: Callable[[Row], int | None] = attrgetter("business_id"),
    limit: int,
    after_failure: Callable[[Row, Exception], object] | None = None,
    before_commit: Callable[[], object] | None = None,
) -> list[Row]:
    """As work_through, by work that takes many rows at once.

    Where it raises, what it did is put back and it is tried with either half of the rows, until the one that
    it cannot take stands alone. So `work` leaves the rows as they are until nothing can fail any more.
    """

    def together(rows: Sequence[Row]) -> list[_Failure[Row]]:
        return _told(by_halves(work, rows, raises=is_gone), what, business)

    return _by_batches(due, together, limit=limit, after_failure=after_failure, before_commit=before_commit)


def by_halves(
    work: Callable[[Sequence[Item]], object],
    items: Sequence[Item],
    *,
    raises: Callable[[Exception], bool],
) -> list[tuple[Item, Exception]]:
    """Work by many at once: where it raises, it is put back and tried with either half of them, until the one
    that it cannot take stands alone. Those, with what they raised; what `raises` says goes up at once.
    """
    if not items:
        return []
    try:
        with transaction.atomic():
            work(items)
        return []
    except Exception as error:
        if raises(error):
            raise
        if len(items) == 1:
            return [(items[0], error)]
    middle = len(items) // 2
    return by_halves(work, items[:middle], raises=raises) + by_halves(work, items[middle:], raises=raises)


_Failure: TypeAlias = tuple[Row, Exception]


def _told(
    failures: list[_Failure[Row]], what: str, business: Callable[[Row], int | None]
) -> list[_Failure[Row]]:
    for row, error in failures:
        tell(error, what=what, business_id=business(row), about=row)
    return failures


def _by_batches(
    due: models.QuerySet[Row],
    work: Callable[[Sequence[Row]], list[_Failure[Row]]],
    *,
    limit: int,
    after_failure: Callable[[Row, Exception], object] | None,
    before_commit: Callable[[], object] | None,
) -> list[Row]:
    """The loop of work_through; `work` gives the rows that failed."""
    passed: list[object] = []
    while True:
        with transaction.atomic():
            rows = lock_free_rows(due.exclude(pk__in=passed), limit=limit)
            failures = work(rows)
            for row, error in failures:
                if after_failure is not None:
                    after_failure(row, error)
            if before_commit is not None:
                before_commit()
        failed = {row.pk for row, _ in failures}
        passed.extend(failed)
        if len(failed) < len(rows) or len(rows) < limit:
            return [row for row in rows if row.pk not in failed]


def let_go_of_quiet() -> int:
    """Close the alerts of work that has not failed for QUIET_AFTER; returns how many. Called every minute."""
    quiet = Alert.objects.filter(
        code=WORK_FAILS, resolved_at=None, last_seen_at__lt=days.now() - QUIET_AFTER
    ).order_by("pk")
    said = "It has not failed again for three hours."
    return sum(
        clear_alert(code=WORK_FAILS, business_id=each.business_id, subject=each.subject, comment=said)
        for each in quiet
    )


def is_temporary(error: BaseException) -> bool:
    """Whether the same may well be possible in a moment."""
    if isinstance(error, DomainError):
        return error.code in TEMPORARY
    return isinstance(error.__cause__, DeadlockDetected | SerializationFailure | LockNotAvailable)


def kind_of(error: BaseException) -> str:
    """What is told of an error: its kind, and the constraint that refused; never its text."""
    if isinstance(error, DomainError):
        return error.code
    kind = type(error).__name__
    if isinstance(error, DatabaseError) and isinstance(error.__cause__, PostgresError):
        told = filter(None, (error.__cause__.sqlstate, error.__cause__.diag.constraint_name))
        kind = " ".join((kind, *told))
    return kind


def is_gone(error: BaseException) -> bool:
    """Whether the database could not be reached, or went away meanwhile."""
    if not isinstance(error, InterfaceError | OperationalError):
        return False
    return connection.connection is None or bool(connection.connection.closed)
