"""What all that was told of one receipt's reversals comes to, in whatever order it was told. Pure.

Two numbers of reversals are two movements of money, and add up; reports that name the same one, or none, are
about the same money, and the most of them counts. Never more than the receipt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.money import Cents


@dataclass(frozen=True)
class Told:
    """A report: how much went back (None: all of it), the reversal's own number or nothing, when."""

    amount: Cents | None
    own_number: str
    at: datetime


@dataclass(frozen=True)
class Weighed:
    """How much of a receipt has gone back, when the last of it, and whether the reports disagree.

    Reports of more than the receipt count nothing and dispute none: they are cases of their own.
    """

    cents: Cents
    at: datetime | None
    is_disputed: bool


def weigh(received: Cents, reports: Sequence[Told]) -> Weighed:
    """Weigh the reports of the reversals of a receipt of so many cents."""
    said: dict[str, set[Cents]] = {}
    sound = [report for report in reports if (report.amount or 0) <= received]
    for report in sound:
        said.setdefault(report.own_number, set()).add(received if report.amount is None else report.amount)
    unnamed = said.pop("", set())
    named = sum(max(amounts) for amounts in said.values())
    cents = min(received, max(named, *unnamed, 0))
    fitting = {*(max(amounts) for amounts in said.values()), named} if said else unnamed
    is_disputed = (
        any(len(amounts) > 1 for amounts in (unnamed, *said.values()))
        or named > received
        or not unnamed <= fitting
    )
    # Who says how much speaks of the reversal; who does not may give the time of the payment.
    timed = [report.at for report in sound if report.amount is not None] or [report.at for report in sound]
    return Weighed(cents, max(timed, default=None), is_disputed)
