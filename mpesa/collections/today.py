"""The day so far, against yesterday until the same hour: what came in, what waits, what is in Suspense."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from core.days import accounting_day, day_bounds
from core.money import Cents

#: One range of the index receipt_by_moment, by hour of the day in Nairobi.
_RECEIVED = """
SELECT (occurred_at >= %(today)s) AS today,
       extract(hour FROM occurred_at AT TIME ZONE 'Africa/Nairobi')::int AS hour,
       count(*), sum(amount),
       count(*) FILTER (WHERE occurred_at <= %(by_now)s),
       COALESCE(sum(amount) FILTER (WHERE occurred_at <= %(by_now)s), 0)
FROM mpesa_receipt
WHERE business_id = ANY(%(businesses)s) AND occurred_at >= %(yesterday)s AND occurred_at < %(tomorrow)s
GROUP BY 1, 2
"""
_WAITING = """
SELECT count(*), COALESCE(sum(amount), 0) FROM mpesa_paymentrequest
WHERE business_id = ANY(%(businesses)s) AND state IN ('INITIATED', 'PENDING', 'CONFIRMED', 'UNKNOWN')
UNION ALL
SELECT count(*), COALESCE(sum(receipt.amount), 0)
FROM mpesa_receiptroute AS route JOIN mpesa_receipt AS receipt ON receipt.id = route.receipt_id
WHERE route.state = 'SUSPENSE' AND receipt.business_id = ANY(%(businesses)s)
"""


@dataclass(frozen=True)
class Figure:
    """So many, and their cents together."""

    count: int = 0
    amount: Cents = 0

    def __add__(self, other: Figure) -> Figure:
        return Figure(self.count + other.count, self.amount + other.amount)


@dataclass(frozen=True)
class Hour:
    """One hour of the day in Nairobi, 0 to 23: what came in today and what yesterday."""

    hour: int
    today: Figure = Figure()
    yesterday: Figure = Figure()


@dataclass(frozen=True)
class Today:
    """`received` is since midnight in Nairobi, `yesterday_by_now` of the same time yesterday. `waiting` are
    requests that have no end yet, `in_suspense` receipts of whatever day.
    """

    day: date
    at: datetime
    received: Figure
    yesterday_by_now: Figure
    yesterday: Figure
    waiting: Figure
    in_suspense: Figure
    hours: list[Hour] = field(default_factory=list)


def figures_of(businesses: Collection[int], *, at: datetime) -> Today:
    """The figures of businesses whose collections the person may read, in two queries."""
    day = accounting_day(at)
    today, tomorrow = day_bounds(day)
    yesterday, _ = day_bounds(day - timedelta(days=1))
    given: dict[str, Any] = {
        "businesses": list(businesses),
        "yesterday": yesterday,
        "today": today,
        "tomorrow": tomorrow,
        "by_now": at - timedelta(days=1),
    }
    whole: dict[tuple[bool, int], Figure] = {}
    by_now = Figure()
    with connection.cursor() as cursor:
        cursor.execute(_RECEIVED, given)
        for is_today, hour, count, amount, early_count, early_amount in cursor.fetchall():
            whole[is_today, hour] = Figure(count, int(amount))
            by_now += Figure(early_count, int(early_amount))
        cursor.execute(_WAITING, given)
        waiting, in_suspense = (Figure(count, int(amount)) for count, amount in cursor.fetchall())
    hours = [
        Hour(hour, whole.get((True, hour), Figure()), whole.get((False, hour), Figure()))
        for hour in range(24)
    ]
    return Today(
        day=day,
        at=at,
        received=sum((each.today for each in hours), Figure()),
        yesterday_by_now=by_now,
        yesterday=sum((each.yesterday for each in hours), Figure()),
        waiting=waiting,
        in_suspense=in_suspense,
        hours=hours,
    )
