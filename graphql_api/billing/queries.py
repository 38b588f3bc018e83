"""Customers and invoices, and what stands below them. Needs the right billing.read."""

from __future__ import annotations

import strawberry
from django.db.models import QuerySet
from strawberry import relay

from billing import models, selectors
from graphql_api.billing.customer_filters import CustomerFilter, CustomerOrder, chosen_customers
from graphql_api.billing.customer_types import Customer
from graphql_api.billing.filters import (
    CustomerPaymentFilter,
    CustomerStatementFilter,
    CustomerStatementOrder,
    CustomerStatementOrderField,
    InvoiceFilter,
    InvoiceOrder,
    chosen_invoices,
)
from graphql_api.billing.types import (
    CustomerPayment,
    CustomerStatementLine,
    Invoice,
    InvoiceLine,
    InvoicePayment,
)
from graphql_api.businesses import businesses_asked
from graphql_api.context import Info
from graphql_api.filters import on_days, ordered
from graphql_api.nodes import register_node
from graphql_api.pages import Page, grow, listed
from graphql_api.reading import Below
from graphql_api.users.types import Business
from users.models import Business as BusinessRow

register_node("Customer", selectors.customer_for)
register_node("Invoice", selectors.invoice_for)
register_node("CustomerPayment", selectors.payment_for)
register_node("InvoicePayment", selectors.allocation_for)


@listed(Page[Invoice], description="What they were billed, newest first.")
def _invoices_of_customer(
    root: strawberry.Parent[models.Customer],
    info: Info,
    filter: InvoiceFilter | None = None,
    order_by: InvoiceOrder | None = None,
) -> Below[models.Invoice]:
    return Below(root, "customer", chosen_invoices(models.Invoice.objects.all(), filter, order_by, info))


@listed(
    Page[CustomerPayment],
    description="What they paid, newest first; also what was taken back since.",
)
def _payments_of_customer(
    root: strawberry.Parent[models.Customer], filter: CustomerPaymentFilter | None = None
) -> Below[models.Payment]:
    rows = models.Payment.objects.order_by("-pk")
    return Below(root, "customer", filter.of(rows) if filter else rows)


@listed(
    Page[CustomerStatementLine],  # type: ignore[type-var]
    description="What they were billed and paid, with what was due after each; the newest first.",
)
def _statement_of_customer(
    root: strawberry.Parent[models.Customer],
    filter: CustomerStatementFilter | None = None,
    order_by: CustomerStatementOrder | None = None,
) -> Below[models.StatementLine]:
    lines = on_days(models.StatementLine.objects.all(), "day", filter.day if filter else None)
    order = order_by or CustomerStatementOrder(field=CustomerStatementOrderField.AT)
    return Below(root, "customer", ordered(lines, order))


@listed(Page[InvoiceLine], description="What is billed, in its order.")  # type: ignore[type-var]
def _lines_of_invoice(root: strawberry.Parent[models.Invoice]) -> Below[models.InvoiceLine]:
    return Below(root, "invoice", models.InvoiceLine.objects.order_by("position"))


@listed(
    Page[InvoicePayment],
    description="What was paid of it, oldest first; also what was taken back since.",
)
def _payments_of_invoice(root: strawberry.Parent[models.Invoice]) -> Below[models.Allocation]:
    return Below(root, "invoice", models.Allocation.objects.filter(takes_back=None).order_by("pk"))


@listed(Page[Customer] | None, description="Who is billed, newest first; null for who may not read bills.")
def _customers_of_business(
    root: strawberry.Parent[BusinessRow],
    info: Info,
    filter: CustomerFilter | None = None,
    order_by: CustomerOrder | None = None,
) -> Below[models.Customer] | None:
    if not info.context.holds(root.pk, selectors.RIGHT):
        return None
    return Below(
        root, "business", chosen_customers(models.Customer.objects.filter(merged_into=None), filter, order_by)
    )


@listed(Page[Invoice] | None, description="Its invoices, newest first; null for who may not read bills.")
def _invoices_of_business(
    root: strawberry.Parent[BusinessRow],
    info: Info,
    filter: InvoiceFilter | None = None,
    order_by: InvoiceOrder | None = None,
) -> Below[models.Invoice] | None:
    if not info.context.holds(root.pk, selectors.RIGHT):
        return None
    return Below(root, "business", chosen_invoices(models.Invoice.objects.all(), filter, order_by, info))


grow(
    Customer,
    invoices=_invoices_of_customer,
    payments=_payments_of_customer,
    statement=_statement_of_customer,
)
grow(Invoice, lines=_lines_of_invoice, payments=_payments_of_invoice)
grow(Business, customers=_customers_of_business, invoices=_invoices_of_business)


@strawberry.type
class BillingQueries:
    @listed(Page[Customer], description="Who is billed, of one business or of all of mine; newest first.")
    def customers(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: CustomerFilter | None = None,
        order_by: CustomerOrder | None = None,
    ) -> QuerySet[models.Customer]:
        where = businesses_asked(info, business, all_mine, selectors.RIGHT)
        return chosen_customers(selectors.customers_of(where), filter, order_by)

    @listed(Page[Invoice], description="Invoices of one business or of all of mine; newest first.")
    def invoices(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: InvoiceFilter | None = None,
        order_by: InvoiceOrder | None = None,
    ) -> QuerySet[models.Invoice]:
        where = businesses_asked(info, business, all_mine, selectors.RIGHT)
        return chosen_invoices(selectors.invoices_of(where), filter, order_by, info)
