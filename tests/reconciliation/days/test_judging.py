"""What follows from the facts of a day, in figures: no database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from mpesa.models import MpesaAccount
from reconciliation.days import judging
from reconciliation.days.balances import (
    AtMidnight,
    Booked,
    Judged,
    Snapshot,
    carried,
    judge_by_balances,
    nearest,
    span_of,
)
from reconciliation.days.judging import (
    AccountFacts,
    Covered,
    ProofFacts,
    judge_account,
    judge_day,
    to_be_proved,
)
from reconciliation.models import DayBasis

DAY = date(2026, 11, 16)
MIDNIGHT = datetime(2026, 11, 15, 21, tzinfo=UTC)
PROOF = ProofFacts(run=7, unexplained=0, whole=True, current=True)
WHOLE = AccountFacts(booked=100, moves=2, shown=100, covered=Covered.WHOLE, proof=PROOF)
PART = replace(WHOLE, covered=Covered.PART, shown=60, uncovered=40)
HELD = AccountFacts(booked=100, begin=AtMidnight(500), end=AtMidnight(600))


def one(facts: AccountFacts, **others: AccountFacts) -> judging.Day:
    return judge_day(DAY, {"utility": facts, **others}, collecting="utility")


def test_the_bases_are_those_of_the_rows():
    assert {*judging.Basis} == {*DayBasis.values}
    assert {"utility", "working"} < {*MpesaAccount.values}


@pytest.mark.parametrize(
    ("facts", "basis", "expected", "actual"),
    [
        (WHOLE, "STATEMENT", 100, 100),
        (replace(WHOLE, shown=90), "STATEMENT", 100, 90),
        (replace(WHOLE, expects={"requests": 5}), "STATEMENT", 105, 100),
        (PART, "PART", 100, 100),
        (replace(PART, expects={"requests": 5}), "PART", 105, 105),
        (AccountFacts(booked=100, moves=1), "NOTHING", 100, None),
        (AccountFacts(booked=100, pulled=0), "PULL", 100, 100),
        (AccountFacts(booked=100, pulled=-30), "PULL", 100, 70),
        (AccountFacts(booked=100, pulled=0, expects={"requests": 5}), "PULL", 105, 100),
        (HELD, "BALANCES", 100, 100),
        (replace(HELD, end=AtMidnight(605), expects={"requests": 5}), "BALANCES", 105, 105),
        (replace(HELD, end=AtMidnight(590)), "BALANCES", 100, 90),
        (replace(HELD, pulled=-9), "BALANCES", 100, 100),
        (replace(HELD, end=None, pulled=0), "PULL", 100, 100),
    ],
)
def test_the_surest_source_says_what_moved(facts, basis, expected, actual):
    found = judge_account(facts)
    assert (found.basis, found.expected, found.actual) == (basis, expected, actual)
    assert found.discrepancy == (None if actual is None else actual - expected)


@pytest.mark.parametrize(
    "proof",
    [
        None,
        *(
            replace(PROOF, **{name: value})
            for name, value in (("whole", False), ("current", False), ("unexplained", 5))
        ),
    ],
)
def test_a_day_is_final_only_by_a_proof_that_holds(proof):
    day = one(replace(WHOLE, proof=proof))
    assert (day.is_clean, day.provisional) == (True, True)
    assert not one(WHOLE).provisional


def test_only_what_is_known_of_other_accounts_counts():
    idle, swept = AccountFacts(), AccountFacts(booked=-40, moves=1)
    assert set(one(WHOLE, working=idle).accounts) == {"utility"}
    both = one(WHOLE, working=swept)
    assert set(both.accounts) == {"utility", "working"}
    assert (both.expected, both.actual, both.discrepancy, both.provisional) == (60, 60, 0, True)
    assert set(one(idle).accounts) == {"utility"}
    assert one(idle).is_unknown and not one(replace(idle, open=("x",))).is_unknown


def test_what_cancels_is_not_clean_and_has_other_findings():
    two = one(replace(WHOLE, open=("a", "b")))
    assert (two.discrepancy, two.open_items, two.is_clean) == (0, 2, False)
    same = one(replace(WHOLE, open=("b", "a"), shown=100))
    assert two.findings == same.findings != one(WHOLE).findings
    across = one(replace(WHOLE, shown=90), working=replace(WHOLE, shown=110))
    assert (across.discrepancy, across.is_clean) == (0, False)
    assert across.findings != one(WHOLE).findings


def test_a_day_is_proved_where_no_proof_holds_that_saw_it():
    facts = {
        "utility": replace(WHOLE, proof=None),
        "working": replace(WHOLE, proof=replace(PROOF, current=False)),
        "settlement": replace(WHOLE, proof=replace(PROOF, unexplained=5)),
        "merchant": AccountFacts(booked=1, moves=1),
    }
    assert to_be_proved(facts) == ["utility", "working"]


def snapshot(minutes: float, balance: int) -> Snapshot:
    return Snapshot(MIDNIGHT + timedelta(minutes=minutes), balance)


def test_the_nearest_snapshot_speaks_for_midnight():
    taken = [snapshot(-70, 1), snapshot(-50, 2), snapshot(10, 3), snapshot(70, 4)]
    assert nearest(taken, MIDNIGHT) == taken[2]
    assert nearest(taken[:1], MIDNIGHT) == taken[0]
    assert nearest([snapshot(-121, 1)], MIDNIGHT) is None


def test_it_is_carried_to_midnight_by_what_is_booked_in_between():
    before, after = snapshot(-10, 1000), snapshot(10, 1000)
    lines = [
        Booked(MIDNIGHT + timedelta(minutes=minutes), cents)
        for minutes, cents in ((-11, 1), (-9, 20), (9, 300), (11, 4))
    ]
    assert carried(before, MIDNIGHT, lines) == AtMidnight(1020)
    assert carried(after, MIDNIGHT, lines) == AtMidnight(700)
    assert span_of(after, MIDNIGHT) == (MIDNIGHT, after.at + timedelta(seconds=10))
    assert span_of(before, MIDNIGHT) == (before.at - timedelta(seconds=10), MIDNIGHT)


@pytest.mark.parametrize("is_in", [True, False])
@pytest.mark.parametrize("seconds", [-5, 5])
@pytest.mark.parametrize("minutes", [-10, 10])
def test_what_happened_with_the_snapshot_may_be_in_it_or_not(minutes, seconds, is_in):
    """The account really held 500 at midnight; a payment of 70 came within seconds of the snapshot."""
    at = MIDNIGHT + timedelta(minutes=minutes)
    taken = 500 + (70 if is_in else 0) if minutes > 0 else 500 - (0 if is_in else 70)
    found = carried(Snapshot(at, taken), MIDNIGHT, [Booked(at + timedelta(seconds=seconds), 70)])
    assert found is not None
    assert 500 in {found.balance, found.balance + sum(found.doubts)}
    assert judge_by_balances(AtMidnight(400), found, 100, 0) == Judged(0)
    assert judge_by_balances(found, AtMidnight(600), 100, 0) == Judged(0)


def test_too_many_doubts_say_nothing():
    lines = [Booked(MIDNIGHT, 1)] * 11
    assert carried(Snapshot(MIDNIGHT, 5), MIDNIGHT, lines) is None
    assert carried(Snapshot(MIDNIGHT, 5), MIDNIGHT, lines[:10]) is not None


@pytest.mark.parametrize(
    ("end", "charges", "judged"),
    [
        (600, 0, Judged(0)),
        (595, 5, Judged(0, -5)),
        (594, 5, Judged(-6)),
        (601, 5, Judged(1)),
    ],
)
def test_charges_explain_what_lacks_up_to_what_payments_can_cost(end, charges, judged):
    assert judge_by_balances(AtMidnight(500), AtMidnight(end), 100, charges) == judged


def test_charges_that_only_the_balance_tells_of_are_a_source_by_name():
    facts = AccountFacts(booked=100_00, begin=AtMidnight(0), end=AtMidnight(95_00), charges=10_00)
    found = judge_account(facts)
    assert (found.sources, found.expected, found.actual, found.discrepancy) == (
        {"charges": -5_00},
        95_00,
        95_00,
        0,
    )
