"""`/graphql` over WebSocket: subscriptions by graphql-transport-ws, and nothing else.

A socket that comes with an Origin is a browser's: the Origin must be our own host or one of
FRONTEND_ORIGINS, and the session cookie says who it is. A socket without Origin carries no cookie that
counts: it shows a token of `issueSocketToken` in connection_init. A socket lives as long as its session.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from datetime import timedelta
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final

from channels.db import database_sync_to_async
from django.conf import settings
from django.http.request import split_domain_port, validate_host
from strawberry.channels import GraphQLWSConsumer
from strawberry.exceptions import ConnectionRejectionError
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types.unset import UNSET, UnsetType

from graphql_api.events.alarm import alarm, wait_for_news
from graphql_api.events.sessions import person_of_session
from graphql_api.events.subscription import SocketContext
from graphql_api.events.tokens import read_socket_token
from graphql_api.gates.bodies import Refused, read_message
from graphql_api.socket_schema import socket_schema

INIT_TIMEOUT: Final = timedelta(seconds=10)
MAX_SUBSCRIPTIONS: Final = 20
MAX_MESSAGE_CHARACTERS: Final = 64 * 1024
#: What fits into a close frame.
MAX_REASON_BYTES: Final = 123
#: How often a socket asks whether its session still stands, when nobody tells it to.
SESSION_CHECK_SECONDS: Final = 30.0
SIGNED_OUT: Final = 4401
TOO_BIG: Final = 1009


class EventsSocket(GraphQLWSConsumer[SocketContext, None]):
    #: Sockets do not use the channel layer themselves: they must open while Redis is away (events/alarm.py).
    channel_layer_alias = ""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.guard: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        host, _ = split_domain_port(self._header("host"))
        if validate_host(host, settings.ALLOWED_HOSTS):
            await super().connect()
        else:
            await self.close()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if text_data is not None and len(text_data) > MAX_MESSAGE_CHARACTERS:
            await self.close(code=TOO_BIG)
        else:
            await super().receive(text_data, bytes_data)

    def decode_json(self, data: str | bytes) -> object:
        """A message of the protocol. What is none raises as bad JSON does: the socket closes with 4400."""
        try:
            return read_message(data)
        except Refused as refused:
            raise json.JSONDecodeError(refused.message, "", 0) from None

    async def close(self, code: int | None = None, reason: str | None = None) -> None:
        await super().close(
            code, reason and reason.encode(errors="ignore")[:MAX_REASON_BYTES].decode(errors="ignore")
        )

    async def disconnect(self, code: int) -> None:
        if self.guard is not None:
            self.guard.cancel()
        if self.run_task is not None:
            await super().disconnect(code)

    async def get_context(self, request: Any, response: Any) -> SocketContext:
        return SocketContext()

    async def on_ws_connect(self, context: SocketContext) -> UnsetType | dict[str, object] | None:
        params, context.connection_params = context.connection_params or {}, None
        token = params.get("token")
        if isinstance(token, str):
            owner, key = read_socket_token(token) or (None, "")
        else:
            owner, key = None, self._cookie_session_key() if self._header("origin") else ""
        person = await database_sync_to_async(person_of_session)(key)
        if person is None or owner not in (None, person.pk):
            raise ConnectionRejectionError
        context.session_key = key
        self.guard = asyncio.create_task(self._end_with_session(key, person.pk))
        return UNSET

    async def _end_with_session(self, session_key: str, user_id: int) -> None:
        async with alarm().listening(f"person:{user_id}") as news:
            while await database_sync_to_async(person_of_session)(session_key) is not None:
                await wait_for_news(news, SESSION_CHECK_SECONDS)
        await self.close(code=SIGNED_OUT, reason="Signed out")

    def _cookie_session_key(self) -> str:
        cookies: SimpleCookie = SimpleCookie()
        with contextlib.suppress(CookieError):
            cookies.load(self._header("cookie"))
        morsel = cookies.get(settings.SESSION_COOKIE_NAME)
        return morsel.value if morsel else ""

    def _header(self, name: str) -> str:
        return self.get_websocket_headers(self).get(name, "")


events_socket = EventsSocket.as_asgi(
    schema=socket_schema,
    subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL,),
    connection_init_wait_timeout=INIT_TIMEOUT,
    max_subscriptions_per_connection=MAX_SUBSCRIPTIONS,
    allowed_origins=settings.FRONTEND_ORIGINS,
)
