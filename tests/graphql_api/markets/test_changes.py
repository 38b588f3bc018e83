"""Players and staff follow markets over a socket, each what they may see."""

from __future__ import annotations

from typing import Any

from graphql_api.ids import write_id
from markets.settling import queues
from markets.settling.posting import post_runs
from tests.clock import Clock
from tests.graphql_api.conftest import House, signed_in
from tests.graphql_api.events.sockets import OWN, later, opened, run, session_of
from tests.markets.bookmakers import Bookmaker, outcome
from users.models import Role

FOLLOW = """subscription ($business: ID, $id: ID) { marketChanged(business: $business, id: $id) {
    market { title state pool outcomes { nodes { name impliedBps } } } } }"""


def test_a_player_hears_of_pools_and_states_and_of_no_draft(house: House, bookmaker: Bookmaker, prompt_tick):
    market, wallet = bookmaker.open(), bookmaker.player()
    session = session_of(signed_in(wallet.player))

    def play() -> None:
        bookmaker.draft(title="Unseen")
        bookmaker.stake(wallet, outcome(market, "Yes"), 70_00)

    async def story() -> None:
        async with opened(session=session, origin=OWN) as socket:
            await socket.open()
            await socket.init()
            await socket.send(FOLLOW, {"business": house.id})

            async def told() -> Any:
                return (await socket.hear())["payload"]["data"]["marketChanged"]["market"]

            assert await told() is None
            await later(play)()
            parts = [{"name": "Yes", "impliedBps": 10_000}, {"name": "No", "impliedBps": 0}]
            shown = {"title": "Will it rain?", "state": "OPEN", "pool": "70.00"}
            assert await told() == shown | {"outcomes": {"nodes": parts}}
            await later(bookmaker.close)(market)
            assert (await told())["state"] == "CLOSED"

    run(story)


SETTLED = """subscription ($id: ID) { marketChanged(id: $id) {
    market { state settlements { nodes { state postedCount paymentCount } } } } }"""


def test_a_settlement_is_followed_batch_by_batch(
    house: House, bookmaker: Bookmaker, clock: Clock, prompt_tick, monkeypatch
):
    market, wallets = bookmaker.open(), [bookmaker.player(), bookmaker.player()]
    for wallet, name in zip(wallets, ("Yes", "No"), strict=True):
        bookmaker.stake(wallet, outcome(market, name), 100_00)
    asked = bookmaker.asked(market, clock, "Yes", weights=bookmaker.result(market, "Yes", "No").weights)
    monkeypatch.setattr(queues, "BATCH", 1)
    session = session_of(signed_in(wallets[0].player))

    async def story() -> None:
        async with opened(session=session, origin=OWN) as socket:
            await socket.open()
            await socket.init()
            await socket.send(SETTLED, {"id": write_id("Market", market.pk)})

            async def told() -> Any:
                found = (await socket.hear())["payload"]["data"]["marketChanged"]["market"]
                return found["state"], [tuple(each.values()) for each in found["settlements"]["nodes"]]

            assert await told() == ("PROPOSED", []), "players see what was approved"
            await later(bookmaker.say_yes)(asked)
            assert await told() == ("APPROVED", [("APPROVED", 0, 2)])
            await later(post_runs)()
            assert await told() == ("APPROVED", [("APPROVED", 1, 2)])
            await later(post_runs)()
            assert await told() == ("SETTLED", [("DONE", 2, 2)])

    run(story)


def test_who_may_not_follow_is_refused(house: House, other_house: House, bookmaker: Bookmaker):
    draft = write_id("Market", bookmaker.draft().pk)
    cases = [
        (house.browser(Role.PLAYER), {"id": draft}, "NOT_FOUND"),
        (house.browser(Role.CASHIER), {"business": house.id}, "NOT_ALLOWED"),
        (other_house.browser(Role.PLAYER), {"business": house.id}, "NOT_FOUND"),
        (other_house.browser(), {"id": draft}, "NOT_FOUND"),
    ]
    sessions = [session_of(browser) for browser, _, _ in cases]

    async def story() -> None:
        for session, (_, variables, code) in zip(sessions, cases, strict=True):
            async with opened(session=session, origin=OWN) as socket:
                await socket.open()
                await socket.init()
                await socket.send(FOLLOW, variables)
                message = await socket.hear()
                assert message["type"] == "error", (variables, message)
                assert message["payload"][0]["extensions"]["code"] == code

    run(story)
