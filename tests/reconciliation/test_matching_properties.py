"""Matching of random statements and books with every column: what holds whatever the rows are."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconciliation.runs.matching import Matches, in_parts, match
from reconciliation.runs.proof import prove
from reconciliation.runs.rulesets import Rule
from tests.reconciliation.test_matching import NOON, booked_of, statement_of

RECEIPTS = ("UKK1AA00A1", "UKK1AA00B2", "UKK1AA00C3", "UKK1AA00D4")
PAYERS = ("25470****111", "25470****211", "25471****111", "ab" * 32, "")
LEGS = ("pay", "charge", "payout", "sweep", "reversal", "")
CENTS = (100, 200, 300, 500, -34, -100, -500)
ROW = st.tuples(
    st.sampled_from(RECEIPTS),
    st.sampled_from(LEGS),
    st.sampled_from(CENTS),
    st.sampled_from(("", *RECEIPTS)),  # linked
    st.sampled_from(("INV7", "INV8", "")),
    st.sampled_from(PAYERS),
    st.integers(0, 2),  # day
)
BOOKED = st.tuples(
    st.sampled_from(("", "", *RECEIPTS)),
    st.sampled_from(("", *LEGS)),
    st.sampled_from(CENTS),
    st.sampled_from(("", "", *RECEIPTS, "key001", "key002 UKK1AA00A1")),  # alias
    st.sampled_from(("inv7", "INV 8", "")),
    st.sampled_from((*PAYERS, "2547 ***** 111")),
    st.integers(0, 2),
)
#: Payments by hand of two payers on one day: where sums are found.
SAME_DAY = st.tuples(
    st.sampled_from(RECEIPTS),
    st.just("pay"),
    st.sampled_from((100, 200, 300, 500, 800)),
    st.just(""),
    st.just("INV7"),
    st.sampled_from(PAYERS[:2]),
    st.just(1),
)
BY_HAND = st.tuples(
    st.just(""),
    st.just(""),
    st.sampled_from((300, 500, 600, 800)),
    st.just(""),
    st.just("INV7"),
    st.sampled_from(PAYERS[:2]),
    st.just(1),
)
SIDES = st.one_of(
    st.tuples(st.lists(ROW, max_size=12), st.lists(BOOKED, max_size=12)),
    st.tuples(st.lists(SAME_DAY, max_size=6), st.lists(BY_HAND, max_size=4)),
)


def frames(rows: list[Any], books: list[Any]) -> tuple[pd.DataFrame, pd.DataFrame]:
    statement = statement_of([row[:3] for row in rows]).assign(
        linked=[row[3] for row in rows],
        account_no=[row[4] for row in rows],
        payer_masked=[row[5] for row in rows],
        completed_at=pd.Series([NOON + timedelta(days=row[6]) for row in rows], dtype="datetime64[us, UTC]"),
    )
    booked = booked_of([row[:3] for row in books]).assign(
        alias=[row[3] for row in books],
        account_reference=[row[4] for row in books],
        payer=[row[5] for row in books],
        occurred_at=pd.Series([NOON + timedelta(days=row[6]) for row in books], dtype="datetime64[us, UTC]"),
    )
    return statement, booked


def others_of(rows: list[Any]) -> pd.DataFrame:
    """The other account's statement shows every second row the other way round."""
    statement = statement_of([(receipt, "sweep", -cents) for receipt, _, cents, *_ in rows[::2]])
    return statement.assign(account="settlement", row_key=[f"there{at}" for at in range(len(statement))])


def same(one: Matches, other: Matches) -> None:
    for name in Matches.__dataclass_fields__:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


@settings(max_examples=60, deadline=None)
@given(SIDES)
def test_every_row_stands_in_one_frame_and_the_sums_are_conserved(sides: Any) -> None:
    statement, booked = frames(*sides)
    found = match(statement, booked, others=others_of(sides[0]))
    keys = Counter(key for frame in _of_rows(found) for key in frame["row_key"])
    assert keys == Counter(statement["row_key"])
    references = Counter(reference for frame in _of_books(found) for reference in frame["reference"])
    assert references == Counter(booked["reference"])
    for _, group in found.grouped.groupby("group"):
        lines = group.drop_duplicates("row_key"), group.drop_duplicates("reference")
        assert lines[0]["statement_cents"].sum() == lines[1]["booked_cents"].sum()
        assert min(map(len, lines)) == 1 and 2 <= max(map(len, lines)) <= 6

    opening = int((statement["paid_in"] - statement["withdrawn"]).sum())
    proof = prove(
        account="Utility Account",
        statement_closing=opening,
        ledger=int(booked["cents"].sum()),
        matches=found,
    )
    assert proof.unexplained == 0


