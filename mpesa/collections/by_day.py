"""What came in by till and accounting day or hour, and what M-Pesa took back in it. Amounts in cents."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from core.days import day_bounds
from core.money import Cents

#: Receipts are one range of the index receipt_by_moment, reversals one of reversal_by_moment.
_BY_SPAN = """
WITH received AS (
    SELECT till_id, {span} AS span, count(*) AS receipts, sum(amount) AS amount
    FROM mpesa_receipt
    WHERE business_id = %(business)s AND occurred_at >= %(start)s AND occurred_at < %(end)s
      AND (%(tills)s::bigint[] IS NULL OR till_id = ANY(%(tills)s))
    GROUP BY 1, 2
), gone AS (
    SELECT till_id, {span} AS span, count(*) AS reversals, sum(taken_back) AS taken_back
    FROM mpesa_reversal
    WHERE business_id = %(business)s AND occurred_at >= %(start)s AND occurred_at < %(end)s
      AND taken_back > 0 AND (%(tills)s::bigint[] IS NULL OR till_id = ANY(%(tills)s))
    GROUP BY 1, 2
)
SELECT till_id, span, COALESCE(receipts, 0), COALESCE(amount, 0),
       COALESCE(reversals, 0), COALESCE(taken_back, 0)
FROM received FULL JOIN gone USING (till_id, span)
ORDER BY span, till_id
"""
#: The day in Nairobi, and the beginning of the hour, of a row whose moment is in the column that is put in.
DAY_SQL, HOUR_SQL = "({0} AT TIME ZONE 'Africa/Nairobi')::date", "date_trunc('hour', {0}, 'Africa/Nairobi')"
_DAY = _BY_SPAN.format(span=DAY_SQL.format("occurred_at"))
_HOUR = _BY_SPAN.format(span=HOUR_SQL.format("occurred_at"))


@dataclass(frozen=True, kw_only=True)
class Collected:
    """So many receipts with their sum, and so many reversals with what they took back of receipts, of
    whatever day these were."""

    receipts: int = 0
    received: Cents = 0
    reversals: int = 0
    taken_back: Cents = 0

    @property
    def kept(self) -> Cents:
        return self.received - self.taken_back

    def __add__(self, other: Collected) -> Collected:
        return Collected(
            receipts=self.receipts + other.receipts,
            received=self.received + other.received,
            reversals=self.reversals + other.reversals,
            taken_back=self.taken_back + other.taken_back,
        )


@dataclass(frozen=True, kw_only=True)
class DayOfTill(Collected):
    """What was collected on a till in one accounting day."""

    till_id: int
    day: date


@dataclass(frozen=True, kw_only=True)
class HourOfTill(Collected):
    """What was collected on a till in the hour from `hour` on."""

    till_id: int
    hour: datetime


def collections_by_day(
    business_id: int, *, first_day: date, last_day: date, till_ids: Collection[int] | None = None
) -> list[DayOfTill]:
    """The days between two, both included, on which something came or went; by day and till, maybe of some
    tills alone. One query."""
    rows = _rows(_DAY, business_id, first_day, last_day, till_ids)
    return [DayOfTill(till_id=till, day=day, **sums) for till, day, sums in rows]


def collections_by_hour(
    business_id: int, *, first_day: date, last_day: date, till_ids: Collection[int] | None = None
) -> list[HourOfTill]:
    """The same by hour and till."""
    rows = _rows(_HOUR, business_id, first_day, last_day, till_ids)
    return [HourOfTill(till_id=till, hour=hour, **sums) for till, hour, sums in rows]


def _rows(
    sql: str, business_id: int, first_day: date, last_day: date, till_ids: Collection[int] | None
) -> list[tuple[int, Any, dict[str, int]]]:
    given = {
        "business": business_id,
        "tills": None if till_ids is None else list(till_ids),
        "start": day_bounds(first_day)[0],
        "end": day_bounds(last_day)[1],
    }
    names = ("receipts", "received", "reversals", "taken_back")
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return [
            (till, span, dict(zip(names, map(int, sums), strict=True)))
            for till, span, *sums in cursor.fetchall()
        ]
