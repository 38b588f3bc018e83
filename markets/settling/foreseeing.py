"""What markets would pay if they ended now: for each outcome that may win alone. Nothing is changed.

It is worked out from sums, not from stakes: the pools of the outcomes say everything but how many win and, in
a TOTE, what rounding leaves; both come from one sum of each player's stakes on each outcome, made in SQL.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from django.db import connection

from core.money import Cents
from markets.models import Market, MarketState, Outcome
from markets.parimutuel import Ending, Settlement, dry_run
from markets.pools import Resolution, read_stakes
from markets.settling.inputs import carried_to, no_winner_of

#: In which there is something to foresee: the pool is whole, and nobody is paid yet.
_FORESEEN: Final = (
    *(MarketState.OPEN, MarketState.SUSPENDED, MarketState.CLOSED, MarketState.PROPOSED),
    *(MarketState.DISPUTED, MarketState.APPROVED),
)
#: How many have staked on an outcome, and what they get by its dividend, each rounded down.
_PLAYERS: Final = """
SELECT mine.outcome_id, count(*), COALESCE(sum(mine.cents * told.dividend / 100), 0)::bigint
FROM (SELECT outcome_id, wallet_id, sum(cents)::bigint AS cents FROM markets_stake
      WHERE market_id = ANY(%s) GROUP BY outcome_id, wallet_id) AS mine
LEFT JOIN unnest(%s::bigint[], %s::bigint[]) AS told(outcome, dividend) ON told.outcome = mine.outcome_id
GROUP BY mine.outcome_id
"""


@dataclass(frozen=True)
class Foreseen:
    """What a market would come to if one outcome won; amounts in cents."""

    outcome: Outcome
    ending: Ending
    winners: int
    paid: Cents
    refunded: Cents
    fee: Cents
    breakage: Cents
    carry_out: Cents


def foresee_markets(markets: Collection[int]) -> dict[int, list[Foreseen]]:
    """Key of a market -> what each of its outcomes would come to, in their order; nothing of a market that
    is not open yet, or over. Four queries, for however many."""
    rows = Market.objects.filter(pk__in=markets, state__in=_FORESEEN).select_related("carries_to")
    asked = {row.pk: row for row in rows}
    outcomes = _outcomes(list(asked))
    carried = carried_to(asked.values())
    told = {
        pk: list(_settled(row, outcomes[pk], carried.get(pk, 0)))
        for pk, row in asked.items()
    }  # fmt: skip
    players = _players(
        list(asked),
        {
            outcome.pk: settled.dividends[outcome.name]
            for each in told.values()
            for outcome, settled in each
            if outcome.name in settled.dividends
        },
    )
    return {
        pk: [_foreseen(outcome, settled, *players.get(outcome.pk, (0, 0))) for outcome, settled in each]
        for pk, each in told.items()
    }


def _outcomes(markets: Collection[int]) -> dict[int, list[Outcome]]:
    found: defaultdict[int, list[Outcome]] = defaultdict(list)
    for row in Outcome.objects.filter(market__in=markets).order_by("market", "position"):
        found[row.market_id].append(row)
    return found


def _settled(
    market: Market, outcomes: list[Outcome], carry_in: Cents
) -> Iterator[tuple[Outcome, Settlement]]:
    """Each outcome that may win, with the settlement as if one player had staked all that is on it."""
    names = {row.name: row for row in outcomes}
    rules = market.pool_rules(names, no_winner_of(market))
    stakes = read_stakes(
        ((row.position, row.pk, row.name, row.total, 0) for row in outcomes if row.total),
        outcomes=list(names),
    )
    scratched = frozenset(row.name for row in outcomes if row.scratched_at is not None)
    known = Resolution(scratched=scratched, carry_in=carry_in)
    for name, settled in dry_run(rules=rules, stakes=stakes, resolution=known):
        yield names[name], settled


def _players(markets: list[int], dividends: dict[int, Cents]) -> dict[int, tuple[int, Cents]]:
    with connection.cursor() as cursor:
        cursor.execute(_PLAYERS, [markets, list(dividends), list(dividends.values())])
        return {outcome: (count, cents) for outcome, count, cents in cursor.fetchall()}


def _foreseen(outcome: Outcome, settled: Settlement, players: int, by_dividend: Cents) -> Foreseen:
    totals, wins = settled.totals, settled.ending == Ending.PAID
    whole = totals.paid + totals.breakage
    paid = by_dividend if outcome.name in settled.dividends else totals.paid
    return Foreseen(
        outcome=outcome,
        ending=settled.ending,
        winners=players if wins else 0,
        paid=paid,
        refunded=totals.refunded,
        fee=totals.fee,
        breakage=whole - paid,
        carry_out=totals.carry_out,
    )
