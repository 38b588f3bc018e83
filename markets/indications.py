"""What a market would pay now: for showing, never for paying. Pure: no Django.

Everything is computed from the sums on each outcome alone, as live pools have them, and rounded down. Later
stakes change it. Outcomes that were scratched are left out by the caller, with the money on them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.money import CENTS_PER_SHILLING, Cents, split
from markets.parimutuel import dividend_of, fee_of
from markets.pools import WHOLE_BPS, Mode, Rules

HUNDRED_SHILLINGS: Cents = 100 * CENTS_PER_SHILLING


@dataclass(frozen=True)
class Indication:
    """One outcome of a live market.

    `pool` are the cents on it. `implied_bps` is its part of all stakes in basis points; those of a market sum
    to 10,000, or are all 0 while nobody has staked. `per_hundred` is what each 100 shillings that are on it
    get if it wins now, None while there are none; `next_hundred` is what 100 shillings more would get.
    """

    outcome: str
    pool: Cents
    implied_bps: int
    per_hundred: Cents | None
    next_hundred: Cents


def indicate(*, rules: Rules, pools: Mapping[str, Cents], carry_in: Cents = 0) -> list[Indication]:
    """Each outcome of `pools`, in its order. `carry_in` is what another market has left to this one."""
    implied = split(WHOLE_BPS if sum(pools.values()) else 0, list(pools.values()))
    return [
        Indication(
            outcome=name,
            pool=cents,
            implied_bps=bps,
            per_hundred=return_on(
                rules=rules, pools=pools, outcome=name, cents=HUNDRED_SHILLINGS, carry_in=carry_in
            )
            if cents
            else None,
            next_hundred=return_on_more(
                rules=rules, pools=pools, outcome=name, cents=HUNDRED_SHILLINGS, carry_in=carry_in
            ),
        )
        for (name, cents), bps in zip(pools.items(), implied, strict=True)
    ]


def return_on(
    *, rules: Rules, pools: Mapping[str, Cents], outcome: str, cents: Cents, carry_in: Cents = 0
) -> Cents:
    """What `cents` that are already on `outcome` get if it wins now, themselves among it.

    In POOL the largest remainder may add a cent. One outcome staked alone is refunded. Raises ValueError
    where nothing is on the outcome.
    """
    mine, pool = pools[outcome], sum(pools.values())
    if mine <= 0:
        raise ValueError("nothing is staked on the outcome")
    if mine == pool:
        return cents
    losing = pool - mine
    profit = losing - fee_of(rules, pool=pool, losing=losing) + carry_in
    if rules.mode == Mode.TOTE:
        return cents * dividend_of(rules, stakes=mine, profit=profit) // CENTS_PER_SHILLING
    return cents + profit * cents // mine


def return_on_more(
    *, rules: Rules, pools: Mapping[str, Cents], outcome: str, cents: Cents, carry_in: Cents = 0
) -> Cents:
    """What a further stake of `cents` on `outcome` would get if it won: the stake moves the pool."""
    moved = {**pools, outcome: pools.get(outcome, 0) + cents}
    return return_on(rules=rules, pools=moved, outcome=outcome, cents=cents, carry_in=carry_in)
