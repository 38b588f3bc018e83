"""The proof: each term by hand, and one whole day from the worked statement."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconciliation.runs.matching import match
from reconciliation.runs.proof import Proof, TermKind, Why, prove, whole_till
from reconciliation.statement_files.kinds import LEG_OF_KIND, Kind
from reconciliation.statement_files.reading import read_statement
from tests.reconciliation.test_matching import booked_of, statement_of

A = Path(__file__).parent / "statements" / "statement_template_a.csv"
Row = tuple[str, str, int]


def proof_of(
    statement: list[Row], booked: list[Row], *, opening: int = 1000, ledger: int | None = None
) -> Proof:
    return prove(
        account="Utility Account",
        statement_closing=opening + sum(cents for *_, cents in statement),
        ledger=opening + sum(cents for *_, cents in booked) if ledger is None else ledger,
        matches=match(statement_of(statement), booked_of(booked)),
    )


def terms(proof: Proof) -> dict[TermKind, int]:
    return {term.kind: term.cents for term in proof.terms if term.items}


def test_two_equal_sides_are_clean() -> None:
    rows = [("UKK1AA00A1", "pay", 5000), ("UKK1AA00A1", "charge", -34)]
    proof = proof_of(rows, rows)
    assert proof.clean and proof.ledger == proof.computed == 5966


@pytest.mark.parametrize(
    ("statement", "booked", "kind", "cents", "why"),
    [
        ([], [("R1", "pay", 500)], TermKind.RECEIPTS_NOT_ON_STATEMENT, 500, Why.NOT_ON_STATEMENT),
        ([], [("R1", "payout", -500)], TermKind.PAYOUTS_NOT_ON_STATEMENT, 500, Why.NOT_ON_STATEMENT),
        ([("R1", "pay", 500)], [], TermKind.CREDITS_NOT_BOOKED, 500, Why.NOT_BOOKED),
        ([("R1", "payout", -500)], [], TermKind.DEBITS_NOT_BOOKED, 500, Why.NOT_BOOKED),
        ([], [("R1", "sweep", -700)], TermKind.SWEEPS_IN_FLIGHT, -700, Why.NOT_ON_STATEMENT),
        ([], [("R1", "sweep", 700)], TermKind.SWEEPS_IN_FLIGHT, 700, Why.NOT_ON_STATEMENT),
        ([("R1", "sweep", -700)], [], TermKind.DEBITS_NOT_BOOKED, 700, Why.NOT_BOOKED),
        (
            [("R1", "pay", 500)],
            [("R1", "pay", 520)],
            TermKind.RECEIPTS_NOT_ON_STATEMENT,
            20,
            Why.AMOUNT_DIFFERS,
        ),
        ([("R1", "pay", 520)], [("R1", "pay", 500)], TermKind.CREDITS_NOT_BOOKED, 20, Why.AMOUNT_DIFFERS),
        ([("R1", "payout", -9)], [("R1", "payout", -5)], TermKind.DEBITS_NOT_BOOKED, 4, Why.AMOUNT_DIFFERS),
        (
            [("R1", "payout", -5)],
            [("R1", "payout", -9)],
            TermKind.PAYOUTS_NOT_ON_STATEMENT,
            4,
            Why.AMOUNT_DIFFERS,
        ),
        ([("R1", "pay", 5)], [("R1", "pay", 5)] * 2, TermKind.RECEIPTS_NOT_ON_STATEMENT, 5, Why.BOOKED_TWICE),
        ([("R1", "pay", 5)] * 2, [("R1", "pay", 5)], TermKind.CREDITS_NOT_BOOKED, 5, Why.ON_STATEMENT_TWICE),
    ],
)
def test_each_difference_lands_in_its_term(
    statement: list[Row], booked: list[Row], kind: TermKind, cents: int, why: Why
) -> None:
    proof = proof_of(statement, booked)
    assert terms(proof) == {kind: cents}
    (item,) = proof.term(kind).items
    assert item.why is why and item.receipt == "R1"
    assert proof.unexplained == 0 and not proof.clean


def test_what_no_item_explains_is_unexplained() -> None:
    rows = [("R1", "pay", 500)]
    proof = proof_of(rows, rows, ledger=1512)
    assert (proof.unexplained, terms(proof)) == (12, {})


def test_an_item_on_both_sides_names_both() -> None:
    (item,) = proof_of([("R1", "pay", 5)], [("R1", "pay", 7)]).term(TermKind.RECEIPTS_NOT_ON_STATEMENT).items
    assert (item.reference, item.row_key) == ("mpesa:600984:R1:pay:0", "key000")


def test_a_sweep_between_two_accounts_cancels_in_the_whole_till() -> None:
    utility = proof_of([], [("R1", "sweep", -700)])
    settlement = proof_of([], [("R1", "sweep", 700)], opening=0)
    till = whole_till([utility, settlement])
    assert (
        till.term(TermKind.SWEEPS_IN_FLIGHT).cents == 0
        and len(till.term(TermKind.SWEEPS_IN_FLIGHT).items) == 2
    )
    assert (till.statement_closing, till.ledger, till.unexplained) == (1000, 1000, 0)


def test_the_worked_day() -> None:
    """All booked but the reversal; one payment at another amount, and a receipt that is not there."""
    statement = read_statement(A.read_bytes(), A.name)
    rows = [
        (row.receipt, LEG_OF_KIND[Kind(row.kind)], row.paid_in - row.withdrawn)
        for row in statement.frame[statement.frame["moves"]].itertuples()
        if row.kind != Kind.REVERSAL
    ]
    rows = [(receipt, leg, 499900 if cents == 500000 else cents) for receipt, leg, cents in rows]
    rows.append(("UKK1AA00Z9", "pay", 30000))
    assert statement.opening is not None and statement.closing is not None
    ledger = statement.opening + sum(cents for *_, cents in rows)
    matches = match(statement.frame, booked_of([*rows, ("", "opening", statement.opening)]))
    proof = prove(
        account=statement.account, statement_closing=statement.closing, ledger=ledger, matches=matches
    )
    assert terms(proof) == {
        TermKind.RECEIPTS_NOT_ON_STATEMENT: 30000,
        TermKind.CREDITS_NOT_BOOKED: 100,
        TermKind.DEBITS_NOT_BOOKED: 25000,
    }
    assert proof.unexplained == 0 and ledger == 3690050 + 30000 - 100 + 25000
