"""Odd frames close a socket with a code of graphql-transport-ws; they leave no traceback behind."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from tests.graphql_api.conftest import House
from tests.graphql_api.events.sockets import opened, run
from tests.graphql_api.events.test_sockets import OWN, session_of

SUBSCRIBE = {"type": "subscribe", "id": "1", "payload": {"query": "{ ping }"}}
TEXTS = [
    *(
        "",
        " ",
        "null",
        "1",
        '"x"',
        "[]",
        "[{}]",
        "{",
        "{}",
        "NaN",
        "9" * 5000,
        "[" * 30_000,
        '{"a":' * 10_000,
    ),
    *('{"type": null}', '{"type": 1}', '{"type": ["ping"]}', '{"type": {}}', '{"type": "hello"}'),
    *(
        '{"type": "ping", "type": "ping"}',
        '{"type": "\\ud800"}',
        '{"type": "\\u0000"}',
        '{"type": "' + "x" * 9000 + '"}',
    ),
    *(
        '{"type": "subscribe"}',
        '{"type": "complete"}',
        '{"type": "connection_ack"}',
        '{"type": "next", "id": "1"}',
    ),
]
SUBSCRIBES: list[dict[str, Any]] = [
    *(
        {"id": 1},
        {"id": None},
        {"id": []},
        {"id": {}},
        {"id": "x" * 5000},
        {"id": "\ud800"},
        {"id": "a\x00"},
        {"id": ""},
    ),
    *({"payload": None}, {"payload": []}, {"payload": "x"}, {"payload": {}}),
    *({"payload": {"query": each}} for each in (None, 1, "", " ", [], {}, "a\x00", "\ud800")),
    *({"payload": {"query": "{ ping }", "variables": each}} for each in ("x", [1], 5)),
    *({"payload": {"query": "{ ping }", "operationName": each}} for each in (5, [], "a\x00", "\ud800")),
    {"payload": {"query": "{ ping }", "extensions": 5}},
]


@pytest.fixture
def quiet(caplog):
    with caplog.at_level(logging.WARNING):
        yield
    assert not [record for record in caplog.records if record.exc_info]


async def closes(session: str, frame: dict[str, Any], *, init: bool = True) -> Any:
    """The code that this frame closes a socket with; the application ends without an error."""
    async with opened(session=session, origin=OWN) as socket:
        assert await socket.open()
        if init:
            assert await socket.init() == {"type": "connection_ack"}
        await socket.wire.send_input({"type": "websocket.receive", **frame})
        message = await socket.hear()
        await socket.wire.send_input({"type": "websocket.disconnect", "code": 1006})
        await socket.wire.wait(10)  # raises what the application raised
    return message.get("code")


@pytest.mark.parametrize("init", [True, False])
def test_frames_that_are_no_message(init: bool, house: House, quiet):
    session = session_of(house.browser())

    async def story() -> None:
        for text in TEXTS:
            assert await closes(session, {"text": text}, init=init) == 4400, text[:40]
        for data in (b"", b"{}", b"\xff" * 100):
            assert await closes(session, {"bytes": data}, init=init) == 4400, data[:40]
        assert await closes(session, {"text": None, "bytes": None}, init=init) == 4400

    run(story)


def test_subscribe_messages_that_are_none(house: House, quiet):
    session = session_of(house.browser())

    async def story() -> None:
        for part in SUBSCRIBES:
            assert await closes(session, {"text": json.dumps(SUBSCRIBE | part)}) == 4400, str(part)[:60]

    run(story)


def test_bad_connection_init(house: House, quiet):
    session = session_of(house.browser())

    async def story() -> None:
        for payload in ([], "x", 5, True):
            frame = {"text": json.dumps({"type": "connection_init", "payload": payload})}
            assert await closes(session, frame, init=False) == 4400, payload
        token = {"type": "connection_init", "payload": {"token": "\ud800\x00é"}}
        assert await closes(session, {"text": json.dumps(token)}, init=False) == 4403
        assert await closes(session, {"text": json.dumps({"type": "connection_init"})}) == 4429

    run(story)


def test_the_reason_of_a_close_fits_in_its_frame(house: House, quiet):
    """A close frame has at most 123 bytes of reason; a syntax error or an id can be longer."""
    session = session_of(house.browser())
    reasons: list[str] = []

    async def story() -> None:
        for query in ("{ " + "x" * 500 + "(", '{ ping(a: "' + "é" * 300):
            async with opened(session=session, origin=OWN) as socket:
                await socket.open()
                await socket.init()
                await socket.send(query)
                message = await socket.wire.receive_output(10)
                assert (message["type"], message["code"]) == ("websocket.close", 4400)
                reasons.append(message["reason"])

    run(story)
    assert all(0 < len(reason.encode()) <= 123 for reason in reasons)


def test_unclean_arguments_over_a_socket(house: House, quiet):
    session = session_of(house.browser())

    async def story() -> None:
        async with opened(session=session, origin=OWN) as socket:
            await socket.open()
            await socket.init()
            for count, (business, after, code) in enumerate(
                [
                    *(
                        ("a\x00", None, "NOT_FOUND"),
                        ("\ud800", None, "NOT_FOUND"),
                        ("x" * 5000, None, "NOT_FOUND"),
                    ),
                    *((house.id, 2**63, "BAD_NUMBER"), (house.id, 10**30, "BAD_NUMBER")),
                ]
            ):
                await socket.subscribe(business, after, id=str(count))
                message = await socket.hear()
                assert message["type"] == "error"
                assert message["payload"][0]["extensions"]["code"] == code

    run(story)
