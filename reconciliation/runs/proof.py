"""The proof that an accountant signs: from the statement's closing balance to the ledger, item by item.

    statement closing
    + receipts booked, not on the statement
    - payouts booked as paid, not on the statement
    - statement credits not booked
    + statement debits not booked
    +/- sweeps in flight
    = ledger 1010

Each term is the sum of its items. `unexplained` is ledger less computed: a difference, never an item. A row
whose amount differs on the two sides gives its difference to the term of the side that has more.
A payout that Safaricom has not answered for is booked nowhere, so it shows as a debit not booked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import pandas as pd  # type: ignore[import-untyped,unused-ignore]

from core.money import Cents
from reconciliation.runs.matching import Matches


class TermKind(StrEnum):
    RECEIPTS_NOT_ON_STATEMENT = "RECEIPTS_NOT_ON_STATEMENT"
    PAYOUTS_NOT_ON_STATEMENT = "PAYOUTS_NOT_ON_STATEMENT"
    CREDITS_NOT_BOOKED = "CREDITS_NOT_BOOKED"
    DEBITS_NOT_BOOKED = "DEBITS_NOT_BOOKED"
    SWEEPS_IN_FLIGHT = "SWEEPS_IN_FLIGHT"


class Why(StrEnum):
    NOT_ON_STATEMENT = "NOT_ON_STATEMENT"
    NOT_BOOKED = "NOT_BOOKED"
    AMOUNT_DIFFERS = "AMOUNT_DIFFERS"
    BOOKED_TWICE = "BOOKED_TWICE"
    ON_STATEMENT_TWICE = "ON_STATEMENT_TWICE"
    UNCOVERED = "UNCOVERED"


_SIGNS = {
    TermKind.RECEIPTS_NOT_ON_STATEMENT: 1,
    TermKind.PAYOUTS_NOT_ON_STATEMENT: -1,
    TermKind.CREDITS_NOT_BOOKED: -1,
    TermKind.DEBITS_NOT_BOOKED: 1,
    TermKind.SWEEPS_IN_FLIGHT: 1,
}


@dataclass(frozen=True)
class Item:
    """`cents` is a magnitude, in SWEEPS_IN_FLIGHT signed (+ into the account). `reference` is empty for what
    is not booked, `row_key` for what is not on the statement."""

    receipt: str
    leg: str
    cents: Cents
    why: Why
    occurred_at: datetime | None
    reference: str = ""
    row_key: str = ""


@dataclass(frozen=True)
class Term:
    """`sign` is how the term enters the proof; `cents` is the sum of its items."""

    kind: TermKind
    sign: int
    items: tuple[Item, ...]

    @property
    def cents(self) -> Cents:
        return sum(item.cents for item in self.items)


@dataclass(frozen=True)
class Proof:
    """One M-Pesa account, or the whole till (`account` empty). `terms` stand in the order of the formula."""

    account: str
    statement_closing: Cents
    terms: tuple[Term, ...]
    ledger: Cents

    @property
    def computed(self) -> Cents:
        return self.statement_closing + sum(term.sign * term.cents for term in self.terms)

    @property
    def unexplained(self) -> Cents:
        return self.ledger - self.computed

    @property
    def clean(self) -> bool:
        """Nothing open: no items and nothing unexplained."""
        return self.unexplained == 0 and not any(term.items for term in self.terms)

    def term(self, kind: TermKind) -> Term:
        return next(term for term in self.terms if term.kind is kind)


def prove(*, account: str, statement_closing: Cents, ledger: Cents, matches: Matches) -> Proof:
    """The proof of one account. `ledger` is its balance at the seal up to which `matches` had booked rows."""
    items: dict[TermKind, list[Item]] = {kind: [] for kind in TermKind}
    for frame, why in (
        (matches.booked_only, Why.NOT_ON_STATEMENT),
        (matches.booked_duplicates, Why.BOOKED_TWICE),
    ):
        for row in _rows(frame):
            _add_booked(items, row.receipt, row.leg, int(row.cents), why, row.occurred_at, row.reference)
    for frame, why in (
        (matches.on_statement_only, Why.NOT_BOOKED),
        (matches.statement_duplicates, Why.ON_STATEMENT_TWICE),
    ):
        for row in _rows(frame):
            _add_unbooked(
                items, row.receipt, row.leg, int(row.cents), why, row.completed_at, row_key=row.row_key
            )
    for row in _rows(matches.amount_conflicts):
        more_booked = abs(int(row.booked_cents)) > abs(int(row.statement_cents))
        add = _add_booked if more_booked else _add_unbooked
        cents = int(row.difference) if more_booked else -int(row.difference)
        add(
            items,
            row.receipt,
            row.leg,
            cents,
            Why.AMOUNT_DIFFERS,
            row.occurred_at,
            row.reference,
            row.row_key,
        )
    terms = tuple(Term(kind, _SIGNS[kind], _in_order(items[kind])) for kind in TermKind)
    return Proof(account, statement_closing, terms, ledger)


def whole_till(proofs: Sequence[Proof]) -> Proof:
    """The proof of a till: its accounts' proofs added up, with all their items."""
    terms = tuple(
        Term(kind, _SIGNS[kind], tuple(item for proof in proofs for item in proof.term(kind).items))
        for kind in TermKind
    )
    closing = sum(proof.statement_closing for proof in proofs)
    return Proof("", closing, terms, sum(proof.ledger for proof in proofs))


def _add_booked(
    items: dict[TermKind, list[Item]],
    receipt: str,
    leg: str,
    cents: Cents,
    why: Why,
    when: Any,
    reference: str = "",
    row_key: str = "",
) -> None:
    """The ledger has this movement, the statement has not."""
    if leg == "sweep":
        kind, size = TermKind.SWEEPS_IN_FLIGHT, cents
    elif cents >= 0:
        kind, size = TermKind.RECEIPTS_NOT_ON_STATEMENT, cents
    else:
        kind, size = TermKind.PAYOUTS_NOT_ON_STATEMENT, -cents
    items[kind].append(Item(_text(receipt), leg, size, why, _moment(when), reference, row_key))


def _add_unbooked(
    items: dict[TermKind, list[Item]],
    receipt: str,
    leg: str,
    cents: Cents,
    why: Why,
    when: Any,
    reference: str = "",
    row_key: str = "",
) -> None:
    """The statement has this movement, the ledger has not: also a sweep, which has then arrived."""
    kind = TermKind.CREDITS_NOT_BOOKED if cents >= 0 else TermKind.DEBITS_NOT_BOOKED
    items[kind].append(Item(_text(receipt), leg, abs(cents), why, _moment(when), reference, row_key))


def _in_order(items: list[Item]) -> tuple[Item, ...]:
    return tuple(
        sorted(items, key=lambda item: (item.receipt, item.leg, item.cents, item.reference, item.row_key))
    )


def _rows(frame: pd.DataFrame) -> Iterator[Any]:
    yield from frame.itertuples(index=False)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _moment(value: Any) -> datetime | None:
    if value is None or value is pd.NaT:
        return None
    moment: datetime = value.to_pydatetime() if isinstance(value, pd.Timestamp) else value
    return moment
