"""What a live market would pay is what the settlement would, rounded down."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from markets.indications import Indication, indicate, return_on, return_on_more
from markets.parimutuel import Fate
from markets.pools import Mode, Rules
from tests.markets.markets import CLOSE, Market, Row, any_market

YES_NO = Rules(("Yes", "No"), 500)


def test_the_classic_before_it_ends():
    assert indicate(rules=YES_NO, pools={"Yes": 10_000, "No": 20_000}) == [
        Indication("Yes", 10_000, 3_333, 28_500, 10_000 + (20_000 - 2_000) // 2),
        Indication("No", 20_000, 6_667, 14_250, 10_000 + (10_000 - 2_000) // 3),
    ]


def test_before_anybody_and_before_anybody_else_has_staked():
    assert indicate(rules=YES_NO, pools={"Yes": 0, "No": 0}) == [
        Indication("Yes", 0, 0, None, 10_000),
        Indication("No", 0, 0, None, 10_000),
    ]
    assert indicate(rules=YES_NO, pools={"Yes": 0, "No": 20_000}) == [
        Indication("Yes", 0, 0, None, 28_500),
        Indication("No", 20_000, 10_000, 10_000, 10_000),
    ]


def test_a_favourite_gets_back_no_less_than_the_stake():
    (favourite, _) = indicate(rules=YES_NO, pools={"Yes": 100_000, "No": 1_000})
    assert (favourite.per_hundred, favourite.next_hundred, favourite.implied_bps) == (10_000, 10_000, 9_901)


def test_what_is_carried_in_is_promised_too_and_the_tote_promises_its_step():
    pools = {"Yes": 30_000, "No": 5_200}
    assert return_on(rules=YES_NO, pools=pools, outcome="Yes", cents=10_000, carry_in=3_000) == 12_146
    tote = replace(YES_NO, mode=Mode.TOTE, tote_tick_cents=5)
    assert return_on(rules=tote, pools=pools, outcome="Yes", cents=10_000) == 11_000


def test_nothing_is_promised_on_what_nobody_staked():
    with pytest.raises(ValueError):
        return_on(rules=YES_NO, pools={"Yes": 0, "No": 5}, outcome="Yes", cents=1)


@given(any_market(), st.integers(0, 3), st.integers(1, 10**6))
@settings(max_examples=60, deadline=None)
def test_it_is_what_the_settlement_pays_but_for_the_last_cent(market: Market, place: int, cents: int):
    """A newcomer's stake, and what came of it."""
    outcome = market.rules.outcomes[place % len(market.rules.outcomes)]
    assume(outcome not in market.resolution.scratched)
    pools = {name: 0 for name in market.rules.outcomes if name not in market.resolution.scratched}
    for row in market.rows:
        if row.outcome in pools and row.accepted_at <= CLOSE:
            pools[row.outcome] += row.cents
    told = return_on_more(
        rules=market.rules,
        pools=pools,
        outcome=outcome,
        cents=cents,
        carry_in=market.resolution.carry_in,
    )
    after = replace(
        market,
        resolution=replace(market.resolution, weights_bps={outcome: 10_000}),
        rows=(*market.rows, Row(10_000, "newcomer", outcome, cents, CLOSE)),
    )
    fate, pay = after.answers()[10_000]
    assert fate == (Fate.WIN if sum(map(bool, (pools | {outcome: 1}).values())) > 1 else Fate.REFUND)
    assert told <= pay <= told + (market.rules.mode == Mode.POOL)
