"""Part of a period: which of its days are billed, and what of its price. Pure.

A period that is broken (somebody moves in on the 12th, leaves on the 20th, changes plans in the middle) costs
the share of its days. Shares come from core.money.split and sum to the whole: what is kept and what is given
back of a line is its price, to the cent.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from core.money import Cents, split
from core.recurrence import Plan, Span


class Slice(NamedTuple):
    """The days that are billed, and the whole period that they are of."""

    billed: Span
    whole: Span

    @property
    def is_broken(self) -> bool:
        return self.billed != self.whole


def slice_from(grid: Plan, first: date, until: date | None = None) -> Slice:
    """The days to bill from `first` on: to the end of its period, at most to `until`, which is no earlier
    than `first`."""
    whole = grid.span_of(first)
    last = whole.ends_on if until is None else min(whole.ends_on, until)
    return Slice(Span(first, last), whole)


def unbilled(cents: Cents, part: Slice) -> Cents:
    """What is taken off a price for the days of its period that are not billed, in cents."""
    return split(cents, [part.billed.days, part.whole.days - part.billed.days])[1]


def unused(cents: Cents, billed: Span, from_on: date) -> Cents:
    """What of an amount, billed for `billed`, is for the days from `from_on` on, in cents.

    All of it from its first day on, nothing behind its last.
    """
    kept = min(max((from_on - billed.starts_on).days, 0), billed.days)
    return split(cents, [kept, billed.days - kept])[1]
