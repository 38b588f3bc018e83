"""What each outcome would pay, from sums, is what settling every stake would give; and how pools grew."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from markets.history import pool_history
from markets.models import Market, Stake
from markets.parimutuel import Fate, dry_run
from markets.running.stepping import scratch_outcome
from markets.settling.foreseeing import Foreseen, foresee_markets
from markets.settling.inputs import carried_in, compute, resolution_of, rules_of_market
from tests.clock import Clock
from tests.markets.bookmakers import Bookmaker, again, books, outcome

NAMES = ("Simba", "Chui", "Kifaru", "Nyati")


def busy(bookmaker: Bookmaker, **more: Any) -> Market:
    """Three players with several stakes each, odd cents; Kifaru has none, Nyati is scratched."""
    market = bookmaker.open(*NAMES, **more)
    players = [bookmaker.player() for _ in range(3)]
    for place, (name, cents) in enumerate(
        (("Simba", 33_33), ("Simba", 10_01), ("Chui", 77_07), ("Nyati", 50_00), ("Simba", 1_99),
         ("Chui", 5_03), ("Simba", 60_00))
    ):  # fmt: skip
        bookmaker.stake(players[place % 3], outcome(market, name), cents)
    scratch_outcome(outcome=outcome(market, "Nyati"), reason="Lame", actor=bookmaker.operator)
    return again(market)


def computed(market: Market) -> list[tuple[Any, ...]]:
    """The same as foresee_markets, by settling every stake for each outcome."""
    rules = rules_of_market(market)
    known = resolution_of(market, None, carry_in=carried_in(market))
    made = compute(market, rules, known)
    found = []
    for name, settled in dry_run(rules=rules, stakes=made.stakes, resolution=known):
        totals = settled.totals
        rows = zip(made.wallets, settled.fates, strict=True)
        winners = {wallet for wallet, fate in rows if fate == Fate.WIN}
        found.append(
            (name, settled.ending, len(winners), totals.paid, totals.refunded, totals.fee, totals.breakage,
             totals.carry_out)
        )  # fmt: skip
    return found


def told(each: Foreseen) -> tuple[Any, ...]:
    return (
        each.outcome.name, each.ending, each.winners, each.paid, each.refunded, each.fee, each.breakage,
        each.carry_out,
    )  # fmt: skip


@pytest.mark.parametrize("mode", [{}, {"mode": "TOTE", "tote_tick": 1}, {"mode": "TOTE", "tote_tick": 10}])
def test_sums_say_what_every_stake_says(bookmaker: Bookmaker, mode: dict[str, Any]):
    carries = bookmaker.draft(title="The next one")
    markets = [busy(bookmaker, **mode), busy(bookmaker, carries_to=carries, **mode), bookmaker.open()]
    before = books()
    with CaptureQueriesContext(connection) as queries:
        found = foresee_markets([*(market.pk for market in markets), carries.pk])
    assert len(queries) == 4, [each["sql"][:200] for each in queries]
    assert set(found) == {market.pk for market in markets}, "of a draft there is nothing to foresee"
    for market in markets:
        assert [told(each) for each in found[market.pk]] == computed(again(market))
    endings = [str(each.ending) for each in found[markets[1].pk]]
    assert endings == ["PAID", "PAID", "CARRIED"]
    assert [each.winners for each in found[markets[0].pk]] == [2, 1, 0]
    assert books() == before


def test_the_classic_is_foreseen_and_what_was_carried_in_is_shared(bookmaker: Bookmaker, clock: Clock):
    target = bookmaker.open(title="The next one")
    first, second = bookmaker.player(), bookmaker.player()
    bookmaker.stake(first, outcome(target, "Yes"), 100_00)
    bookmaker.stake(second, outcome(target, "No"), 200_00)
    assert [(each.paid, each.fee) for each in foresee_markets([target.pk])[target.pk]] == [
        (285_00, 15_00), (285_00, 15_00)
    ]  # fmt: skip
    source = bookmaker.open("A", "B", "C", carries_to=target)
    bookmaker.stake(first, outcome(source, "A"), 50_00)
    bookmaker.stake(second, outcome(source, "B"), 50_00)
    bookmaker.settle(source, clock, "C")
    assert foresee_markets([source.pk]) == {}, "it is settled"
    assert [(each.paid, each.fee) for each in foresee_markets([target.pk])[target.pk]] == [
        (380_00, 15_00), (380_00, 15_00)
    ]  # fmt: skip
    assert [told(each) for each in foresee_markets([target.pk])[target.pk]] == computed(again(target))


def test_the_pool_over_time_ends_with_the_pool(bookmaker: Bookmaker, clock: Clock):
    market, empty, draft = busy(bookmaker), bookmaker.open(), bookmaker.draft()
    bookmaker.close(market)
    market = again(market)
    for points in (2, 7, 60):
        with CaptureQueriesContext(connection) as queries:
            found = pool_history([market.pk, empty.pk, draft.pk], points)
        assert len(queries) == 3
        assert set(found) == {market.pk, empty.pk}
        assert (len(found[market.pk]), len(found[empty.pk])) == (points, points)
        first, *_, last = found[market.pk]
        assert (first.at, last.at) == (market.opened_at, market.closed_at)
        assert (last.pool, last.by_outcome) == (237_43, (105_33, 82_10, 0, 50_00))
        assert {each.by_outcome for each in found[empty.pk]} == {(0, 0)}
        accepted = list(Stake.objects.filter(market=market).values_list("accepted_at", "cents"))
        for point in found[market.pk]:
            assert point.pool == sum(cents for at, cents in accepted if at <= point.at), (points, point)
            assert point.pool == sum(point.by_outcome)


def test_points_of_an_open_market_lie_between_its_opening_and_now(bookmaker: Bookmaker, clock: Clock):
    market, wallet = bookmaker.open(), bookmaker.player()
    stake = bookmaker.stake(wallet, outcome(market, "Yes"), 10_00)
    clock.at = stake.accepted_at + timedelta(minutes=5)
    points = pool_history([market.pk], 3)[market.pk]
    assert market.opened_at is not None
    half = (clock.at - market.opened_at) / 2
    assert [each.pool for each in points] == [0, 10_00, 10_00]
    assert abs(points[1].at - market.opened_at - half) <= timedelta(microseconds=1)
    clock.at = market.closes_at + timedelta(days=1)
    assert pool_history([market.pk], 3)[market.pk][-1].at == market.closes_at, "not beyond its close"
