"""Reading alerts. Needs the right alert.read."""

from __future__ import annotations

import strawberry
from django.db.models import QuerySet
from strawberry import relay

from core import models
from graphql_api.alerts.filters import AlertFilter, AlertOrder
from graphql_api.alerts.types import Alert
from graphql_api.businesses import businesses_asked
from graphql_api.context import Info
from graphql_api.filters import ordered
from graphql_api.nodes import register_node
from graphql_api.pages import Page, grow, listed
from graphql_api.reading import Below
from graphql_api.users.types import Business
from users import alerts
from users.access import Right
from users.models import Business as BusinessRow

register_node("Alert", alerts.alert_for)


@listed(
    Page[Alert] | None,
    description="Its alerts, newest first, without those of the whole database; null for who may not read"
    " alerts.",
)
def _alerts_of_business(
    root: strawberry.Parent[BusinessRow],
    info: Info,
    filter: AlertFilter | None = None,
    order_by: AlertOrder | None = None,
) -> Below[models.Alert] | None:
    if not info.context.holds(root.pk, Right.ALERT_READ):
        return None
    rows: QuerySet[models.Alert] = models.Alert.objects.all()
    return Below(root, "business_id", ordered(filter.of(rows) if filter else rows, order_by))


grow(Business, alerts=_alerts_of_business)


@strawberry.type
class AlertQueries:
    @listed(
        Page[Alert],
        description="Of one business or of all of mine, and with them those of the whole database; newest"
        " first.",
    )
    def alerts(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: AlertFilter | None = None,
        order_by: AlertOrder | None = None,
    ) -> QuerySet[models.Alert]:
        where = businesses_asked(info, business, all_mine, Right.ALERT_READ)
        rows = alerts.alerts_of(info.context.user, where)
        return ordered(filter.of(rows) if filter else rows, order_by)
