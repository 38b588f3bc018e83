"""What a settlement refuses, what it says beside the pays, and that it takes little room."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from array import array
from dataclasses import replace
from pathlib import Path

import pytest

from markets.certificate import certify  # noqa: F401  (used in a process of its own)
from markets.parimutuel import Ending, Fate, dry_run, settle
from markets.pools import MAX_POOL, Mode, NoWinner, Resolution, Rules, read_stakes
from tests.environment import ROOT
from tests.markets.markets import CASES, CLOSE, Row, market_of

YES_NO = Rules(("Yes", "No"), 500)
CLASSIC = (Row(1, "u1", "Yes", 10_000, CLOSE), Row(2, "u2", "No", 20_000, CLOSE))


def settled(rows=CLASSIC, rules=YES_NO, **resolution):
    return settle(
        rules=rules,
        resolution=Resolution(**({"weights_bps": {"Yes": 10_000}} | resolution)),
        stakes=read_stakes(rows, outcomes=rules.outcomes),
    )


@pytest.mark.parametrize(
    "resolution",
    [
        {"weights_bps": {"Draw": 10_000}},
        {"weights_bps": {"Yes": 9_999}},
        {"weights_bps": {"Yes": 10_001, "No": -1}},
        {"weights_bps": {"Yes": 0}},
        {"scratched": frozenset({"Yes"})},
        {"scratched": frozenset({"Draw"})},
        {"carry_in": -1},
        {"carry_in": MAX_POOL},
    ],
)
def test_a_result_that_the_market_cannot_have(resolution):
    with pytest.raises(ValueError):
        settled(**resolution)


@pytest.mark.parametrize(
    "changed",
    [
        {"outcomes": ("Yes",)},
        {"outcomes": ("Yes", "Yes")},
        {"outcomes": ("Yes", "")},
        {"fee_bps": -1},
        {"fee_bps": 10_001},
        {"tote_tick_cents": 0},
        {"tote_tick_cents": 30},
        {"tote_tick_cents": 200},
    ],
)
def test_rules_that_no_market_can_have(changed):
    with pytest.raises(ValueError):
        replace(YES_NO, **changed)


@pytest.mark.parametrize(
    "rows",
    [
        [Row(1, "a", "Draw", 5, 0)],
        [Row(1, "a", "Yes", 0, 0)],
        [Row(1, "a", "Yes", -5, 0)],
        [Row(1, "a", "Yes", 5, 0), Row(1, "a", "No", 5, 0)],
        [Row(2, "a", "Yes", 5, 0), Row(1, "a", "No", 5, 0), Row(2, "b", "No", 5, 0)],
        [Row(1, "a", "Yes", MAX_POOL, 0), Row(2, "a", "Yes", 1, 0)],
    ],
)
def test_stakes_that_cannot_be(rows):
    with pytest.raises(ValueError):
        read_stakes(rows, outcomes=("Yes", "No"))


def test_a_number_beyond_64_bits_is_refused():
    with pytest.raises(OverflowError):
        read_stakes([Row(1, "a", "Yes", 2**63, 0)], outcomes=("Yes", "No"))


def test_a_market_without_stakes_pays_nobody():
    found = settled(rows=())
    assert (found.ending, found.fates, found.totals.staked) == (Ending.ONE_SIDED, b"", 0)


def test_the_effective_close_itself_is_in_time():
    late = (*CLASSIC, Row(3, "u1", "Yes", 5, CLOSE + 1))
    assert list(settled(late, effective_close=CLOSE).fates) == [Fate.WIN, Fate.LOSS, Fate.REFUND]
    assert list(settled(late).fates) == [Fate.WIN, Fate.LOSS, Fate.WIN]


def test_who_was_late_or_scratched_makes_no_second_side():
    rows = (Row(1, "a", "Yes", 500, 0), Row(2, "b", "No", 700, CLOSE + 1))
    found = settled(rows, effective_close=CLOSE)
    assert (found.ending, list(found.pays), found.totals.fee) == (Ending.ONE_SIDED, [500, 700], 0)


@pytest.mark.parametrize(
    ("weights", "ending"),
    [({}, Ending.VOID), ({"Draw": 10_000}, Ending.NOBODY_WON), ({"Yes": 10_000}, Ending.PAID)],
)
def test_a_carry_in_stays_where_it_is_unless_somebody_wins(weights, ending):
    rules = replace(YES_NO, outcomes=("Yes", "No", "Draw"))
    found = settled(rules=rules, weights_bps=weights, carry_in=28_500)
    used = 28_500 if ending == Ending.PAID else 0
    assert (found.ending, found.totals.carry_in, found.totals.carry_in_left) == (ending, used, 28_500 - used)
    assert found.totals.carry_out == 0


def test_what_is_carried_on_pays_its_fee_once_and_leaves_an_older_carry_in_alone():
    rules = replace(YES_NO, outcomes=("Yes", "No", "Draw"), no_winner=NoWinner.CARRY)
    found = settled(rules=rules, weights_bps={"Draw": 10_000}, carry_in=28_500)
    assert (found.ending, found.totals.fee, found.totals.carry_out) == (Ending.CARRIED, 1_500, 28_500)
    assert (found.totals.carry_in, found.totals.carry_in_left) == (0, 28_500)
    void = settled(rules=rules, weights_bps={})
    assert (void.ending, void.totals.refunded, void.totals.carry_out) == (Ending.VOID, 30_000, 0)


def test_a_cent_between_outcomes_goes_to_the_one_that_was_staked_first():
    rows = (Row(1, "a", "B", 2, 0), Row(2, "b", "A", 2, 0), Row(3, "c", "C", 1, 0))
    rules = Rules(("A", "B", "C"), 0)
    found = settled(rows, rules, weights_bps={"A": 5_000, "B": 5_000})
    assert list(found.pays) == [3, 2, 0]


def test_a_dead_heat_with_an_outcome_that_nobody_staked_pays_the_other_all():
    rules = replace(YES_NO, outcomes=("Yes", "No", "Draw"))
    found = settled(rules=rules, weights_bps={"Yes": 1, "Draw": 9_999})
    assert list(found.pays) == [28_500, 0]


def test_the_tote_says_its_dividends_and_rounds_a_player_once():
    rules = Rules(("A", "B", "C"), 500, mode=Mode.TOTE, tote_tick_cents=5)
    rows = (
        Row(1, "a", "A", 333, 0), Row(2, "b", "B", 1_000, 0), Row(3, "a", "A", 334, 0),
        Row(4, "c", "C", 999, 0),
    )  # fmt: skip
    found = settled(rows, rules, weights_bps={"A": 5_000, "B": 5_000})
    # G 2666, fee 133, P 866: 433 to each. A: 1100/667 = 164.9 -> 160, B: 1433/1000 = 143.3 -> 140.
    assert found.dividends == {"A": 160, "B": 140}
    assert list(found.pays) == [533, 1_400, 534, 0]  # 667 * 1.60 = 1067.2 for the player, once
    assert (found.totals.breakage, found.totals.fee) == (1_100 - 1_067 + 33, 133)


def test_the_dry_run_says_what_each_outcome_would_pay():
    market = market_of(next(case for case in CASES if case["name"] == "outcome scratched"))
    known = replace(market.resolution, weights_bps={})
    found = dict(dry_run(rules=market.rules, stakes=market.stakes, resolution=known))
    assert {name: list(each.pays) for name, each in found.items()} == {
        "A": [28_500, 0, 7_000],
        "B": [0, 28_500, 7_000],
        "Nobody's": [10_000, 20_000, 7_000],
    }


def test_players_are_numbers_by_their_first_stake_in_any_order():
    rows = [Row(9, "x", "Yes", 1, 7), Row(4, "y", "No", 2, 8), Row(6, "x", "No", 3, 9)]
    stakes = read_stakes(rows, outcomes=("Yes", "No"))
    assert (list(stakes.sequences), list(stakes.players)) == ([4, 6, 9], [0, 1, 1])
    assert (list(stakes.outcomes), list(stakes.accepted_at)) == ([1, 1, 0], [8, 9, 7])
    assert stakes.cents == array("q", [2, 3, 1]) and (len(stakes), stakes.player_count) == (3, 2)


def random_rows(count: int, players: int):
    chance = random.Random(17)
    for number in range(count):
        yield (
            number,
            chance.randrange(players),
            "Yes" if chance.random() < 0.5 else "No",
            chance.randrange(2_000, 500_000),
            number,
        )


def test_a_hundred_thousand_stakes_take_a_moment():
    stakes = read_stakes(random_rows(100_000, 20_000), outcomes=YES_NO.outcomes)
    began = time.process_time()
    found = settle(
        rules=YES_NO, resolution=Resolution({"Yes": 10_000}, effective_close=98_999), stakes=stakes
    )
    took = time.process_time() - began
    print(f"100,000 stakes of 20,000 players: {took:.2f} s")
    assert found.fates.count(Fate.REFUND) == 1_000
    assert took < 1.5


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux says how much memory was used")
@pytest.mark.parametrize("players", [200_000, 10**9])
def test_a_million_stakes_take_seconds_and_little_memory(players: int):
    """In a process of its own, which is measured whole: read, settled, certified, without Django."""
    script = (
        "import re, time; from pathlib import Path; from tests.markets.test_settling import *\n"
        "began = time.process_time()\n"
        f"stakes = read_stakes(random_rows(1_000_000, {players}), outcomes=YES_NO.outcomes)\n"
        "read, result = time.process_time(), Resolution({'Yes': 10_000})\n"
        "found = settle(rules=YES_NO, resolution=result, stakes=stakes)\n"
        "took = time.process_time()\n"
        "certify(about={}, rules=YES_NO, resolution=result, stakes=stakes, settlement=found)\n"
        "done, status = time.process_time(), Path('/proc/self/status').read_text('utf-8')\n"
        "print(read - began, took - read, done - took, re.search(r'VmHWM:\\s+(\\d+)', status)[1])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    # Not ru_maxrss: a child inherits that of the process that began it.
    read, settled_in, certified_in, memory = map(float, done.stdout.split())
    print(f"1,000,000 stakes: {read:.1f} + {settled_in:.1f} + {certified_in:.1f} s, {memory / 1024:.0f} MiB")
    assert settled_in < 10 and certified_in < 10 and memory < 300 * 1024
