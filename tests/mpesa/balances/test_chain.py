"""The chain of balances over random histories: what is whole has no hole, and what is lost is found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mpesa.balances.chain import Moved, Observed, charge_bound, find_holes

START = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


@dataclass
class History:
    """What an account lived through, and of it what says a balance and what does not."""

    observed: list[Observed]
    moved: list[Moved]


#: (seconds since the one before, shillings, how it is known)
EVENTS = st.lists(
    st.tuples(
        st.sampled_from((0, 0, 1, 2, 30, 600)),
        st.integers(1, 70_000),
        st.sampled_from(("c2b", "c2b", "c2b", "stk", "sweep")),
    ),
    min_size=3,
    max_size=25,
)


def history(events, *, charges: str = "customer", opening: int = 5_000_00) -> History:
    """`charges`: who pays them: the customer, or the business, and then the balance says it with or after."""
    observed, moved, balance, at = [], [], opening, START
    for number, (seconds, shillings, kind) in enumerate(events):
        at += timedelta(seconds=seconds)
        amount = shillings * 100
        if kind == "sweep":
            amount = min(amount, balance)
            balance -= amount
            if amount:
                moved.append(Moved(at, -amount))
            continue
        charge = 0 if charges == "customer" else charge_bound(amount)
        balance += amount - charge
        shown = balance + charge if charges == "after" else balance
        if kind == "c2b":
            observed.append(Observed(f"R{number}", at, amount, shown))
        else:
            moved.append(Moved(at, amount))
    return History(observed, moved)


@settings(max_examples=150, deadline=None)
@given(EVENTS, st.sampled_from(("customer", "business", "after")), st.randoms())
def test_whatever_the_order_what_is_whole_has_no_hole(events, charges, random):
    whole = history(events, charges=charges)
    random.shuffle(whole.observed)
    random.shuffle(whole.moved)
    assert find_holes(whole.observed, whole.moved) == []


@settings(max_examples=100, deadline=None)
@given(EVENTS, st.randoms())
def test_stamps_that_are_some_seconds_off_are_no_hole(events, random):
    whole = history(events)
    off = [replace(each, at=each.at + timedelta(seconds=random.randint(-2, 2))) for each in whole.observed]
    assert find_holes(off, whole.moved) == []


#: Far enough apart that nothing else explains what is lost, and more than any charge.
APART = st.lists(st.tuples(st.just(600), st.integers(501, 70_000), st.just("c2b")), min_size=3, max_size=15)


@settings(max_examples=100, deadline=None)
@given(APART, st.sampled_from(("customer", "business", "after")), st.data())
def test_what_is_lost_is_found_and_closed_when_it_comes(events, charges, data):
    whole = history(events, charges=charges)
    lost = data.draw(st.integers(1, len(whole.observed) - 2))
    gone = whole.observed.pop(lost)
    (hole,) = find_holes(whole.observed, whole.moved)
    assert (hole.after, hole.before) == (whole.observed[lost - 1].receipt, whole.observed[lost].receipt)
    assert hole.since < gone.at < hole.until
    assert gone.amount - 3 * 250_00 <= hole.missing <= gone.amount
    if charges == "customer":
        assert hole.missing == gone.amount
    for later in (
        Moved(gone.at, gone.amount),
        Moved(gone.at - timedelta(hours=3), gone.amount, doubtful=True),
    ):
        assert find_holes(whole.observed, [*whole.moved, later]) == []


def at(seconds: int) -> datetime:
    return START + timedelta(seconds=seconds)


def test_one_by_one():
    first, second = Observed("A", at(0), 100_00, 1_100_00), Observed("B", at(60), 50_00, 1_150_00)
    assert find_holes([first, second], []) == []
    assert find_holes([first, first, second], []) == []
    third = Observed("C", at(900), 10_00, 1_460_00)
    (hole,) = find_holes([first, second, third], [])
    assert (hole.since, hole.until, hole.after, hole.before, hole.missing) == (
        at(60),
        at(900),
        "B",
        "C",
        300_00,
    )
    assert find_holes([first, second, third], [Moved(at(300), 300_00)]) == []
    (hole,) = find_holes([first, second, third], [Moved(at(300), 200_00)])
    assert hole.missing == 100_00
    assert find_holes([first, second, third], [Moved(at(300), 500_00), Moved(at(400), -200_00)]) == []
    (out,) = find_holes([first, Observed("D", at(600), 100_00, 700_00)], [])
    assert out.missing == -500_00


@pytest.mark.parametrize(
    ("amount", "charge"), [(100_00, 0), (100_01, 5_00), (70_000_00, 180_00), (10**9, 250_00)]
)
def test_the_bound_of_charges(amount, charge):
    assert charge_bound(amount) == charge


def test_nothing_at_all():
    assert find_holes([], []) == find_holes([], [Moved(START, 1)]) == []
