"""Rulesets: which rules of matching are on, and their bounds. Versioned data; a run keeps the version's name.

A version never changes once runs were made by it: the workbook of an old run is computed anew by its ruleset.
Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from core.errors import NotFound


class Rule(StrEnum):
    """Why a statement row and a booked row are the same. The order is that of the passes."""

    RECEIPT_LEG_AMOUNT = "RECEIPT_LEG_AMOUNT"
    RECEIPT_AMOUNT = "RECEIPT_AMOUNT"
    OWN_SWEEP = "OWN_SWEEP"
    CHARGE_TO_PRINCIPAL = "CHARGE_TO_PRINCIPAL"
    REVERSAL_OF_ORIGINAL = "REVERSAL_OF_ORIGINAL"
    ALIAS = "ALIAS"
    UNIQUE_FACTS = "UNIQUE_FACTS"
    SUM_OF_ROWS = "SUM_OF_ROWS"
    SUM_OF_BOOKINGS = "SUM_OF_BOOKINGS"
    NAMED_RECEIPT = "NAMED_RECEIPT"  # these two are of banks alone
    AMOUNT_IN_DAYS = "AMOUNT_IN_DAYS"


@dataclass(frozen=True)
class Ruleset:
    """`rules` are on; RECEIPT_LEG_AMOUNT and RECEIPT_AMOUNT always are.

    `window_days`: how many accounting days a booking may lie from its row for UNIQUE_FACTS. `max_group`: rows
    in a sum, at most. `max_bucket`: rows of one payer and day, on one side, among which sums are looked for;
    with more of them none are. Of a bank: `bank_days` may lie between a booking and its row; what comes in
    may be less than the sweep by `netted_cents`, and by a tenth of it, at most.
    """

    version: str
    rules: frozenset[Rule] = frozenset(Rule)
    window_days: int = 1
    max_group: int = 6
    max_bucket: int = 16
    bank_days: int = 5
    netted_cents: int = 1_000_00

    def __post_init__(self) -> None:
        if not 0 < len(self.version) <= 12:
            raise ValueError("a version has 1 to 12 characters")
        if not 0 <= self.window_days <= 31 or not 2 <= self.max_group <= 6 or not 2 <= self.max_bucket <= 24:
            raise ValueError("window 0 to 31 days, groups of 2 to 6 rows, buckets of 2 to 24")

    def has(self, rule: Rule) -> bool:
        return rule in self.rules


STANDARD = Ruleset("2026-12")
#: Only what an identifier of M-Pesa's shows: for who wants no match by facts and sums.
STRICT = Ruleset(
    "2026-12-ids",
    frozenset(Rule) - {Rule.UNIQUE_FACTS, Rule.SUM_OF_ROWS, Rule.SUM_OF_BOOKINGS, Rule.AMOUNT_IN_DAYS},
)
RULESETS = {ruleset.version: ruleset for ruleset in (STANDARD, STRICT)}


def ruleset_named(version: str) -> Ruleset:
    """The ruleset of a version. Raises NotFound."""
    try:
        return RULESETS[version]
    except KeyError:
        raise NotFound("ruleset", "ruleset") from None
