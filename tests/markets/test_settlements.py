"""Settlements in the books, to the cent: frozen, approved by others, posted in parts, and resumed wherever
they were stopped."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError
from django.db.models import F

from core import days
from core.machine.jobs import drain_queue
from core.models import Alert
from ledger.integrity.verifying import broken_books
from ledger.models import Entry, Line
from markets.locking import database_now
from markets.models import (
    Decision,
    FrozenNumber,
    Market,
    RunPayment,
    SettlementRun,
)
from markets.resolving.disputing import dispute_resolution
from markets.resolving.proposing import amend_resolution
from markets.running.stepping import scratch_outcome
from markets.settling import posting, queues
from markets.settling.approving import request_settlement
from tests.clock import Clock
from tests.core.threads import run_together
from tests.ledger.books import refusal
from tests.markets.bookmakers import Bookmaker, again, books, fresh_key, has, legs_of, outcome
from users.approvals.approving import refuse


@pytest.fixture
def classic(bookmaker: Bookmaker) -> Any:
    """100.00 on Yes, 200.00 on No; fee 5 %."""
    market = bookmaker.open()
    first, second = bookmaker.player(1_000_00), bookmaker.player(1_000_00)
    bookmaker.stake(first, outcome(market, "Yes"), 100_00)
    bookmaker.stake(second, outcome(market, "No"), 200_00)
    return market, first, second


def run_of(market: Market) -> SettlementRun:
    return market.runs.order_by("-number")[0]


def test_the_classic_yes_wins(bookmaker: Bookmaker, classic, clock: Clock):
    market, first, second = classic
    asked = bookmaker.asked(market, clock, "Yes")
    assert bookmaker.balance("2300") == 300_00, "nothing moves before somebody else has said yes"
    run = run_of(market)
    facts = json.loads(asked.content)["facts"]
    assert facts["numbers"] == bytes(run.digest).hex()
    assert (facts["result"], facts["won"], facts["fee"]) == ("Yes 100.00 %", "KES 285.00", "KES 15.00")
    bookmaker.say_yes(asked)
    assert again(market).state == "APPROVED"
    drain_queue(queues.QUEUE)
    assert again(market).state == "SETTLED"
    assert (has(first), has(second)) == (900_00 + 285_00, 800_00)
    pool, wallet = f"2300-{market.pk}", first.account.code
    assert legs_of(f"market:{market.pk}:run:1:wallet:{first.pk}") == {
        pool: (285_00, 0), wallet: (0, 285_00)
    }  # fmt: skip
    assert legs_of(f"market:{market.pk}:run:1:house") == {pool: (15_00, 0), "4100": (0, 15_00)}
    settled = Entry.objects.filter(kind="SETTLEMENT")
    assert settled.count() == 2, "a losing stake gets no posting"
    run.refresh_from_db()
    assert {each.occurred_at for each in settled} == {run.begun_at}
    assert (bookmaker.balance("2300"), bookmaker.balance("4100")) == (0, 15_00)
    assert list(FrozenNumber.objects.values_list("stake__sequence", "kind", "cents")) == [(1, "PAY", 285_00)]
    assert (run.winners, run.payments, run.state) == (1, 1, "DONE")
    before = books()
    drain_queue(queues.QUEUE)
    assert books() == before, "twice changes nothing"


def test_a_result_is_settled_after_the_disputes_by_people_who_have_no_part_in_it(
    bookmaker: Bookmaker, classic, clock: Clock
):
    market, first, _ = classic
    settle = partial(request_settlement, market=market, actor=bookmaker.operator)
    assert refusal(lambda: settle(key="too-early-1")) == "MARKET_MOVED_ON"
    bookmaker.close(market)
    clock.pass_seconds(60)
    bookmaker.propose(market, "Yes")
    assert refusal(lambda: settle(key="too-early-2")) == "DISPUTES_OPEN"
    assert not SettlementRun.objects.exists()
    clock.pass_seconds(3600)
    asked = request_settlement(market=market, key="ask", actor=bookmaker.owner)
    assert request_settlement(market=market, key="ask", actor=bookmaker.owner) == asked
    assert refusal(lambda: settle(key="second")) == "ALREADY_PENDING"
    assert SettlementRun.objects.count() == 1
    before = books()
    assert refusal(lambda: bookmaker.say_yes(asked, bookmaker.owner)) == "SAME_PERSON"
    assert refusal(lambda: bookmaker.say_yes(asked, bookmaker.operator)) == "SAME_PERSON", "who proposed it"
    assert refusal(lambda: bookmaker.say_yes(asked, first.player)) == "NOT_ALLOWED"
    assert (books(), again(market).state) == (before, "PROPOSED")
    refuse(approval=asked, checker=bookmaker.approver, comment="The report says 0 mm.")
    assert run_of(market).state == "CANCELLED"
    bookmaker.say_yes(settle(key="once-more"))
    drain_queue(queues.QUEUE)
    assert again(market).state == "SETTLED"
    assert Decision.objects.filter(kind="APPROVED").get().by == bookmaker.approver


def test_an_approver_with_a_stake_is_refused_by_the_rows(bookmaker: Bookmaker, classic, clock: Clock):
    from users.models import Membership, Role

    market, first, _ = classic
    Membership.objects.create(user=first.player, business=market.business, role=Role.APPROVER)
    asked = bookmaker.asked(market, clock, "Yes")
    before = books()
    assert refusal(lambda: bookmaker.say_yes(asked, first.player)) == "HAS_POSITION"
    assert (books(), again(market).state, run_of(market).state) == (before, "PROPOSED", "FROZEN")


def test_what_changed_after_the_numbers_were_frozen_is_not_settled(bookmaker: Bookmaker, clock: Clock):
    market = bookmaker.open("Yes", "No", "Perhaps")
    for name in ("Yes", "No", "Perhaps"):
        bookmaker.stake(bookmaker.player(), outcome(market, name), 100_00)
    asked = bookmaker.asked(market, clock, "Yes")
    scratch_outcome(outcome=outcome(market, "Perhaps"), reason="Not", actor=bookmaker.operator)
    before = books()
    assert refusal(lambda: bookmaker.say_yes(asked)) == "NOT_THE_DIGEST"
    assert (books(), again(market).state) == (before, "PROPOSED")
    refuse(approval=asked, checker=bookmaker.approver, comment="Scratched since.")
    bookmaker.say_yes(request_settlement(market=market, key=fresh_key(), actor=bookmaker.operator))
    drain_queue(queues.QUEUE)
    assert (bookmaker.balance("4100"), run_of(market).refunded) == (10_00, 100_00)


def test_nothing_is_settled_while_a_dispute_is_open(bookmaker: Bookmaker, classic, clock: Clock):
    market, _, second = classic
    bookmaker.close(market)
    clock.pass_seconds(60)
    bookmaker.propose(market, "Yes")
    dispute_resolution(market=market, reason="Dry.", actor=second.player)
    clock.pass_seconds(7200)
    assert refusal(lambda: request_settlement(market=market, key="x", actor=bookmaker.operator)) == (
        "MARKET_MOVED_ON"
    )


def test_who_approves_reads_the_evidence_and_that_another_result_was_disputed_before(
    bookmaker: Bookmaker, classic, clock: Clock
):
    market, _, second = classic
    bookmaker.close(market)
    clock.pass_seconds(60)
    bookmaker.propose(market, "No")
    dispute_resolution(market=market, reason="It did rain.", actor=second.player)
    seen = bookmaker.result(market, "Yes", evidence="The second report says 12 mm.")
    amend_resolution(market=market, result=seen, key=fresh_key(), actor=bookmaker.operator)
    clock.pass_seconds(7200)
    asked = request_settlement(market=market, key=fresh_key(), actor=bookmaker.operator)
    facts = json.loads(asked.content)["facts"]
    assert (facts["result"], facts["evidence_said"]) == ("Yes 100.00 %", "The second report says 12 mm.")
    assert facts["results_replaced"] == [{"result": "No 100.00 %", "evidence_said": "It rained 12 mm."}]
    disputed = {"result": "No 100.00 %", "disputed": "It did rain.", "answered": "AMENDED"}
    assert facts["disputes"] == {"rows": "1", "first": [disputed]}


def test_late_stakes_are_given_back_and_a_dead_heat_is_shared(bookmaker: Bookmaker, clock: Clock):
    market = bookmaker.open("A", "B", "C")
    one, two, three, late = (bookmaker.player(1_000_00) for _ in range(4))
    bookmaker.stake(one, outcome(market, "A"), 100_00)
    bookmaker.stake(two, outcome(market, "B"), 300_00)
    last = bookmaker.stake(three, outcome(market, "C"), 200_00)
    bookmaker.stake(late, outcome(market, "A"), 500_00)
    bookmaker.settle(market, clock, "A", "B", effective_close=last.accepted_at)
    # G = 600, L = 200, fee = 30, P = 170: 85 to each outcome.
    assert (has(one), has(two), has(three), has(late)) == (1_085_00, 1_085_00, 800_00, 1_000_00)
    assert (bookmaker.balance("2300"), bookmaker.balance("4100")) == (0, 30_00)
    kinds = dict(FrozenNumber.objects.values_list("stake__sequence", "kind"))
    assert kinds == {1: "PAY", 2: "PAY", 4: "REFUND"}


def test_tote_pays_a_dividend_and_breakage_has_its_account(bookmaker: Bookmaker, clock: Clock):
    market = bookmaker.open(mode="TOTE", tote_tick=5)
    winners = [bookmaker.player(100_00) for _ in range(3)]
    for each in winners:
        bookmaker.stake(each, outcome(market, "Yes"), 100_00)
    bookmaker.stake(bookmaker.player(), outcome(market, "No"), 52_00)
    bookmaker.settle(market, clock, "Yes")
    assert [has(each) for each in winners] == [110_00] * 3
    found = [bookmaker.balance(code) for code in ("2300", "4100", "2320")]
    assert found == [0, 17_60, 4_40]


def test_what_nobody_won_is_carried_to_the_market_that_was_named(bookmaker: Bookmaker, clock: Clock):
    second = bookmaker.open()
    first = bookmaker.open("Yes", "No", "Draw", carries_to=second)
    for name, cents in (("Yes", 100_00), ("No", 200_00)):
        bookmaker.stake(bookmaker.player(), outcome(first, name), cents)
    winner = bookmaker.player(100_00)
    bookmaker.stake(winner, outcome(second, "Yes"), 100_00)
    bookmaker.stake(bookmaker.player(), outcome(second, "No"), 200_00)
    assert refusal(lambda: bookmaker.asked(second, clock, "Yes")) == "CARRY_OPEN"
    bookmaker.settle(first, clock, "Draw")
    assert (bookmaker.balance("2310"), bookmaker.balance(f"2300-{first.pk}")) == (285_00, 0)
    bookmaker.say_yes(request_settlement(market=second, key=fresh_key(), actor=bookmaker.operator))
    drain_queue(queues.QUEUE)
    assert (has(winner), bookmaker.balance("2310"), bookmaker.balance("2300")) == (570_00, 0, 0)
    assert bookmaker.balance("4100") == 30_00


def test_a_carry_in_that_finds_no_winner_stays_on_2310(bookmaker: Bookmaker, clock: Clock):
    second = bookmaker.open()
    first = bookmaker.open("Yes", "No", "Draw", carries_to=second)
    for name, cents in (("Yes", 100_00), ("No", 200_00)):
        bookmaker.stake(bookmaker.player(), outcome(first, name), cents)
    bookmaker.settle(first, clock, "Draw")
    alone = bookmaker.player(100_00)
    bookmaker.stake(alone, outcome(second, "Yes"), 100_00)
    bookmaker.settle(second, clock, "Yes")
    assert (has(alone), bookmaker.balance("2310"), bookmaker.balance("2300")) == (100_00, 285_00, 0)


def test_a_market_without_stakes_is_settled_too(bookmaker: Bookmaker, clock: Clock):
    market = bookmaker.open()
    assert bookmaker.settle(market, clock, "Yes").state == "SETTLED"
    assert not Entry.objects.filter(kind="SETTLEMENT").exists()


class Stopped(Exception):
    pass


def large(bookmaker: Bookmaker, monkeypatch, wallets: int = 9) -> Market:
    """A market of wallets with two stakes each, posted two wallets at a time."""
    monkeypatch.setattr(queues, "BATCH", 2)
    market = bookmaker.open()
    for each in range(wallets):
        wallet = bookmaker.player(1_000_00)
        bookmaker.stake(wallet, outcome(market, "Yes"), 10_00 + each)
        bookmaker.stake(wallet, outcome(market, "Yes" if each % 2 else "No"), 7_77)
    return market


def content_of_books(market: Market) -> list[Any]:
    """Reference, kind, day and sorted lines of all that settled it."""
    entries = Entry.objects.filter(reference__startswith=f"market:{market.pk}:run:").order_by("reference")
    return [
        (
            entry.reference,
            entry.kind,
            entry.effective_on,
            sorted(entry.lines.values_list("account__code", "debit", "credit")),
        )
        for entry in entries
    ]


@pytest.mark.parametrize("twice", [False, True])
def test_stopped_at_every_boundary_it_resumes_and_ends_the_same(
    bookmaker: Bookmaker, clock: Clock, monkeypatch, twice: bool
):
    """Before and after each commit, as by a kill: what is not committed is gone, what is stays."""
    market = large(bookmaker, monkeypatch)
    bookmaker.say_yes(bookmaker.asked(market, clock, "Yes"))
    run, stops = run_of(market), []

    def reach(name: str) -> None:
        place = (name, SettlementRun.objects.get(pk=run.pk).posted)
        if place not in stops:
            stops.append(place)
            raise Stopped

    monkeypatch.setattr(posting, "reach", reach)
    while again(market).state != "SETTLED":
        run_together([posting.post_runs] * (2 if twice else 1))
    names = {name for name, _ in stops}
    assert names == {"settle.before_commit", "settle.after_commit"}
    assert len(stops) >= 10
    run.refresh_from_db()
    assert (run.posted, run.payments, run.state) == (9, 9, "DONE")
    entries = content_of_books(market)
    assert len(entries) == 10 and len({reference for reference, *_ in entries}) == 10
    paid = dict(RunPayment.objects.values_list("wallet__account__code", "cents"))
    got = {
        line.account.code: line.credit
        for line in Line.objects.filter(entry__kind="SETTLEMENT", account__wallet__isnull=False)
    }
    assert got == paid
    assert sum(paid.values()) + run.fee == run.staked
    assert (bookmaker.balance("2300"), bookmaker.balance("4100")) == (0, run.fee)


def test_a_pool_that_does_not_hold_what_was_frozen_is_not_settled(
    bookmaker: Bookmaker, classic, clock: Clock, monkeypatch
):
    market, first, second = classic
    bookmaker.say_yes(bookmaker.asked(market, clock, "Yes"))
    before = books()
    with monkeypatch.context() as patch:
        patch.setattr(posting, "pool_balance", lambda market: 299_99)
        drain_queue(queues.QUEUE)
        assert (books(), again(market).state) == (before, "APPROVED")
        balances = iter([300_00, 1])
        patch.setattr(posting, "pool_balance", lambda market: next(balances))
        posting.post_runs()
        assert (books(), again(market).state) == (before, "APPROVED")
    assert Alert.objects.get(business_id=market.business_id).code == "WORK_FAILS"
    drain_queue(queues.QUEUE)
    assert (again(market).state, has(first), has(second)) == ("SETTLED", 1_185_00, 800_00)


def test_frozen_numbers_stay_and_only_an_approval_puts_them_in_force(
    bookmaker: Bookmaker, classic, clock: Clock
):
    market, first, second = classic
    asked = bookmaker.asked(market, clock, "Yes")
    run = run_of(market)
    rows = SettlementRun.objects.filter(pk=run.pk)
    with pytest.raises(DatabaseError, match="run_approved_for_itself"):
        rows.update(state="APPROVED", approval=asked)
    with pytest.raises(DatabaseError, match="permission denied"):
        rows.update(paid=F("paid") + 1)
    with pytest.raises(DatabaseError, match="permission denied"):
        FrozenNumber.objects.update(cents=1)
    with pytest.raises(DatabaseError, match="run_posts_when_approved"):
        rows.update(posted=1)
    bookmaker.say_yes(asked)
    with pytest.raises(DatabaseError, match="RUN_FIXED"):
        RunPayment.objects.create(run=run, position=2, wallet=second, cents=1)
    with pytest.raises(DatabaseError, match="run_empties_the_pool"):
        rows.update(state="DONE", posted=1)
    with pytest.raises(DatabaseError, match="MARKET_NOT_SETTLED"):
        Market.objects.filter(pk=market.pk).update(state="SETTLED")
    drain_queue(queues.QUEUE)
    with pytest.raises(DatabaseError, match="ILLEGAL_STEP"):
        rows.update(state="APPROVED")
    for moment in ("begun_at", "done_at"):
        with pytest.raises(DatabaseError, match="run_fixed"):
            rows.update(**{moment: days.now() - timedelta(days=1)})
    assert (has(first), has(second)) == (1_185_00, 800_00)


@pytest.mark.parametrize("count", [12, pytest.param(100, marks=pytest.mark.slow)])
def test_many_markets_approved_at_the_same_moment_all_settle(bookmaker: Bookmaker, clock: Clock, count: int):
    markets, wallets = [bookmaker.open() for _ in range(count)], [bookmaker.player() for _ in range(4)]
    won: list[int] = [0] * len(wallets)
    for number, market in enumerate(markets):
        right = number % len(wallets)  # alone with what comes true, another in each market
        stakes = [1_00 + number + each for each in range(len(wallets))]
        for each, wallet in enumerate(wallets):
            bookmaker.stake(wallet, outcome(market, "Yes" if each == right else "No"), stakes[each])
            won[each] -= stakes[each]
        won[right] += sum(stakes) - sum(stakes) * 500 // 10_000
        bookmaker.close(market)
    clock.at = database_now()  # many are opened and closed since the test began
    for market in markets:
        bookmaker.propose(market, "Yes")
    clock.pass_seconds(3600)
    asked = [
        request_settlement(market=market, key=fresh_key(), actor=bookmaker.operator) for market in markets
    ]

    for first in range(0, count, 10):
        run_together([partial(bookmaker.say_yes, each) for each in asked[first : first + 10]])
    run_together([partial(drain_queue, queues.QUEUE)] * 4)
    drain_queue(queues.QUEUE)
    runs = SettlementRun.objects.filter(market__in=markets)
    assert set(runs.values_list("state", "market__state", "begun_at")) == {("DONE", "SETTLED", days.now())}
    assert (len(runs), [has(wallet) for wallet in wallets]) == (count, [1_000_00 + each for each in won])
    assert (bookmaker.balance("2300"), bookmaker.balance("4100")) == (0, -sum(won))


@pytest.mark.tampers
def test_verification_names_what_was_touched(bookmaker: Bookmaker, classic, clock: Clock, superuser_database):
    market, _, _ = classic
    bookmaker.settle(market, clock, "Yes")
    assert broken_books() == []

    def touched(table: str, change: str) -> set[str]:
        superuser_database.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        superuser_database.execute(f"UPDATE {table} SET {change}")
        return {each.code for each in broken_books(market.business_id)}

    assert touched("markets_frozennumber", "cents = cents + 1") == {"FROZEN_NUMBERS_DIFFER"}
    assert touched("markets_frozennumber", "cents = cents - 1") == set()
    assert touched("markets_runpayment", "cents = cents + 1") == {
        "FROZEN_NUMBERS_DIFFER", "SETTLEMENT_DIFFERS",
    }  # fmt: skip
    assert touched("markets_runpayment", "cents = cents - 1") == set()
    assert touched("markets_pool", "total = total + 1") == {"STAKES_DIFFER"}
    assert touched("markets_pool", "total = total - 1") == set()
    assert touched("markets_settlementrun", "state = 'CANCELLED'") == {"POOL_DIFFERS"}


def test_entries_of_a_settlement_count_for_the_moment_of_the_approval(
    bookmaker: Bookmaker, classic, clock: Clock
):
    market, _, _ = classic
    bookmaker.say_yes(bookmaker.asked(market, clock, "Yes"))
    approved = days.now()
    clock.pass_seconds(3 * 24 * 3600)
    drain_queue(queues.QUEUE)
    assert {each.occurred_at for each in Entry.objects.filter(kind="SETTLEMENT")} == {approved}
