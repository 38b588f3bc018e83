"""The days beside which the figures of a report stand: each is a column."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TypeAlias

from dateutil.relativedelta import relativedelta

from core.days import accounting_day, end_of_month
from core.errors import InvalidInput
from ledger.reads.statements import days_before
from reports.catalogue.covers import not_over, period
from reports.kinds import Asked, Compare

#: Keys of the columns. Months are called `month_2026_01`.
NOW, BEFORE = "amount", "previous"
MOST_MONTHS = 13
Days: TypeAlias = tuple[date, date]


def periods_of(asked: Asked) -> dict[str, Days]:
    """Key of a column -> its first and last day, in the order of the columns; what was asked for is NOW.

    A month that has not begun is no column, and one that runs ends today.
    """
    whole, today = (asked.first_day, asked.last_day), accounting_day(asked.made_at)
    if asked.compare is Compare.PREVIOUS:
        return {NOW: whole, BEFORE: days_before(*whole)}
    if asked.compare is Compare.LAST_YEAR:
        return {NOW: whole, BEFORE: (asked.first_day - relativedelta(years=1), _year_before(asked.last_day))}
    if asked.compare is Compare.MONTHS:
        return {
            f"month_{first:%Y_%m}": (first, min(last, today))
            for first, last in months_of(*whole)
            if first <= today
        } | {NOW: whole}
    return {NOW: whole}


def ends_of(asked: Asked) -> dict[str, date]:
    """The same of what stands at the end of a day: a comparison with the period before is with its end."""
    ends = {key: last for key, (_, last) in periods_of(asked).items()}
    if asked.compare is Compare.MONTHS:
        ends = {key: last for key, last in ends.items() if key == NOW or last != asked.last_day}
    return ends


def title_of(first: date, last: date, made_at: datetime) -> str:
    """What stands above a column: a whole month by its name."""
    is_month = first.day == 1 and last == end_of_month(first)
    return f"{first:%b %Y}{not_over(last, made_at)}" if is_month else period(first, last, made_at)


def _year_before(last: date) -> date:
    """The last day of February is compared with that of the year before."""
    before = last - relativedelta(years=1)
    return end_of_month(before) if last == end_of_month(last) else before


def months_of(first: date, last: date) -> list[Days]:
    """The months that the days are of; the first and the last one as far as they go.

    Raises InvalidInput BAD_PERIOD for more of them than a page is wide.
    """
    found = []
    while first <= last:
        found.append((first, min(end_of_month(first), last)))
        first = found[-1][1] + timedelta(days=1)
        if len(found) > MOST_MONTHS:
            raise InvalidInput("BAD_PERIOD", "compare", f"Month by month, use {MOST_MONTHS} months at most.")
    return found
