"""Players stake, limit themselves and keep themselves from staking, as they ask over GraphQL."""

from __future__ import annotations

from datetime import timedelta

from core import days
from graphql_api.ids import write_id
from markets.models import SelfExclusion, Stake, StakeLimit
from tests.clock import Clock
from tests.graphql_api.conftest import Browser, House, signed_in
from tests.markets.bookmakers import Bookmaker, again, books, has, outcome
from users.models import Role

PLACED = "stake { id number amount outcome { name } market { pool } player { isMe } }"
MINE = """query ($id: ID!) { myStaking(business: $id) { limits { period amount staked left }
    coming { period amount fromAt } exclusion { untilAt } } }"""
LIMIT = "stakeLimit { period amount fromAt }"


def test_a_stake_leaves_the_wallet_for_the_pool_once(bookmaker: Bookmaker):
    market, wallet = bookmaker.open(), bookmaker.player(500_00)
    player = signed_in(wallet.player)
    yes = write_id("Outcome", outcome(market, "Yes").pk)
    given = {"outcome": yes, "amount": "120.50", "idempotencyKey": "stake-1"}
    placed = player.act("placeStake", PLACED, **given)["stake"]
    assert placed | {"id": ""} == {
        "id": "", "number": 1, "amount": "120.50", "outcome": {"name": "Yes"}, "market": {"pool": "120.50"},
        "player": {"isMe": True},
    }  # fmt: skip
    assert player.act("placeStake", PLACED, **given)["stake"] == placed
    assert player.act("placeStake", **given | {"amount": "120.51"})["code"] == "KEY_REUSED"
    assert (has(wallet), bookmaker.balance(f"2300-{market.pk}"), Stake.objects.count()) == (379_50, 120_50, 1)


def test_what_is_refused_moves_nothing(house: House, other_house: House, bookmaker: Bookmaker):
    market, wallet = bookmaker.open(most_stake=200_00), bookmaker.player(100_00)
    player, runs = signed_in(wallet.player), outcome(market, "Yes")
    draft = outcome(bookmaker.draft(), "Yes")
    before = books()

    def told(browser: Browser, on: int = runs.pk, amount: str = "50.00") -> tuple[str, list[str]]:
        given = {"outcome": write_id("Outcome", on), "amount": amount, "idempotencyKey": "stake-1"}
        said = browser.act("placeStake", **given)
        return said["code"], said["field"]

    assert told(player, amount="0.50") == ("STAKE_BOUNDS", ["amount"])
    assert told(player, amount="200.01") == ("STAKE_BOUNDS", ["amount"])
    assert told(player, amount="100.01")[0] == "FLOOR"
    assert told(player, amount="-1")[0] in ("STAKE_BOUNDS", "BAD_AMOUNT")
    assert told(player, on=draft.pk) == ("NOT_FOUND", ["outcome"])
    assert told(house.browser(Role.MARKET_OPERATOR))[0] == "NOT_ALLOWED"
    assert told(other_house.browser(Role.PLAYER)) == ("NOT_FOUND", ["outcome"])
    assert told(Browser())[0] == "SIGN_IN_REQUIRED"
    bookmaker.close(market)
    assert told(player) == ("MARKET_CLOSED", ["outcome"])
    assert books() == before and has(wallet) == 100_00


def test_the_bounds_and_what_is_left_are_facts_for_programs(bookmaker: Bookmaker):
    market, wallet = bookmaker.open(least_stake=20_00), bookmaker.player()
    player, yes = signed_in(wallet.player), write_id("Outcome", outcome(market, "Yes").pk)
    business = write_id("Business", market.business_id)
    ask = """mutation ($input: PlaceStakeInput!) { placeStake(input: $input) {
        stake { id } problems { code detail { limit retryAt } } } }"""

    def told(amount: str, key: str) -> list[dict[str, object]]:
        given = {"outcome": yes, "amount": amount, "idempotencyKey": key}
        return player.data(ask, input=given)["placeStake"]["problems"]

    assert told("19.99", "1") == [{"code": "STAKE_BOUNDS", "detail": {"limit": "20.00", "retryAt": None}}]
    player.act("setStakeLimit", LIMIT, business=business, period="DAY", amount="50.00")
    assert told("30.00", "2") == []
    assert told("20.01", "3") == [{"code": "STAKE_LIMIT", "detail": {"limit": "20.00", "retryAt": None}}]


def test_a_limit_is_lowered_at_once_and_raised_a_day_later(house: House, clock: Clock):
    player = house.browser(Role.PLAYER)
    nothing = {"amount": None, "staked": "0.00", "left": None}
    assert player.data(MINE, id=house.id)["myStaking"] == {
        "limits": [{"period": each, **nothing} for each in ("DAY", "WEEK", "MONTH")],
        "coming": [], "exclusion": None,
    }  # fmt: skip
    low = {"business": house.id, "period": "WEEK", "amount": "100.00"}
    assert player.act("setStakeLimit", LIMIT, **low)["stakeLimit"]["amount"] == "100.00"
    high = player.act("setStakeLimit", LIMIT, **low | {"amount": "300.00"})["stakeLimit"]
    clock.pass_seconds(3600)
    assert player.act("setStakeLimit", LIMIT, **low | {"amount": "300.00"})["stakeLimit"] == high
    assert StakeLimit.objects.count() == 2, "asked again, it does not begin anew"
    mine = player.data(MINE, id=house.id)["myStaking"]
    assert mine["limits"][1] == {"period": "WEEK", "amount": "100.00", "staked": "0.00", "left": "100.00"}
    assert mine["coming"] == [high]
    clock.pass_seconds(23 * 3600)
    player = house.browser(Role.PLAYER)  # the session has ended meanwhile
    mine = player.data(MINE, id=house.id)["myStaking"]
    assert (mine["limits"][1]["left"], mine["coming"]) == ("300.00", [])
    refused = player.act("setStakeLimit", **low | {"amount": "-1.00"})
    assert (refused["code"], refused["field"]) == ("BAD_LIMIT", ["amount"])


