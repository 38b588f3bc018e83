"""Whatever is staked, and whatever wins: nothing is lost, nobody is favoured, nobody who is right loses.

`make slow AREA=markets` settles 200,000 markets; ARGS=--hypothesis-seed=N repeats a run.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from markets.parimutuel import Fate
from markets.pools import Mode
from tests.markets.markets import CLOSE, Market, Row, any_market

PARTS, EXAMPLES = 20, 10_000


def holds(market: Market, chance: random.Random) -> None:
    """Every property of one market."""
    totals, answers = market.settled().totals, market.answers()
    fates = {row: answers[row.sequence] for row in market.rows}
    # Conservation, from the answers and not from the sums that the settlement gives itself.
    given_back = sum(pay for _, pay in answers.values())
    came_in = sum(row.cents for row in market.rows) + totals.carry_in
    assert came_in == given_back + totals.fee + totals.breakage + totals.carry_out
    assert min(totals.fee, totals.breakage, totals.carry_out, totals.carry_in_left) >= 0
    assert totals.carry_in + totals.carry_in_left == market.resolution.carry_in
    # No winner below the stake; a refund is the stake; who lost gets nothing.
    for row, (fate, pay) in fates.items():
        assert pay >= row.cents if fate == Fate.WIN else pay == (row.cents if fate == Fate.REFUND else 0)
        if row.accepted_at > CLOSE or row.outcome in market.resolution.scratched:
            assert fate == Fate.REFUND
    # The fee takes no more than its rate, nor than what was lost.
    lost = sum(row.cents for row, (fate, _) in fates.items() if fate == Fate.LOSS)
    won = sum(row.cents for row, (fate, _) in fates.items() if fate == Fate.WIN)
    assert totals.fee == (min((lost + won) * market.rules.fee_bps // 10_000, lost) if lost + won else 0)
    # In any order the same.
    shuffled = replace(market, rows=tuple(chance.sample(market.rows, len(market.rows))))
    assert shuffled.answers() == answers
    if market.rows:
        splits_alike(market, chance)
    fair(market, fates)


def splits_alike(market: Market, chance: random.Random) -> None:
    """A stake told as two, the other one last, pays its player the same together, and everybody else."""
    place = chance.randrange(len(market.rows))
    row = market.rows[place]
    if row.cents < 2:
        return
    cut = chance.randint(1, row.cents - 1)
    rows = [*market.rows, row._replace(sequence=10_000, cents=cut)]
    rows[place] = row._replace(cents=row.cents - cut)
    assert by_player(replace(market, rows=tuple(rows))) == by_player(market)


def by_player(market: Market) -> dict[str, int]:
    sums: defaultdict[str, int] = defaultdict(int)
    answers = market.answers()
    for row in market.rows:
        sums[row.player] += answers[row.sequence][1]
    return dict(sums)


def fair(market: Market, fates: dict[Row, tuple[Fate, int]]) -> None:
    """On one outcome everybody has the whole cents of the exact share, and at most one more; more never gives
    less; the dividends of a tote are steps."""
    players: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for row, (fate, pay) in fates.items():
        if fate == Fate.WIN:
            players[row.outcome][row.player][0] += row.cents
            players[row.outcome][row.player][1] += pay
    tote = market.rules.mode == Mode.TOTE
    dividends = market.settled().dividends
    assert all(each % market.rules.tote_tick_cents == 0 for each in dividends.values())
    assert set(dividends) == (set(players) if tote else set())
    for outcome, each in players.items():
        staked, paid = (sum(column) for column in zip(*each.values(), strict=True))
        for cents, pay in each.values():
            assert all(
                pay >= other_pay - (cents == other) for other, other_pay in each.values() if cents >= other
            )
            if tote:
                assert pay == cents * dividends[outcome] // 100
            else:
                assert 0 <= pay - paid * cents // staked <= (paid * cents % staked > 0)


#: For what is tried on a market, from one draw too.
chances = st.integers(0, 2**32).map(random.Random)

relaxed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@given(any_market(), chances)
@settings(relaxed, max_examples=100)
def test_a_settlement_is_whole_fair_and_exact(market: Market, chance: random.Random):
    holds(market, chance)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
@given(market=any_market(), chance=chances)
@settings(relaxed, max_examples=EXAMPLES)
def test_two_hundred_thousand_settlements_are(part: int, market: Market, chance: random.Random):
    holds(market, chance)
