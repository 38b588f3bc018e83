"""Periods by name."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from ledger.closing.periods import close_period
from ledger.closing.years import close_year
from reports.presets import Preset, period_of, year_begins
from tests.ledger.books import post
from users.models import Business

TODAY = date(2026, 11, 20)  # a Friday


@pytest.mark.parametrize(
    ("preset", "begins", "first", "last"),
    [
        ("TODAY", 1, TODAY, TODAY),
        ("YESTERDAY", 1, date(2026, 11, 19), date(2026, 11, 19)),
        ("THIS_WEEK", 1, date(2026, 11, 16), TODAY),
        ("LAST_WEEK", 1, date(2026, 11, 9), date(2026, 11, 15)),
        ("THIS_MONTH", 1, date(2026, 11, 1), TODAY),
        ("LAST_MONTH", 1, date(2026, 10, 1), date(2026, 10, 31)),
        ("THIS_QUARTER", 1, date(2026, 10, 1), TODAY),
        ("LAST_QUARTER", 1, date(2026, 7, 1), date(2026, 9, 30)),
        ("THIS_YEAR", 1, date(2026, 1, 1), TODAY),
        ("LAST_YEAR", 1, date(2025, 1, 1), date(2025, 12, 31)),
        ("THIS_YEAR", 7, date(2026, 7, 1), TODAY),
        ("LAST_YEAR", 7, date(2025, 7, 1), date(2026, 6, 30)),
        ("THIS_YEAR", 12, date(2025, 12, 1), TODAY),
        ("LAST_QUARTER", 12, date(2026, 6, 1), date(2026, 8, 31)),
    ],
)
def test_a_preset_is_two_days(preset: str, begins: int, first: date, last: date) -> None:
    assert period_of(Preset(preset), today=TODAY, year_begins=begins) == (first, last)


def test_every_preset_is_a_period_on_every_day_of_two_years() -> None:
    for ordinal in range(date(2027, 1, 1).toordinal(), date(2029, 1, 1).toordinal()):
        today = date.fromordinal(ordinal)
        for preset in Preset:
            first, last = period_of(preset, today=today, year_begins=4)
            assert first <= last <= today
            assert (last < today) == (preset.value.startswith("LAST") or preset is Preset.YESTERDAY)


def test_the_year_begins_after_its_last_closing(business: Business) -> None:
    assert year_begins(business) == 1
    owner = business.memberships.get(role="OWNER").user
    post(business, occurred_at=datetime(2026, 6, 20, 9, tzinfo=UTC), effective_on=date(2026, 6, 20))
    close_period(business=business, last_day=date(2026, 6, 30), actor=owner)
    close_year(business=business, last_day=date(2026, 6, 30), actor=owner)
    assert year_begins(business) == 7
