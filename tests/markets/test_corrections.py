"""What who approves a correction reads of it, and which one is none."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core import days
from core.errors import InvalidInput
from core.machine.jobs import drain_queue
from ledger.journal.wallet_numbers import wallet_number
from ledger.journal.wallets import debit_wallet
from markets.endings import standings_of
from markets.models import Market, Proposal, SettlementRun
from markets.resolving.proposing import amend_resolution
from markets.settling import changes, queues
from markets.settling.approving import request_settlement
from markets.settling.changes import debts_of_corrections
from markets.settling.correcting import request_correction
from tests.clock import Clock
from tests.markets.bookmakers import Bookmaker, books, fresh_key, has, outcome
from users.approvals.approving import cancel, refuse
from users.models import Approval


@pytest.fixture
def settled(bookmaker: Bookmaker, clock: Clock) -> Any:
    """100.00 and 50.00 on Yes, 200.00 on No and 50.00 on both by one player; Yes was paid, the fee is 5 %."""
    market = bookmaker.open()
    first, second, both = (bookmaker.player(1_000_00) for _ in range(3))
    bookmaker.stake(first, outcome(market, "Yes"), 100_00)
    bookmaker.stake(second, outcome(market, "No"), 200_00)
    bookmaker.stake(both, outcome(market, "Yes"), 50_00)
    bookmaker.stake(both, outcome(market, "No"), 50_00)
    bookmaker.settle(market, clock, "Yes")  # L = 250, fee = 20, P = 230: 153.33 to 100, 76.67 to 50
    return market, first, second, both


def correct(bookmaker: Bookmaker, market: Market, *won: str, **more: Any) -> Approval:
    return request_correction(
        market=market,
        result=bookmaker.result(market, *won, **more),
        reason="The report was read wrong.",
        key=fresh_key(),
        actor=bookmaker.operator,
    )


def facts_of(asked: Approval) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(asked.content)["facts"]
    return facts


def standings(market: Market) -> list[str]:
    keys = list(Proposal.objects.filter(market=market).order_by("number").values_list("pk", flat=True))
    found = standings_of(keys)
    return [str(found[pk]) for pk in keys]


def test_who_approves_reads_what_was_paid_what_is_due_and_what_changes_for_whom(bookmaker, settled):
    market, first, second, both = settled
    facts = facts_of(correct(bookmaker, market, "No"))
    # No: 250 on it, L = 150, fee = 20, P = 130: 104.00 to 200, 26.00 to 50.
    assert (facts["result"], facts["won"], facts["fee"]) == ("No 100.00 %", "KES 380.00", "KES 20.00")
    assert facts["replaced"] == {
        "result": "Yes 100.00 %", "won": "KES 380.00", "given_back": "KES 0.00", "fee": "KES 20.00",
    }  # fmt: skip
    assert "results_replaced" not in facts, "that is the one that was paid"

    def row(wallet: Any, paid: str, due: str, change: str) -> dict[str, str]:
        return {"wallet": wallet_number(wallet), "paid": paid, "to_be_paid": due, "amount": change}

    assert facts["changes"] == {
        "rows": "3",
        "unchanged": "0",
        "paid_back": "KES 304.00",
        "paid_more": "KES 304.00",
        "first": [
            row(second, "KES 0.00", "KES 304.00", "KES 304.00"),
            row(first, "KES 253.33", "KES 0.00", "-KES 253.33"),
            row(both, "KES 126.67", "KES 76.00", "-KES 50.67"),
        ],
    }


def test_of_many_wallets_those_are_read_for_whom_most_changes(bookmaker, settled, monkeypatch):
    market, first, second, _ = settled
    monkeypatch.setattr(changes, "MOST_WALLETS", 2)
    told = facts_of(correct(bookmaker, market, "No"))["changes"]
    assert [each["wallet"] for each in told["first"]] == [wallet_number(second), wallet_number(first)]
    assert (told["rows"], told["paid_back"]) == ("3", "KES 304.00"), "the rest is in the sums"


def test_who_gets_the_same_is_counted(bookmaker: Bookmaker, clock: Clock):
    market = bookmaker.open("A", "B", "C")
    one, two, three = (bookmaker.player(1_000_00) for _ in range(3))
    for wallet, name in ((one, "A"), (two, "B"), (three, "C")):
        bookmaker.stake(wallet, outcome(market, name), 100_00)
    bookmaker.settle(market, clock, "A", "B")
    told = facts_of(correct(bookmaker, market, "A", "C"))["changes"]
    assert (told["rows"], told["unchanged"], told["paid_back"]) == ("2", "1", told["paid_more"])


def test_what_would_be_owed_is_that_of_the_wallets_of_now(bookmaker, settled, django_assert_num_queries):
    market, first, _, both = settled
    assert debts_of_corrections([market.pk]) == {}
    asked = correct(bookmaker, market, "No")
    assert debts_of_corrections([market.pk])[market.pk].players == 0
    for wallet, left in ((first, 53_33), (both, 50_66)):
        spent = has(wallet) - left
        debit_wallet(wallet=wallet, amount=spent, target="1020", key=fresh_key(), occurred_at=days.now())
    with django_assert_num_queries(3):
        found = debts_of_corrections([market.pk])[market.pk]
    rows = [(each.wallet, each.taken_back, each.balance, each.owed) for each in found.first]
    assert rows == [(first, 253_33, 53_33, 200_00), (both, 50_67, 50_66, 1)]
    assert (found.players, found.owed) == (2, 200_01)
    bookmaker.say_yes(asked)
    drain_queue(queues.QUEUE)
    assert bookmaker.balance("1210") == 200_01, "as was foreseen"
    assert debts_of_corrections([market.pk]) == {}


def test_the_same_result_with_the_same_numbers_is_no_correction(bookmaker, settled):
    market, *_ = settled
    before = books()
    for more in ({}, {"evidence": "Seen once more."}, {"effective_close": market.closed_at}):
        with pytest.raises(InvalidInput) as refused:
            correct(bookmaker, market, "Yes", **more)
        assert (refused.value.code, refused.value.field) == ("SAME_NUMBERS", "parts")
    assert books() == before
    assert (SettlementRun.objects.count(), Proposal.objects.count()) == (1, 1)
    assert not Approval.objects.filter(kind="market.correct").exists()


def test_the_same_result_with_other_numbers_is_one(bookmaker: Bookmaker, clock: Clock):
    market = bookmaker.open()
    wallets = [bookmaker.player(1_000_00) for _ in range(3)]
    bookmaker.stake(wallets[0], outcome(market, "Yes"), 100_00)
    last = bookmaker.stake(wallets[1], outcome(market, "No"), 200_00)
    bookmaker.stake(wallets[2], outcome(market, "Yes"), 100_00)
    bookmaker.settle(market, clock, "Yes")
    facts = facts_of(correct(bookmaker, market, "Yes", effective_close=last.accepted_at))
    assert (facts["result"], facts["given_back"]) == ("Yes 100.00 %", "KES 100.00")


def test_another_result_that_pays_the_same_is_one(bookmaker: Bookmaker, clock: Clock):
    market = bookmaker.open("Yes", "No", "Draw", "Off")
    for name in ("Yes", "No"):
        bookmaker.stake(bookmaker.player(), outcome(market, name), 100_00)
    bookmaker.settle(market, clock, "Draw")
    told = facts_of(correct(bookmaker, market, "Off"))["changes"]
    assert (told["rows"], told["unchanged"], told["first"]) == ("0", "2", [])


def test_a_result_holds_from_the_yes_on_and_never_where_there_was_none(bookmaker: Bookmaker, clock: Clock):
    market = bookmaker.open("Yes", "No", "Draw")
    for name in ("Yes", "No", "Draw"):
        bookmaker.stake(bookmaker.player(), outcome(market, name), 100_00)
    bookmaker.close(market)
    clock.pass_seconds(60)
    bookmaker.propose(market, "No")
    assert standings(market) == ["PROPOSED"]
    result = bookmaker.result(market, "Yes")
    amend_resolution(market=market, result=result, key=fresh_key(), actor=bookmaker.operator)
    assert standings(market) == ["REPLACED", "PROPOSED"]
    clock.pass_seconds(3600)
    paid = request_settlement(market=market, key=fresh_key(), actor=bookmaker.operator)
    assert standings(market) == ["REPLACED", "PROPOSED"]
    bookmaker.say_yes(paid)
    assert standings(market) == ["REPLACED", "PAID"]
    drain_queue(queues.QUEUE)
    refused = correct(bookmaker, market, "No")
    assert standings(market) == ["REPLACED", "PAID", "ASKED"]
    refuse(approval=refused, checker=bookmaker.approver, comment="No.")
    taken_back = correct(bookmaker, market, "Draw")
    cancel(approval=taken_back, maker=bookmaker.operator)
    assert standings(market) == ["REPLACED", "PAID", "NOT_APPROVED", "NOT_APPROVED"]
    bookmaker.say_yes(correct(bookmaker, market, "No"))
    drain_queue(queues.QUEUE)
    assert standings(market) == ["REPLACED", "REPLACED", "NOT_APPROVED", "NOT_APPROVED", "PAID"]
