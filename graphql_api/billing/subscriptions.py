"""Invoices as they change."""

from __future__ import annotations

from typing import Any

import strawberry

from graphql_api.billing.types import Invoice
from graphql_api.events.changes import changes_of


@strawberry.type
class BillingSubscriptions:
    invoice_changed: Any = changes_of(
        Invoice,
        "invoice.changed",
        description="First how things stand, then every invoice that is made, issued or paid: of one"
        " business, or one invoice.",
    )
