"""Days that come again, and the spans between them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.recurrence import DAILY, Frequency, Plan, Span

PLANS = st.builds(
    Plan,
    st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    st.sampled_from([DAILY, Frequency.WEEKLY.value, Frequency.MONTHLY.value]),
    st.integers(1, 12),
)
DAYS = st.dates(date(2019, 1, 1), date(2032, 12, 31))


@pytest.mark.parametrize(
    ("first", "frequency", "every", "day", "span"),
    [
        ("2026-01-31", "MONTHLY", 1, "2026-02-27", ("2026-01-31", "2026-02-27")),
        ("2026-01-31", "MONTHLY", 1, "2026-02-28", ("2026-02-28", "2026-03-30")),
        ("2026-03-05", "MONTHLY", 3, "2026-03-04", ("2025-12-05", "2026-03-04")),
        ("2026-11-02", "WEEKLY", 2, "2026-11-16", ("2026-11-16", "2026-11-29")),
        ("2026-11-02", "DAILY", 10, "2026-11-30", ("2026-11-22", "2026-12-01")),
    ],
)
def test_a_span_goes_from_one_day_to_the_eve_of_the_next(first, frequency, every, day, span):
    plan = Plan(date.fromisoformat(first), frequency, every)
    assert plan.span_of(date.fromisoformat(day)) == Span(*map(date.fromisoformat, span))


@given(plan=PLANS, day=DAYS)
def test_spans_are_one_after_the_other_and_have_every_day(plan: Plan, day: date):
    span = plan.span_of(day)
    assert span.starts_on <= day <= span.ends_on
    assert plan.span_of(span.starts_on) == plan.span_of(span.ends_on) == span
    assert plan.span_of(span.ends_on + timedelta(days=1)).starts_on == span.ends_on + timedelta(days=1)
