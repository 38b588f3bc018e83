"""Making customers and invoices."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import cast

import strawberry
from strawberry import relay

from billing.customers import customers
from billing.invoicing import invoices
from core.errors import Findings
from core.text import checked_key, checked_name
from graphql_api.billing.types import Customer, Invoice
from graphql_api.businesses import business_named
from graphql_api.context import Info
from graphql_api.nodes import find
from graphql_api.payloads import KEY_SAYS, good, mutation
from graphql_api.scalars import Money, Phone
from users.access import Right


@strawberry.input(description="Somebody to bill.")
class CreateCustomerInput:
    business: relay.GlobalID = strawberry.field(description="Who bills them.")
    name: str = strawberry.field(description="Their name, of 1 to 120 characters. It is kept sealed.")
    phone: Phone | None = strawberry.field(
        default=None, description="Where they pay from, if it is known. It is kept sealed."
    )
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="A customer as they are to be called and reached from now on.")
class UpdateCustomerInput:
    customer: relay.GlobalID = strawberry.field(description="Who it is about.")
    name: str = strawberry.field(description="Their name, of 1 to 120 characters. It is kept sealed.")
    phone: Phone | None = strawberry.field(
        default=None, description="Where they pay from; without it none is kept."
    )


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


def _look_at_customer(input: CreateCustomerInput, found: Findings) -> None:
    with found.noting():
        checked_name(input.name)
    with found.noting():
        checked_key(input.idempotency_key, "customer")


def _look_at_change(input: UpdateCustomerInput, found: Findings) -> None:
    with found.noting():
        checked_name(input.name)


def _look_at_invoice(input: CreateInvoiceInput, found: Findings) -> None:
    due_on = good(input.due_on)
    invoices.note_terms(found, key=input.idempotency_key, due_on=due_on, count=len(input.lines))
    for place, line in enumerate(input.lines):
        invoices.note_line(found, place, line.description, good(line.quantity), good(line.unit_price))


@strawberry.type
class BillingMutations:
    @mutation(
        description="Adds somebody to bill, with an account number of their own. Safe to repeat.",
        look=_look_at_customer,
    )
    def create_customer(self, info: Info, input: CreateCustomerInput) -> Customer:
        made = customers.create_customer(
            business=business_named(info, input.business, Right.BILLING_WRITE),
            name=input.name,
            phone=input.phone or "",
            key=input.idempotency_key,
            actor=info.context.user,
        )
        return cast(Customer, made)

    @mutation(
        description="Puts a customer's name and phone right; the account number stays. Audited. Safe to"
        " repeat.",
        look=_look_at_change,
    )
    def update_customer(self, info: Info, input: UpdateCustomerInput) -> Customer:
        changed = customers.update_customer(
            customer=find(info.context.user, input.customer, "Customer", field="customer"),
            name=input.name,
            phone=input.phone or "",
            actor=info.context.user,
        )
        return cast(Customer, changed)

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
