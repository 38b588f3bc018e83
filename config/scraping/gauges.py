"""A gauge, and parts of the system that are read together, each within its own time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias

from django.db import connection, transaction

from core import days

logger = logging.getLogger(__name__)

#: What a part may take; one that takes longer is told as down, and the others go on.
PART_TIMEOUT: Final = "1s"

#: A number, or numbers by the value of the gauge's label. None: there is nothing to measure.
Value: TypeAlias = int | Mapping[str, int | None] | None


@dataclass(frozen=True)
class Gauge:
    """`name` ends in its unit. `label`: what its numbers stand by, where there are several."""

    name: str
    says: str
    label: str = ""


@dataclass(frozen=True)
class Part:
    """Gauges that one read fills: as many values as gauges, in their order."""

    name: str
    gauges: tuple[Gauge, ...]
    read: Callable[[], Iterable[Value]]


def read_part(part: Part) -> list[Value] | None:
    """Its values; None when they cannot be read, or not in time."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = '{PART_TIMEOUT}'")
            return list(part.read())
    except Exception as error:
        logger.warning("metrics: %s cannot be read: %s", part.name, type(error).__name__)
        return None


def age(at: datetime | None) -> int | None:
    """Whole seconds since then."""
    return None if at is None else max(int((days.now() - at).total_seconds()), 0)


def asked(sql: str, given: Iterable[Any] = ()) -> tuple[Any, ...]:
    """The one row of a query."""
    return next(rows(sql, given), ())


def rows(sql: str, given: Iterable[Any] = ()) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, list(given))
        yield from cursor.fetchall()
