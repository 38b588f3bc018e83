"""Customers and invoices. Needs the right billing.read."""

from __future__ import annotations

import strawberry
from django.db.models import QuerySet
from strawberry import relay

from billing import models, selectors
from graphql_api.billing.types import Customer, Invoice, InvoiceState
from graphql_api.context import Info
from graphql_api.nodes import register_node, row_id
from graphql_api.pages import Page, listed

register_node("Customer", selectors.customer_for)
register_node("Invoice", selectors.invoice_for)


@strawberry.type
class BillingQueries:
    @listed(Page[Customer], description="Of one business, or of all of mine.")
    def customers(
        self, info: Info, business: str | None = None, account_number: str | None = None
    ) -> QuerySet[models.Customer]:
        return selectors.customers_for(info.context.user, business, account_number=account_number)

    @listed(Page[Invoice], description="Of one business, or of all of mine.")
    def invoices(
        self,
        info: Info,
        business: str | None = None,
        state: InvoiceState | None = None,
        customer: relay.GlobalID | None = None,
    ) -> QuerySet[models.Invoice]:
        user = info.context.user
        owner = (
            selectors.customer_for(user, row_id(customer, "Customer", field="customer")) if customer else None
        )
        wanted = state.value if state else None
        return selectors.invoices_for(user, business, state=wanted, customer=owner)
