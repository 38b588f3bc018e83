"""Where a pool goes when nobody was right: never in a circle, never twice, and no draft holds up a market
that is open."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from core.machine.jobs import drain_queue
from markets.models import Market
from markets.running.drafting import edit_market, terms_of
from markets.settling import queues
from markets.settling.approving import request_settlement
from markets.settling.correcting import request_correction
from tests.clock import Clock
from tests.ledger.books import refusal
from tests.markets.bookmakers import Bookmaker, again, fresh_key, outcome
from users.models import Approval


def staked(bookmaker: Bookmaker, **more) -> Market:
    market = bookmaker.open("Yes", "No", "Draw", **more)
    bookmaker.stake(bookmaker.player(), outcome(market, "Yes"), 100_00)
    bookmaker.stake(bookmaker.player(), outcome(market, "No"), 200_00)
    return market


def settle_again(bookmaker: Bookmaker, market: Market) -> Approval:
    return request_settlement(market=market, key=fresh_key(), actor=bookmaker.operator)


def correct(bookmaker: Bookmaker, market: Market, *won: str) -> Approval:
    return request_correction(
        market=market,
        result=bookmaker.result(market, *won),
        reason="Read wrong.",
        key=fresh_key(),
        actor=bookmaker.operator,
    )


def carry(bookmaker: Bookmaker, market: Market, to: Market) -> Market:
    terms = replace(terms_of(market), carries_to=to)
    return edit_market(market=market, terms=terms, actor=bookmaker.operator)


def test_no_market_carries_to_itself_through_whatever_others(bookmaker: Bookmaker):
    third, second = bookmaker.draft(), bookmaker.draft()
    carry(bookmaker, second, third)
    first = bookmaker.open(carries_to=second)
    for market in (first, second, third):
        assert refusal(partial(carry, bookmaker, third, market)) == "CARRY_CIRCLE"
    assert again(third).carries_to is None
    other = bookmaker.open()
    assert carry(bookmaker, third, other).carries_to == other


def test_a_draft_that_would_carry_holds_nothing_up(bookmaker: Bookmaker, clock: Clock):
    market = staked(bookmaker)
    draft = bookmaker.draft(carries_to=market)
    assert bookmaker.settle(market, clock, "Yes").state == "SETTLED"
    bookmaker.say_yes(bookmaker.submit(draft))
    for name in ("Yes", "No"):
        bookmaker.stake(bookmaker.player(), outcome(draft, name), 100_00)
    assert bookmaker.settle(draft, None).runs.get().carry_out == 0, "what it would carry to is over"


def test_what_is_on_its_way_is_waited_for(bookmaker: Bookmaker, clock: Clock):
    second = staked(bookmaker)
    first = staked(bookmaker, carries_to=second)
    bookmaker.settle(first, clock, "Draw")
    frozen = bookmaker.asked(second, clock, "Yes")
    assert second.runs.get().carry_in == 285_00
    bookmaker.say_yes(correct(bookmaker, first, "Yes"))
    assert refusal(lambda: bookmaker.say_yes(frozen)) == "NOT_THE_DIGEST", "it is taken back just now"
    drain_queue(queues.QUEUE)
    assert again(first).state == "CORRECTED"
    assert refusal(lambda: bookmaker.say_yes(frozen)) == "NOT_THE_DIGEST", "there is nothing carried"
    assert bookmaker.balance("2310") == 0


def test_what_another_market_is_about_to_share_is_not_taken_back(bookmaker: Bookmaker, clock: Clock):
    second = staked(bookmaker)
    first = staked(bookmaker, carries_to=second)
    bookmaker.settle(first, clock, "Draw")
    bookmaker.say_yes(bookmaker.asked(second, clock, "Yes"))
    assert refusal(lambda: correct(bookmaker, first, "Yes")) == "CARRY_OPEN"
    drain_queue(queues.QUEUE)
    assert (again(second).state, bookmaker.balance("2310"), bookmaker.balance("2300")) == ("SETTLED", 0, 0)
