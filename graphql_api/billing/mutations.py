"""Making invoices."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import cast

import strawberry
from strawberry import relay

from billing.invoicing import invoices
from core.errors import Findings
from graphql_api.billing.types import Invoice
from graphql_api.context import Info
from graphql_api.nodes import find
from graphql_api.payloads import KEY_SAYS, good, mutation
from graphql_api.scalars import Money


@strawberry.input(description="One line to bill.")
class InvoiceLineInput:
    description: str = strawberry.field(description="What it is for, in 1 to 200 characters.")
    unit_price: Money = strawberry.field(description="The price of one; above zero.")
    quantity: Decimal = strawberry.field(
        default=Decimal(1), description="How many: above zero, with at most three decimals."
    )


@strawberry.input(description="A draft of an invoice.")
class CreateInvoiceInput:
    customer: relay.GlobalID = strawberry.field(description="Who is billed.")
    lines: list[InvoiceLineInput] = strawberry.field(
        description=f"What is billed: 1 to {invoices.MAX_LINES} lines."
    )
    due_on: date | None = strawberry.field(
        default=None, description="The day until which it is to be paid, in East African Time."
    )
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="An invoice to issue.")
class IssueInvoiceInput:
    invoice: relay.GlobalID = strawberry.field(description="The draft; one that was issued stays as it is.")


def _look_at_invoice(input: CreateInvoiceInput, found: Findings) -> None:
    due_on = good(input.due_on)
    invoices.note_terms(found, key=input.idempotency_key, due_on=due_on, count=len(input.lines))
    for place, line in enumerate(input.lines):
        invoices.note_line(found, place, line.description, good(line.quantity), good(line.unit_price))


@strawberry.type
class BillingMutations:
    @mutation(
        description="Makes a draft: nothing is posted yet, and nobody can pay it. Safe to repeat.",
        look=_look_at_invoice,
    )
    def create_invoice(self, info: Info, input: CreateInvoiceInput) -> Invoice:
        made = invoices.create_invoice(
            customer=find(info.context.user, input.customer, "Customer", field="customer"),
            lines=[
                invoices.LineInput(line.description, line.quantity, line.unit_price) for line in input.lines
            ],
            key=input.idempotency_key,
            due_on=input.due_on,
            actor=info.context.user,
        )
        return cast(Invoice, made)

    @mutation(
        description="Posts a draft into the books (Dr 1200 Receivables, Cr 4000 Sales) and opens it for"
        " payment. Safe to repeat."
    )
    def issue_invoice(self, info: Info, input: IssueInvoiceInput) -> Invoice:
        draft = find(info.context.user, input.invoice, "Invoice", field="invoice")
        return cast(Invoice, invoices.issue_invoice(invoice=draft, actor=info.context.user))
