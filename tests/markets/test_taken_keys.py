"""Keys are chosen by whoever asks: none of them stands in the way of what the system does by itself, and none
stands for two things."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.machine.jobs import drain_queue
from markets.locking import database_now
from markets.models import Market, SettlementRun
from markets.resolving.proposing import Result
from markets.settling import queues
from markets.settling.approving import request_settlement
from markets.settling.correcting import request_correction
from markets.settling.progress import approvals_of_runs
from markets.settling.voiding import void_market
from tests.clock import Clock
from tests.ledger.books import refusal
from tests.markets.bookmakers import Bookmaker, again, outcome
from users.approvals.approving import refuse


def staked(bookmaker: Bookmaker, **more) -> Market:
    market = bookmaker.open(**more)
    bookmaker.stake(bookmaker.player(), outcome(market, "Yes"), 100_00)
    bookmaker.stake(bookmaker.player(), outcome(market, "No"), 200_00)
    return market


def test_the_clock_makes_void_whatever_keys_were_used_before(bookmaker: Bookmaker):
    soon = database_now()
    market = staked(
        bookmaker,
        closes_at=soon + timedelta(milliseconds=3000),
        resolve_by=soon + timedelta(milliseconds=3100),
        void_after=soon + timedelta(milliseconds=3200),
    )
    asked = void_market(market=market, reason="Off", key="overdue", actor=bookmaker.operator)
    assert asked is not None
    refuse(approval=asked, checker=bookmaker.approver, comment="It takes place.")
    while database_now() < market.void_after:
        pass
    drain_queue(queues.QUEUE)
    assert (again(market).state, bookmaker.balance("2300")) == ("VOID", 0)


@pytest.mark.parametrize("length", [1, 100])
def test_keys_of_every_length_settle_correct_and_make_void(bookmaker: Bookmaker, clock: Clock, length: int):
    market, key = staked(bookmaker), "k" * length
    bookmaker.close(market)
    clock.pass_seconds(60)
    bookmaker.propose(market, "Yes")
    clock.pass_seconds(3600)
    bookmaker.say_yes(request_settlement(market=market, key=key, actor=bookmaker.operator))
    drain_queue(queues.QUEUE)
    assert again(market).state == "SETTLED"
    more = {"reason": "Read wrong.", "key": "K" * length, "actor": bookmaker.operator}
    asked = request_correction(market=market, result=bookmaker.result(market, "No"), **more)
    run = market.runs.get(state="FROZEN")
    assert approvals_of_runs([run.pk]) == {run.pk: asked.pk}
    other = staked(bookmaker)
    assert void_market(market=other, reason="Off", key="v" * length, actor=bookmaker.operator)
    assert SettlementRun.objects.count() == 3


def test_a_key_that_stands_for_one_market_is_refused_for_another(bookmaker: Bookmaker, clock: Clock):
    first, second = staked(bookmaker), staked(bookmaker)
    given = {"reason": "Off", "key": "void-1", "actor": bookmaker.operator}
    asked = void_market(market=first, **given)
    assert void_market(market=first, **given) == asked
    assert refusal(lambda: void_market(market=second, **given)) == "KEY_REUSED"
    assert (again(second).state, second.runs.count()) == ("OPEN", 0)


def test_a_key_that_stands_for_one_correction_is_refused_for_another(bookmaker: Bookmaker, clock: Clock):
    market = staked(bookmaker)
    bookmaker.settle(market, clock, "Yes")
    given = {"reason": "Read wrong.", "key": "correct-1", "actor": bookmaker.operator}

    def result(*won: str) -> Result:
        return bookmaker.result(market, *won, observed_at=seen)

    seen = database_now()
    asked = request_correction(market=market, result=result("No"), **given)
    assert request_correction(market=market, result=result("No"), **given) == asked
    assert refusal(lambda: request_correction(market=market, result=result(), **given)) == "KEY_REUSED"
    assert market.runs.count() == 2
