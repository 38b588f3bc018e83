"""Closing alerts."""

from __future__ import annotations

from typing import Annotated, TypeAlias, cast

import strawberry
from strawberry import relay

from graphql_api.alerts.types import Alert
from graphql_api.context import Info
from graphql_api.nodes import row_id
from graphql_api.problems import Problem
from users import alerts

AlertResult: TypeAlias = Annotated[Alert | Problem, strawberry.union("AlertResult")]


@strawberry.type
class AlertMutations:
    @strawberry.mutation(
        description="Closes an alert, with what was found and done; for the owner, and for the whole database"
        " for a superuser. Refused while its cause is still there. Safe to repeat."
    )
    def resolve_alert(self, info: Info, alert: relay.GlobalID, comment: str) -> AlertResult | None:
        actor = info.context.user
        found = alerts.alert_for(actor, row_id(alert, "Alert", field="alert"))
        return cast(Alert, alerts.close_alert(alert=found, comment=comment, actor=actor))
