"""Branches, as the schema shows them."""

from __future__ import annotations

from datetime import datetime

import strawberry_django
from strawberry import relay

from graphql_api.users.types import Business
from mpesa import models


@strawberry_django.type(
    models.Branch,
    description="A named place of a business, to which tills belong. Reports group by it; the books know"
    " tills only.",
)
class Branch(relay.Node):
    business: Business = strawberry_django.field(description="Whose place it is.")
    name: str = strawberry_django.field(description="What people call it; once in the business.")
    archived_at: datetime | None = strawberry_django.field(
        description="When it was put away, in UTC: no further till is put into it. Null while it is in use."
    )
    created_at: datetime = strawberry_django.field(description="In UTC.")
