"""Every later rule of matching in small worked cases: what it joins, by which evidence, and what not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from reconciliation.runs.matching import Matches, match
from reconciliation.runs.rulesets import STANDARD, STRICT, Rule, Ruleset, ruleset_named
from tests.reconciliation.test_matching import NOON, booked_of, statement_of

PAYER, OTHER_PAYER = "25470****111", "25471****222"
HASH = "ab" * 32


def rows_of(*rows: tuple[str, str, int], **columns: Any) -> pd.DataFrame:
    return statement_of(list(rows)).assign(**columns)


def books_of(*rows: tuple[str, str, int], **columns: Any) -> pd.DataFrame:
    return booked_of(list(rows)).assign(**columns)


def told(found: Matches) -> list[tuple[str, str, str, str]]:
    """(row key, reference, rule, evidence) of every match."""
    return [
        (line.row_key, line.reference, line.matched_by, line.evidence)
        for frame in (found.exact, found.grouped)
        for line in frame.itertuples()
    ]


def rules(found: Matches) -> list[str]:
    return [rule for _, _, rule, _ in told(found)]


def suggested(found: Matches) -> list[tuple[str, str, str]]:
    return [(line.row_key, line.reference, line.rule) for line in found.suggestions.itertuples()]


def paid(*cents: int, **columns: Any) -> pd.DataFrame:
    """Payments of one payer to one account number, each with a receipt that the books lack."""
    rows = [(f"UKK1AA0{number:03d}", "pay", amount) for number, amount in enumerate(cents)]
    return rows_of(*rows, **{"account_no": "INV 7", "payer_masked": PAYER, **columns})


def vouchers(*cents: int, **columns: Any) -> pd.DataFrame:
    """Bookings by hand, without a receipt."""
    return books_of(
        *(("", "", amount) for amount in cents),
        **{"account_reference": "inv7", "payer": "2547 ***** 111", **columns},
    )


# receipts


def test_several_charges_of_one_receipt_are_found_each_once() -> None:
    charges = [("UKK1AA00A1", "charge", -34), ("UKK1AA00A1", "charge", -5), ("UKK1AA00A1", "charge", -34)]
    found = match(rows_of(*charges), books_of(*charges[1:], *charges[:1]))
    assert list(found.exact["cents"]) == [-34, -5, -34]
    assert len(set(found.exact["reference"])) == 3 and not len(found.booked_only)


def test_the_evidence_of_equal_rows_says_so() -> None:
    twins = [("UKK1AA00A1", "charge", -34)] * 2 + [("UKK1AA00B2", "pay", 9)]
    found = match(rows_of(*twins), books_of(*twins))
    assert list(found.exact["evidence"]) == ["receipt; equal rows, first with first"] * 2 + ["receipt"]


# charges and reversals


def test_a_charge_is_found_by_the_receipt_that_its_details_name() -> None:
    rows = rows_of(("UKK1AA00G7", "charge", -34), details="Pay Bill Charge of UKK1AA00C3")
    found = match(rows, books_of(("UKK1AA00C3", "charge", -34)))
    assert told(found) == [
        ("key000", "mpesa:600984:UKK1AA00C3:charge:0", "CHARGE_TO_PRINCIPAL", "Details name UKK1AA00C3")
    ]


def test_what_a_payer_typed_behind_the_details_names_nothing() -> None:
    rows = rows_of(("UKK1AA00G7", "charge", -34), details="Pay Bill Charge Acc. of UKK1AA00C3")
    assert told(match(rows, books_of(("UKK1AA00C3", "charge", -34)))) == []


@pytest.mark.parametrize(
    ("row", "linked", "booked"),
    [
        ("UKK1AA00R9", "UKK1AA00C3", "UKK1AA00C3"),  # own receipt here, the original's in the books
        ("UKK1AA00C3", "UKK1AA00R9", "UKK1AA00R9"),  # the original's here, its own in the books
    ],
)
def test_a_reversal_is_found_both_ways(row: str, linked: str, booked: str) -> None:
    found = match(rows_of((row, "reversal", -500), linked=linked), books_of((booked, "reversal", -500)))
    assert rules(found) == ["REVERSAL_OF_ORIGINAL"]


def test_an_exact_link_goes_before_another_amount_of_the_same_receipt() -> None:
    rows = rows_of(("UKK1AA00A1", "charge", -10), linked="UKK1AA00C3")
    found = match(rows, books_of(("UKK1AA00A1", "charge", -12), ("UKK1AA00C3", "charge", -10)))
    assert rules(found) == ["CHARGE_TO_PRINCIPAL"] and len(found.booked_only) == 1


# aliases


@pytest.mark.parametrize("alias", ["key000", "UKK1AA00A1", " ukk1aa00a1 ", "nothing UKK1AA00A1"])
def test_a_booking_is_found_by_another_id_of_its_movement(alias: str) -> None:
    found = match(rows_of(("UKK1AA00A1", "pay", 500)), books_of(("", "", 500), alias=alias))
    ((_, _, rule, evidence),) = told(found)
    assert rule == "ALIAS"
    assert evidence == ("alias is the row key" if alias == "key000" else "alias is the receipt UKK1AA00A1")


def test_an_id_of_daraja_joins_without_being_written_down() -> None:
    checkout = "ws_CO_20112026120000000708374149"
    found = match(
        rows_of(("UKK1AA00A1", "pay", 500), linked=checkout), books_of(("", "", 500), alias=checkout)
    )
    assert [(rule, why) for *_, rule, why in told(found)] == [("ALIAS", "alias is the linked id")]
    conversation = "AG_20261120_2010759fd5662ef6d054"
    rows = rows_of(("UKK1AA00B2", "payout", -500), details=f"Business Payment {conversation} to 254*")
    found = match(rows, books_of(("", "payout", -500), alias=f"own-1 {conversation}"))
    assert [(rule, why) for *_, rule, why in told(found)] == [("ALIAS", "alias is the id in Details")]


def test_an_alias_with_another_amount_or_leg_joins_nothing() -> None:
    rows = rows_of(("UKK1AA00A1", "pay", 500))
    assert told(match(rows, books_of(("", "", 400), alias="key000"))) == []
    assert told(match(rows, books_of(("", "sweep", 500), alias="key000"))) == []


@pytest.mark.parametrize("alias", [None, "", "  ", float("nan"), pd.NA])
def test_no_alias_is_no_alias(alias: Any) -> None:
    assert told(match(rows_of(("UKK1AA00A1", "pay", 5)), books_of(("", "", 5), alias=alias))) == []


# own sweeps


def test_a_sweep_on_two_statements_is_settled_and_on_one_in_flight() -> None:
    rows = rows_of(("UKK1AA00H8", "sweep", -700), ("UKK1AA00H9", "sweep", -300))
    others = rows_of(("UKK1AA00H8", "sweep", 700), ("UKK1AA00A1", "charge", 300), account="settlement")
    others["row_key"] = ["there0", "there1"]
    found = match(rows, books_of(), others=others)
    assert found.sweeps.to_dict("records") == [
        {
            "row_key": "key000",
            "receipt": "UKK1AA00H8",
            "cents": -700,
            "settled": True,
            "other_account": "settlement",
            "other_row_key": "there0",
        },
        {
            "row_key": "key001",
            "receipt": "UKK1AA00H9",
            "cents": -300,
            "settled": False,
            "other_account": "",
            "other_row_key": "",
        },
    ]


def test_a_row_with_its_other_side_on_our_statement_is_a_sweep_whatever_its_words() -> None:
    rows, books = rows_of(("UKK1AA00H8", "payout", -700)), books_of(("UKK1AA00H8", "sweep", -700))
    others = rows_of(("UKK1AA00H8", "pay", 700), account="settlement")
    found = match(rows, books, others=others)
    assert [(rule, why) for *_, rule, why in told(found)] == [
        ("OWN_SWEEP", "receipt; its other side is on another statement of ours")
    ]
    assert told(match(rows, books)) == []
    assert told(match(rows, books, others=others.assign(paid_in=0, withdrawn=700))) == []


# facts


def test_a_booking_without_receipt_is_found_by_its_facts() -> None:
    found = match(paid(500, 900), vouchers(500))
    assert told(found) == [
        (
            "key000",
            "mpesa:600984:::0",
            "UNIQUE_FACTS",
            "the only one with this amount, account number and payer; booked the same day",
        )
    ]


@pytest.mark.parametrize(
    "columns",
    [
        {"account_reference": "inv8"},
        {"account_reference": ""},
        {"payer": OTHER_PAYER},
        {"payer": ""},
        {"payer": float("nan")},
        {"account_reference": None},
        {"payer": "Alice"},
        {"payer": HASH},
        {"cents": 501},
        {"cents": -500},
        {"receipt": "UKK1AA0000"},
        {"alias": "UKK1AA0000", "leg": "sweep"},
        {"occurred_at": pd.NaT},
        {"leg": "payout"},
    ],
)
def test_one_fact_that_differs_is_no_match(columns: dict[str, Any]) -> None:
    found = match(paid(500), vouchers(500, **columns))
    assert told(found) == [] and len(found.booked_only) + len(found.amount_conflicts) == 1


def test_two_candidates_on_either_side_are_suggestions() -> None:
    found = match(paid(500, 500), vouchers(500))
    assert told(found) == []
    assert suggested(found) == [(f"key00{at}", "mpesa:600984:::0", "UNIQUE_FACTS") for at in (0, 1)]
    found = match(paid(500), vouchers(500, 500))
    assert told(found) == []
    assert suggested(found) == [("key000", f"mpesa:600984:::{at}", "UNIQUE_FACTS") for at in (0, 1)]


def test_a_payer_who_may_be_the_same_counts_as_a_candidate() -> None:
    """A longer mask and a shorter one: two rows could be the one that was booked."""
    found = match(paid(500, 500, payer_masked=[PAYER, "25479****211"]), vouchers(500, payer="2547****11"))
    assert told(found) == [] and len(found.suggestions) == 2


def test_a_hash_or_a_whole_number_needs_no_account_number() -> None:
    bare: dict[str, Any] = {"account_no": "", "payer_masked": HASH}
    found = match(paid(500, **bare), vouchers(500, account_reference="", payer=HASH.upper()))
    assert rules(found) == ["UNIQUE_FACTS"]
    bare["payer_masked"] = PAYER
    assert told(match(paid(500, **bare), vouchers(500, account_reference=""))) == []


def test_the_columns_of_facts_may_be_missing() -> None:
    assert told(match(rows_of(("UKK1AA00A1", "pay", 5)), vouchers(5))) == []
    assert told(match(paid(5), books_of(("", "", 5)))) == []


@pytest.mark.parametrize(
    ("hours", "joined"), [(11, True), (13, True), (35, True), (36, False), (-36, True), (-37, False)]
)
def test_the_window_is_of_accounting_days(hours: int, joined: bool) -> None:
    """The row is at noon in Nairobi; its statement shows five days."""
    rows = paid(500, 1, 2)
    rows["completed_at"] = [NOON, NOON - timedelta(days=5), NOON + timedelta(days=5)]
    found = match(rows, vouchers(500, occurred_at=NOON + timedelta(hours=hours)))
    assert rules(found) == ["UNIQUE_FACTS"] * joined


def test_another_day_is_believed_only_where_the_statement_shows_the_whole_window() -> None:
    rows, later = paid(500), vouchers(500, occurred_at=NOON + timedelta(days=1))
    assert told(match(rows, later)) == []
    (suggestion,) = suggested(match(rows, later))
    assert suggestion == ("key000", "mpesa:600984:::0", "UNIQUE_FACTS")


def test_a_second_row_of_a_booked_receipt_is_not_explained_by_facts() -> None:
    twice = pd.concat([paid(500), paid(500)], ignore_index=True).assign(row_key=["a", "b"], ordinal=[0, 1])
    books = pd.concat([books_of(("UKK1AA0000", "pay", 500)), vouchers(500)], ignore_index=True)
    found = match(twice, books)
    assert rules(found) == ["RECEIPT_LEG_AMOUNT"] and len(found.statement_duplicates) == 1


# sums


def test_rows_of_one_payer_and_day_make_one_booking() -> None:
    found = match(paid(300, 200, 50), vouchers(550))
    words = "the only sum of one payer and day: 3 rows"
    assert told(found) == [(f"key00{at}", "mpesa:600984:::0", "SUM_OF_ROWS", words) for at in range(3)]
    assert found.matched == 3 and not len(found.booked_only) and not len(found.on_statement_only)
    assert list(found.grouped["statement_cents"]) == [300, 200, 50] and set(found.grouped["group"]) == {0}


def test_bookings_of_one_payer_and_day_make_one_row() -> None:
    found = match(paid(550), vouchers(300, 250))
    assert rules(found) == ["SUM_OF_BOOKINGS"] * 2 and found.matched == 1
    assert list(found.grouped["booked_cents"]) == [300, 250]


@pytest.mark.parametrize(
    ("rows", "books"),
    [
        ((300, 200, 350, 150), (500,)),  # two sums
        ((300, 300, 200), (500,)),  # equal rows, one of them too many
        ((300, 200, 500), (500, 7)),  # a row alone would do as well
        ((300, 200), (500, 500)),  # two bookings for one sum
    ],
)
def test_a_sum_that_is_not_the_only_one_is_a_suggestion(
    rows: tuple[int, ...], books: tuple[int, ...]
) -> None:
    ruleset = Ruleset("test", frozenset(Rule) - {Rule.UNIQUE_FACTS})
    found = match(paid(*rows), vouchers(*books), ruleset=ruleset)
    assert told(found) == [] and "SUM_OF_ROWS" in {rule for *_, rule in suggested(found)}


def test_seven_rows_are_no_sum() -> None:
    assert rules(match(paid(*(2**at for at in range(6))), vouchers(63))) == ["SUM_OF_ROWS"] * 6
    assert told(match(paid(*(2**at for at in range(7))), vouchers(127))) == []


@pytest.mark.parametrize(
    "columns",
    [
        {"payer": OTHER_PAYER},
        {"payer": ""},
        {"occurred_at": NOON + timedelta(days=1)},
        {"receipt": "UKK1AA0000", "leg": "charge"},
        {"cents": -500},
    ],
)
def test_a_sum_of_another_payer_day_or_direction_is_none(columns: dict[str, Any]) -> None:
    found = match(paid(300, 200), vouchers(500, **columns))
    assert told(found) == [] and suggested(found) == []


def test_masks_without_one_account_number_are_a_suggestion() -> None:
    found = match(paid(300, 200, account_no=["INV7", "INV8"]), vouchers(500))
    assert told(found) == [] and len(suggested(found)) == 2


def test_too_many_rows_of_one_payer_are_not_searched() -> None:
    found = match(paid(*range(100, 117)), vouchers(201))
    assert told(found) == [] and suggested(found) == []


def test_two_payers_do_not_disturb_each_other() -> None:
    rows = paid(300, 200, 300, 200, payer_masked=[PAYER, PAYER, OTHER_PAYER, OTHER_PAYER])
    found = match(rows, vouchers(500, 500, payer=[PAYER, OTHER_PAYER]))
    assert rules(found) == ["SUM_OF_ROWS"] * 4 and len(set(found.grouped["group"])) == 2


# rulesets


def test_a_rule_that_is_off_joins_nothing() -> None:
    assert rules(match(paid(500), vouchers(500), ruleset=STRICT)) == []
    assert rules(match(paid(300, 200), vouchers(500), ruleset=STRICT)) == []
    for rule in (Rule.ALIAS, Rule.CHARGE_TO_PRINCIPAL, Rule.REVERSAL_OF_ORIGINAL):
        ruleset = Ruleset("test", frozenset(Rule) - {rule})
        rows = rows_of(("UKK1AA00G7", "charge", -5), ("UKK1AA00G8", "reversal", -9), linked="UKK1AA00C3")
        books = books_of(
            ("UKK1AA00C3", "charge", -5), ("UKK1AA00C3", "reversal", -9), alias=["UKK1AA00G7", ""]
        )
        assert str(rule) not in rules(match(rows, books, ruleset=ruleset))


def test_a_ruleset_has_bounds_and_a_name() -> None:
    assert ruleset_named("2026-12") is STANDARD and STANDARD.rules == frozenset(Rule)
    for wrong in ({"version": ""}, {"version": "x" * 13}, {"max_group": 7}, {"window_days": -1}):
        with pytest.raises(ValueError, match=r"version|window"):
            Ruleset(**{"version": "test", **wrong})


def test_the_day_turns_at_midnight_in_nairobi() -> None:
    """20:59 and 21:01 UTC are two days."""
    rows = paid(300, 200)
    rows["completed_at"] = [
        datetime(2026, 11, 20, 20, 59, tzinfo=UTC),
        datetime(2026, 11, 20, 21, 1, tzinfo=UTC),
    ]
    assert told(match(rows, vouchers(500))) == []
