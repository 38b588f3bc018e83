"""How the pool of a market grew: the same few points however many stakes there are, summed in SQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from core import days
from core.days import EPOCH, micros_of
from core.money import Cents
from markets.models import Market, Outcome

#: So many points are given at most.
MOST_POINTS: Final = 200
# A stake belongs to the first point at or after the moment when it was accepted.
_SUMS: Final = """
SELECT asked.market, stake.outcome_id, LEAST(%s, GREATEST(0, (
           (ledger_micros(stake.accepted_at)::bigint - asked.begins) * %s + asked.lasts - 1
       ) / asked.lasts))::integer, sum(stake.cents)::bigint
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS asked(market, begins, lasts)
JOIN markets_stake AS stake ON stake.market_id = asked.market
GROUP BY 1, 2, 3
"""


@dataclass(frozen=True)
class PoolPoint:
    """The pool at a moment; `by_outcome` are the cents on each outcome, in their order."""

    at: datetime
    pool: Cents
    by_outcome: tuple[Cents, ...]


def pool_history(markets: Collection[int], points: int) -> dict[int, list[PoolPoint]]:
    """Key of a market -> its pool at so many moments (2 to MOST_POINTS), equally far apart: the first is its
    opening, the last its close or now. Nothing of a market that was never opened. Three queries."""
    assert 2 <= points <= MOST_POINTS, "the caller has checked it"
    now, spans = days.now(), points - 1
    asked = {
        row.pk: (micros_of(row.opened_at), max(1, micros_of(_end(row, now)) - micros_of(row.opened_at)))
        for row in Market.objects.filter(pk__in=markets).exclude(opened_at=None)
        if row.opened_at is not None
    }
    outcomes: defaultdict[int, list[int]] = defaultdict(list)
    rows = Outcome.objects.filter(market__in=list(asked)).order_by("market", "position")
    for market, outcome in rows.values_list("market", "pk"):
        outcomes[market].append(outcome)
    added: defaultdict[tuple[int, int], dict[int, Cents]] = defaultdict(dict)
    for market, outcome, span, cents in _sums(asked, spans):
        added[market, span][outcome] = cents
    found: dict[int, list[PoolPoint]] = {}
    for market, (begins, lasts) in asked.items():
        pools = dict.fromkeys(outcomes[market], 0)
        found[market] = []
        for span in range(points):
            for outcome, cents in added.get((market, span), {}).items():
                pools[outcome] += cents
            at = EPOCH + timedelta(microseconds=begins + lasts * span // spans)
            found[market].append(PoolPoint(at, sum(pools.values()), tuple(pools.values())))
    return found


def _sums(asked: dict[int, tuple[int, int]], spans: int) -> list[tuple[int, int, int, Cents]]:
    begins, lasts = [each for each, _ in asked.values()], [each for _, each in asked.values()]
    with connection.cursor() as cursor:
        cursor.execute(_SUMS, [spans, spans, list(asked), begins, lasts])
        return list(cursor.fetchall())


def _end(market: Market, now: datetime) -> datetime:
    return market.closed_at or min(market.closes_at, now)
