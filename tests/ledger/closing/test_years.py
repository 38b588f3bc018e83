"""Years are closed one after the other, also over one in which nothing happened."""

from __future__ import annotations

from datetime import date

import pytest

from core.errors import InvalidState
from ledger.closing.periods import close_period
from ledger.closing.years import close_year
from tests.ledger.books import AT, post
from users.models import User


def test_a_year_without_a_result_does_not_end_the_closing_of_years(business):
    owner = User.objects.get(username="owner")

    def on(day: date) -> dict:
        return {"effective_on": day, "occurred_at": AT}

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
