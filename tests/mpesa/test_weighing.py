"""How much of a receipt has gone back, from all that was told of it, in any order."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpesa.collections.weighing import Told, weigh

AT = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
REPORTS = st.lists(
    st.builds(
        Told,
        amount=st.sampled_from([None, 10_00, 20_00, 40_00, 60_00, 70_00]),
        own_number=st.sampled_from(["", "UKL0000001", "UKL0000002"]),
        at=st.integers(0, 5).map(lambda hours: AT + timedelta(hours=hours)),
    ),
    max_size=6,
)


def told(*reports: tuple[int | None, str]) -> list[Told]:
    return [Told(cents, own, AT) for cents, own in reports]


@pytest.mark.parametrize(
    ("reports", "cents", "is_disputed"),
    [
        ([], 0, False),
        ([(None, "")], 60_00, False),
        ([(60_00, "A"), (None, ""), (60_00, "")], 60_00, False),
        ([(70_00, "A")], 0, False),
        ([(70_00, "A"), (60_00, "A")], 60_00, False),
        ([(20_00, "A"), (20_00, "")], 20_00, False),
        ([(20_00, "A"), (None, "A")], 60_00, True),
        ([(20_00, ""), (60_00, "")], 60_00, True),
        ([(20_00, "A"), (None, "")], 60_00, True),
        ([(20_00, "A"), (40_00, "B"), (None, "")], 60_00, False),
        ([(20_00, "A"), (20_00, "B")], 40_00, False),
        ([(20_00, "A"), (20_00, "B"), (20_00, "")], 40_00, False),
        ([(20_00, "A"), (30_00, "")], 30_00, True),
        ([(60_00, "A"), (60_00, "B")], 60_00, True),
    ],
)
def test_what_reports_come_to(reports, cents, is_disputed):
    weighed = weigh(60_00, told(*reports))
    assert (weighed.cents, weighed.is_disputed) == (cents, is_disputed)


def test_the_time_is_of_the_last_that_says_how_much():
    late = AT + timedelta(days=1)
    assert weigh(60_00, [Told(60_00, "", AT), Told(None, "", late)]).at == AT
    assert weigh(60_00, [Told(20_00, "A", late), Told(40_00, "B", AT)]).at == late
    assert weigh(60_00, [Told(None, "", late)]).at == late
    assert weigh(60_00, [Told(70_00, "", late)]).at is None


@given(REPORTS, st.randoms())
def test_neither_order_nor_repetition_counts(reports: list[Told], chance: random.Random):
    weighed = weigh(60_00, reports)
    again = [*reports, *chance.sample(reports, chance.randint(0, len(reports)))]
    chance.shuffle(again)
    assert weigh(60_00, again) == weighed
    assert 0 <= weighed.cents <= 60_00
    assert (weighed.cents > 0) == any((report.amount or 0) <= 60_00 for report in reports)


@given(REPORTS, REPORTS)
def test_more_reports_never_bring_money_back(some: list[Told], more: list[Told]):
    assert weigh(60_00, some).cents <= weigh(60_00, [*some, *more]).cents
