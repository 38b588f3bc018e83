"""Alerts as they open and close."""

from __future__ import annotations

from typing import Any

import strawberry

from graphql_api.alerts.types import Alert
from graphql_api.events.changes import changes_of


@strawberry.type
class AlertSubscriptions:
    alert_changed: Any = changes_of(
        Alert,
        "alert.opened",
        "alert.resolved",
        description="First how things stand, then every alert that opens or closes: of one business, or one"
        " alert.",
    )
