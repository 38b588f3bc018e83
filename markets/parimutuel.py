"""Pari-mutuel settlement in whole cents: pure, exact, the same for the same stakes in any order. No Django.

Late stakes and scratched outcomes are refunded; G is the rest. A void market, one with fewer than two
outcomes staked, and one that nobody won are refunded whole, without a fee (or carried, if that was published
and nobody won: fee once). Else C are the staked outcomes with a weight, Sw the stakes on them, L = G - Sw,
fee = min(floor(G * bps / 10000), L), so that being right never loses money, and P = L - fee + carry-in is
split over C by weight, over the players of each by stake, and over each player's stakes: always by largest
remainder, ties to the lowest sequence (core.money.split). docs/markets.md has the rules with an example.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from itertools import accumulate, count

from core.money import CENTS_PER_SHILLING, Cents, split
from markets.pools import MAX_POOL, WHOLE_BPS, Mode, NoWinner, Resolution, Rules, Stakes


class Fate(IntEnum):
    """What became of one stake. One byte each in `Settlement.fates`."""

    LOSS = 0
    WIN = 1
    REFUND = 2


class Ending(StrEnum):
    """How a market ended: PAID, all refunded for one of three reasons, or CARRIED to the next."""

    PAID = "PAID"
    VOID = "VOID"
    ONE_SIDED = "ONE_SIDED"
    NOBODY_WON = "NOBODY_WON"
    CARRIED = "CARRIED"


@dataclass(frozen=True)
class Totals:
    """Sums of a settlement in cents: staked + carry_in = refunded + paid + fee + breakage + carry_out.

    `pool` is G, `winning` is Sw, `losing` is L; all three are 0 when everything was refunded. `paid` is what
    the winning stakes get, themselves among it. `carry_in` was used; `carry_in_left` found no winner and
    stays where it is (2310). `carry_out` leaves the pool for 2310.
    """

    staked: Cents
    refunded: Cents
    pool: Cents = 0
    winning: Cents = 0
    losing: Cents = 0
    fee: Cents = 0
    carry_in: Cents = 0
    carry_in_left: Cents = 0
    paid: Cents = 0
    breakage: Cents = 0
    carry_out: Cents = 0


@dataclass(frozen=True)
class Settlement:
    """The frozen numbers: what each stake of the columns gets, in their order, and the sums.

    `pays` is what goes back to the wallet: the refund, the stake with its share, or nothing. `dividends` are
    the cents that a shilling on each paid outcome gets in TOTE, by outcome.
    """

    ending: Ending
    fates: bytes
    pays: array[int]
    totals: Totals
    dividends: dict[str, Cents]

    def rows(self, stakes: Stakes) -> Iterator[tuple[int, Fate, Cents]]:
        """(sequence, fate, pay) of each stake."""
        return zip(stakes.sequences, map(Fate, self.fates), self.pays, strict=True)


def settle(*, rules: Rules, resolution: Resolution, stakes: Stakes) -> Settlement:
    """What every stake gets. Reads no clock and keeps nothing.

    Raises ValueError for a result that the market cannot have, and for a pool beyond 64 bits.
    """
    resolution.checked(rules)
    fates = _fates_of_outcomes(rules, resolution, stakes)
    pools = _pools(len(rules.outcomes), stakes, fates)
    staked = sum(stakes.cents)
    if staked + resolution.carry_in > MAX_POOL:
        raise ValueError("the pool is too large")
    weights = [resolution.weights_bps.get(name, 0) for name in rules.outcomes]
    winning = sum(cents for cents, weight in zip(pools, weights, strict=True) if weight)
    ending = _ending(rules, resolution, pools, winning)
    pool = sum(pools)
    totals = Totals(staked=staked, refunded=staked - pool, carry_in_left=resolution.carry_in)
    if ending == Ending.PAID:
        return _paid(rules, resolution, stakes, fates, pools, replace(totals, pool=pool, winning=winning))
    if ending == Ending.CARRIED:
        fee = fee_of(rules, pool=pool, losing=pool)
        totals = replace(totals, pool=pool, losing=pool, fee=fee, carry_out=pool - fee)
    else:
        fates = bytearray([Fate.REFUND]) * len(stakes)
        totals = replace(totals, refunded=staked)
    return _checked(Settlement(ending, bytes(fates), _given_back(stakes, fates), totals, {}))


def dry_run(
    *, rules: Rules, stakes: Stakes, resolution: Resolution | None = None
) -> Iterator[tuple[str, Settlement]]:
    """What the market would pay if it ended now, for each outcome that may win alone.

    `resolution` says what is known beside the winner: what was scratched, the close, what is carried in.
    """
    known = resolution or Resolution()
    for name in rules.outcomes:
        if name not in known.scratched:
            decided = replace(known, weights_bps={name: WHOLE_BPS})
            yield name, settle(rules=rules, resolution=decided, stakes=stakes)


def fee_of(rules: Rules, *, pool: Cents, losing: Cents) -> Cents:
    """The fee of a pool: never more than what was lost."""
    return min(pool * rules.fee_bps // WHOLE_BPS, losing)


def dividend_of(rules: Rules, *, stakes: Cents, profit: Cents) -> Cents:
    """What one shilling on an outcome gets in TOTE, its own shilling among it: rounded down to the step."""
    exact = (stakes + profit) * CENTS_PER_SHILLING // stakes
    return exact - exact % rules.tote_tick_cents


def _fates_of_outcomes(rules: Rules, resolution: Resolution, stakes: Stakes) -> bytearray:
    """WIN, LOSS or REFUND of each stake, as its outcome and its moment give it."""
    of_outcome = [
        Fate.REFUND
        if name in resolution.scratched
        else (Fate.WIN if resolution.weights_bps.get(name, 0) else Fate.LOSS)
        for name in rules.outcomes
    ]
    fates = bytearray(map(of_outcome.__getitem__, stakes.outcomes))
    if (close := resolution.effective_close) is not None:
        for place, moment in enumerate(stakes.accepted_at):
            if moment > close:
                fates[place] = Fate.REFUND
    return fates


def _ending(rules: Rules, resolution: Resolution, pools: list[Cents], winning: Cents) -> Ending:
    if not resolution.weights_bps:
        return Ending.VOID
    if sum(cents > 0 for cents in pools) < 2:
        return Ending.ONE_SIDED
    if not winning:
        return Ending.CARRIED if rules.no_winner == NoWinner.CARRY else Ending.NOBODY_WON
    return Ending.PAID


def _paid(
    rules: Rules,
    resolution: Resolution,
    stakes: Stakes,
    fates: bytearray,
    pools: list[Cents],
    totals: Totals,
) -> Settlement:
    losing = totals.pool - totals.winning
    fee = fee_of(rules, pool=totals.pool, losing=losing)
    won = (
        outcome
        for outcome, name in enumerate(rules.outcomes)
        if pools[outcome] and resolution.weights_bps.get(name)
    )
    found = {outcome: _Winners(stakes, fates, outcome) for outcome in won}
    # By the lowest sequence on them: so ties are broken.
    winners = dict(sorted(found.items(), key=lambda each: each[1].first))
    weights = [resolution.weights_bps[rules.outcomes[outcome]] for outcome in winners]
    profits = split(losing - fee + resolution.carry_in, weights)
    pays = _given_back(stakes, fates)
    dividends: dict[str, Cents] = {}
    breakage = 0
    for (outcome, players), profit in zip(winners.items(), profits, strict=True):
        if rules.mode == Mode.POOL:
            shares = split(profit, players.staked)
        else:
            dividend = dividend_of(rules, stakes=pools[outcome], profit=profit)
            dividends[rules.outcomes[outcome]] = dividend
            shares = [cents * dividend // CENTS_PER_SHILLING - cents for cents in players.staked]
            breakage += profit - sum(shares)
        players.add(shares, pays)
    totals = replace(
        totals,
        losing=losing,
        fee=fee,
        carry_in=resolution.carry_in,
        carry_in_left=0,
        paid=sum(pays) - totals.refunded,
        breakage=breakage,
    )
    return _checked(Settlement(Ending.PAID, bytes(fates), pays, totals, dividends))


def _pools(count: int, stakes: Stakes, fates: bytearray) -> list[Cents]:
    """What is staked on each outcome, without what is refunded."""
    pools, refund = [0] * count, int(Fate.REFUND)
    for fate, outcome, cents in zip(fates, stakes.outcomes, stakes.cents, strict=True):
        if fate != refund:
            pools[outcome] += cents
    return pools


def _given_back(stakes: Stakes, fates: bytearray) -> array[int]:
    """The stakes of those who do not lose them."""
    return array("q", (cents if fate else 0 for fate, cents in zip(fates, stakes.cents, strict=True)))


class _Winners:
    """The winning stakes on one outcome by player, players by their lowest sequence on it.

    Columns of machine integers again: `_places` has the stakes of one player after those of another.
    """

    def __init__(self, stakes: Stakes, fates: bytearray, outcome: int) -> None:
        win, players, cents = int(Fate.WIN), stakes.players, stakes.cents
        mine = array("i", (
            place
            for place, fate, on in zip(count(), fates, stakes.outcomes)
            if on == outcome and fate == win
        ))  # fmt: skip
        turns = array("i", [-1]) * stakes.player_count
        counts, self.staked = array("i"), array("q")
        for place in mine:
            turn = turns[players[place]]
            if turn < 0:
                turns[players[place]] = len(counts)
                counts.append(1)
                self.staked.append(cents[place])
            else:
                counts[turn] += 1
                self.staked[turn] += cents[place]
        self.first = mine[0]
        self._cents = cents
        self._ends = array("i", accumulate(counts, initial=0))[:-1]
        self._places = array("i", bytes(mine.itemsize * len(mine)))
        for place in mine:
            turn = turns[players[place]]
            self._places[self._ends[turn]] = place
            self._ends[turn] += 1

    def add(self, shares: list[Cents], pays: array[int]) -> None:
        """Each player's share to the pay of the player's stakes."""
        start = 0
        for end, share in zip(self._ends, shares, strict=True):
            if end == start + 1:
                pays[self._places[start]] += share
            else:
                places = self._places[start:end]
                parts = split(share, [self._cents[place] for place in places])
                for place, part in zip(places, parts, strict=True):
                    pays[place] += part
            start = end


def _checked(settlement: Settlement) -> Settlement:
    totals = settlement.totals
    given = totals.refunded + totals.paid + totals.fee + totals.breakage + totals.carry_out
    assert totals.staked + totals.carry_in == given, "a settlement gives what came in"
    assert sum(settlement.pays) == totals.refunded + totals.paid, "what stakes get is what is paid"
    return settlement
