"""Both sides of a run, with all that matching goes by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pandas as pd

from core.days import day_bounds
from mpesa.tariffs.prices import PriceList
from reconciliation.accounts import is_bank
from reconciliation.models import ReconciliationRun
from reconciliation.runs.bank import bank_sides
from reconciliation.runs.charges import prices_of
from reconciliation.runs.cluster import first_passes
from reconciliation.runs.inputs import booked_frame, statement_frame
from reconciliation.runs.known_facts import known_facts, nothing_known, with_facts
from reconciliation.runs.matching import Matches, match, match_bank
from reconciliation.runs.others import others_frame
from reconciliation.runs.rulesets import Ruleset
from reconciliation.verified.coverage import book_of


@dataclass(frozen=True)
class Shown:
    """What the statements show a run, from its picture on, whatever is booked: the verified rows, those of
    the till's other accounts, the days of the run that are covered from midnight to midnight, and the tariffs
    by which charges among the rows are judged."""

    rows: pd.DataFrame
    others: pd.DataFrame
    whole_days: tuple[str, ...]
    prices: PriceList


@dataclass(frozen=True)
class Sides(Shown):
    """What the statements show, the bookings, and what is `known` of these beside their receipts."""

    bookings: pd.DataFrame
    known: pd.DataFrame
    of_bank: bool = False


def shown_to(run: ReconciliationRun) -> Shown:
    """The statements' side of a run whose picture is set. Reads only."""
    return Shown(statement_frame(run), others_frame(run), _whole_days(run), prices_of(run))


def sides_of(run: ReconciliationRun, shown: Shown | None = None) -> Sides:
    """Both sides of a run whose picture and seal are set, read anew but for what was `shown` to it."""
    shown = shown or shown_to(run)
    if is_bank(run.account):
        rows, bookings = bank_sides(run, shown.rows)
        known = nothing_known()
        return Sides(rows, shown.others, shown.whole_days, shown.prices, bookings, known, of_bank=True)
    bookings = booked_frame(run)
    known = known_facts(run, shown.rows, bookings)
    return Sides(shown.rows, shown.others, shown.whole_days, shown.prices, bookings, known)


def match_sides(sides: Sides, ruleset: Ruleset) -> Matches:
    """Which row is which booking: the same wherever the first passes are done."""
    if sides.of_bank:
        return match_bank(sides.rows, sides.bookings, ruleset=ruleset)
    with first_passes(len(sides.rows) + len(sides.bookings)) as first:
        return match(
            sides.rows,
            with_facts(sides.bookings, sides.known),
            ruleset=ruleset,
            others=sides.others,
            whole_days=sides.whole_days,
            first=first,
        )


def _whole_days(run: ReconciliationRun) -> tuple[str, ...]:
    pieces = book_of(run).pieces()
    days = (run.from_day + timedelta(days=place) for place in range((run.to_day - run.from_day).days + 1))
    bounds = {day: day_bounds(day) for day in days}
    return tuple(
        day.isoformat()
        for day, (start, end) in bounds.items()
        if any(piece.from_at <= start and end <= piece.until_at for piece in pieces)
    )
