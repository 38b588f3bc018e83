"""Subscriptions `<thing>Changed`: first the state, then every change, each with the rights of its moment.

They are cursors over the event log like `events` (graphql_api/events/subscription.py), and give the thing
itself: read anew at each event, through the access function of its type. Of several events about one thing
that are found at once only the last is told, since the thing is as it is now.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from typing import Annotated, Any, Final

import strawberry
from channels.db import database_sync_to_async
from strawberry import relay
from strawberry.utils.str_converters import to_snake_case

from core.errors import InvalidInput, NotAllowed, NotFound, SignInRequired
from core.rows.event_topics import TOPICS
from core.rows.events import events_after, head
from graphql_api.businesses import business_behind
from graphql_api.context import Viewer
from graphql_api.events.alarm import alarm, wait_for_news
from graphql_api.events.sessions import person_of_session
from graphql_api.events.subscription import BATCH, RIGHT, SocketInfo
from graphql_api.events.types import is_given
from graphql_api.nodes import find, finders, row_id
from graphql_api.scalars import BigInt
from users.access import Right, business_of, rights_of
from users.models import Business, User

#: What the parts of every such subscription say of themselves.
NUMBER_SAYS: Final = "The number of the event that told of it: give the last one as `after` to go on there."
THING_SAYS: Final = (
    "As it is now. Null in the first message of a business, which only says from where changes follow: fetch"
    " the list then, and nothing is missed."
)
BUSINESS_SAYS: Final = "Follow all of this business. Either this or one id."
ID_SAYS: Final = "Follow this one alone."
AFTER_SAYS: Final = (
    "The last number that was seen: what changed since then comes first, instead of the state. A number that"
    " the business has not given is BAD_CURSOR."
)


@dataclass(frozen=True)
class Told:
    """One message: what changed, and who reads it now."""

    change: Any
    viewer: Viewer


@dataclass(frozen=True)
class Followed:
    """Things of one type that change by the events of some topics; `event_id` is what these call its id."""

    type_name: str
    event_id: str
    topics: frozenset[str]
    #: Makes the message of a number and a row; None only says from where changes follow.
    make: Callable[[BigInt, Any], Any]
    #: What following takes, beside what its topics do.
    right: Right = RIGHT

    async def follow(
        self, info: SocketInfo, business: relay.GlobalID | None, id: relay.GlobalID | None, after: int | None
    ) -> AsyncGenerator[Told, None]:
        """The stream of all things of a business, or of one thing. Raises, before it begins, SignInRequired,
        NotFound, NotAllowed, InvalidInput WHICH_BUSINESS / BAD_CURSOR."""
        session_key = info.context.session_key
        where, first, cursor = await database_sync_to_async(self._begin)(session_key, business, id, after)
        one = row_id(id, self.type_name) if id is not None else None
        return self._stream(session_key, where, one, cursor, first)

    def _begin(
        self, session_key: str, business: relay.GlobalID | None, id: relay.GlobalID | None, after: int | None
    ) -> tuple[Business, Told | None, int]:
        person = person_of_session(session_key)
        if person is None:
            raise SignInRequired()
        if (business is None) == (id is None):
            raise InvalidInput(
                "WHICH_BUSINESS", "business", "Name one business, or one thing: one of the two."
            )
        thing = find(person, id, self.type_name) if id is not None else None
        if thing is not None:
            where = business_of(person, thing.business_id, self.right)
        else:
            where = business_behind(person, business, self.right)  # type: ignore[arg-type]
        if not self._rights() <= rights_of(person, where):
            raise NotAllowed()
        newest = head(where.pk)
        if after is not None and not 0 <= after <= newest:
            raise InvalidInput(
                "BAD_CURSOR", "after", f"The newest event of this business has number {newest}."
            )
        if after is not None:
            return where, None, after
        # The thing is read again after the number: what it holds is at least as new.
        thing = find(person, id, self.type_name) if id is not None else None
        return where, Told(self._message(newest, thing), Viewer(person)), newest

    def _rights(self) -> set[str]:
        return {TOPICS[topic].right for topic in self.topics}

    async def _stream(
        self, session_key: str, where: Business, one: int | None, cursor: int, first: Told | None
    ) -> AsyncGenerator[Told, None]:
        async with alarm().listening(f"business:{where.pk}") as news:
            if first is not None:
                yield first
            while True:
                batch = await database_sync_to_async(self._next)(session_key, where, one, cursor)
                if batch is None:
                    return
                told, looked_at, cursor = batch
                for each in told:
                    yield each
                if looked_at < BATCH:
                    await wait_for_news(news)

    def _next(
        self, session_key: str, where: Business, one: int | None, cursor: int
    ) -> tuple[list[Told], int, int] | None:
        """What changed after the cursor for this person, how many events were looked at, and the cursor after
        them; None when there are some and the person may follow no more."""
        rows = events_after(number=cursor, business_id=where.pk, limit=BATCH)
        if not rows:
            return [], 0, cursor
        person = person_of_session(session_key)
        rights = rights_of(person, where) if person else frozenset()
        if person is None or self.right not in rights or not self._rights() <= rights:
            return None
        newest: dict[int, int] = {}
        for row in rows:
            pk = row.event.ids.get(self.event_id)
            if row.event.topic in self.topics and one in (None, pk) and is_given(row.event, rights):
                newest.pop(pk, None)  # it takes its last place
                newest[pk] = row.number
        told = []
        for pk, number in newest.items():
            thing = self._thing(person, pk)
            if thing is not None:
                told.append(Told(self._message(number, thing), Viewer(person)))
        return told, len(rows), rows[-1].number

    def _message(self, number: int, thing: Any) -> Any:
        return self.make(BigInt(number), thing)

    def _thing(self, person: User, pk: int) -> Any:
        try:
            return finders[self.type_name](person, pk)
        except NotFound:
            return None


def changes_of(
    thing: type[Any], *topics: str, description: str, called: str = "", right: Right = RIGHT
) -> Any:
    """The subscription `<thing>Changed` of a node type: its messages are `<Thing>Change` { number, <thing> }.

    The topics name the thing by one id, of its type. `called` is what changes of it, where that is not all:
    CustomerBalance. `right` is another one than events.read for things that players follow too.
    """
    type_name = thing.__name__
    name = called or type_name
    field = to_snake_case(name)
    (event_id,) = {key for topic in topics for key, node in TOPICS[topic].ids.items() if node == type_name}
    words = field.replace("_", " ")
    change = strawberry.type(
        type(
            f"{name}Change",
            (),
            {
                "__annotations__": {"number": BigInt, field: thing | None},
                "number": strawberry.field(description=NUMBER_SAYS),
                field: strawberry.field(description=THING_SAYS),
            },
        ),
        description=f"The {words} as it is, at one moment after another.",
    )
    followed = Followed(
        type_name,
        event_id,
        frozenset(topics),
        lambda number, row: change(number=number, **{field: row}),
        right,
    )

    async def follow(
        self: Any,
        info: SocketInfo,
        business: Annotated[relay.GlobalID | None, strawberry.argument(description=BUSINESS_SAYS)] = None,
        id: Annotated[relay.GlobalID | None, strawberry.argument(description=ID_SAYS)] = None,
        after: Annotated[BigInt | None, strawberry.argument(description=AFTER_SAYS)] = None,
    ) -> AsyncGenerator[Any, None]:
        return await followed.follow(info, business, id, after)

    return strawberry.subscription(follow, graphql_type=change, description=description)
