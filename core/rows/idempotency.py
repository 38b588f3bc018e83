"""Idempotency keys: a key stands for the first thing that was asked for under it.

The same request again gives what the first one made; another request under the same key is a conflict.

The key and the digest of what was asked (core/digests.py) are columns of the row that was made, never of a
cache; a unique constraint over the key is what holds, whoever asks at the same time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import IntegrityError, models, transaction

from core.errors import Conflict, Detail, DomainError

Row = TypeVar("Row", bound=models.Model)


def first_or_conflict(
    known: models.QuerySet[Row],
    *,
    digests: Sequence[bytes],
    write: Callable[[], Row],
    what: str,
    column: str = "key_hash",
) -> tuple[Row, bool]:
    """The row that a key stands for, and whether `write` has just made it.

    `known` finds the row by the key, over which there is a unique constraint; `column` of it holds the digest
    of what was asked, one of `digests` if the same is asked now (several where keys of the hash rotate).
    `write` makes the row, with all that belongs to it, in a savepoint or transaction of its own: it is undone
    when somebody else, asking the same at the same time, was faster. Waits for them (unique constraint).
    Raises Conflict KEY_REUSED when the key stands for something else, and what `write` raises.
    """
    row = known.first()
    if row is None:
        try:
            with transaction.atomic():
                return write(), True
        except (IntegrityError, DomainError):  # of another cause, or since who was faster has committed
            row = known.first()
            if row is None:
                raise
    require_same(row, digests=digests, what=what, column=column)
    return row, False


def require_same(row: models.Model, *, digests: Sequence[bytes], what: str, column: str = "key_hash") -> None:
    """Raises Conflict KEY_REUSED where the row of a key is not of what is asked under it now."""
    if bytes(getattr(row, column)) not in digests:
        other = Detail(other=(type(row).__name__, row.pk))
        raise Conflict("KEY_REUSED", "key", f"This key stands for another {what} already.", detail=other)
