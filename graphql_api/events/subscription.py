"""`events`: a cursor over the event log. What wakes it may be lost; the log is the truth.

Rights are asked again for every batch: a person who signed out, was switched off or lost the role gets no
further event and the stream completes.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import TypeAlias

import strawberry
from channels.db import database_sync_to_async

from core.errors import SignInRequired
from core.events import events_after, head
from graphql_api.events.alarm import alarm, wait_for_news
from graphql_api.events.sessions import person_of_session
from graphql_api.events.types import Event
from graphql_api.scalars import BigInt
from users.access import business_for, has_right
from users.models import Business

RIGHT = "events.read"
BATCH = 200


@dataclass
class SocketContext:
    """Who opened a socket. Nothing else is kept: whatever a right decides is read anew."""

    session_key: str = field(default="", repr=False)
    connection_params: dict[str, object] | None = field(default=None, repr=False)


SocketInfo: TypeAlias = strawberry.Info[SocketContext, None]


@strawberry.type
class Subscription:
    @strawberry.subscription(
        description="Events of a business in order: those after a number, else those from now on. Keep the"
        " last number you saw and give it as `after` when you connect again."
    )
    async def events(
        self, info: SocketInfo, business: str, after: BigInt | None = None
    ) -> AsyncGenerator[Event, None]:
        # A refusal is raised here, before the stream begins: the client gets an `error`, not a `next`.
        session_key = info.context.session_key
        where, cursor = await database_sync_to_async(_begin)(session_key, business, after)
        return _stream(session_key, where, cursor)


async def _stream(session_key: str, where: Business, cursor: int) -> AsyncGenerator[Event, None]:
    async with alarm().listening(f"business:{where.pk}") as news:
        while True:
            batch = await database_sync_to_async(_next_batch)(session_key, where, cursor)
            if batch is None:
                return
            for event in batch:
                yield event
                cursor = event.number
            if len(batch) < BATCH:
                await wait_for_news(news)


def _begin(session_key: str, business: str, after: int | None) -> tuple[Business, int]:
    person = person_of_session(session_key)
    if person is None:
        raise SignInRequired()
    where = business_for(person, business, RIGHT)
    return where, head() if after is None else after


def _next_batch(session_key: str, where: Business, cursor: int) -> list[Event] | None:
    """Events after the cursor; None when there are some and the person may not see them any more."""
    rows = events_after(number=cursor, business_ids=[where.pk], limit=BATCH)
    if not rows:
        return []
    person = person_of_session(session_key)
    if person is None or not has_right(person, where, RIGHT):
        return None
    return [Event.of(row, where.code) for row in rows]
