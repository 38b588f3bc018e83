"""`events`: a cursor over the event log. What wakes it may be lost; the log is the truth.

Rights are asked again for every batch: a person who signed out, was switched off or lost the role gets no
further event and the stream completes. Who may not read what an event is about is not given it; its number
is passed over.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Annotated, TypeAlias

import strawberry
from channels.db import database_sync_to_async
from strawberry import relay

from core.errors import InvalidInput, SignInRequired
from core.rows.events import events_after, head
from graphql_api.businesses import business_behind
from graphql_api.events.alarm import alarm, wait_for_news
from graphql_api.events.sessions import person_of_session
from graphql_api.events.types import Event, is_given, is_theirs
from graphql_api.scalars import BigInt
from users.access import Right, rights_of
from users.models import Business

RIGHT = Right.EVENTS_READ
BATCH = 200

OfBusiness = Annotated[relay.GlobalID, strawberry.argument(description="Of this business.")]
After = Annotated[
    BigInt | None,
    strawberry.argument(
        description="The last number that was seen. One that the business has not given is BAD_CURSOR."
    ),
]


@dataclass
class SocketContext:
    """Who opened a socket. Nothing else is kept: whatever a right decides is read anew."""

    session_key: str = field(default="", repr=False)
    connection_params: dict[str, object] | None = field(default=None, repr=False)


SocketInfo: TypeAlias = strawberry.Info[SocketContext, None]


@strawberry.type
class EventSubscriptions:
    @strawberry.subscription(
        description="Everything that happens in a business, in order: what comes after a number, else what"
        " comes from now on. Keep the last number you saw and give it as `after` when you connect again. Each"
        " business has numbers of its own: who follows several subscribes to each and keeps a number for"
        " each. One kind of thing is followed by its own `<thing>Changed`."
    )
    async def events(
        self, info: SocketInfo, business: OfBusiness, after: After = None
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
            events, looked_at, cursor = batch
            for event in events:
                yield event
            if looked_at < BATCH:
                await wait_for_news(news)


def _begin(session_key: str, business: relay.GlobalID, after: int | None) -> tuple[Business, int]:
    person = person_of_session(session_key)
    if person is None:
        raise SignInRequired()
    where = business_behind(person, business, RIGHT)
    newest = head(where.pk)
    return where, newest if after is None else checked_number(after, newest)


def checked_number(after: int, newest: int) -> int:
    """A number that a business has given. Raises InvalidInput BAD_CURSOR."""
    if not 0 <= after <= newest:
        raise InvalidInput("BAD_CURSOR", "after", f"The newest event of this business has number {newest}.")
    return after


def _next_batch(session_key: str, where: Business, cursor: int) -> tuple[list[Event], int, int] | None:
    """Events after the cursor for this person, how many were looked at, and the cursor after them; None when
    there are some and the person may follow no more."""
    rows = events_after(number=cursor, business_id=where.pk, limit=BATCH)
    if not rows:
        return [], 0, cursor
    person = person_of_session(session_key)
    rights = rights_of(person, where) if person else frozenset()
    if person is None or RIGHT not in rights:
        return None
    given = [
        Event.of(row, where.pk)
        for row in rows
        if is_given(row.event, rights) and is_theirs(row.event, person)
    ]
    return given, len(rows), rows[-1].number
