"""Broken periods cost the share of their days, to the cent."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from billing.subscriptions.proration import slice_from, unbilled, unused
from core.recurrence import DAILY, Plan, Span

GRIDS = st.builds(
    Plan,
    st.dates(date(2024, 1, 1), date(2027, 12, 31)),
    st.sampled_from([DAILY, "WEEKLY", "MONTHLY"]),
    st.integers(1, 6),
)
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
CENTS = st.integers(1, 10**12)


def test_who_moves_in_on_the_twelfth_pays_nineteen_days_of_thirty():
    part = slice_from(Plan(date(2026, 12, 1), "MONTHLY"), date(2026, 11, 12))
    assert part.is_broken
    assert part.billed == Span(date(2026, 11, 12), date(2026, 11, 30))
    assert part.whole == Span(date(2026, 11, 1), date(2026, 11, 30))
    # 15,000.00 x 19 / 30 = 9,500.00; 10.00 x 11 / 30 = 3.666... goes up to 3.67
    assert unbilled(15_000_00, part) == 5_500_00
    assert unbilled(10_00, part) == 3_67


def test_who_leaves_in_the_middle_pays_to_the_last_day():
    grid = Plan(date(2026, 1, 31), "MONTHLY")
    part = slice_from(grid, date(2026, 2, 28), date(2026, 3, 9))
    assert part.billed.days == 10 and part.whole.days == 31
    assert not slice_from(grid, date(2026, 2, 28), date(2026, 3, 30)).is_broken
    assert slice_from(grid, date(2026, 2, 28), date(2027, 1, 1)).billed.ends_on == date(2026, 3, 30)


@given(grid=GRIDS, first=DAYS, cents=CENTS, stay=st.integers(0, 90))
def test_a_whole_period_costs_its_price_and_a_part_never_more(grid, first, cents, stay):
    part = slice_from(grid, first, first + timedelta(days=stay))
    off = unbilled(cents, part)
    assert 0 <= off < cents or (off == cents and part.is_broken)
    assert (off == 0) or part.is_broken
    # within a cent of the exact share
    assert abs(off * part.whole.days - cents * (part.whole.days - part.billed.days)) < part.whole.days


@given(grid=GRIDS, first=DAYS, cents=CENTS, leaves=st.integers(-5, 400))
def test_what_is_kept_and_what_goes_back_are_the_whole(grid, first, cents, leaves):
    billed = grid.span_of(first)
    back = unused(cents, billed, billed.starts_on + timedelta(days=leaves))
    assert 0 <= back <= cents
    if leaves <= 0:
        assert back == cents
    if leaves >= billed.days:
        assert back == 0
    later = unused(cents, billed, billed.starts_on + timedelta(days=leaves + 1))
    assert later <= back


@given(cents=CENTS, days=st.integers(2, 366), first=DAYS)
def test_a_change_a_day_gives_back_each_day_once(cents, days, first):
    """Leaving on each day in turn, the differences are the daily shares, and they sum to the price."""
    billed = Span(first, first + timedelta(days=days - 1))
    backs = [unused(cents, billed, first + timedelta(days=day)) for day in range(days + 1)]
    shares = [before - after for before, after in itertools.pairwise(backs)]
    assert sum(shares) == cents
    assert all(share >= 0 for share in shares)
