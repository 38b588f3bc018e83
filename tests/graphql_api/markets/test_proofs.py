"""What a stake got over GraphQL, and how its player checks that: by the real verifier, in a process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.conf import settings
from django.db import connection
from django.test import AsyncClient
from django.test.utils import CaptureQueriesContext

from core.machine.jobs import drain_queue
from graphql_api.ids import write_id
from ledger.models import Wallet
from markets.models import Market
from markets.settling import queues
from tests.clock import Clock
from tests.environment import ROOT
from tests.graphql_api.conftest import Browser, House, signed_in
from tests.markets.bookmakers import Bookmaker, outcome
from tests.markets.certificates import checked
from users.models import Role

MINE = """query ($id: ID!, $first: Int) { myStakes(business: $id, first: $first) { nodes {
    number amount fate pays proof market { title } } } }"""
CERTIFICATE = """query ($id: ID!) { node(id: $id) { ... on Market {
    certificate { digest address expiresAt } settlements { nodes { digest } } } } }"""
MANY = """query ($id: ID!, $first: Int!) { markets(business: $id, first: $first) { nodes {
    certificate { digest } stakes { nodes { number fate pays proof } } } } }"""


@pytest.fixture
def staked(bookmaker: Bookmaker) -> tuple[Market, Wallet, Wallet]:
    """100.00 on Yes, 200.00 on No; fee 5 %."""
    market = bookmaker.open()
    first, second = bookmaker.player(), bookmaker.player()
    bookmaker.stake(first, outcome(market, "Yes"), 100_00)
    bookmaker.stake(second, outcome(market, "No"), 200_00)
    return market, first, second


def stakes_of(house: House, wallet: Wallet) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = signed_in(wallet.player).data(MINE, id=house.id)["myStakes"]["nodes"]
    return nodes


def certificate_of(browser: Browser, market: Market) -> dict[str, Any] | None:
    node = browser.data(CERTIFICATE, id=write_id("Market", market.pk))["node"]
    found: dict[str, Any] | None = node["certificate"]
    assert found is None or found["digest"] == node["settlements"]["nodes"][0]["digest"]
    return found


def downloaded(browser: Browser, address: str) -> Any:
    return browser.client.get(address)


def test_a_player_sees_and_checks_what_came_back(
    house: House, bookmaker: Bookmaker, staked, clock: Clock, tmp_path: Path
):
    market, first, second = staked
    asked = bookmaker.asked(market, clock, "Yes")
    bookmaker.say_yes(asked)
    for wallet in (first, second):
        (mine,) = stakes_of(house, wallet)
        assert (mine["fate"], mine["pays"], mine["proof"]) == (None, None, None), "not in the books yet"
        assert certificate_of(signed_in(wallet.player), market) is None
    drain_queue(queues.QUEUE)
    bystander = signed_in(bookmaker.player().player)
    certificate = certificate_of(bystander, market)
    assert certificate is not None and certificate["digest"] == bytes(market.runs.get().digest).hex()
    answer = downloaded(bystander, certificate["address"])
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/jsonl")
    assert answer["Content-Disposition"] == f'attachment; filename="market-{market.pk}-1.jsonl"'
    file = tmp_path / "certificate.jsonl"
    file.write_bytes(b"".join(answer.streaming_content))
    assert checked(file, "--digest", certificate["digest"])[0] == 0
    assert first.player.username not in file.read_text("utf-8")
    for wallet, fate, pays, said in (
        (first, "WON", "285.00", "stake 1 won: 100.00 staked, gets 285.00"),
        (second, "LOST", "0.00", "stake 2 lost: 200.00 staked, gets 0.00"),
    ):
        (mine,) = stakes_of(house, wallet)
        assert (mine["fate"], mine["pays"]) == (fate, pays)
        proof = tmp_path / "proof.json"
        proof.write_text(mine["proof"], "utf-8")
        for words in ([file, "--stake", proof], [proof]):
            status, text = checked(*words, "--digest", certificate["digest"])
            assert status == 0 and said in text, text


def test_whoever_asks_has_the_file_that_checks_it():
    browser, file = Browser(), ROOT / "markets" / "verify_certificate.py"
    answer = downloaded(browser, "/verify_certificate.py")
    assert (answer.status_code, answer.content) == (200, file.read_bytes())
    assert answer["Content-Disposition"] == 'attachment; filename="verify_certificate.py"'
    assert browser.client.post("/verify_certificate.py").status_code in (403, 405)


def test_the_address_is_one_persons_of_the_house(
    house: House, other_house: House, bookmaker: Bookmaker, staked, clock: Clock
):
    market, first, _ = staked
    bookmaker.settle(market, clock, "Yes")
    player = signed_in(first.player)
    found = certificate_of(player, market)
    assert found is not None
    assert downloaded(player, found["address"]).status_code == 200
    for browser, status, code in (
        (Browser(), 401, "SIGN_IN_REQUIRED"), (house.browser(), 404, "NOT_FOUND"),
        (other_house.browser(), 404, "NOT_FOUND"),
    ):  # fmt: skip
        answer = downloaded(browser, found["address"])
        assert answer.status_code == status
        assert answer.json()["errors"][0]["extensions"]["code"] == code
    first.player.memberships.all().delete()
    assert downloaded(player, found["address"]).status_code == 404, "who left reads no more"
    for browser in (other_house.browser(Role.PLAYER), house.browser(Role.CASHIER)):
        assert browser.data(CERTIFICATE, id=write_id("Market", market.pk))["node"] is None


def test_a_socket_server_sends_it_part_by_part(
    house: House, bookmaker: Bookmaker, staked, clock: Clock, monkeypatch, tmp_path: Path
):
    market, first, _ = staked
    bookmaker.settle(market, clock, "Yes")
    player = signed_in(first.player)
    found = certificate_of(player, market)
    assert found is not None
    monkeypatch.setattr("markets.settling.web._PART", 1)
    client = AsyncClient()
    client.cookies[settings.SESSION_COOKIE_NAME] = player.client.cookies[settings.SESSION_COOKIE_NAME].value

    async def read() -> list[bytes]:
        answer = await client.get(found["address"])
        assert (answer.status_code, answer.is_async) == (200, True)
        return [part async for part in answer.streaming_content]

    parts = async_to_sync(read)()
    assert [part[:9] for part in parts if part] == [b'{"type":"'] * 4, "a head, two stakes and an end"
    file = tmp_path / "certificate.jsonl"
    file.write_bytes(b"".join(parts))
    assert checked(file, "--digest", found["digest"])[0] == 0


def test_more_stakes_and_markets_take_no_more_queries(house: House, bookmaker: Bookmaker, clock: Clock):
    wallet = bookmaker.player()
    markets = [bookmaker.open() for _ in range(4)]
    for market in markets:
        for name in ("Yes", "No"):
            bookmaker.stake(wallet, outcome(market, name), 10_00)
    for market in markets:
        bookmaker.settle(market, clock, "Yes")
    player = signed_in(wallet.player)
    for browser, query, name in ((player, MINE, "myStakes"), (house.browser(), MANY, "markets")):
        counts = []
        for first in (2, 4):
            with CaptureQueriesContext(connection) as queries:
                nodes = browser.data(query, id=house.id, first=first)[name]["nodes"]
            assert len(nodes) == first
            counts.append(len(queries))
        assert counts[0] == counts[1], (name, counts, [each["sql"][:200] for each in queries])
