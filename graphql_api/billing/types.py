"""Customers and invoices, as the schema shows them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import strawberry
import strawberry_django
from strawberry import relay

from billing import models
from billing.customers.credit import lefts_of_credits
from graphql_api.billing.customer_types import Customer
from graphql_api.enums import described
from graphql_api.reading import together
from graphql_api.scalars import Money
from graphql_api.users.types import Business

InvoiceState = described(
    models.InvoiceState,
    "InvoiceState",
    "How far an invoice has come.",
    DRAFT="Not issued: in no books, and nobody can pay it.",
    UNPAID="Issued; nothing was paid yet.",
    PARTIALLY_PAID="Part of it was paid.",
    PAID="All of it was paid.",
)


def _unit_price(root: strawberry.Parent[models.InvoiceLine]) -> Money:
    return Money(root.unit_cents)


def _line_amount(root: strawberry.Parent[models.InvoiceLine]) -> Money:
    return Money(root.cents)


def _allocated(root: strawberry.Parent[models.Allocation]) -> Money:
    return Money(root.cents)


def _taken_back_at(root: strawberry.Parent[models.Allocation]) -> datetime | None:
    taken_back = getattr(root, "taken_back_by", None)
    return taken_back.allocated_at if taken_back else None


def _receipt(root: strawberry.Parent[models.Allocation]) -> relay.GlobalID:
    return relay.GlobalID("Receipt", str(root.receipt_id))


def _credited(root: strawberry.Parent[models.Credit]) -> Money:
    return Money(root.cents)


def _credit_left(root: strawberry.Parent[models.Credit]) -> Money:
    return Money(together(root, ("left",), lefts_of_credits) or 0)


def _credit_receipt(root: strawberry.Parent[models.Credit]) -> relay.GlobalID:
    return relay.GlobalID("Receipt", str(root.receipt_id))


def _due(root: strawberry.Parent[models.Invoice]) -> Money:
    return Money(root.total - root.paid)


@strawberry_django.type(models.Invoice, description="A bill; its number can be typed as the account number.")
class Invoice(relay.Node):
    business: Business = strawberry_django.field(description="Who bills.")
    customer: Customer = strawberry_django.field(description="Who is billed.")
    number: str = strawberry_django.field(
        description="For people, and for payers to type; ends in a check digit."
    )
    state: InvoiceState = strawberry_django.field(description="How far it has come.")
    total: Money = strawberry_django.field(description="The sum of its lines.")
    paid: Money = strawberry_django.field(description="The sum of its payments.")
    due: Money = strawberry_django.field(
        resolver=_due, only=["total", "paid"], description="Still to be paid."
    )
    due_on: date | None = strawberry_django.field(
        description="The day until which it is to be paid; null when none was named."
    )
    issued_at: datetime | None = strawberry_django.field(
        description="When it was posted into the books, in UTC; null for a draft."
    )
    created_at: datetime = strawberry_django.field(description="In UTC.")


@strawberry_django.type(models.InvoiceLine, description="What is billed, and at what price.")
class InvoiceLine:
    description: str = strawberry_django.field(description="What it is for.")
    quantity: Decimal = strawberry_django.field(description="How many, with at most three decimals.")
    unit_price: Money = strawberry_django.field(
        resolver=_unit_price, only=["unit_cents"], description="Of one."
    )
    amount: Money = strawberry_django.field(
        resolver=_line_amount, only=["cents"], description="Quantity times price, rounded to the cent."
    )


@strawberry_django.type(models.Allocation, description="Part of a receipt that paid part of an invoice.")
class InvoicePayment:
    invoice: Invoice = strawberry_django.field(description="What was paid.")
    receipt_id: relay.GlobalID = strawberry_django.field(
        resolver=_receipt, only=["receipt_id"], description="The receipt: `node` gives it."
    )
    receipt_number: str = strawberry_django.field(description="M-Pesa's number of the receipt.")
    amount: Money = strawberry_django.field(
        resolver=_allocated,
        only=["cents"],
        description="How much of the receipt went to this invoice; below zero on the line of a statement"
        " where it is taken back.",
    )
    allocated_at: datetime = strawberry_django.field(description="When it was booked, in UTC.")
    taken_back_at: datetime | None = strawberry_django.field(
        resolver=_taken_back_at,
        select_related=["taken_back_by"],
        only=["taken_back_by__allocated_at"],
        description="When it was undone, since M-Pesa took the receipt back, in UTC; null where it counts.",
    )


@strawberry_django.type(models.Credit, description="What a receipt paid beyond the bills of its customer.")
class CustomerCredit:
    receipt_id: relay.GlobalID = strawberry_django.field(
        resolver=_credit_receipt, only=["receipt_id"], description="The receipt: `node` gives it."
    )
    receipt_number: str = strawberry_django.field(description="M-Pesa's number of the receipt.")
    amount: Money = strawberry_django.field(
        resolver=_credited, only=["cents"], description="How much of the receipt became credit."
    )
    left: Money = strawberry_django.field(
        resolver=_credit_left,
        only=["id"],
        description="What of it was not given back; zero where M-Pesa took the receipt back.",
    )
    credited_at: datetime = strawberry_django.field(description="When it was booked, in UTC.")


def _billed(root: strawberry.Parent[models.StatementLine]) -> Money:
    return Money(root.debit)


def _paid(root: strawberry.Parent[models.StatementLine]) -> Money:
    return Money(root.credit)


def _balance(root: strawberry.Parent[models.StatementLine]) -> Money:
    return Money(root.balance)


@strawberry_django.type(
    models.StatementLine,
    description="A line of a customer's statement: an invoice that was issued, a payment, or that one was"
    " taken back.",
)
class CustomerStatementLine:
    at: datetime = strawberry_django.field(description="When it was booked, in UTC.")
    invoice: Invoice = strawberry_django.field(description="What was billed or paid.")
    payment: InvoicePayment | None = strawberry_django.field(description="Null where an invoice was issued.")
    billed: Money = strawberry_django.field(
        resolver=_billed,
        only=["debit"],
        description="The total of an invoice, or what is owed again; zero for a payment.",
    )
    paid: Money = strawberry_django.field(
        resolver=_paid, only=["credit"], description="What was paid; zero for an invoice."
    )
    balance: Money = strawberry_django.field(
        resolver=_balance, only=["balance"], description="What is due after this line, with all before it."
    )
