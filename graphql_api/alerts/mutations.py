"""Closing alerts."""

from __future__ import annotations

from typing import cast

import strawberry
from strawberry import relay

from graphql_api.alerts.types import Alert
from graphql_api.context import Info
from graphql_api.nodes import find
from graphql_api.payloads import mutation
from users import alerts


@strawberry.input(description="An alert to close.")
class ResolveAlertInput:
    alert: relay.GlobalID = strawberry.field(description="This one.")
    comment: str = strawberry.field(description="What was found and done, in 3 to 500 characters; for ever.")


@strawberry.type
class AlertMutations:
    @mutation(
        description="Closes an alert, with what was found and done; for the owner, and for the whole database"
        " for a superuser. Refused while its cause is still there. Safe to repeat."
    )
    def resolve_alert(self, info: Info, input: ResolveAlertInput) -> Alert:
        actor = info.context.user
        found = find(actor, input.alert, "Alert", field="alert")
        return cast(Alert, alerts.close_alert(alert=found, comment=input.comment, actor=actor))
