"""Lists of markets and stakes: whose, in which order, by the page, in few queries."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from graphql_api.ids import write_id
from ledger.journal.wallet_numbers import wallet_number
from ledger.journal.wallets import open_wallet
from tests.graphql_api.conftest import Browser, House, signed_in
from tests.markets.bookmakers import Bookmaker, outcome
from users.models import Role
from users.people import create_player

MARKETS = """query ($id: ID, $all: Boolean! = false, $filter: MarketFilter, $order: MarketOrder) {
    markets(business: $id, allMine: $all, filter: $filter, orderBy: $order) { nodes { title } } }"""
STAKES = """query ($id: ID, $all: Boolean! = false, $filter: StakeFilter, $order: StakeOrder, $first: Int) {
    myStakes(business: $id, allMine: $all, filter: $filter, orderBy: $order, first: $first) {
    totalCount nodes { amount outcome { name impliedBps } market { title state pool } } } }"""
BELOW = """query ($id: ID!, $first: Int!) { markets(business: $id, first: $first) { nodes {
    title lint { code } carriesTo { title } pool createdBy { name }
    outcomes { nodes { name pool perHundred market { title } } }
    stakes { totalCount nodes { amount player { name } phone walletNumber fate pays } }
    disputes { nodes { reason } }
    proposals { nodes { number parts { nodes { bps outcome { name } } } } } voidedAt voidReason
    result { number parts { nodes { bps outcome { name } } } }
    clarifications { nodes { text } } } } }"""


def titles(browser: Browser, **given: Any) -> list[str]:
    return [each["title"] for each in browser.data(MARKETS, **given)["markets"]["nodes"]]


def test_markets_by_text_category_state_and_in_an_order(house: House, bookmaker: Bookmaker):
    bookmaker.open(title="Rain on Friday", category="Weather")
    bookmaker.open(title="Who wins the derby?", category="Sport")
    bookmaker.draft(title="A draft about rain", category="Weather")
    operator, player = house.browser(Role.MARKET_OPERATOR), house.browser(Role.PLAYER)
    mine = {"id": house.id}
    assert titles(operator, **mine) == ["A draft about rain", "Who wins the derby?", "Rain on Friday"]
    assert titles(player, **mine) == ["Who wins the derby?", "Rain on Friday"], "drafts are for the staff"
    assert titles(player, all=True) == titles(player, **mine)
    assert titles(operator, **mine, filter={"text": "RAIN"}) == ["A draft about rain", "Rain on Friday"]
    assert titles(player, **mine, filter={"text": "rain"}) == ["Rain on Friday"]
    assert titles(operator, **mine, filter={"category": "Sport"}) == ["Who wins the derby?"]
    assert titles(operator, **mine, filter={"states": ["DRAFT"]}) == ["A draft about rain"]
    assert titles(player, **mine, filter={"states": ["DRAFT", "REVIEW"]}) == []
    assert titles(operator, **mine, filter={"states": []}) == []
    by_title = {"field": "TITLE", "direction": "ASC"}
    assert titles(operator, **mine, order=by_title)[:2] == ["A draft about rain", "Rain on Friday"]
    opened = {"field": "OPENED_AT", "direction": "ASC"}
    assert titles(operator, **mine, order=opened)[-1] == "A draft about rain"
    assert operator.refusal(MARKETS, **mine, filter={"text": " "}) == "BAD_FILTER"
    assert operator.refusal(MARKETS) == "WHICH_BUSINESS"


def test_players_do_not_see_where_a_market_carries_to_before_it_is_open(house: House, bookmaker: Bookmaker):
    draft = bookmaker.draft(title="The next one")
    market = bookmaker.open(carries_to=draft)
    ask = "query ($id: ID!) { node(id: $id) { ... on Market { carriesTo { title state } } } }"
    id = write_id("Market", market.pk)
    assert house.browser(Role.PLAYER).data(ask, id=id)["node"] == {"carriesTo": None}
    shown = {"carriesTo": {"title": "The next one", "state": "DRAFT"}}
    assert house.browser(Role.MARKET_OPERATOR).data(ask, id=id)["node"] == shown
    bookmaker.say_yes(bookmaker.submit(draft))
    shown["carriesTo"]["state"] = "OPEN"
    assert house.browser(Role.PLAYER).data(ask, id=id)["node"] == shown


def test_ones_own_stakes_and_nobody_elses(house: House, other_house: House, bookmaker: Bookmaker):
    market, rain = bookmaker.open(), bookmaker.open(title="Rain")
    mine, other = bookmaker.player(), bookmaker.player()
    for wallet, on, cents in (
        (mine, outcome(market, "Yes"), 100_00), (other, outcome(market, "No"), 300_00),
        (mine, outcome(rain, "No"), 20_00),
    ):  # fmt: skip
        bookmaker.stake(wallet, on, cents)
    player = signed_in(mine.player)

    def amounts(browser: Browser = player, **given: Any) -> list[str]:
        nodes = browser.data(STAKES, **{"id": house.id} | given)["myStakes"]["nodes"]
        return [each["amount"] for each in nodes]

    assert amounts() == ["20.00", "100.00"] == amounts(id=None, all=True)
    assert amounts(order={"field": "AMOUNT"}) == ["100.00", "20.00"]
    assert amounts(filter={"market": write_id("Market", rain.pk)}) == ["20.00"]
    assert amounts(filter={"amount": {"min": "50"}}) == ["100.00"]
    bookmaker.close(rain)
    assert amounts(filter={"states": ["CLOSED"]}) == ["20.00"]
    assert amounts(filter={"states": ["OPEN"]}) == ["100.00"]
    assert amounts(signed_in(other.player)) == ["300.00"]
    assert amounts(house.browser(Role.PLAYER)) == []
    assert amounts(house.browser()) == []
    assert house.browser(Role.CASHIER).refusal(STAKES, id=house.id) == "NOT_ALLOWED"
    assert other_house.browser(Role.PLAYER).refusal(STAKES, id=house.id) == "NOT_FOUND"
    assert other_house.browser(Role.PLAYER).data(STAKES, all=True)["myStakes"]["nodes"] == []
    assert Browser().refusal(STAKES, all=True) == "SIGN_IN_REQUIRED"
    assert player.refusal(STAKES, id=house.id, first=101) == "BAD_PAGE"
    below = "query ($id: ID!) { node(id: $id) { ... on Market { stakes { nodes { amount } } } } }"
    for browser, shown in ((player, ["100.00"]), (house.browser(), ["300.00", "100.00"])):
        nodes = browser.data(below, id=write_id("Market", market.pk))["node"]["stakes"]["nodes"]
        assert [each["amount"] for each in nodes] == shown


def test_staff_find_the_stakes_of_a_player_and_what_each_was_paid(house: House, bookmaker: Bookmaker):
    market = bookmaker.open()
    one = create_player(phone="0712345678", pin="274913", business=house.business, display_name="Wanjiru")
    mine, other = bookmaker.fund(open_wallet(business=house.business, player=one), 500_00), bookmaker.player()
    for wallet, name, cents in ((mine, "Yes", 100_00), (other, "No", 300_00), (mine, "No", 20_00)):
        bookmaker.stake(wallet, outcome(market, name), cents)
    query = """query ($id: ID!, $filter: StakeFilter) { node(id: $id) { ... on Market {
        stakes(filter: $filter, orderBy: {field: AMOUNT}) { totalCount nodes {
        amount fate pays phone walletNumber player { name } } } } } }"""

    def found(browser: Browser, **filter: Any) -> list[dict[str, Any]]:
        given = {"id": write_id("Market", market.pk), "filter": filter or None}
        return browser.data(query, **given)["node"]["stakes"]["nodes"]

    owner, operator = house.browser(), house.browser(Role.MARKET_OPERATOR)
    hers = [each["amount"] for each in found(owner, player="wanji")]
    assert hers == ["100.00", "20.00"]
    for said in (wallet_number(mine), wallet_number(mine).lower(), "0712 345 678"):
        assert [each["amount"] for each in found(owner, player=said)] == hers
    assert [each["amount"] for each in found(owner, player="W")] == hers, "part of a name"
    assert found(owner, player="nobody") == []
    no = write_id("Outcome", outcome(market, "No").pk)
    assert [each["amount"] for each in found(owner, outcome=no)] == ["300.00", "20.00"]
    assert found(signed_in(other.player), player="wanji") == [], "players have their own alone"
    bookmaker.settle(market, None, "Yes")
    first, second = found(owner, player="wanji")
    assert first == {
        "amount": "100.00", "fate": "WON", "pays": "399.00", "phone": "254712345678",
        "walletNumber": wallet_number(mine), "player": {"name": "Wanjiru"},
    }  # fmt: skip
    assert (second["fate"], second["pays"]) == ("LOST", "0.00")
    assert found(operator, player="wanji")[0]["phone"] == one.phone_masked != "254712345678"


def test_more_rows_take_no_more_queries(house: House, bookmaker: Bookmaker):
    wallet = bookmaker.player()
    for count in range(4):
        market = bookmaker.open(title=f"Market {count}", carries_to=bookmaker.draft())
        for name in ("Yes", "No"):
            bookmaker.stake(wallet, outcome(market, name), 10_00)
    operator, player = house.browser(Role.MARKET_OPERATOR), signed_in(wallet.player)
    for browser, query, name in (
        (operator, BELOW, "markets"), (player, BELOW, "markets"), (player, STAKES, "myStakes")
    ):  # fmt: skip
        counts = []
        for first in (2, 4):
            with CaptureQueriesContext(connection) as queries:
                assert len(browser.data(query, id=house.id, first=first)[name]["nodes"]) == first
            last = [each["sql"] for each in queries if "LIMIT" in each["sql"] and "ORDER BY" in each["sql"]]
            assert last, name
            counts.append(len(queries))
        assert counts[0] == counts[1], (name, counts, [each["sql"][:200] for each in queries])
