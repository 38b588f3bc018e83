"""The schema of sockets: subscriptions, and nothing that changes anything.

With the whole schema, mutations would run over a socket without CSRF check and rate limits. What things are
made of is whole only when the schema of HTTP is: it is built first.
"""

from __future__ import annotations

from typing import Any

import strawberry
from channels.db import database_sync_to_async
from graphql import lexicographic_sort_schema, print_type
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry_django.optimizer import DjangoOptimizerExtension, optimizer

from graphql_api.alerts.subscriptions import AlertSubscriptions
from graphql_api.billing.subscriptions import BillingSubscriptions
from graphql_api.errors import TellingSchema
from graphql_api.events.changes import Told
from graphql_api.events.subscription import EventSubscriptions
from graphql_api.gates.known import Known
from graphql_api.gates.limits import Limits
from graphql_api.markets.subscriptions import MarketSubscriptions
from graphql_api.mpesa.cases import CaseSubscriptions
from graphql_api.mpesa.subscriptions import MpesaSubscriptions
from graphql_api.pages import MAX_PAGE
from graphql_api.pos.subscriptions import PosSubscriptions
from graphql_api.reconciliation.subscriptions import ReconciliationSubscriptions
from graphql_api.reports.files import ReportSubscriptions
from graphql_api.scalars import SCALARS
from graphql_api.schema import schema
from graphql_api.users.subscriptions import PeopleSubscriptions


@strawberry.type(description="Sockets have no queries: send them by POST.")
class Query:
    @strawberry.field(description="GraphQL wants a query type; the queries are at /graphql over HTTP.")
    def ping(self) -> str:
        return "pong"


@strawberry.type(
    description="What can be followed, over a WebSocket. Rights are asked again at each message: who has lost"
    " them gets no more, and the stream completes."
)
class Subscription(
    EventSubscriptions,
    AlertSubscriptions,
    BillingSubscriptions,
    PosSubscriptions,
    MarketSubscriptions,
    MpesaSubscriptions,
    CaseSubscriptions,
    PeopleSubscriptions,
    ReconciliationSubscriptions,
    ReportSubscriptions,
):
    pass


class InThread(StrawberryGraphQLCoreExecutionContext):
    """Executes what is sent, each message as a whole, in a thread: the fields of things are read from the
    database as over HTTP. What a change tells is read with the rights of its own moment."""

    def build_per_event_executor(self, payload: Any) -> Any:
        executor = super().build_per_event_executor(payload)
        if isinstance(payload, Told):
            executor.root_value, executor.context_value = payload.change, payload.viewer
        return executor

    def execute_operation(self, serially: bool | None = None) -> Any:
        return database_sync_to_async(self._execute)(serially)

    def _execute(self, serially: bool | None) -> Any:
        before = optimizer.set(DjangoOptimizerExtension(prefetch_custom_queryset=True))
        try:
            return super().execute_operation(serially)
        finally:
            optimizer.reset(before)


socket_schema = TellingSchema(
    query=Query,
    subscription=Subscription,
    config=StrawberryConfig(scalar_map=SCALARS, relay_max_results=MAX_PAGE),
    extensions=[Limits, Known],
    execution_context_class=InThread,
)


def print_subscriptions() -> str:
    """The part of the printed schema that only sockets serve."""
    types, served = lexicographic_sort_schema(socket_schema._schema).type_map, schema._schema.type_map
    return "\n\n".join(print_type(type_) for name, type_ in types.items() if name not in served)
