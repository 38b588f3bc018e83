"""Sockets for tests: the real ASGI application, spoken to in graphql-transport-ws."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

from asgiref.testing import ApplicationCommunicator
from channels.db import database_sync_to_async
from django.db import transaction

from core.rows.events import record_event
from tests.graphql_api.conftest import Browser, House

EVENTS = "subscription ($business: ID!, $after: BigInt) { events(business: $business, after: $after)"
EVENTS += " { number topic business ids { name id } facts { name value } } }"
SECONDS = 10.0
#: The origin that the application allows in tests.
OWN = "http://127.0.0.1"

later = database_sync_to_async


class Socket:
    """One connection. Every wait ends after SECONDS with an error."""

    def __init__(
        self, *, session: str = "", origin: str = "", host: str = "127.0.0.1", path: str = "/graphql"
    ) -> None:
        from config.asgi import application

        headers = [(b"host", host.encode())]
        if session:
            headers.append((b"cookie", f"sessionid={session}".encode()))
        if origin:
            headers.append((b"origin", origin.encode()))
        scope = {"type": "websocket", "path": path, "headers": headers, "query_string": b""}
        self.wire = ApplicationCommunicator(application, scope | {"subprotocols": ["graphql-transport-ws"]})

    async def open(self) -> bool:
        await self.wire.send_input({"type": "websocket.connect"})
        answer = await self.wire.receive_output(SECONDS)
        return bool(answer["type"] == "websocket.accept")

    async def init(self, **payload: object) -> dict[str, Any]:
        await self.say({"type": "connection_init", "payload": payload})
        return await self.hear()

    async def say(self, message: dict[str, Any]) -> None:
        await self.wire.send_input({"type": "websocket.receive", "text": json.dumps(message)})

    async def subscribe(self, business: str, after: int | None = None, id: str = "1") -> None:
        variables = {"business": business, "after": None if after is None else str(after)}
        await self.send(EVENTS, variables, id)

    async def send(self, query: str, variables: dict[str, Any] | None = None, id: str = "1") -> None:
        await self.say(
            {"type": "subscribe", "id": id, "payload": {"query": query, "variables": variables or {}}}
        )

    async def hear(self) -> dict[str, Any]:
        """The next message, or {"type": "close", "code": ...}."""
        message = await self.wire.receive_output(SECONDS)
        if message["type"] == "websocket.close":
            return {"type": "close", "code": message.get("code")}
        answer: dict[str, Any] = json.loads(message["text"])
        return answer

    async def event(self) -> dict[str, Any]:
        message = await self.hear()
        assert message["type"] == "next", message
        event: dict[str, Any] = message["payload"]["data"]["events"]
        return event

    async def close(self) -> None:
        with contextlib.suppress(Exception, asyncio.CancelledError):
            await self.wire.send_input({"type": "websocket.disconnect", "code": 1000})
            await self.wire.wait(SECONDS)


@contextlib.asynccontextmanager
async def opened(**options: Any) -> AsyncIterator[Socket]:
    socket = Socket(**options)
    try:
        yield socket
    finally:
        await socket.close()


def run(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a story of sockets on an event loop of its own.

    `asyncio.run` cancels what is left once, and waits for ever for a task that was just then ending something
    else and lost it: here it is told again.
    """
    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(story())
    finally:
        for _ in range(20):
            if not (left := asyncio.all_tasks(loop)):
                break
            for task in left:
                task.cancel()
            loop.run_until_complete(asyncio.wait(left, timeout=SECONDS / 20))
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()


def session_of(browser: Browser) -> str:
    key = browser.client.session.session_key
    assert key
    return key


def record(house: House, code: str) -> None:
    """An event for all of the staff, told by its code."""
    with transaction.atomic():
        record_event(
            topic="discrepancy.noted", business_id=house.business.pk, discrepancy=5, till=7, code=code
        )


def code_of(event: dict[str, Any]) -> str:
    return str(event["facts"][0]["value"])
