"""Players pay into their wallets over GraphQL: how, what became of it, and nobody else's."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from graphql_api.ids import write_id
from ledger.journal.wallet_numbers import wallet_number
from ledger.models import Wallet
from markets.models import Deposit, LegalKind
from markets.staking.excluding import exclude_self
from mpesa.models import PaymentRequest
from tests.clock import Clock
from tests.graphql_api.conftest import Browser, House, signed_in
from tests.graphql_api.events.sockets import OWN, later, opened, run, session_of
from tests.markets.bookmakers import Bookmaker, books, has, outcome, set_legal_rule
from tests.markets.depositors import PHONE, Depositors
from users.models import Role

SHOWN = """request { id amount state stakeState stakeAmount receiptNumber phone outcome { name }
    stake { amount } problem { code field } wallet { balance } }"""
MINE = """query ($all: Boolean! = true, $first: Int = 20) { wallets(allMine: $all, first: $first) { nodes {
    balance topUp { paybill accountNumber } depositFor(amount: "9999") { amount } deposits { nodes {
    amount state message { en } stakeState phone receiptNumber createdAt settledAt stakeAmount
    outcome { name market { title } } stake { amount } problem { code message } wallet { balance }
    } } movements { nodes { receiptNumber whileExcluded market { title } } } } } }"""
FOLLOW = """subscription ($business: ID, $id: ID) { walletChanged(business: $business, id: $id) {
    wallet { balance deposits { nodes { state stakeState } } } } }"""


@pytest.fixture(autouse=True)
def address(settings) -> None:
    settings.BASE_URL = "http://127.0.0.1:9"


@pytest.fixture
def depositors(bookmaker: Bookmaker) -> Depositors:
    return Depositors(bookmaker)


def ask(browser: Browser, wallet: Wallet, amount: str = "100", **more: Any) -> Any:
    given = {"wallet": write_id("Wallet", wallet.pk), "amount": amount, "phone": PHONE, "idempotencyKey": "1"}
    return browser.act("depositToWallet", SHOWN, **given | more)


def test_a_deposit_with_a_stake_from_the_question_to_the_pool(depositors: Depositors, clock: Clock):
    market, wallet = depositors.bookmaker.open(), depositors.bookmaker.player(0)
    player, yes = signed_in(wallet.player), write_id("Outcome", outcome(market, "Yes").pk)
    stake = {"outcome": yes, "amount": "60.50"}
    asked = ask(player, wallet, stake=stake)["request"]
    assert asked | {"id": ""} == {
        "id": "", "amount": "100.00", "state": "INITIATED", "stakeState": "WAITING", "stakeAmount": "60.50",
        "receiptNumber": None, "phone": "25470****611", "outcome": {"name": "Yes"}, "stake": None,
        "problem": None, "wallet": {"balance": "0.00"},
    }  # fmt: skip
    assert ask(player, wallet, stake=stake)["request"] == asked
    assert ask(player, wallet)["code"] == "KEY_REUSED"
    row = Deposit.objects.get()
    number = depositors.answer(depositors.rung(row))
    (mine,) = player.data(MINE)["wallets"]["nodes"]
    assert mine["topUp"] == {"paybill": "600611", "accountNumber": wallet_number(wallet)}
    (told,) = mine["deposits"]["nodes"]
    assert (mine["balance"], told["state"], told["stakeState"], told["stake"], told["receiptNumber"]) == (
        "39.50", "PAID", "STAKED", {"amount": "60.50"}, number
    )  # fmt: skip


NEEDED = """query ($id: ID!, $amount: Money!) { node(id: $id) { ... on Wallet {
    depositFor(amount: $amount) { amount excise } } } }"""


def test_what_is_missing_for_a_stake_is_asked_for_with_its_excise(depositors: Depositors, clock: Clock):
    set_legal_rule(depositors.bookmaker, clock, LegalKind.EXCISE, 500)
    market, wallet = depositors.bookmaker.open(), depositors.bookmaker.player(10_00)
    player, id = signed_in(wallet.player), write_id("Wallet", wallet.pk)

    def needed(amount: str) -> Any:
        return player.data(NEEDED, id=id, amount=amount)["node"]["depositFor"]

    assert needed("10") is None and needed("-5") is None
    assert needed("10.01") == {"amount": "1.00", "excise": "0.05"}
    asked = needed("110.50")
    assert asked == {"amount": "106.00", "excise": "5.30"}
    yes = write_id("Outcome", outcome(market, "Yes").pk)
    ask(player, wallet, amount=asked["amount"], stake={"outcome": yes, "amount": "110.50"})
    depositors.answer(depositors.rung(Deposit.objects.get()))
    row = Deposit.objects.get()
    assert (row.state, row.stake and row.stake.cents, has(wallet)) == ("STAKED", 110_50, 20)


def test_why_no_stake_followed_stands_beside_the_money(depositors: Depositors, clock: Clock):
    market, wallet = depositors.bookmaker.open(), depositors.bookmaker.player(0)
    player = signed_in(wallet.player)
    ask(player, wallet, stake={"outcome": write_id("Outcome", outcome(market, "No").pk), "amount": "100"})
    depositors.bookmaker.close(market)
    depositors.answer(depositors.rung(Deposit.objects.get()))
    (mine,) = player.data(MINE)["wallets"]["nodes"]
    (told,) = mine["deposits"]["nodes"]
    assert (mine["balance"], told["stakeState"]) == ("100.00", "REFUSED")
    assert told["problem"] == {"code": "MARKET_CLOSED", "message": "This market takes no stakes now."}


def test_what_is_refused_says_where_and_moves_nothing(
    house: House, other_house: House, depositors: Depositors, clock: Clock
):
    bookmaker = depositors.bookmaker
    market, wallet, other = bookmaker.open(), bookmaker.player(0), bookmaker.player(0)
    player, yes = signed_in(wallet.player), write_id("Outcome", outcome(market, "Yes").pk)
    draft = write_id("Outcome", outcome(bookmaker.draft(), "Yes").pk)
    before = books()

    def told(browser: Browser, **more: Any) -> tuple[str, list[str]]:
        said = ask(browser, wallet, **more)
        return said["code"], said["field"]

    assert told(signed_in(other.player)) == ("NOT_FOUND", ["wallet"])
    assert told(other_house.browser(Role.PLAYER)) == ("NOT_FOUND", ["wallet"])
    assert told(house.browser(Role.OWNER))[0] == "NOT_ALLOWED"
    assert told(Browser())[0] == "SIGN_IN_REQUIRED"
    assert told(player, amount="-1")[0] == "BAD_AMOUNT"
    for amount in ("0.50", "500.40"):
        assert told(player, amount=amount) == ("NOT_WHOLE", ["amount"]), "no more is asked than was typed"
    assert told(player, phone="12") == ("BAD_PHONE", ["phone"])
    assert told(player, phone=None) == ("PHONE_MISSING", ["phone"])
    assert told(player, idempotencyKey="deposit:1:2") == ("BAD_KEY", ["idempotencyKey"])
    assert told(player, stake={"outcome": draft, "amount": "5"}) == ("NOT_FOUND", ["stake", "outcome"])
    assert told(player, stake={"outcome": yes, "amount": "0.50"}) == ("STAKE_BOUNDS", ["stake", "amount"])
    assert told(player, amount="50001")[0] == "TIER_LIMIT"
    player.act("excludeSelf", business=house.id, forDays=1)
    assert told(player)[0] == "SELF_EXCLUDED"
    assert books() == before and not PaymentRequest.objects.exists()


def test_nobody_elses_deposits_are_seen_and_the_books_are(house: House, depositors: Depositors, clock: Clock):
    wallet, other = depositors.bookmaker.player(0), depositors.bookmaker.player(0)
    row = depositors.ask(wallet, 100_00)
    node = "query ($id: ID!) { node(id: $id) { ... on WalletDeposit { amount phone } } }"
    id = write_id("WalletDeposit", row.pk)
    shown = {"node": {"amount": "100.00", "phone": "25470****611"}}
    assert signed_in(wallet.player).data(node, id=id) == shown
    assert house.browser(Role.ACCOUNTANT).data(node, id=id) == shown
    for browser in (signed_in(other.player), house.browser(Role.CASHIER)):
        assert browser.data(node, id=id) == {"node": None}


def test_many_wallets_are_read_in_as_few_queries_as_one(house: House, depositors: Depositors, clock: Clock):
    market = depositors.bookmaker.open()
    for number in range(4):
        wallet, phone = depositors.bookmaker.player(0), f"25470000062{number}"
        asked = depositors.ask(wallet, 50_00, outcome(market, "Yes"), 20_00, phone=phone)
        depositors.answer(asked, phone=phone)
        depositors.ask(wallet, 30_00, phone=phone)
    accountant, counts = house.browser(Role.ACCOUNTANT), []
    for first in (1, 4):
        with CaptureQueriesContext(connection) as queries:
            found = accountant.data(MINE, first=first)["wallets"]["nodes"]
        assert [len(each["deposits"]["nodes"]) for each in found] == [2] * first
        counts.append(len(queries))
    assert counts[0] == counts[1], counts


def test_a_movement_says_what_it_was_about(house: House, depositors: Depositors, clock: Clock):
    market, wallet = depositors.bookmaker.open(), depositors.bookmaker.player(0)
    number = depositors.answer(depositors.ask(wallet, 100_00))
    depositors.bookmaker.stake(wallet, outcome(market, "Yes"), 60_00)
    depositors.bookmaker.settle(market, clock, "Yes")
    exclude_self(business=house.business, player=wallet.player, for_days=1, actor=wallet.player)
    late = depositors.pay(wallet, 20_00).number
    query = """{ wallets(allMine: true, onlyOwn: true) { nodes { movements { nodes {
        amount receiptNumber whileExcluded market { title } } } } } }"""
    (found,) = signed_in(wallet.player).data(query)["wallets"]["nodes"]
    rain = {"title": "Will it rain?"}
    assert [tuple(each.values()) for each in found["movements"]["nodes"]] == [
        ("20.00", late, True, None), ("60.00", None, False, rain), ("-60.00", None, False, rain),
        ("100.00", number, False, None),
    ]  # fmt: skip


def test_a_player_hears_of_the_own_wallet_alone(house: House, depositors: Depositors, prompt_tick):
    bookmaker = depositors.bookmaker
    wallet, other = bookmaker.player(0), bookmaker.player(0)
    session = session_of(signed_in(wallet.player))

    def play() -> None:
        depositors.pay(other, 10_00)
        depositors.answer(depositors.ask(wallet, 40_00))

    async def story() -> None:
        async with opened(session=session, origin=OWN) as socket:
            await socket.open()
            await socket.init()
            await socket.send(FOLLOW, {"business": house.id})

            async def told() -> Any:
                return (await socket.hear())["payload"]["data"]["walletChanged"]["wallet"]

            assert await told() is None
            await later(play)()
            heard = await told()
            while heard["balance"] != "40.00" or heard["deposits"]["nodes"][0]["state"] != "PAID":
                heard = await told()
            assert heard["deposits"]["nodes"] == [{"state": "PAID", "stakeState": "NO_STAKE"}]

    run(story)