def test_who_keeps_themselves_from_staking_is_kept_from_it(bookmaker: Bookmaker):
    market, wallet = bookmaker.open(), bookmaker.player()
    player = signed_in(wallet.player)
    where = {"business": write_id("Business", market.business_id)}
    for odd in ({}, {"forDays": 1, "forGood": True}, {"forDays": 0}, {"forDays": 1_831}):
        told = player.act("excludeSelf", **where, **odd)
        assert (told["code"], told["field"]) == ("BAD_LIMIT", ["forDays"]), odd
    assert not SelfExclusion.objects.exists()
    kept = player.act("excludeSelf", "exclusion { untilAt }", **where, forDays=7)["exclusion"]
    assert kept["untilAt"]
    given = {
        "outcome": write_id("Outcome", outcome(market, "Yes").pk), "amount": "10", "idempotencyKey": "1"
    }  # fmt: skip
    assert player.act("placeStake", **given)["code"] == "SELF_EXCLUDED"
    assert player.data(MINE, id=where["business"])["myStaking"]["exclusion"] == kept
    assert player.act("excludeSelf", "exclusion { untilAt }", **where, forGood=True)["exclusion"] == {
        "untilAt": None
    }
    assert player.data(MINE, id=where["business"])["myStaking"]["exclusion"] == {"untilAt": None}
    assert has(wallet) == 1_000_00 and again(market).pool.total == 0


def test_limits_are_for_players_of_the_business(house: House, other_house: House):
    verbs = (
        ("setStakeLimit", {"period": "DAY", "amount": "1"}),
        ("excludeSelf", {"forDays": 1}),
    )
    for browser, code in (
        (house.browser(), "NOT_ALLOWED"),
        (other_house.browser(Role.PLAYER), "NOT_FOUND"),
        (Browser(), "SIGN_IN_REQUIRED"),
    ):
        for verb, more in verbs:
            assert browser.act(verb, business=house.id, **more)["code"] == code
        assert browser.refusal(MINE, id=house.id) == code
    assert not StakeLimit.objects.exists() and not SelfExclusion.objects.exists()


def test_live_pools_say_what_each_outcome_would_pay(house: House, bookmaker: Bookmaker):
    market = bookmaker.open()
    ask = """query ($id: ID!) { node(id: $id) { ... on Market { pool stakeCount outcomes { nodes {
        name pool stakeCount impliedBps perHundred nextHundred } } } } }"""
    player, id = house.browser(Role.PLAYER), write_id("Market", market.pk)
    nothing = {"pool": "0.00", "stakeCount": 0, "impliedBps": 0, "perHundred": None, "nextHundred": "100.00"}
    assert player.data(ask, id=id)["node"] == {
        "pool": "0.00", "stakeCount": 0,
        "outcomes": {"nodes": [{"name": "Yes", **nothing}, {"name": "No", **nothing}]},
    }  # fmt: skip
    for name, cents in (("Yes", 300_00), ("No", 100_00)):
        bookmaker.stake(bookmaker.player(), outcome(market, name), cents)
    assert player.data(ask, id=id)["node"] == {
        "pool": "400.00",
        "stakeCount": 2,
        "outcomes": {
            "nodes": [
                {
                    "name": "Yes", "pool": "300.00", "stakeCount": 1, "impliedBps": 7_500,
                    "perHundred": "126.66", "nextHundred": "118.75",
                },
                {
                    "name": "No", "pool": "100.00", "stakeCount": 1, "impliedBps": 2_500,
                    "perHundred": "380.00", "nextHundred": "237.50",
                },
            ]
        },
    }  # fmt: skip


def test_it_is_shown_closed_from_its_instant_on(house: House, bookmaker: Bookmaker, clock: Clock):
    market = bookmaker.open(closes_at=days.now() + timedelta(minutes=5))
    ask = """query ($id: ID!, $states: [MarketState!]) {
        markets(business: $id, filter: {states: $states}) { totalCount nodes { state } } }"""
    player = house.browser(Role.PLAYER)

    def found(state: str) -> list[str]:
        nodes = player.data(ask, id=house.id, states=[state])["markets"]["nodes"]
        return [each["state"] for each in nodes]

    assert (found("OPEN"), found("CLOSED")) == (["OPEN"], [])
    clock.pass_seconds(300)
    assert (found("OPEN"), found("CLOSED")) == ([], ["CLOSED"])
    assert again(market).state == "OPEN", "nobody has looked with a lock yet"