def _of_rows(found: Matches) -> list[pd.DataFrame]:
    frames = [found.exact, found.amount_conflicts, found.on_statement_only, found.statement_duplicates]
    return [*frames, found.not_moving, found.grouped.drop_duplicates("row_key")]


def _of_books(found: Matches) -> list[pd.DataFrame]:
    frames = [found.exact, found.amount_conflicts, found.booked_only, found.booked_duplicates]
    return [*frames, found.openings, found.grouped.drop_duplicates("reference")]


@settings(max_examples=40, deadline=None)
@given(SIDES, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(sides: Any, shuffler: Any) -> None:
    statement, booked = frames(*sides)
    others = others_of(sides[0])
    orders = [list(range(len(frame))) for frame in (statement, booked, others)]
    for order in orders:
        shuffler.shuffle(order)
    shuffled = [
        frame.iloc[order].reset_index(drop=True)
        for frame, order in zip((statement, booked, others), orders, strict=True)
    ]
    same(match(statement, booked, others=others), match(*shuffled[:2], others=shuffled[2]))


@settings(max_examples=40, deadline=None)
@given(SIDES, st.integers(1, 5))
def test_parts_by_a_hash_of_the_receipt_give_the_whole(sides: Any, parts: int) -> None:
    statement, booked = frames(*sides)
    others = others_of(sides[0])
    same(
        match(statement, booked, others=others),
        match(statement, booked, others=others, first=in_parts(parts)),
    )


@settings(max_examples=60, deadline=None)
@given(SIDES)
def test_no_match_is_false(sides: Any) -> None:
    """What each rule promises of every pair, looked up in the frames that went in."""
    statement, booked = frames(*sides)
    found = match(statement, booked)
    rows, books = statement.set_index("row_key"), booked.set_index("reference")
    for pair in found.exact.itertuples():
        row, book = rows.loc[pair.row_key], books.loc[pair.reference]
        assert row["paid_in"] - row["withdrawn"] == book["cents"] == pair.cents
        if pair.matched_by in (Rule.RECEIPT_LEG_AMOUNT, Rule.RECEIPT_AMOUNT):
            assert row["receipt"] == book["receipt"]
        elif pair.matched_by in (Rule.CHARGE_TO_PRINCIPAL, Rule.REVERSAL_OF_ORIGINAL):
            assert row["linked"] == book["receipt"]
        elif pair.matched_by == Rule.ALIAS:
            assert {pair.row_key, row["receipt"], row["linked"]} & set(book["alias"].split())
        else:
            assert pair.matched_by == Rule.UNIQUE_FACTS
            _check_facts(pair.row_key, pair.reference, statement, booked)
    for pair in found.grouped.itertuples():
        assert books.loc[pair.reference]["receipt"] == "" and rows.loc[pair.row_key]["payer_masked"]
    assert (set(found.suggestions["row_key"]) & set(found.exact["row_key"])) == set()


def _check_facts(key: str, reference: str, statement: pd.DataFrame, booked: pd.DataFrame) -> None:
    """No second row that the books lack has these facts within a day, and no second booking of the kind."""
    row = statement[statement["row_key"] == key].iloc[0]
    book = booked[booked["reference"] == reference].iloc[0]
    assert book["receipt"] == "" and book["account_reference"].replace(" ", "").upper() == row["account_no"]
    like = booked[
        (booked["receipt"] == "")
        & (booked["alias"] == "")
        & (booked["cents"] == book["cents"])
        & (booked["payer"] == book["payer"])
        & (booked["account_reference"] == book["account_reference"])
        & (abs(booked["occurred_at"] - row["completed_at"]) <= timedelta(days=1))
    ]
    assert list(like["reference"]) == [reference]


@pytest.mark.parametrize("parts", [1, 7])
def test_a_thousand_payments_in_parts(parts: int) -> None:
    rows = [(f"UKK1AA{number:04d}", "pay", 100 + number) for number in range(1000)]
    found = match(statement_of(rows), booked_of(rows[:-1][::-1]), first=in_parts(parts))
    assert found.matched == 999 and list(found.on_statement_only["receipt"]) == ["UKK1AA0999"]
