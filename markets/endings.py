"""What everybody who sees a market is told: by which result it ended, or void, when and why; and which market
an entry of a wallet was about."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from markets.models import Decision, DecisionKind, MarketState, RunKind
from markets.settling.proving import settled_runs

_REFERENCE: Final = re.compile(r"(?:wallet:\d+:)?market:(\d+):")


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
