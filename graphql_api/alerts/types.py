"""Alerts, as the schema shows them."""

from __future__ import annotations

from datetime import datetime

import strawberry
import strawberry_django
from strawberry import relay

from core import models
from core.models import Severity as SeverityChoice
from graphql_api.context import Info
from users.alerts import may_read_detail

Severity = strawberry.enum(SeverityChoice, name="Severity", description="How much an alert matters.")


def _business_code(root: strawberry.Parent[models.Alert]) -> str | None:
    return root.business_code  # type: ignore[attr-defined, no-any-return]


def _detail(root: strawberry.Parent[models.Alert], info: Info) -> str:
    return root.detail if may_read_detail(info.context.user, root) else ""


@strawberry_django.type(models.Alert, description="Something that a person must look at.")
class Alert(relay.Node):
    code: str
    severity: Severity
    business_code: str | None = strawberry_django.field(
        resolver=_business_code, only=["business_id"], description="Null: of the whole database."
    )
    detail: str = strawberry_django.field(
        resolver=_detail,
        only=["detail", "business_id"],
        description="Codes and counts; of the whole database for superusers only.",
    )
    opened_at: datetime
    last_seen_at: datetime
    times_seen: int
    resolved_at: datetime | None
    comment: str = strawberry_django.field(description="What was found and done, by who closed it.")
