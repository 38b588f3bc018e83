"""An event as subscribers see it: where it stands, what it is about, and ids to fetch it by."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Self

import strawberry
from strawberry import relay

from core import models
from core.errors import NotFound
from core.models import PublishedEvent
from core.rows.event_topics import TOPICS
from graphql_api.nodes import finders
from graphql_api.scalars import BigInt
from users.approvals.kinds import kinds_by_reader
from users.models import User


@strawberry.type(description="A thing that an event is about; `node` gives it.")
class EventId:
    name: str = strawberry.field(description="What it is called in docs/graphql.md, like receipt.")
    id: relay.GlobalID = strawberry.field(description="For `node`, which gives it to who may read it.")


@strawberry.type(description="A code that comes with an event, like the state that something has reached.")
class EventFact:
    name: str = strawberry.field(description="What it is, like state.")
    value: str = strawberry.field(description="The code, like PAID.")


@strawberry.type(
    description="Something happened in a business. Fetch the things it names with your own rights."
)
class Event:
    number: BigInt = strawberry.field(
        description="Its place in the business: 1, 2, 3 and so on. Give the last one as `after`."
    )
    topic: str = strawberry.field(
        description="What happened, like receipt.recorded; docs/graphql.md lists them."
    )
    business: relay.GlobalID = strawberry.field(description="Where.")
    at: datetime = strawberry.field(description="When, in UTC.")
    ids: list[EventId] = strawberry.field(description="The things that it is about: a handful.")
    facts: list[EventFact] = strawberry.field(description="Codes that come with it: a handful.")

    @classmethod
    def of(cls, row: PublishedEvent, business: int) -> Self:
        """Of an event whose topic is known."""
        topic, values = TOPICS[row.event.topic], row.event.ids
        return cls(
            number=BigInt(row.number),
            topic=row.event.topic,
            business=relay.GlobalID("Business", str(business)),
            at=row.event.created_at,
            ids=[
                EventId(name=name, id=relay.GlobalID(node, str(values[name])))
                for name, node in topic.ids.items()
            ],
            facts=[EventFact(name=name, value=str(values[name])) for name in topic.facts],
        )


def is_theirs(event: models.Event, person: User) -> bool:
    """Whether the things of an event that is told to nobody but whose they are are this person's. One query
    for each thing; none for other events."""
    topic = TOPICS[event.topic]
    if not topic.own:
        return True
    try:
        for name, node in topic.ids.items():
            finders[node](person, event.ids[name])
    except NotFound:
        return False
    return True


def is_given(event: models.Event, rights: Collection[str]) -> bool:
    """Whether an event is for somebody with these rights: they may read what it names, all of it."""
    topic = TOPICS.get(event.topic)
    if topic is None or topic.right not in rights or not {*topic.ids, *topic.facts} <= event.ids.keys():
        return False
    if "approval" not in topic.ids:
        return True
    return any(event.ids["kind"] in kinds for right, kinds in kinds_by_reader().items() if right in rights)
