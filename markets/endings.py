"""What everybody who sees a market is told: by which result it ended, or void, when and why; and which market
an entry of a wallet was about."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.db.models import Exists, Max, OuterRef

from markets.models import Decision, DecisionKind, MarketState, Proposal, RunKind, RunState, SettlementRun
from markets.settling.proving import settled_runs

#: Of runs that put something into the books.
_IN_BOOKS: Final = (RunState.APPROVED, RunState.DONE, RunState.REPLACED)
_REFERENCE: Final = re.compile(r"(?:wallet:\d+:)?market:(\d+):")


class ResultStanding(StrEnum):
    """What became of a proposed result."""

    PROPOSED = "PROPOSED"
    PAID = "PAID"
    REPLACED = "REPLACED"
    ASKED = "ASKED"
    NOT_APPROVED = "NOT_APPROVED"


@dataclass(frozen=True)
class Void:
    """A market that was made void: everybody has their stake back."""

    at: datetime
    #: In the words of who made it so; empty where the clock did.
    reason: str


def results_of(markets: Collection[int]) -> dict[int, int]:
    """Key of a market -> key of the result that its players were paid by, also while a correction of it is
    asked for or posted. Nothing of a market that is not settled, or void."""
    runs = settled_runs(markets).items()
    return {market: run.proposal_id for market, run in runs if run.proposal_id is not None}


def standings_of(proposals: Collection[int]) -> dict[int, ResultStanding]:
    """Key of a proposed result -> what became of it. Two queries."""
    runs: defaultdict[int, set[tuple[str, str]]] = defaultdict(set)
    made = SettlementRun.objects.filter(proposal__in=proposals)
    for proposal, kind, state in made.values_list("proposal", "kind", "state"):
        runs[proposal].add((kind, state))
    newest = Max("market__proposals__number")
    paid = Exists(SettlementRun.objects.filter(market=OuterRef("market"), state__in=_IN_BOOKS))
    rows = Proposal.objects.filter(pk__in=proposals).annotate(newest=newest, paid=paid)
    return {
        pk: _standing(runs[pk], waits=number == newest_number and not is_paid)
        for pk, number, newest_number, is_paid in rows.values_list("pk", "number", "newest", "paid")
    }


def _standing(runs: set[tuple[str, str]], *, waits: bool) -> ResultStanding:
    states = {state for _, state in runs}
    if states & {RunState.APPROVED, RunState.DONE}:
        return ResultStanding.PAID
    if RunState.REPLACED in states:
        return ResultStanding.REPLACED
    if (RunKind.CORRECTION, RunState.FROZEN) in runs:
        return ResultStanding.ASKED
    if any(kind == RunKind.CORRECTION for kind, _ in runs):
        return ResultStanding.NOT_APPROVED
    return ResultStanding.PROPOSED if waits else ResultStanding.REPLACED


def corrections_of(markets: Collection[int]) -> dict[int, str]:
    """Key of a market whose players were paid anew by a correction -> why, in the words of who asked."""
    runs = settled_runs(markets).items()
    return {market: run.reason for market, run in runs if run.kind == RunKind.CORRECTION}


def voids_of(markets: Collection[int]) -> dict[int, Void]:
    """Key of a market that is void -> when that was decided, and why."""
    decided = Decision.objects.filter(
        market__in=markets, market__state=MarketState.VOID, kind=DecisionKind.VOIDED
    )
    rows = decided.order_by("market", "-pk").distinct("market")
    return {row.market_id: Void(row.at, row.reason if row.by_id else "") for row in rows}


def market_in(reference: str) -> int:
    """Key of the market that an entry of a wallet was about, by the entry's reference; 0 for any other."""
    found = _REFERENCE.match(reference)
    return int(found[1]) if found else 0
