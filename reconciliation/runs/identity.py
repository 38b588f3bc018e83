"""What a run was made from, and the digest of it: the same inputs have the same digest and the same figures.

digest = SHA-256 of the canonical JSON (core/digests.py) of the facts below: whose account, which days, the
cut-off, the ruleset, the tariffs that charges are judged by, the seal of the books and the chain's value at
it, the two balances, the days that are covered whole, and a digest each of the verified rows, the bookings,
what is known of these beside their receipts, and the other accounts' rows: all that matching was given.
Ties, openings and what was carried show in those. Files, uploads, who asked and when are none of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from core.days import EAT
from core.digests import Facts, digest
from core.money import Cents
from ledger.models import Seal
from mpesa.models import ChargeKind
from reconciliation.accounts import is_bank
from reconciliation.models import ReconciliationRun
from reconciliation.runs.canonical import canonical_digest
from reconciliation.runs.charges import collects
from reconciliation.runs.inputs import ledger_balance, statement_closing
from reconciliation.runs.known_facts import FACTS
from reconciliation.runs.sides import Shown, Sides, sides_of

VERSION = 2
ROW = (
    "row_key", "receipt", "completed_at", "kind", "moves", "paid_in", "withdrawn", "linked", "account_no",
    "payer_masked", "details",
)  # fmt: skip
BOOKING = ("seal", "reference", "receipt", "leg", "cents", "occurred_at")
OTHER = ("account", "row_key", "receipt", "kind", "moves", "paid_in", "withdrawn")
#: The order of the rows of each: nothing in it depends on when or in which file they came.
ORDERS = {
    ROW: ("row_key", "completed_at"),
    BOOKING: ("seal", "reference", "cents"),
    FACTS: ("reference",),
    OTHER: ("account", "row_key"),
}


@dataclass(frozen=True)
class Inputs:
    """All that a run's figures follow from. `chain`: the chain's value at the seal, in hex; empty at 0."""

    sides: Sides
    statement_closing: Cents
    ledger: Cents
    chain: str


def inputs_of(run: ReconciliationRun, shown: Shown | None = None) -> Inputs:
    """The inputs of a run whose picture and seal are set, read anew but for what was `shown` to it: the same
    whenever it is asked."""
    return Inputs(
        sides=sides_of(run, shown),
        statement_closing=statement_closing(run),
        ledger=ledger_balance(run),
        chain=_chain_at(run),
    )


def facts_of(run: ReconciliationRun, inputs: Inputs) -> dict[str, Facts]:
    """What the digest of a run is of."""
    assert run.cut_off is not None and run.seal is not None
    return {
        "version": VERSION,
        "business": run.business_id,
        "till": run.till_id,
        "account": str(run.account),
        "from_day": run.from_day.isoformat(),
        "to_day": run.to_day.isoformat(),
        "cut_off": run.cut_off,
        "ruleset": run.ruleset,
        "seal": run.seal,
        "chain": inputs.chain,
        "statement_closing": inputs.statement_closing,
        "ledger": inputs.ledger,
        "whole_days": ",".join(inputs.sides.whole_days),
        "tariffs": _tariffs(run, inputs.sides),
        "rows": _digest(inputs.sides.rows, ROW),
        "bookings": _digest(inputs.sides.bookings, BOOKING),
        "known": _digest(inputs.sides.known, FACTS),
        "others": _digest(inputs.sides.others, OTHER),
    }


def _tariffs(run: ReconciliationRun, sides: Sides) -> str:
    """The digest of the tariffs that were in force on the days of the rows, in hex; empty of a bank's."""
    if is_bank(run.account):
        return ""
    first = min([run.from_day, *(moment.astimezone(EAT).date() for moment in sides.rows["completed_at"][:1])])
    told = [
        [str(kind), from_day.isoformat(), prices.is_published, [list(band) for band in prices.bands]]
        for kind in (collects(run.till), ChargeKind.B2C, ChargeKind.B2B)
        for from_day, prices in sides.prices.between(kind, first, run.to_day)
    ]
    return digest(told).hex()


def digest_of(run: ReconciliationRun, inputs: Inputs) -> str:
    """64 hex digits."""
    return digest(facts_of(run, inputs)).hex()


def _digest(frame: pd.DataFrame, names: tuple[str, ...]) -> str:
    return canonical_digest(frame, names, order=ORDERS[names])


def _chain_at(run: ReconciliationRun) -> str:
    seal = Seal.objects.filter(business_id=run.business_id, number=run.seal or 0).first()
    return bytes(seal.chain).hex() if seal else ""
