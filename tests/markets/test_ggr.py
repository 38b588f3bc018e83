"""The tax on what the house keeps: beside the settlement, to the cent, and right again after a correction."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.integrity.verifying import broken_books
from ledger.models import Entry
from markets.models import LegalKind, Market
from markets.settling.correcting import request_correction
from markets.settling.posting import post_runs
from tests.clock import Clock
from tests.markets.bookmakers import Bookmaker, again, fresh_key, has, legs_of, outcome, set_legal_rule


@pytest.fixture
def staked(bookmaker: Bookmaker) -> Any:
    """100.00 on Yes, 200.10 on No; fee 5 %: 15.00 where either wins."""
    market = bookmaker.open()
    first, second = bookmaker.player(1_000_00), bookmaker.player(1_000_00)
    bookmaker.stake(first, outcome(market, "Yes"), 100_00)
    bookmaker.stake(second, outcome(market, "No"), 200_10)
    return market, first, second


def correct(bookmaker: Bookmaker, market: Market, *won: str) -> None:
    asked = request_correction(
        market=again(market), result=bookmaker.result(market, *won), reason="Misread", key=fresh_key(),
        actor=bookmaker.operator,
    )  # fmt: skip
    bookmaker.say_yes(asked)
    while post_runs():
        pass


def taxes() -> int:
    return Entry.objects.filter(reference__contains=":ggr").count()


def test_without_a_rule_there_is_no_tax(bookmaker: Bookmaker, clock: Clock, staked: Any):
    bookmaker.settle(staked[0], clock, "Yes")
    assert (bookmaker.balance("2520"), bookmaker.balance("4100"), taxes()) == (0, 15_00, 0)


def test_the_fee_is_taxed_and_nobody_gets_less(bookmaker: Bookmaker, clock: Clock, staked: Any):
    set_legal_rule(bookmaker, clock, LegalKind.GGR, 1_505)
    market, first, _ = staked
    bookmaker.settle(market, clock, "Yes")
    run = again(market).runs.get()
    assert (run.fee, has(first)) == (15_00, 1_185_10)  # 100.00 + 200.10 - 15.00
    # 15.05 % of 15.00 is 2.2575
    assert legs_of(run.reference("ggr")) == {"4100-ggr": (2_26, 0), "2520": (0, 2_26)}
    assert (bookmaker.balance("2520"), bookmaker.balance("2300")) == (2_26, 0)
    assert post_runs() == 0 and taxes() == 1
    assert list(broken_books(bookmaker.house.business.pk)) == []


def test_a_correction_takes_the_tax_back_and_taxes_anew_as_of_the_first_day(
    bookmaker: Bookmaker, clock: Clock, staked: Any
):
    set_legal_rule(bookmaker, clock, LegalKind.GGR, 1_505)
    market, first, second = staked
    bookmaker.settle(market, clock, "Yes")
    correct(bookmaker, market, "No")
    assert bookmaker.balance("2520") == 2_26
    assert (has(first), has(second)) == (900_00, 1_085_00)
    correct(bookmaker, market)  # it should have been void: there is no fee, and no tax
    assert (bookmaker.balance("2520"), bookmaker.balance("4100")) == (0, 0)
    assert (has(first), has(second)) == (1_000_00, 1_000_00)
    one, two = again(market).runs.order_by("number")[:2]
    assert [legs_of(run.reference("ggr:back"))["2520"] for run in (one, two)] == [(2_26, 0)] * 2
    assert taxes() == 4
    assert list(broken_books(bookmaker.house.business.pk)) == []
