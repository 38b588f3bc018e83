"""Alerts, as the schema shows them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

import strawberry
import strawberry_django
from strawberry import relay

from core import models
from core.models import Severity as SeverityChoice
from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.reading import keep_together, together
from graphql_api.users.types import Business
from users.alerts import counts_in, may_read_detail
from users.models import Business as BusinessRow

Severity = described(
    SeverityChoice,
    "Severity",
    "How much an alert matters.",
    INFO="Good to know.",
    WARNING="To be looked at in the next days.",
    CRITICAL="To be looked at now: something does not hold, or stands still.",
)


@strawberry.type(description="What was found, and how many times.")
class AlertCount:
    code: str = strawberry.field(description="What was found, like ENTRY_CHANGED.")
    count: int = strawberry.field(description="How many of it there were, when it was last seen.")


def _businesses(keys: Sequence[int]) -> dict[int, BusinessRow]:
    """Alert's key -> its business, for all alerts that were read together."""
    rows = models.Alert.objects.filter(pk__in=keys, business_id__isnull=False)
    owners = dict(rows.values_list("pk", "business_id"))
    found = BusinessRow.objects.in_bulk(set(owners.values()))
    keep_together(list(found.values()))
    return {alert: found[owner] for alert, owner in owners.items() if owner in found}


def _business(root: strawberry.Parent[models.Alert]) -> Business | None:
    return cast("Business | None", together(root, ("business",), _businesses))


def _detail(root: strawberry.Parent[models.Alert], info: Info) -> str | None:
    hidden = counts_in(root.detail) or not may_read_detail(info.context.user, root)
    return None if hidden else root.detail


def _counts(root: strawberry.Parent[models.Alert], info: Info) -> list[AlertCount]:
    if not may_read_detail(info.context.user, root):
        return []
    return [AlertCount(code=code, count=count) for code, count in counts_in(root.detail)]


@strawberry_django.type(models.Alert, description="Something that a person must look at.")
class Alert(relay.Node):
    code: str = strawberry_django.field(
        description="What it is about, like LEDGER_BROKEN; docs/operations.md says what to do."
    )
    severity: Severity = strawberry_django.field(description="How much it matters.")
    business: Business | None = strawberry_django.field(
        resolver=_business, only=["business_id"], description="Null: it is of the whole database."
    )
    detail: str | None = strawberry_django.field(
        resolver=_detail,
        only=["detail", "business_id"],
        description="What was found, in words. Null where `counts` say it; of the whole database null but"
        " for superusers.",
    )
    counts: list[AlertCount] = strawberry_django.field(
        resolver=_counts,
        only=["detail", "business_id"],
        description="What was found, counted, by code. Empty where `detail` says it; of the whole database"
        " empty but for superusers.",
    )
    opened_at: datetime = strawberry_django.field(description="When it was seen first, in UTC.")
    last_seen_at: datetime = strawberry_django.field(description="When it was seen last, in UTC.")
    times_seen: int = strawberry_django.field(description="How often it was seen while it was open.")
    resolved_at: datetime | None = strawberry_django.field(
        description="When it was closed, in UTC; null while it is open."
    )
    comment: str = strawberry_django.field(
        description="What was found and done, by who closed it, or why it closed by itself; empty while it is"
        " open."
    )
    cleared_itself: bool = strawberry_django.field(
        description="Whether it closed by itself, because its cause was gone."
    )
