"""The one way to lock: ordered, inside a transaction, with a limit on waiting."""

from __future__ import annotations

import re
from typing import ClassVar, TypeVar

from django.db import connection, models
from django.db.transaction import TransactionManagementError

from core.digests import canonical_text

Row = TypeVar("Row", bound=models.Model)

LOCK_TIMEOUT = "10s"
_NAME = re.compile(r"[a-z]+(\.[a-z_]+)+")


def _require_transaction() -> None:
    if not connection.in_atomic_block:
        raise TransactionManagementError("locks are taken inside transaction.atomic() only")


def _limit_waiting() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")


def lock_rows(rows: models.QuerySet[Row], *, whole: bool = False) -> list[Row]:
    """The rows, locked FOR NO KEY UPDATE in primary key order; a wait ends after 10 s with an error.

    With `whole` FOR UPDATE: then no new row that refers to them is committed meanwhile.
    """
    _require_transaction()
    _limit_waiting()
    return list(rows.order_by("pk").select_for_update(of=("self",), no_key=not whole))


def lock_row(rows: models.QuerySet[Row]) -> Row | None:
    """The one row of a query, locked as by lock_rows, or None."""
    found = lock_rows(rows)
    return found[0] if found else None


def lock_free_rows(rows: models.QuerySet[Row], *, limit: int) -> list[Row]:
    """The first `limit` rows of an ordered query that nobody else holds, locked FOR NO KEY UPDATE.

    Never waits, so its order matters to no other lock.
    """
    _require_transaction()
    if not rows.ordered:
        raise ValueError("which rows come first? order them")
    return list(rows.select_for_update(of=("self",), skip_locked=True, no_key=True)[:limit])


class AdvisoryLock:
    """A lock on something that is no row, until the transaction ends: of one name, and of what it is about.

    A name is given to one lock, at import: a second use of it by accident is a ValueError, and on purpose
    imports the first. Functions in SQL share it as `hashtextextended('<name>:' || id, 0)`.
    """

    names: ClassVar[set[str]] = set()

    def __init__(self, name: str) -> None:
        if not _NAME.fullmatch(name) or name in self.names:
            raise ValueError(f"{name!r} is the name of another lock already, or no name for one")
        self.names.add(name)
        self.name = name

    def key(self, *about: int | str) -> str:
        """The text whose hash is locked: different for different locks, and for different things."""
        return f"{self.name}:{canonical_text(about)[1:-1]}" if about else self.name

    def take(self, *about: int | str) -> None:
        """Take the lock on these things, of a name; a wait ends after 10 s with an error."""
        _require_transaction()
        _limit_waiting()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [self.key(*about)])

    def try_take(self, *about: int | str) -> bool:
        """Take it if it is free."""
        _require_transaction()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [self.key(*about)])
            row = cursor.fetchone()
        return bool(row and row[0])
