"""The pool over time and the dry run over GraphQL: who sees them, and in how many queries."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from graphql_api.ids import write_id
from tests.clock import Clock
from tests.graphql_api.conftest import House, signed_in
from tests.markets.bookmakers import Bookmaker, outcome
from users.models import Role

HISTORY = """query ($id: ID!, $points: Int! = 60) { node(id: $id) { ... on Market {
    openedAt poolHistory(points: $points) { at pool byOutcome } } } }"""
DRY = """query ($id: ID!) { node(id: $id) { ... on Market { dryRun {
    outcome { name pool market { title } } ending winnerCount paid refunded fee breakage carryOut } } } }"""
MANY = """query ($id: ID!, $first: Int!) { markets(business: $id, first: $first) { nodes {
    poolHistory(points: 5) { pool byOutcome } dryRun { paid outcome { name market { title } } } } } }"""


def test_the_dry_run_is_for_the_staff(house: House, other_house: House, bookmaker: Bookmaker):
    market, first, second = bookmaker.open(), bookmaker.player(), bookmaker.player()
    bookmaker.stake(first, outcome(market, "Yes"), 100_00)
    bookmaker.stake(second, outcome(market, "No"), 200_00)
    id = write_id("Market", market.pk)
    sums = {
        "ending": "PAID", "winnerCount": 1, "paid": "285.00", "refunded": "0.00", "fee": "15.00",
        "breakage": "0.00", "carryOut": "0.00",
    }  # fmt: skip
    title = {"title": "Will it rain?"}
    for role in (Role.MARKET_OPERATOR, Role.AUDITOR):
        assert house.browser(role).data(DRY, id=id)["node"]["dryRun"] == [
            {"outcome": {"name": "Yes", "pool": "100.00", "market": title}} | sums,
            {"outcome": {"name": "No", "pool": "200.00", "market": title}} | sums,
        ]
    assert signed_in(first.player).data(DRY, id=id)["node"]["dryRun"] is None
    assert other_house.browser().data(DRY, id=id)["node"] is None
    draft = write_id("Market", bookmaker.draft("Only one").pk)
    assert house.browser().data(DRY, id=draft)["node"]["dryRun"] == []


def test_players_see_how_the_pool_grew(house: House, bookmaker: Bookmaker, clock: Clock):
    market, wallet = bookmaker.open(), bookmaker.player()
    bookmaker.stake(wallet, outcome(market, "No"), 70_00)
    clock.pass_seconds(600)
    id, player = write_id("Market", market.pk), signed_in(wallet.player)
    node = player.data(HISTORY, id=id, points=3)["node"]
    first, *later = node["poolHistory"]
    assert first == {"at": node["openedAt"], "pool": "0.00", "byOutcome": ["0.00", "0.00"]}
    assert [(each["pool"], each["byOutcome"]) for each in later] == [("70.00", ["0.00", "70.00"])] * 2
    assert len(player.data(HISTORY, id=id)["node"]["poolHistory"]) == 60
    for points in (1, 201, -1):
        assert player.refusal(HISTORY, id=id, points=points) == "BAD_PAGE"
    draft = write_id("Market", bookmaker.draft().pk)
    assert house.browser().data(HISTORY, id=draft)["node"]["poolHistory"] == []


def test_more_markets_take_no_more_queries(house: House, bookmaker: Bookmaker):
    wallet = bookmaker.player()
    for _ in range(4):
        market = bookmaker.open(carries_to=bookmaker.draft())
        for name in ("Yes", "No"):
            bookmaker.stake(wallet, outcome(market, name), 10_00)
    for browser in (house.browser(), signed_in(wallet.player)):
        counts = []
        for first in (2, 4):
            with CaptureQueriesContext(connection) as queries:
                assert len(browser.data(MANY, id=house.id, first=first)["markets"]["nodes"]) == first
            counts.append(len(queries))
        assert counts[0] == counts[1], (counts, [each["sql"][:200] for each in queries])
