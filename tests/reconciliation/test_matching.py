"""Matching: every row in exactly one class, whatever the order; each pass in small worked cases."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconciliation.runs.matching import BOOKED_COLUMNS, Matches, match
from reconciliation.runs.proof import prove
from reconciliation.statement_files.kinds import LEG_OF_KIND, Kind

NOON = datetime(2026, 11, 20, 9, tzinfo=UTC)
KIND_OF_LEG = {"pay": Kind.CUSTOMER_PAYMENT} | {
    leg: kind
    for kind, leg in LEG_OF_KIND.items()
    if kind not in (Kind.BUSINESS_RECEIPT, Kind.B2B, Kind.BANK_WITHDRAWAL)
}


def statement_of(rows: list[tuple[str, str, int]], *, moves: list[bool] | None = None) -> pd.DataFrame:
    """Statement rows from (receipt, leg, signed cents); an empty leg is an UNKNOWN row."""
    return pd.DataFrame(
        {
            "ordinal": pd.array(range(len(rows)), dtype="int64"),
            "row_key": [f"key{number:03d}" for number in range(len(rows))],
            "receipt": pd.array([receipt for receipt, _, _ in rows], dtype="str"),
            "completed_at": pd.Series([NOON] * len(rows), dtype="datetime64[us, UTC]"),
            "details": pd.array([""] * len(rows), dtype="str"),
            "paid_in": pd.array([max(cents, 0) for *_, cents in rows], dtype="int64"),
            "withdrawn": pd.array([max(-cents, 0) for *_, cents in rows], dtype="int64"),
            "moves": moves if moves is not None else [True] * len(rows),
            "kind": pd.array(
                [str(Kind.UNKNOWN if not leg else KIND_OF_LEG[leg]) for _, leg, _ in rows], dtype="str"
            ),
        }
    ).astype({"moves": "bool"})


def booked_of(rows: list[tuple[str, str, int]]) -> pd.DataFrame:
    frame = pd.DataFrame(
        [
            (f"mpesa:600984:{receipt}:{leg}:{number}", receipt, leg, cents, NOON, number + 1)
            for number, (receipt, leg, cents) in enumerate(rows)
        ],
        columns=list(BOOKED_COLUMNS),
    )
    return frame.astype(
        {"cents": "int64", "seal": "int64", "receipt": "str", "leg": "str", "reference": "str"}
    )


def summary(found: Matches) -> dict[str, Any]:
    """What a result says, without the order of its rows."""
    return {
        "exact": sorted(
            zip(found.exact["row_key"], found.exact["reference"], found.exact["cents"], strict=True)
        ),
        "conflicts": sorted(
            zip(
                found.amount_conflicts["row_key"],
                found.amount_conflicts["reference"],
                found.amount_conflicts["difference"],
                strict=True,
            )
        ),
        **{
            name: sorted(getattr(found, name)[column])
            for name, column in (
                ("on_statement_only", "row_key"),
                ("statement_duplicates", "row_key"),
                ("not_moving", "row_key"),
                ("booked_only", "reference"),
                ("booked_duplicates", "reference"),
                ("openings", "reference"),
            )
        },
    }


def test_a_payment_and_its_charge_share_a_receipt_and_are_two_pairs() -> None:
    rows = [("UKK1AA00A1", "pay", 5000), ("UKK1AA00A1", "charge", -34)]
    found = match(statement_of(rows), booked_of(rows[::-1]))
    assert list(found.exact["leg"]) == ["pay", "charge"] and list(found.exact["cents"]) == [5000, -34]
    assert set(found.exact["matched_by"]) == {"RECEIPT_LEG_AMOUNT"}


def test_another_amount_is_a_conflict() -> None:
    found = match(statement_of([("UKK1AA00A1", "pay", 5000)]), booked_of([("UKK1AA00A1", "pay", 4900)]))
    (row,) = found.amount_conflicts.itertuples()
    assert (row.statement_cents, row.booked_cents, row.difference) == (5000, 4900, -100)


def test_money_the_other_way_is_no_conflict() -> None:
    found = match(statement_of([("UKK1AA00H8", "sweep", 700)]), booked_of([("UKK1AA00H8", "sweep", -700)]))
    assert len(found.on_statement_only) == len(found.booked_only) == 1


def test_an_exact_pair_goes_before_a_conflict() -> None:
    statement = statement_of([("UKK1AA00A1", "charge", -10), ("UKK1AA00A1", "charge", -34)])
    found = match(statement, booked_of([("UKK1AA00A1", "charge", -34), ("UKK1AA00A1", "charge", -12)]))
    assert list(found.exact["cents"]) == [-34]
    assert list(found.amount_conflicts["difference"]) == [-2]


def test_an_unknown_row_is_paired_by_receipt_and_amount() -> None:
    found = match(statement_of([("UKK1AA00A1", "", 5000)]), booked_of([("UKK1AA00A1", "pay", 5000)]))
    assert list(found.exact["matched_by"]) == ["RECEIPT_AMOUNT"]
    found = match(statement_of([("UKK1AA00A1", "", 5000)]), booked_of([("UKK1AA00A1", "pay", 4000)]))
    assert len(found.on_statement_only) == len(found.booked_only) == 1


@pytest.mark.parametrize(
    ("leg", "cents", "rule"),
    [("reversal", -250, "REVERSAL_OF_ORIGINAL"), ("charge", -5, "CHARGE_TO_PRINCIPAL")],
)
def test_a_reversal_or_charge_under_its_own_receipt_is_found_by_the_linked_one(
    leg: str, cents: int, rule: str
) -> None:
    statement = statement_of([("UKK1AA00G7", leg, cents)]).assign(linked="UKK1AA00C3")
    found = match(statement, booked_of([("UKK1AA00C3", leg, cents)]))
    assert list(found.exact["matched_by"]) == [rule]
    assert list(found.exact["evidence"]) == ["linked to UKK1AA00C3"]
    found = match(statement, booked_of([("UKK1AA00C3", leg, cents), ("UKK1AA00G7", leg, cents)]))
    assert list(found.exact["matched_by"]) == ["RECEIPT_LEG_AMOUNT"] and len(found.booked_only) == 1


@pytest.mark.parametrize("cents", [(-250, -150), (-250, -250)])
def test_two_reversals_of_one_receipt_are_found_both(cents: tuple[int, int]) -> None:
    rows = [("UKK1AA00G7", "reversal", cents[0]), ("UKK1AA00G8", "reversal", cents[1])]
    booked = booked_of([("UKK1AA00C3", "reversal", part) for part in cents])
    found = match(statement_of(rows).assign(linked="UKK1AA00C3"), booked)
    assert list(found.exact["matched_by"]) == ["REVERSAL_OF_ORIGINAL"] * 2
    assert not len(found.booked_only) and not len(found.on_statement_only)


def test_a_payment_is_never_found_by_a_linked_receipt() -> None:
    statement = statement_of([("UKK1AA00G7", "pay", 250)]).assign(linked="UKK1AA00C3")
    assert len(match(statement, booked_of([("UKK1AA00C3", "pay", 250)])).booked_only) == 1


def test_duplicates_on_either_side() -> None:
    one, twice = [("UKK1AA00A1", "pay", 5000)], [("UKK1AA00A1", "pay", 5000)] * 2
    found = match(statement_of(twice), booked_of(one))
    assert list(found.statement_duplicates["row_key"]) == ["key001"] and len(found.on_statement_only) == 0
    found = match(statement_of(one), booked_of(twice))
    assert list(found.booked_duplicates["seal"]) == [2] and len(found.booked_only) == 0
    found = match(statement_of(twice), booked_of([]))
    assert len(found.on_statement_only) == len(found.statement_duplicates) == 1


def test_failed_rows_and_openings_match_nothing() -> None:
    rows = [("UKK1AA00D4", "pay", 70000)]
    found = match(statement_of(rows, moves=[False]), booked_of([*rows, ("", "opening", 123450)]))
    assert len(found.not_moving) == len(found.booked_only) == len(found.openings) == 1


def test_no_receipt_matches_nothing() -> None:
    found = match(statement_of([("UKK1AA00A1", "pay", 5)]), booked_of([("", "pay", 5), ("", "pay", 5)]))
    assert len(found.booked_only) == 2 and len(found.on_statement_only) == 1


def test_case_and_blanks_of_a_receipt_do_not_matter() -> None:
    found = match(statement_of([("UKK1AA00A1", "pay", 5)]), booked_of([(" ukk1aa00a1", "pay", 5)]))
    assert len(found.exact) == 1


def test_floats_and_unknown_legs_are_refused() -> None:
    booked = booked_of([("UKK1AA00A1", "pay", 5)])
    with pytest.raises(ValueError, match="whole cents"):
        match(statement_of([]), booked.astype({"cents": "float64"}))
    with pytest.raises(ValueError, match="leg"):
        match(statement_of([]), booked.assign(leg="tip"))


def test_nothing_with_nothing() -> None:
    found = match(statement_of([]), booked_of([]))
    assert all(not rows for rows in summary(found).values())


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["UKK1AA00A1", "UKK1AA00B2", "UKK1AA00C3", "UKK1AA00D4"]),
        st.sampled_from(["pay", "charge", "payout", "sweep", "reversal"]),
        st.sampled_from([500, 700, -500, -34, -10]),
    ),
    max_size=14,
)


@settings(max_examples=60, deadline=None)
@given(
    ROWS,
    st.lists(st.booleans(), min_size=14, max_size=14),
    ROWS,
    st.lists(st.booleans(), min_size=28, max_size=28),
    st.randoms(),
)
def test_every_row_once_in_any_order_and_sums_conserve(
    rows: list[tuple[str, str, int]],
    moving: list[bool],
    books: list[tuple[str, str, int]],
    odd: list[bool],
    shuffler: Any,
) -> None:
    rows = [(receipt, "" if odd[place] else leg, cents) for place, (receipt, leg, cents) in enumerate(rows)]
    books = [
        ("", leg, cents) if odd[14 + place] else (receipt, leg, cents)
        for place, (receipt, leg, cents) in enumerate(books)
    ]
    statement, booked = (
        statement_of(rows, moves=moving[: len(rows)]),
        booked_of([*books, ("", "opening", 900)]),
    )
    found = match(statement, booked)
    told = summary(found)

    keys = [key for key, *_ in told["exact"] + told["conflicts"]]
    keys += told["on_statement_only"] + told["statement_duplicates"] + told["not_moving"]
    assert sorted(keys) == sorted(statement["row_key"])
    references = [reference for _, reference, _ in told["exact"] + told["conflicts"]]
    references += told["booked_only"] + told["booked_duplicates"] + told["openings"]
    assert sorted(references) == sorted(booked["reference"])

    moves = statement[statement["moves"]]
    on_statement = int((moves["paid_in"] - moves["withdrawn"]).sum())
    only_left = int(found.on_statement_only["cents"].sum() + found.statement_duplicates["cents"].sum())
    only_right = int(found.booked_only["cents"].sum() + found.booked_duplicates["cents"].sum())
    difference = int(found.amount_conflicts["difference"].sum())
    assert 900 + on_statement - only_left + only_right + difference == int(booked["cents"].sum())

    # Statement and books that start from the same opening are explained to the cent.
    proof = prove(
        account="Utility Account",
        statement_closing=900 + on_statement,
        ledger=int(booked["cents"].sum()),
        matches=found,
    )
    assert proof.unexplained == 0

    left, right = list(range(len(statement))), list(range(len(booked)))
    shuffler.shuffle(left)
    shuffler.shuffle(right)
    again = match(statement.iloc[left].reset_index(drop=True), booked.iloc[right].reset_index(drop=True))
    for name in Matches.__dataclass_fields__:
        pd.testing.assert_frame_equal(getattr(found, name), getattr(again, name))


@settings(max_examples=40, deadline=None)
@given(ROWS, ROWS)
def test_parts_split_by_receipt_give_the_whole(
    rows: list[tuple[str, str, int]], books: list[tuple[str, str, int]]
) -> None:
    statement, booked = statement_of(rows), booked_of(books)
    whole = summary(match(statement, booked))
    parts: dict[str, list[Any]] = {name: [] for name in whole}
    for chosen in ({"UKK1AA00A1", "UKK1AA00B2"}, {"UKK1AA00C3", "UKK1AA00D4"}):
        part = match(statement[statement["receipt"].isin(chosen)], booked[booked["receipt"].isin(chosen)])
        for name, found in summary(part).items():
            parts[name] += found
    assert {name: sorted(found) for name, found in parts.items()} == whole


def test_several_statements_joined_are_ordered_by_row_key() -> None:
    one, other = statement_of([("UKK1AA00A1", "pay", 5)]), statement_of([("UKK1AA00A1", "pay", 5)])
    other["row_key"] = "key9"
    booked = booked_of([("UKK1AA00A1", "pay", 5)])
    for joined in (pd.concat([one, other]), pd.concat([other, one])):
        found = match(joined.reset_index(drop=True), booked)
        assert list(found.exact["row_key"]) == ["key000"] and list(found.statement_duplicates["row_key"]) == [
            "key9"
        ]
