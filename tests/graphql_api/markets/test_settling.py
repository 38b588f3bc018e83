"""Results put into the books over GraphQL: asked for by one, approved by another, followed by all."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import days
from core.machine.jobs import drain_queue
from graphql_api.ids import write_id
from ledger.journal.wallet_numbers import wallet_number
from ledger.journal.wallets import debit_wallet, open_wallet
from ledger.models import Wallet
from markets.models import Market, SettlementRun
from markets.settling import queues
from tests.clock import Clock
from tests.graphql_api.conftest import Browser, House, signed_in
from tests.markets.bookmakers import Bookmaker, again, books, has, outcome
from users.models import Role
from users.people import create_player

ASKED = "approval { id kind state digest subject { ... on Market { title } } content { path text } }"
RUNS = """query ($id: ID!) { node(id: $id) { ... on Market { state settlements { totalCount nodes {
    number kind state digest stakeCount winnerCount paymentCount postedCount sentCount staked carryIn paid
    refunded fee breakage carryOut reason frozenAt beganAt doneAt approval { state }
    paidOut failedOut unknownOut waitingOut market { title } } } } } }"""
MANY = """query ($id: ID!, $first: Int!) { markets(business: $id, first: $first) { nodes {
    settlements { nodes { number digest paidOut waitingOut approval { state maker { name } }
        market { title } } } } } }"""


@pytest.fixture
def staked(bookmaker: Bookmaker) -> tuple[Market, Wallet, Wallet]:
    """100.00 on Yes, 200.00 on No; fee 5 %."""
    market = bookmaker.open()
    first, second = bookmaker.player(), bookmaker.player()
    bookmaker.stake(first, outcome(market, "Yes"), 100_00)
    bookmaker.stake(second, outcome(market, "No"), 200_00)
    return market, first, second


def undisputed(bookmaker: Bookmaker, market: Market, clock: Clock, *won: str) -> dict[str, Any]:
    """The input that asks for the settlement of a market whose result can be disputed no more."""
    bookmaker.close(market)
    clock.pass_seconds(60)
    bookmaker.propose(market, *won)
    clock.pass_seconds(3600)
    return {"market": write_id("Market", market.pk), "idempotencyKey": "settle-1"}


def say_yes(house: House, approval: dict[str, Any], role: Role = Role.APPROVER) -> dict[str, Any]:
    return house.browser(role).act(
        "approveRequest", "approval { state }", approval=approval["id"], digest=approval["digest"]
    )


def settlements(browser: Browser, market: Market) -> list[dict[str, Any]]:
    return browser.data(RUNS, id=write_id("Market", market.pk))["node"]["settlements"]["nodes"]


def test_a_result_is_asked_for_approved_and_paid(
    house: House, operator: Browser, bookmaker: Bookmaker, staked, clock: Clock
):
    market, first, second = staked
    given = undisputed(bookmaker, market, clock, "Yes") | {"comment": "As in the report."}
    asked = operator.act("requestSettlement", ASKED, **given)["approval"]
    assert operator.act("requestSettlement", ASKED, **given)["approval"] == asked
    assert (asked["kind"], asked["state"], asked["subject"]) == (
        "market.settle",
        "PENDING",
        {"title": "Will it rain?"},
    )
    facts = {each["path"][-1]: each["text"] for each in asked["content"]}
    assert (facts["won"], facts["fee"], facts["numbers"]) == (
        "KES 285.00",
        "KES 15.00",
        bytes(market.runs.get().digest).hex(),
    )
    player = signed_in(first.player)
    assert settlements(player, market) == [], "players see what was approved"
    (waiting,) = settlements(operator, market)
    assert (waiting["state"], waiting["approval"]) == ("FROZEN", {"state": "PENDING"})
    assert say_yes(house, asked, Role.MARKET_OPERATOR)["code"] == "SAME_PERSON"
    assert say_yes(house, asked)["approval"] == {"state": "APPROVED"}
    (begun,) = settlements(player, market)
    assert (begun["state"], begun["postedCount"], begun["doneAt"]) == ("APPROVED", 0, None)
    drain_queue(queues.QUEUE)
    (done,) = settlements(operator, market)
    run = market.runs.get()
    times = {
        name: getattr(run, row).isoformat()
        for name, row in (("frozenAt", "frozen_at"), ("beganAt", "begun_at"), ("doneAt", "done_at"))
    }
    public = {
        "number": 1, "kind": "SETTLEMENT", "state": "DONE", "digest": facts["numbers"],
        "stakeCount": 2, "winnerCount": 1, "paymentCount": 1, "postedCount": 1, "sentCount": 1,
        "staked": "300.00", "carryIn": "0.00", "paid": "285.00", "refunded": "0.00", "fee": "15.00",
        "breakage": "0.00", "carryOut": "0.00", "reason": "", **times, "market": {"title": "Will it rain?"},
    }  # fmt: skip
    none = dict.fromkeys(("paidOut", "failedOut", "unknownOut", "waitingOut"))
    assert done == public | dict.fromkeys(none, 0) | {"approval": {"state": "APPROVED"}}
    assert settlements(player, market) == [public | none | {"approval": None}]
    assert (has(first), has(second), again(market).state) == (1_185_00, 800_00, "SETTLED")


def test_what_may_not_be_settled_moves_nothing(
    house: House, other_house: House, operator: Browser, bookmaker: Bookmaker, staked, clock: Clock
):
    market, first, _ = staked
    given = {"market": write_id("Market", market.pk), "idempotencyKey": "settle-1"}
    before = books()
    assert operator.act("requestSettlement", **given)["code"] == "MARKET_MOVED_ON"
    bookmaker.close(market)
    clock.pass_seconds(60)
    bookmaker.propose(market, "Yes")
    assert operator.act("requestSettlement", **given)["code"] == "DISPUTES_OPEN"
    clock.pass_seconds(3600)
    bad_key = operator.act("requestSettlement", **given | {"idempotencyKey": ""})
    assert (bad_key["code"], bad_key["field"]) == ("BAD_KEY", ["idempotencyKey"])
    for browser, code in (
        (house.browser(Role.APPROVER), "NOT_ALLOWED"), (signed_in(first.player), "NOT_ALLOWED"),
        (other_house.browser(), "NOT_FOUND"), (Browser(), "SIGN_IN_REQUIRED"),
    ):  # fmt: skip
        for verb, more in (
            ("requestSettlement", {}), ("voidMarket", {"reason": "x"}),
            ("requestCorrection", {"reason": "x", "parts": [], "evidence": "x",
                                   "observedAt": days.now().isoformat()}),
        ):  # fmt: skip
            assert browser.act(verb, **given | more)["code"] == code, verb
    assert books() == before and not SettlementRun.objects.exists()


def test_a_market_is_made_void_at_once_or_by_two(
    house: House, operator: Browser, bookmaker: Bookmaker, staked
):
    shown = "market { state stakeCount } approval { id kind state digest }"
    empty = bookmaker.open(title="Nobody staked")
    for _ in range(2):
        done = operator.act(
            "voidMarket", shown, market=write_id("Market", empty.pk), reason="Off", idempotencyKey="void-0"
        )
        assert done["market"] == {"state": "VOID", "stakeCount": 0} and done["approval"] is None
    market, first, second = staked
    given = {
        "market": write_id("Market", market.pk),
        "reason": "The station burnt",
        "idempotencyKey": "void-1",
    }
    assert operator.act("voidMarket", **given | {"reason": " "})["code"] == "REASON_MISSING"
    asked = operator.act("voidMarket", shown, **given)
    assert asked["market"] == {"state": "SUSPENDED", "stakeCount": 2}
    assert operator.act("voidMarket", shown, **given) == asked
    assert say_yes(house, asked["approval"])["approval"] == {"state": "APPROVED"}
    drain_queue(queues.QUEUE)
    (run,) = settlements(signed_in(first.player), market)
    assert (run["kind"], run["state"], run["refunded"], run["fee"], run["reason"]) == (
        "VOID", "DONE", "300.00", "0.00", "The station burnt"
    )  # fmt: skip
    assert (has(first), has(second), again(market).state) == (1_000_00, 1_000_00, "VOID")
    assert operator.act("voidMarket", **given | {"idempotencyKey": "void-2"})["problems"] == []


def test_a_settled_market_is_corrected(
    house: House, operator: Browser, bookmaker: Bookmaker, staked, clock: Clock
):
    market, first, second = staked
    bookmaker.settle(market, clock, "Yes")
    given = {
        "market": write_id("Market", market.pk),
        "parts": [{"outcome": write_id("Outcome", outcome(market, "No").pk), "bps": 10_000}],
        "evidence": "It was dry.",
        "observedAt": days.now().isoformat(),
        "reason": "The wrong station was read",
        "idempotencyKey": "right-1",
    }
    wrong = operator.act("requestCorrection", **given | {"parts": [given["parts"][0] | {"bps": 1}]})
    assert wrong["code"] == "BAD_WEIGHTS"
    assert operator.act("requestCorrection", **given | {"reason": ""})["field"] == ["reason"]
    asked = operator.act("requestCorrection", ASKED, **given)["approval"]
    assert operator.act("requestCorrection", ASKED, **given)["approval"] == asked
    facts = {each["path"][-1]: each["text"] for each in asked["content"]}
    assert facts["replaces"] == bytes(market.runs.get(number=1).digest).hex()
    assert facts["reason"] == "The wrong station was read"
    say_yes(house, asked)
    drain_queue(queues.QUEUE)
    shown = [(run["number"], run["kind"], run["state"], run["paid"]) for run in settlements(operator, market)]
    assert shown == [(2, "CORRECTION", "DONE", "285.00"), (1, "SETTLEMENT", "REPLACED", "285.00")]
    assert (has(first), has(second), again(market).state) == (900_00, 1_085_00, "CORRECTED")


DEBTS = """query ($id: ID!) { node(id: $id) { ... on Market {
    proposals { nodes { number standing } }
    correctionDebts { playerCount owed
        first { walletNumber takenBack balance owed phone player { name } } } } } }"""


def test_who_approves_a_correction_sees_who_would_owe_by_it(
    house: House, operator: Browser, bookmaker: Bookmaker, clock: Clock
):
    market = bookmaker.open()
    player = create_player(phone="0712345678", pin="274913", business=house.business)
    first = bookmaker.fund(open_wallet(business=house.business, player=player), 1_000_00)
    bookmaker.stake(first, outcome(market, "Yes"), 100_00)
    bookmaker.stake(bookmaker.player(), outcome(market, "No"), 200_00)
    bookmaker.settle(market, clock, "Yes")
    id = write_id("Market", market.pk)
    readers = (house.browser(Role.APPROVER), house.browser(), signed_in(first.player))
    assert [browser.data(DEBTS, id=id)["node"]["correctionDebts"] for browser in readers] == [None] * 3
    given = {
        "market": id,
        "parts": [{"outcome": write_id("Outcome", outcome(market, "No").pk), "bps": 10_000}],
        "evidence": "It was dry.",
        "observedAt": days.now().isoformat(),
        "reason": "The wrong station was read",
        "idempotencyKey": "right-1",
    }
    yes = [{"outcome": write_id("Outcome", outcome(market, "Yes").pk), "bps": 10_000}]
    same = operator.act("requestCorrection", **given | {"parts": yes, "idempotencyKey": "same-1"})
    assert (same["code"], same["field"]) == ("SAME_NUMBERS", ["parts"])
    operator.act("requestCorrection", ASKED, **given)
    debit_wallet(wallet=first, amount=1_000_00, target="1020", key="spent", occurred_at=days.now())
    debtor = {
        "walletNumber": wallet_number(first), "takenBack": "285.00", "balance": "185.00", "owed": "100.00",
    }  # fmt: skip
    approver, owner, as_player = (browser.data(DEBTS, id=id)["node"] for browser in readers)
    for seen, phone in ((approver, player.phone_masked), (owner, "254712345678")):
        told = seen["correctionDebts"]
        assert (told["playerCount"], told["owed"], len(told["first"])) == (1, "100.00", 1)
        assert told["first"][0].items() >= (debtor | {"phone": phone}).items()
    assert as_player["correctionDebts"] is None
    as_operator = operator.data(DEBTS, id=id)["node"]["correctionDebts"]
    assert as_operator == {"playerCount": 1, "owed": "100.00", "first": None}, "no wallet is theirs to read"
    standings = [{"number": 2, "standing": "ASKED"}, {"number": 1, "standing": "PAID"}]
    assert approver["proposals"]["nodes"] == as_player["proposals"]["nodes"] == standings


def test_one_settlement_is_read_by_its_house_alone(
    house: House, other_house: House, bookmaker: Bookmaker, staked, clock: Clock
):
    market, first, _ = staked
    asked = bookmaker.asked(market, clock, "Yes")
    id = write_id("Settlement", market.runs.get().pk)
    query = "query ($id: ID!) { node(id: $id) { ... on Settlement { state } } }"
    everybody = (house.browser(), signed_in(first.player), other_house.browser(), house.browser(Role.CASHIER))

    def seen() -> list[Any]:
        return [browser.data(query, id=id)["node"] for browser in everybody]

    assert seen() == [{"state": "FROZEN"}, None, None, None]
    bookmaker.say_yes(asked)
    assert seen() == [{"state": "APPROVED"}, {"state": "APPROVED"}, None, None]


def test_more_settlements_take_no_more_queries(house: House, bookmaker: Bookmaker, clock: Clock):
    wallet = bookmaker.player()
    for _ in range(4):
        market = bookmaker.open()
        bookmaker.stake(wallet, outcome(market, "Yes"), 10_00)
        bookmaker.asked(market, clock, "Yes")
    for browser in (house.browser(), signed_in(wallet.player)):
        counts = []
        for first in (2, 4):
            with CaptureQueriesContext(connection) as queries:
                browser.data(MANY, id=house.id, first=first)
            counts.append(len(queries))
        assert counts[0] == counts[1], (counts, [each["sql"][:200] for each in queries])
