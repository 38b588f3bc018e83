"""Years are closed one after the other, also over one in which nothing happened."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.errors import InvalidState
from ledger.closing.periods import close_period
from ledger.closing.years import close_year
from ledger.models import Account, Period
from ledger.reads.selectors import balance_by_code
from tests.ledger.books import AT, post, refusal


def on(day: date) -> dict[str, object]:
    return {"effective_on": day, "occurred_at": AT}


def test_a_year_without_a_result_does_not_end_the_closing_of_years(business, owner):
    post(business, "first", 100, by="5200", to="1020", **on(date(2020, 3, 1)))
    close = lambda day: close_period(business=business, last_day=day, actor=owner)  # noqa: E731
    close(date(2020, 12, 31))
    close_year(business=business, last_day=date(2020, 12, 31), actor=owner)
    close(date(2021, 12, 31))
    post(business, "second", 100, by="5200", to="1020", **on(date(2022, 3, 1)))
    with pytest.raises(InvalidState, match="The year ends on 2022-12-31: close a period up to that day"):
        close(date(2023, 1, 1))
    close(date(2022, 12, 31))
    with pytest.raises(InvalidState, match="Close the year that ended on 2022-12-31 first"):
        close(date(2023, 1, 31))
    close_year(business=business, last_day=date(2022, 12, 31), actor=owner)
    close(date(2023, 1, 31))


def test_a_year_in_which_nothing_happened(business, owner):
    period = close_period(business=business, last_day=date(2023, 12, 31), actor=owner)
    assert period.first_day == date(2023, 12, 1)
    assert refusal(lambda: close_year(business=business, last_day=period.last_day, actor=owner)) == (
        "NOTHING_TO_CLOSE"
    )


def test_the_year_before_is_closed_first(business, owner):
    post(business, "first", 100, by="5200", to="1020", **on(date(2021, 9, 5)))
    close_period(business=business, last_day=date(2021, 9, 30), actor=owner)
    close_year(business=business, last_day=date(2021, 9, 30), actor=owner)
    assert balance_by_code(business.pk, "3100") == -100
    post(business, "second", **on(date(2022, 3, 1)))
    close = lambda day: close_period(business=business, last_day=day, actor=owner)  # noqa: E731
    with pytest.raises(InvalidState, match="The year ends on 2022-09-30: close a period up to that day"):
        close(date(2022, 9, 30) + timedelta(days=1))
    close(date(2022, 9, 30))
    with pytest.raises(InvalidState, match="Close the year that ended on 2022-09-30 first"):
        close(date(2022, 10, 31))
    close_year(business=business, last_day=date(2022, 9, 30), actor=owner)
    close(date(2022, 10, 31))
    assert refusal(lambda: close_year(business=business, last_day=date(2021, 9, 29), actor=owner)) == (
        "PERIOD_OPEN"
    )
    assert Account.objects.filter(business=business).count() and Period.objects.count() == 3
