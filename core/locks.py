"""The one way to lock: ordered, inside a transaction, with a limit on waiting."""

from __future__ import annotations

from typing import TypeVar

from django.db import connection, models
from django.db.transaction import TransactionManagementError

Row = TypeVar("Row", bound=models.Model)

LOCK_TIMEOUT = "10s"


def _require_transaction() -> None:
    if not connection.in_atomic_block:
        raise TransactionManagementError("locks are taken inside transaction.atomic() only")


def _limit_waiting() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")


def lock_rows(rows: models.QuerySet[Row], *, skip_locked: bool = False) -> list[Row]:
    """The rows, locked FOR NO KEY UPDATE in primary key order; a wait ends after 10 s with an error."""
    _require_transaction()
    _limit_waiting()
    locked = rows.order_by("pk").select_for_update(of=("self",), skip_locked=skip_locked, no_key=True)
    return list(locked)


def lock_row(rows: models.QuerySet[Row]) -> Row | None:
    """The one row of a query, locked as by lock_rows, or None."""
    found = lock_rows(rows)
    return found[0] if found else None


def advisory_lock(name: str) -> None:
    """Take the transaction-level advisory lock of a name; a wait ends after 10 s with an error."""
    _require_transaction()
    _limit_waiting()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def try_advisory_lock(name: str) -> bool:
    """Take the transaction-level advisory lock of a name if it is free."""
    _require_transaction()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        row = cursor.fetchone()
    return bool(row and row[0])
