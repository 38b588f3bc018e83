"""Who is told of alerts, as the schema shows it."""

from __future__ import annotations

from datetime import datetime

import strawberry
import strawberry_django
from strawberry import relay

from graphql_api.alerts.types import Severity
from graphql_api.enums import described
from graphql_api.users.person import Person
from graphql_api.users.types import Business
from users import models

ContactChannel = described(
    models.ContactChannel,
    "ContactChannel",
    "How somebody is reached.",
    EMAIL="By e-mail.",
    SMS="By text message.",
)


def _clock(minute: int | None) -> str | None:
    return None if minute is None else f"{minute // 60:02}:{minute % 60:02}"


def _person(root: strawberry.Parent[models.AlertRecipient]) -> Person:
    return Person.of(root.user)


def _from(root: strawberry.Parent[models.AlertRecipient]) -> str | None:
    return _clock(root.quiet_from)


def _until(root: strawberry.Parent[models.AlertRecipient]) -> str | None:
    return _clock(root.quiet_until)


@strawberry_django.type(
    models.AlertRecipient,
    description="A member who is told of the alerts of a business, once of each and once of its end, by one"
    " way to reach them.",
)
class AlertRecipient(relay.Node):
    business: Business = strawberry_django.field(description="Of whose alerts.")
    person: Person = strawberry_django.field(resolver=_person, select_related=["user"], description="Who.")
    channel: ContactChannel = strawberry_django.field(description="How.")
    address: str = strawberry_django.field(field_name="address_masked", description="Where to, masked.")
    least_severity: Severity = strawberry_django.field(
        description="Told of what matters as much as this or more; without meaning where there are `codes`."
    )
    codes: list[str] = strawberry_django.field(
        description="Told of alerts of these codes alone; empty: by how much they matter. At most 30."
    )
    after_minutes: int = strawberry_django.field(
        description="Told when nobody has closed an alert for so many minutes; 0: at once."
    )
    quiet_from: str | None = strawberry_django.field(
        resolver=_from,
        only=["quiet_from"],
        description='When quiet hours begin, in Nairobi, like "22:00"; null where there are none.',
    )
    quiet_until: str | None = strawberry_django.field(
        resolver=_until,
        only=["quiet_until"],
        description='When they end, like "06:30"; the next day where that is earlier.',
    )
    pierced: bool = strawberry_django.field(
        description="Whether what is CRITICAL is told in quiet hours too."
    )
    tested_at: datetime | None = strawberry_django.field(
        description="When a test was sent last, in UTC; null: never."
    )
    created_at: datetime = strawberry_django.field(description="Since when, in UTC.")
