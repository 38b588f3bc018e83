"""Reading alerts. Needs the right alert.read."""

from __future__ import annotations

import strawberry
from django.db.models import QuerySet

from core import models
from graphql_api.alerts.types import Alert
from graphql_api.context import Info
from graphql_api.nodes import register_node
from graphql_api.pages import Page, listed
from users import alerts

register_node("Alert", alerts.alert_for)


@strawberry.type
class AlertQueries:
    @listed(
        Page[Alert],
        description="Of one business, or of all of mine, and of the whole database; open, closed or all.",
    )
    def alerts(
        self, info: Info, business: str | None = None, is_open: bool | None = None
    ) -> QuerySet[models.Alert]:
        return alerts.alerts_for(info.context.user, business, is_open=is_open)
