from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.days import accounting_day, checked_day, day_bounds, from_daraja_stamp, to_daraja_stamp
from core.errors import InvalidInput


def test_the_day_turns_at_nine_in_the_evening_utc():
    assert accounting_day(datetime(2026, 11, 20, 20, 59, 59, 999_999, tzinfo=UTC)) == date(2026, 11, 20)
    assert accounting_day(datetime(2026, 11, 20, 21, 0, tzinfo=UTC)) == date(2026, 11, 21)


def test_a_naive_time_has_no_day():
    with pytest.raises(ValueError, match="naive"):
        accounting_day(datetime(2026, 11, 20))


def test_bounds_of_a_day():
    assert day_bounds(date(2026, 11, 20)) == (
        datetime(2026, 11, 19, 21, tzinfo=UTC),
        datetime(2026, 11, 20, 21, tzinfo=UTC),
    )


@given(st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC)))
def test_every_moment_lies_in_its_day(moment):
    start, end = day_bounds(accounting_day(moment))
    assert start <= moment < end
    assert from_daraja_stamp(to_daraja_stamp(moment)) == moment.replace(microsecond=0)


def test_stamps_of_daraja():
    moment = datetime(2026, 11, 20, 21, 5, 9, tzinfo=UTC)
    assert from_daraja_stamp(20261121000509) == from_daraja_stamp(" 20261121000509 ") == moment
    assert to_daraja_stamp(moment) == "20261121000509"


@pytest.mark.parametrize(
    "stamp",
    [
        "",
        "2026-11-21",
        "20261321000000",
        "2026112100050",
        0,
        "202611210005099",
        "19991231235959",
        "21010101000000",
    ],
)
def test_what_is_not_a_stamp(stamp):
    with pytest.raises(InvalidInput) as refusal:
        from_daraja_stamp(stamp, field="TransTime")
    assert (refusal.value.code, refusal.value.field) == ("BAD_TIME", "TransTime")


def test_a_day_that_no_books_keep():
    assert [checked_day(date(year, 1, 1), field="day").year for year in (2000, 2100)] == [2000, 2100]
    for day in (date.min, date(1999, 12, 31), date(2101, 1, 1), date.max):
        with pytest.raises(InvalidInput) as refusal:
            checked_day(day, field="due_on")
        assert (refusal.value.code, refusal.value.field) == ("BAD_DAY", "due_on")
