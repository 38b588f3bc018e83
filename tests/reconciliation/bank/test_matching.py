"""Rows of a bank and lines of its account: what is one thing, and what nobody can say."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconciliation.runs.matching import Matches, match_bank
from reconciliation.runs.proof import prove
from reconciliation.runs.rulesets import STRICT

START = datetime(2026, 11, 1, 6, tzinfo=UTC)

#: Name, day, shillings, words, the receipt that they name.
RowFacts = tuple[str, int, int, str, str]
#: Reference, day, shillings, leg.
BookFacts = tuple[str, int, int, str]


def rows_of(facts: list[RowFacts]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "row_key": pd.array([name for name, *_ in facts], dtype="str"),
            "ordinal": pd.array(range(len(facts)), dtype="int64"),
            "receipt": pd.array([f"26-{name}" for name, *_ in facts], dtype="str"),
            "completed_at": pd.DatetimeIndex(
                [START.replace(hour=0) - timedelta(hours=3) + timedelta(days=day) for _, day, *_ in facts],
                dtype="datetime64[us, UTC]",
            ),
            "details": pd.array([words for *_, words, _ in facts], dtype="str"),
            "linked": pd.array([linked for *_, linked in facts], dtype="str"),
            "paid_in": pd.array([max(cents, 0) * 100 for _, _, cents, *_ in facts], dtype="int64"),
            "withdrawn": pd.array([max(-cents, 0) * 100 for _, _, cents, *_ in facts], dtype="int64"),
            "moves": pd.array([True] * len(facts), dtype="bool"),
            "kind": pd.array(
                ["SWEEP" if "MPESA" in words else "BANK" for *_, words, _ in facts], dtype="str"
            ),
        }
    )


def books_of(facts: list[BookFacts]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "reference": pd.array([reference for reference, *_ in facts], dtype="str"),
            "receipt": pd.array([ref if leg else "" for ref, _, _, leg in facts], dtype="str"),
            "leg": pd.array([leg for *_, leg in facts], dtype="str"),
            "cents": pd.array([shillings * 100 for _, _, shillings, _ in facts], dtype="int64"),
            "occurred_at": pd.DatetimeIndex(
                [START + timedelta(days=day) for _, day, *_ in facts], dtype="datetime64[us, UTC]"
            ),
            "seal": pd.array(range(1, len(facts) + 1), dtype="int64"),
        }
    )


def pairs(matches: Matches) -> set[tuple[str, str]]:
    return set(zip(matches.exact["row_key"], matches.exact["reference"], strict=True))


def conflicts(matches: Matches) -> list[tuple[str, str, int]]:
    found = matches.amount_conflicts
    return list(zip(found["row_key"], found["reference"], found["difference"], strict=True))


CASES: dict[str, tuple[list[RowFacts], list[BookFacts], set[tuple[str, str]]]] = {
    "a settlement comes after it left": (
        [("r", 3, 50, "MPESA", "")], [("s", 0, 50, "sweep")], {("r", "s")},
    ),
    "never before": ([("r", 0, 50, "MPESA", "")], [("s", 1, 50, "sweep")], set()),
    "nor after a week": ([("r", 7, 50, "MPESA", "")], [("s", 1, 50, "sweep")], set()),
    "a voucher may be written before or after": (
        [("r", 3, 50, "x", ""), ("q", 3, -7, "x", "")], [("a", 1, 50, ""), ("b", 5, -7, "")],
        {("r", "a"), ("q", "b")},
    ),
    "never the other way round": ([("r", 0, 50, "x", "")], [("a", 0, -50, "")], set()),
    "a name goes before days": (
        [("r", 1, 50, "MPESA S2", "S2")], [("S1", 0, 50, "sweep"), ("S2", 0, 50, "sweep")], {("r", "S2")},
    ),
    "a name has no limit of days": (
        [("r", 40, 50, "MPESA S1", "S1")], [("S1", 0, 50, "sweep")], {("r", "S1")},
    ),
    "equal settlements, oldest first": (
        [("r1", 3, 50, "MPESA 1", ""), ("r2", 4, 50, "MPESA 2", "")],
        [("s1", 0, 50, "sweep"), ("s2", 0, 50, "sweep"), ("s3", 1, 50, "sweep")],
        {("r1", "s1"), ("r2", "s2")},
    ),
    "more rows than settlements are nobody's to choose": (
        [("r1", 3, 50, "MPESA JUMA", ""), ("r2", 3, 50, "MPESA SETTLEMENT", "")], [("s", 0, 50, "sweep")],
        set(),
    ),
    "unless they read alike": (
        [("r1", 3, 50, "MPESA 123", ""), ("r2", 3, 50, "MPESA 456", "")], [("s", 0, 50, "sweep")],
        {("r1", "s")},
    ),
    "equal fees of a day, as many as booked": (
        [("r1", 1, -3, "FEE", ""), ("r2", 1, -3, "FEE", "")], [("a", 1, -3, ""), ("b", 1, -3, "")],
        {("r1", "a"), ("r2", "b")},
    ),
    "the same day goes before the only one": (
        [("r1", 1, -3, "FEE", ""), ("r2", 2, -3, "FEE", "")], [("a", 1, -3, ""), ("b", 2, -3, "")],
        {("r1", "a"), ("r2", "b")},
    ),
    "one booking and two candidates": (
        [("r1", 1, 5, "JUMA", ""), ("r2", 3, 5, "ACHIENG", "")], [("a", 2, 5, "")], set(),
    ),
    "a settlement and a deposit of one amount": (
        [("r", 3, 5, "CREDIT", "")], [("s", 2, 5, "sweep"), ("a", 2, 5, "")], set(),
    ),
    "a settlement of few words": ([("r", 3, 5, "CREDIT", "")], [("s", 2, 5, "sweep")], {("r", "s")}),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_is_one_thing(name):
    rows, books, wanted = CASES[name]
    found = match_bank(rows_of(rows), books_of(books))
    assert pairs(found) == wanted
    left = {*found.on_statement_only["row_key"], *found.booked_only["reference"]}
    assert left == {name for name, *_ in (*rows, *books)} - {each for pair in wanted for each in pair}


def test_what_fits_in_several_ways_is_suggested():
    rows, books, _ = CASES["one booking and two candidates"]
    found = match_bank(rows_of(rows), books_of(books)).suggestions
    assert sorted(zip(found["row_key"], found["reference"], strict=True)) == [("r1", "a"), ("r2", "a")]


def test_the_strict_rules_go_by_names_alone():
    rows = rows_of([("r", 1, 50, "MPESA S1", "S1"), ("q", 1, 7, "x", "")])
    books = books_of([("S1", 0, 50, "sweep"), ("a", 1, 7, "")])
    assert pairs(match_bank(rows, books, ruleset=STRICT)) == {("r", "S1")}


@pytest.mark.parametrize(
    ("came", "sent", "listed"),
    [(49_950, 50_000, True), (4_600, 5_000, True), (4_400, 5_000, False), (48_900, 50_000, False)],
    ids=["little", "a tenth at most", "more than a tenth", "more than a thousand"],
)
def test_a_settlement_that_came_with_less(came, sent, listed):
    found = match_bank(rows_of([("r", 3, came, "MPESA", "")]), books_of([("s", 0, sent, "sweep")]))
    assert conflicts(found) == ([("r", "s", (sent - came) * 100)] if listed else [])
    assert not len(found.exact)


def test_less_of_two_settlements_is_nobodys_to_choose():
    rows = rows_of([("r", 3, 49_950, "MPESA", "")])
    found = match_bank(rows, books_of([("s1", 0, 50_000, "sweep"), ("s2", 1, 50_010, "sweep")]))
    assert conflicts(found) == [] and len(found.booked_only) == 2


def test_a_name_with_another_amount_is_a_conflict():
    rows = rows_of([("r", 3, 30_000, "MPESA S1", "S1")])
    found = match_bank(rows, books_of([("S1", 0, 50_000, "sweep")]))
    assert conflicts(found) == [("r", "S1", 20_000_00)]


_WORDS = st.sampled_from(["MPESA A", "MPESA B", "FEE", "DEPOSIT"])
_ROWS = st.lists(st.tuples(st.integers(0, 8), st.sampled_from([-3, 5, 7]), _WORDS), max_size=8)
_BOOKS = st.lists(
    st.tuples(st.integers(0, 8), st.sampled_from([-3, 5, 7]), st.sampled_from(["", "sweep"])), max_size=8
)


@settings(deadline=None, max_examples=100)
@given(rows=_ROWS, books=_BOOKS, seed=st.integers(0, 1_000))
def test_the_order_of_rows_says_nothing_and_the_proof_closes(rows, books, seed):
    """Whatever is matched or not: each row and booking once, and the ledger is explained to the cent."""
    row_facts = [(f"r{at}", day, cents, words, "") for at, (day, cents, words) in enumerate(rows)]
    book_facts = [(f"b{at}", day, cents, leg) for at, (day, cents, leg) in enumerate(books)]
    frame, booked = rows_of(row_facts), books_of(book_facts)
    found = match_bank(frame, booked)
    shuffled = random.Random(seed).sample(row_facts, len(row_facts))
    again = match_bank(rows_of(shuffled), booked.sample(frac=1, random_state=seed))
    assert pairs(again) == pairs(found) and sorted(conflicts(again)) == sorted(conflicts(found))
    closing = sum(cents for _, _, cents, *_ in row_facts) * 100
    proof = prove(account="Bank", statement_closing=closing, ledger=int(booked["cents"].sum()), matches=found)
    assert proof.unexplained == 0
    assert len(found.exact) + len(found.amount_conflicts) + len(found.on_statement_only) == len(frame)
    assert len(found.exact) + len(found.amount_conflicts) + len(found.booked_only) == len(booked)
