"""The schema of sockets: the subscription, and nothing that changes anything.

With the whole schema, mutations would run over a socket without CSRF check and rate limits.
"""

from __future__ import annotations

import strawberry
from graphql import lexicographic_sort_schema, print_type
from strawberry.schema.config import StrawberryConfig

from graphql_api.errors import TellingSchema
from graphql_api.events.subscription import Subscription
from graphql_api.gates.limits import Limits
from graphql_api.scalars import SCALARS


@strawberry.type
class Query:
    @strawberry.field(description="GraphQL wants a query type; the queries are at /graphql over HTTP.")
    def ping(self) -> str:
        return "pong"


socket_schema = TellingSchema(
    query=Query,
    subscription=Subscription,
    config=StrawberryConfig(scalar_map=SCALARS),
    extensions=[Limits],
)


def print_subscriptions() -> str:
    """The part of the printed schema that only sockets serve."""
    types = lexicographic_sort_schema(socket_schema._schema).type_map
    return "\n\n".join(print_type(types[name]) for name in ("Event", "EventFact", "EventId", "Subscription"))
