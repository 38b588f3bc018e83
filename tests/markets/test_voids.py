"""What is void gives everybody their stakes back; what was settled wrong is corrected, and what was spent
meanwhile is owed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from core import days
from core.machine.jobs import drain_queue
from ledger.journal.wallets import debit_wallet
from ledger.models import Entry
from markets.endings import voids_of
from markets.locking import database_now
from markets.models import Decision, Market, SettlementRun
from markets.running.stepping import resume_market
from markets.settling import posting, queues
from markets.settling.correcting import request_correction
from markets.settling.voiding import void_market
from tests.clock import Clock
from tests.ledger.books import refusal
from tests.markets.bookmakers import Bookmaker, again, books, fresh_key, has, legs_of, outcome
from users.approvals.approving import cancel, refuse
from users.models import Approval, AuditEntry


def staked(bookmaker: Bookmaker, **more: Any) -> Any:
    market = bookmaker.open(**more)
    first, second = bookmaker.player(1_000_00), bookmaker.player(1_000_00)
    bookmaker.stake(first, outcome(market, "Yes"), 100_00)
    bookmaker.stake(second, outcome(market, "No"), 200_00)
    return market, first, second


def void(bookmaker: Bookmaker, market: Market) -> Approval | None:
    return void_market(market=market, reason="Cancelled", key=fresh_key(), actor=bookmaker.operator)


def test_drafts_and_markets_without_stakes_are_void_at_once(bookmaker: Bookmaker):
    for market in (bookmaker.draft(), bookmaker.open()):
        assert void(bookmaker, market) is None
        assert again(market).state == "VOID"
        assert void(bookmaker, market) is None, "and stay so"
    assert not SettlementRun.objects.exists() and not Entry.objects.exists()


def test_two_people_give_everybody_their_stakes_back(bookmaker: Bookmaker):
    market, first, second = staked(bookmaker)
    asked = void(bookmaker, market)
    assert again(market).state == "SUSPENDED", "no stake comes in between"
    assert refusal(lambda: bookmaker.stake(first, outcome(market, "Yes"), 1_00)) == "MARKET_CLOSED"
    assert refusal(lambda: bookmaker.say_yes(asked, bookmaker.operator)) == "SAME_PERSON"
    bookmaker.say_yes(asked)
    assert again(market).state == "VOID"
    drain_queue(queues.QUEUE)
    assert (has(first), has(second)) == (1_000_00, 1_000_00)
    assert [bookmaker.balance(code) for code in ("2300", "4100")] == [0, 0]
    assert legs_of(f"market:{market.pk}:run:1:wallet:{second.pk}") == {
        f"2300-{market.pk}": (200_00, 0), second.account.code: (0, 200_00)
    }  # fmt: skip


def test_a_void_that_is_refused_lets_the_market_go_on(bookmaker: Bookmaker, clock: Clock):
    market, first, _ = staked(bookmaker)
    asked = void(bookmaker, market)
    before = books()
    refuse(approval=asked, checker=bookmaker.approver, comment="It takes place.")
    assert (books(), again(market).state) == (before, "SUSPENDED")
    resume_market(market=market, actor=bookmaker.operator)
    bookmaker.stake(first, outcome(market, "Yes"), 50_00)
    bookmaker.settle(market, clock, "Yes")
    assert again(market).state == "SETTLED"


def test_no_stakes_are_taken_while_somebody_is_asked_to_make_it_void(bookmaker: Bookmaker):
    market, first, _ = staked(bookmaker)
    asked = void(bookmaker, market)
    before = books(), Decision.objects.count(), AuditEntry.objects.count()
    assert refusal(lambda: resume_market(market=market, actor=bookmaker.operator)) == "MARKET_MOVED_ON"
    assert refusal(lambda: bookmaker.stake(first, outcome(market, "Yes"), 50_00)) == "MARKET_CLOSED"
    assert (books(), Decision.objects.count(), AuditEntry.objects.count()) == before
    assert again(market).state == "SUSPENDED"
    cancel(approval=asked, maker=bookmaker.operator)
    assert resume_market(market=market, actor=bookmaker.operator).state == "OPEN"


def test_an_approved_result_is_void_only_before_its_first_posting(
    bookmaker: Bookmaker, clock: Clock, monkeypatch
):
    market, first, second = staked(bookmaker)
    bookmaker.say_yes(bookmaker.asked(market, clock, "Yes"))
    bookmaker.say_yes(void(bookmaker, market))
    drain_queue(queues.QUEUE)
    assert [each.state for each in market.runs.order_by("number")] == ["CANCELLED", "DONE"]
    assert (has(first), has(second), again(market).state) == (1_000_00, 1_000_00, "VOID")

    monkeypatch.setattr(queues, "BATCH", 1)
    market, first, second = staked(bookmaker)
    bookmaker.stake(second, outcome(market, "Yes"), 100_00)
    asked = bookmaker.asked(market, clock, "Yes")
    bookmaker.say_yes(asked)
    late = void(bookmaker, market)
    posting.post_runs()
    assert refusal(lambda: bookmaker.say_yes(late)) == "SETTLEMENT_BEGUN"
    drain_queue(queues.QUEUE)
    assert again(market).state == "SETTLED"
    assert refusal(lambda: void(bookmaker, market)) == "MARKET_MOVED_ON"


def test_the_clock_makes_void_what_has_no_result_in_time(bookmaker: Bookmaker):
    soon = database_now()
    times = {
        "closes_at": soon + timedelta(milliseconds=3000),
        "resolve_by": soon + timedelta(milliseconds=3100),
        "void_after": soon + timedelta(milliseconds=3200),
    }
    empty = bookmaker.open(**times)
    market, first, second = staked(bookmaker, **times)
    while database_now() < market.void_after:
        pass
    drain_queue(queues.QUEUE)
    assert (again(market).state, again(empty).state) == ("VOID", "VOID")
    assert (has(first), has(second), bookmaker.balance("2300")) == (1_000_00, 1_000_00, 0)
    run = market.runs.get()
    assert (run.approval_id, run.frozen_by_id, run.state) == (None, None, "DONE")
    told = voids_of([market.pk, empty.pk])
    assert {each.reason for each in told.values()} == {""} and len(told) == 2, "the clock has no words"


def correct(bookmaker: Bookmaker, market: Market, *won: str) -> Approval:
    return request_correction(
        market=market,
        result=bookmaker.result(market, *won),
        reason="The report was read wrong.",
        key=fresh_key(),
        actor=bookmaker.operator,
    )


def test_a_correction_takes_back_and_pays_anew(bookmaker: Bookmaker, clock: Clock):
    market, first, second = staked(bookmaker)
    bookmaker.settle(market, clock, "Yes")
    asked = correct(bookmaker, market, "No")
    assert (has(first), has(second)) == (1_185_00, 800_00), "nothing moves before the yes"
    bookmaker.say_yes(asked)
    drain_queue(queues.QUEUE)
    assert (again(market).state, has(first), has(second)) == ("CORRECTED", 900_00, 1_085_00)
    pool = f"2300-{market.pk}"
    assert legs_of(f"market:{market.pk}:run:1:wallet:{first.pk}:back") == {
        first.account.code: (285_00, 0), pool: (0, 285_00)
    }  # fmt: skip
    assert legs_of(f"market:{market.pk}:run:1:house:back") == {"4100": (15_00, 0), pool: (0, 15_00)}
    assert legs_of(f"market:{market.pk}:run:2:wallet:{second.pk}") == {
        pool: (285_00, 0), second.account.code: (0, 285_00)
    }  # fmt: skip
    assert [each.state for each in market.runs.order_by("number")] == ["REPLACED", "DONE"]
    assert [bookmaker.balance(code) for code in ("2300", "4100", "1210")] == [0, 15_00, 0]
    bookmaker.say_yes(correct(bookmaker, market))  # nobody won: all is given back
    drain_queue(queues.QUEUE)
    assert (again(market).state, has(first), has(second)) == ("CORRECTED", 1_000_00, 1_000_00)
    assert [bookmaker.balance(code) for code in ("2300", "4100", "1210")] == [0, 0, 0]


@pytest.mark.parametrize("one_at_a_time", [False, True])
def test_what_was_spent_meanwhile_is_owed(
    bookmaker: Bookmaker, clock: Clock, monkeypatch, one_at_a_time: bool
):
    market, first, second = staked(bookmaker)
    both = bookmaker.player(1_000_00)
    bookmaker.stake(both, outcome(market, "Yes"), 100_00)
    bookmaker.stake(both, outcome(market, "No"), 300_00)
    bookmaker.settle(market, clock, "Yes")  # L = 500, fee = 35, P = 465: 232.50 to each 100 on Yes
    assert (has(first), has(both)) == (1_232_50, 932_50)
    for wallet, left in ((first, 100_00), (both, 20_00)):
        debit_wallet(
            wallet=wallet, amount=has(wallet) - left, target="1020", key="out", occurred_at=days.now()
        )
    if one_at_a_time:
        monkeypatch.setattr(queues, "BATCH", 1)
    bookmaker.say_yes(correct(bookmaker, market, "No"))
    drain_queue(queues.QUEUE)
    # No: 500 on it, L = 200, fee = 35, P = 165: 66 to 200, 99 to 300.
    # first gives 332.50 back and has 100; both gives 332.50 back, gets 399, and so owes nothing.
    assert (has(first), has(both), has(second)) == (0, 86_50, 800_00 + 266_00)
    assert [bookmaker.balance(code) for code in ("2300", "4100", "1210")] == [0, 35_00, 232_50]
    assert legs_of(f"market:{market.pk}:run:1:wallet:{first.pk}:back") == {
        first.account.code: (100_00, 0), "1210": (232_50, 0), f"2300-{market.pk}": (0, 332_50),
    }  # fmt: skip


def test_one_run_is_in_force(bookmaker: Bookmaker, clock: Clock):
    market, _, _ = staked(bookmaker)
    assert refusal(lambda: correct(bookmaker, market, "No")) == "MARKET_MOVED_ON"
    bookmaker.settle(market, clock, "Yes")
    asked = correct(bookmaker, market, "No")
    assert refusal(lambda: correct(bookmaker, market, "No")) == "ALREADY_PENDING"
    bookmaker.say_yes(asked)
    assert refusal(lambda: correct(bookmaker, market, "Yes")) == "SETTLEMENT_BEGUN"
    drain_queue(queues.QUEUE)
    assert market.runs.filter(state="DONE").count() == 1


def test_what_was_carried_is_corrected_while_nobody_has_used_it(bookmaker: Bookmaker, clock: Clock):
    second = bookmaker.open()
    market = bookmaker.open("Yes", "No", "Draw", carries_to=second)
    first, other = bookmaker.player(1_000_00), bookmaker.player(1_000_00)
    bookmaker.stake(first, outcome(market, "Yes"), 100_00)
    bookmaker.stake(other, outcome(market, "No"), 200_00)
    bookmaker.settle(market, clock, "Draw")
    bookmaker.say_yes(correct(bookmaker, market, "Yes"))
    drain_queue(queues.QUEUE)
    assert (has(first), has(other), bookmaker.balance("2310")) == (1_185_00, 800_00, 0)
    assert [bookmaker.balance(code) for code in ("2300", "4100", "1210")] == [0, 15_00, 0]
