"""Worked examples of settlements, to the cent."""

from __future__ import annotations

import pytest

from markets.parimutuel import Ending, Fate
from tests.markets.markets import CASES, market_of


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_worked_example_comes_out_to_the_cent(case):
    market = market_of(case)
    totals = market.settled().totals
    answers = {fate: {} for fate in Fate}
    for sequence, (fate, pay) in market.answers().items():
        answers[fate][str(sequence)] = pay
    assert set(answers[Fate.LOSS].values()) <= {0}
    assert {
        "pay": answers[Fate.WIN],
        "refund": answers[Fate.REFUND],
        "fee": totals.fee,
        "breakage": totals.breakage,
        "carry_out": totals.carry_out,
    } == case["expect"]


def test_there_are_seventeen_of_them():
    assert len(CASES) == 17


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("the classic: Yes wins", Ending.PAID),
        ("void", Ending.VOID),
        ("one-sided market", Ending.ONE_SIDED),
        ("nobody won, refund", Ending.NOBODY_WON),
        ("nobody won, carry-over published", Ending.CARRIED),
    ],
)
def test_how_a_market_ended(name: str, ending: Ending):
    (case,) = (case for case in CASES if case["name"] == name)
    assert market_of(case).settled().ending == ending
