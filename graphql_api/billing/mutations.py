"""Making customers and invoices."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, TypeAlias, cast

import strawberry
from strawberry import relay

from billing import selectors
from billing.customers import customers
from billing.invoicing import invoices
from graphql_api.billing.types import Customer, Invoice
from graphql_api.context import Info
from graphql_api.nodes import row_id
from graphql_api.problems import Problem
from graphql_api.scalars import Money
from users.access import Right, business_for

CustomerResult: TypeAlias = Annotated[Customer | Problem, strawberry.union("CustomerResult")]
InvoiceResult: TypeAlias = Annotated[Invoice | Problem, strawberry.union("InvoiceResult")]


@strawberry.input
class InvoiceLineInput:
    description: str
    unit_price: Money
    quantity: Decimal = Decimal(1)


@strawberry.input
class CreateInvoiceInput:
    customer: relay.GlobalID
    lines: list[InvoiceLineInput]
    key: str = strawberry.field(
        description="A new one for each invoice; the same one gives the same invoice."
    )
    due_on: date | None = None


@strawberry.type
class BillingMutations:
    @strawberry.mutation(description="Adds somebody to bill, with an account number of their own.")
    def create_customer(self, info: Info, business: str, name: str, phone: str = "") -> CustomerResult | None:
        actor = info.context.user
        where = business_for(actor, business, Right.BILLING_WRITE)
        return cast(Customer, customers.create_customer(business=where, name=name, phone=phone, actor=actor))

    @strawberry.mutation(description="A draft: nothing is posted yet. Safe to repeat with the same key.")
    def create_invoice(self, info: Info, input: CreateInvoiceInput) -> InvoiceResult | None:
        actor = info.context.user
        customer = selectors.customer_for(actor, row_id(input.customer, "Customer", field="customer"))
        lines = [invoices.LineInput(line.description, line.quantity, line.unit_price) for line in input.lines]
        invoice = invoices.create_invoice(
            customer=customer, lines=lines, key=input.key, due_on=input.due_on, actor=actor
        )
        return cast(Invoice, invoice)

    @strawberry.mutation(description="Posts a draft into the books and opens it for payment. Safe to repeat.")
    def issue_invoice(self, info: Info, invoice: relay.GlobalID) -> InvoiceResult | None:
        actor = info.context.user
        draft = selectors.invoice_for(actor, row_id(invoice, "Invoice", field="invoice"))
        return cast(Invoice, invoices.issue_invoice(invoice=draft, actor=actor))
