"""Invoices, and what customers owe, as they change."""

from __future__ import annotations

from typing import Any

import strawberry

from graphql_api.billing.customer_types import Customer
from graphql_api.billing.subscription_types import BillingRun, BillingSubscription
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
    billing_subscription_changed: Any = changes_of(
        BillingSubscription,
        "subscription.changed",
        description="First how things stand, then every subscription that is made, changed or ended: of one"
        " business, or one subscription.",
    )
    billing_run_changed: Any = changes_of(
        BillingRun,
        "billing_run.changed",
        description="First how things stand, then every billing run that begins, comes further or ends: of"
        " one business, or one run.",
    )
    customer_balance_changed: Any = changes_of(
        Customer,
        "customer.balance",
        called="CustomerBalance",
        description="First how things stand, then every customer who owes another amount, or has another"
        " credit, than before: of one business, or one customer.",
    )
