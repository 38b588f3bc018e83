"""What came in by till and accounting day, and what M-Pesa took back on it. Amounts in cents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

from core.days import day_bounds
from core.money import Cents

#: Receipts are one range of the index receipt_by_moment.
_BY_DAY = """
WITH received AS (
    SELECT till_id, (occurred_at AT TIME ZONE 'Africa/Nairobi')::date AS day, count(*) AS receipts,
           sum(amount) AS amount
    FROM mpesa_receipt
    WHERE business_id = %(business)s AND occurred_at >= %(start)s AND occurred_at < %(end)s
      AND (%(till)s::bigint IS NULL OR till_id = %(till)s)
    GROUP BY 1, 2
), gone AS (
    SELECT till_id, (occurred_at AT TIME ZONE 'Africa/Nairobi')::date AS day, count(*) AS reversals,
           sum(taken_back) AS taken_back
    FROM mpesa_reversal
    WHERE business_id = %(business)s AND occurred_at >= %(start)s AND occurred_at < %(end)s
      AND taken_back > 0 AND (%(till)s::bigint IS NULL OR till_id = %(till)s)
    GROUP BY 1, 2
)
SELECT till_id, day, COALESCE(receipts, 0), COALESCE(amount, 0),
       COALESCE(reversals, 0), COALESCE(taken_back, 0)
FROM received FULL JOIN gone USING (till_id, day)
ORDER BY day, till_id
"""


@dataclass(frozen=True)
class DayOfTill:
    """So many receipts of a day with their sum, and so many reversals with what they took back of receipts,
    of whatever day these were."""

    till_id: int
    day: date
    receipts: int
    received: Cents
    reversals: int
    taken_back: Cents

    @property
    def kept(self) -> Cents:
        return self.received - self.taken_back


def collections_by_day(
    business_id: int, *, first_day: date, last_day: date, till_id: int | None = None
) -> list[DayOfTill]:
    """The days between two, both included, on which something came or went; by day and till. One query."""
    given = {
        "business": business_id,
        "till": till_id,
        "start": day_bounds(first_day)[0],
        "end": day_bounds(last_day)[1],
    }
    with connection.cursor() as cursor:
        cursor.execute(_BY_DAY, given)
        return [DayOfTill(till, day, *map(int, sums)) for till, day, *sums in cursor.fetchall()]
