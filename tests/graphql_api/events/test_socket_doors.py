"""Who may open a socket, what it carries, and when it is shut."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.rows.events import head
from graphql_api import websocket
from graphql_api.events import tokens
from tests.graphql_api.conftest import PASSWORD, Browser, House
from tests.graphql_api.events.sockets import OWN, code_of, later, opened, record, run, session_of


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1"])
def test_a_foreign_origin_is_refused(origin: str, house: House):
    session = session_of(house.browser())

    async def story() -> None:
        async with opened(session=session, origin=origin) as socket:
            assert not await socket.open()

    run(story)


def test_an_unknown_host_is_refused(house: House):
    session = session_of(house.browser())

    async def story() -> None:
        async with opened(session=session, origin="http://evil.example", host="evil.example") as socket:
            assert not await socket.open()

    run(story)


def test_a_cookie_without_an_origin_does_not_count(house: House):
    session = session_of(house.browser())

    async def story() -> None:
        async with opened(session=session) as socket:
            assert await socket.open()
            assert await socket.init() == {"type": "close", "code": 4403}

    run(story)


def test_nobody_is_refused(db):
    async def story() -> None:
        async with opened(origin=OWN) as socket:
            assert await socket.open()
            assert await socket.init() == {"type": "close", "code": 4403}

    run(story)


def issue_token(browser: Browser) -> str:
    result = browser.data("mutation { issueSocketToken { token expiresAt } }")
    token = result["issueSocketToken"]["token"]
    assert session_of(browser) not in token
    return token


def test_a_token_opens_a_socket_without_an_origin(house: House, slow_tick):
    browser = house.browser()
    token = issue_token(browser)

    async def story() -> None:
        async with opened() as socket:
            await socket.open()
            assert await socket.init(token=token) == {"type": "connection_ack"}
            await socket.subscribe(house.id, after=await later(head)(house.business.pk))
            await later(record)(house, "t")
            assert code_of(await socket.event()) == "t"
            await later(browser.data)("mutation { signOut { __typename } }")
            assert await socket.hear() == {"type": "close", "code": websocket.SIGNED_OUT}
        async with opened() as socket:  # the token ended with its session
            await socket.open()
            assert await socket.init(token=token) == {"type": "close", "code": 4403}

    run(story)


@pytest.mark.parametrize(
    ("ending", "given"),
    [
        ("endSessions", {}),
        ("changePassword", {"secret": PASSWORD, "newPassword": "quite another password"}),
    ],
)
def test_a_session_that_is_ended_elsewhere_closes_its_sockets(house: House, slow_tick, ending, given):
    here, elsewhere = house.browser(), house.browser()

    async def story() -> None:
        async with opened(session=session_of(elsewhere), origin=OWN) as socket:
            await socket.open()
            assert await socket.init() == {"type": "connection_ack"}
            assert await later(here.act)(ending, **given) == {"problems": []}
            assert await socket.hear() == {"type": "close", "code": websocket.SIGNED_OUT}

    run(story)


def test_bad_and_old_tokens_open_nothing(house: House, monkeypatch):
    token = issue_token(house.browser())
    monkeypatch.setattr(tokens, "LIFETIME", timedelta(seconds=-1))
    bad = [token, token[:-4] + "AAAA", "x", "", 5]

    async def story() -> None:
        for value in bad:
            async with opened() as socket:
                await socket.open()
                assert await socket.init(token=value) == {"type": "close", "code": 4403}

    run(story)


def test_sockets_carry_no_mutations_and_no_queries_of_data(house: House):
    session = session_of(house.browser())

    async def story() -> None:
        async with opened(session=session, origin=OWN) as socket:
            await socket.open()
            await socket.init()
            await socket.send("mutation { signOut { __typename } }")
            assert (await socket.hear())["type"] == "error"
            await socket.send("{ businesses { totalCount } }", id="2")
            message = await socket.hear()
            assert message["type"] == "error"
            assert message["payload"][0]["extensions"]["code"] == "BAD_QUERY"
            for id, given in enumerate(('["hunter2"]', '{is: "hunter2"}'), 3):
                await socket.send(f"subscription {{ invoiceChanged(id: {given}) {{ number }} }}", id=str(id))
                message = await socket.hear()
                assert message["payload"][0]["extensions"]["code"] == "BAD_QUERY"
                assert "hunter2" not in str(message), "what is given may be a secret at a wrong place"

    run(story)


def test_nothing_is_answered_before_init(house: House):
    session = session_of(house.browser())

    async def story() -> None:
        async with opened(session=session, origin=OWN) as socket:
            await socket.open()
            await socket.subscribe(house.id)
            assert await socket.hear() == {"type": "close", "code": 4401}

    run(story)


def test_a_socket_that_never_says_hello_is_closed(house: House, monkeypatch):
    assert websocket.events_socket.consumer_initkwargs["connection_init_wait_timeout"] == timedelta(
        seconds=10
    )
    monkeypatch.setitem(
        websocket.events_socket.consumer_initkwargs,
        "connection_init_wait_timeout",
        timedelta(milliseconds=20),
    )

    async def story() -> None:
        async with opened(origin=OWN) as socket:
            await socket.open()
            assert await socket.hear() == {"type": "close", "code": 4408}

    run(story)


def test_other_paths_are_closed(db):
    async def story() -> None:
        async with opened(origin=OWN, path="/elsewhere") as socket:
            assert not await socket.open()

    run(story)


def test_a_message_too_big_closes_the_socket(house: House):
    session = session_of(house.browser())

    async def story() -> None:
        async with opened(session=session, origin=OWN) as socket:
            await socket.open()
            await socket.init()
            await socket.send("{ ping }" + " " * websocket.MAX_MESSAGE_CHARACTERS)
            assert await socket.hear() == {"type": "close", "code": websocket.TOO_BIG}

    run(story)
