"""How long an item has been open, as an accountant says it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum

from core.days import accounting_day, day_bounds, today


class Age(StrEnum):
    """By the days since it happened: under way, should have come, will not come by itself."""

    IN_TRANSIT = "IN_TRANSIT"
    OUTSTANDING = "OUTSTANDING"
    OVERDUE = "OVERDUE"


#: So many days old at most.
TRANSIT_DAYS, OUTSTANDING_DAYS = 1, 7


def days_open(occurred_at: datetime, on: date | None = None) -> int:
    """Accounting days from the item's own to today."""
    return ((on or today()) - accounting_day(occurred_at)).days


def age_of(occurred_at: datetime, on: date | None = None) -> Age:
    days = days_open(occurred_at, on)
    if days <= TRANSIT_DAYS:
        return Age.IN_TRANSIT
    return Age.OUTSTANDING if days <= OUTSTANDING_DAYS else Age.OVERDUE


def bounds(age: Age) -> dict[str, datetime]:
    """The moments between which what is of this age happened, as a filter of `occurred_at`."""
    transit = day_bounds(today() - timedelta(days=TRANSIT_DAYS))[0]
    outstanding = day_bounds(today() - timedelta(days=OUTSTANDING_DAYS))[0]
    if age is Age.IN_TRANSIT:
        return {"occurred_at__gte": transit}
    if age is Age.OUTSTANDING:
        return {"occurred_at__gte": outstanding, "occurred_at__lt": transit}
    return {"occurred_at__lt": outstanding}
