"""Customers and invoices, as the schema shows them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import strawberry
import strawberry_django
from strawberry import relay

from billing import models
from billing.customers.credit import lefts_of_payments
from graphql_api.billing.customer_types import Customer
from graphql_api.enums import described
from graphql_api.ledger.enums import VatCode
from graphql_api.reading import together
from graphql_api.scalars import Money, money_column
from graphql_api.users.types import Business

InvoiceState = described(
    models.InvoiceState,
    "InvoiceState",
    "How far an invoice has come.",
    DRAFT="Not issued: in no books, and nobody can pay it.",
    UNPAID="Issued; nothing was paid yet.",
    PARTIALLY_PAID="Part of it was paid.",
    PAID="All of it was paid, or credited.",
    VOID="Taken out of the books before anything was paid, or a draft that was thrown away.",
)
InvoiceKind = described(
    models.InvoiceKind,
    "InvoiceKind",
    "What a bill is of.",
    INVOICE="An invoice.",
    SALE="A sale at the counter.",
    OPENING="What was owed when the books were opened.",
)
CustomerPaymentKind = described(
    models.PaymentKind,
    "CustomerPaymentKind",
    "What settles bills.",
    MPESA="A receipt of M-Pesa.",
    CASH="Cash.",
    CHEQUE="A cheque.",
    BANK="Paid into the bank.",
    VAT_WITHHELD="VAT that the customer withheld for KRA.",
    INCOME_TAX_WITHHELD="Income tax that the customer withheld for KRA.",
    CREDIT_NOTE="A credit note.",
    WRITE_OFF="Given up.",
)


def _vat_code(root: strawberry.Parent[models.InvoiceLine]) -> VatCode | None:
    return VatCode(root.vat_code) if root.vat_code else None


def _taken_back_at(root: strawberry.Parent[models.Allocation]) -> datetime | None:
    taken_back = getattr(root, "taken_back_by", None)
    return taken_back.allocated_at if taken_back else None


def _receipt(root: strawberry.Parent[models.Payment]) -> relay.GlobalID | None:
    return relay.GlobalID("Receipt", str(root.receipt_id)) if root.receipt_id else None


def _receipt_of(root: strawberry.Parent[models.Allocation]) -> relay.GlobalID | None:
    return _receipt(root.payment)


def _receipt_number_of(root: strawberry.Parent[models.Allocation]) -> str:
    return str(root.payment.receipt_number)


def _left(root: strawberry.Parent[models.Payment]) -> Money:
    return Money(together(root, ("left",), lefts_of_payments) or 0)


def _due(root: strawberry.Parent[models.Invoice]) -> Money:
    return Money(root.total if root.state == models.InvoiceState.DRAFT else root.due)


@strawberry_django.type(models.Invoice, description="A bill; its number can be typed as the account number.")
class Invoice(relay.Node):
    business: Business = strawberry_django.field(description="Who bills.")
    customer: Customer = strawberry_django.field(description="Who is billed.")
    number: str = strawberry_django.field(
        description="For people, and for payers to type; ends in a check digit."
    )
    state: InvoiceState = strawberry_django.field(description="How far it has come.")
    serial_number: str = strawberry_django.field(
        only=["serial_year", "serial_count"],
        description="The number that is printed, `2026-00001`: of each year without gaps. Empty for a draft.",
    )
    kind: InvoiceKind = strawberry_django.field(description="What it is of.")
    prices_include_vat: bool = strawberry_django.field(
        description="Whether the prices of its lines hold the VAT; else it comes on top."
    )
    net: Money = strawberry_django.field(description="The sum of its lines without VAT.")
    vat: Money = strawberry_django.field(description="The VAT of its lines.")
    total: Money = strawberry_django.field(description="The two together.")
    paid: Money = strawberry_django.field(description="The sum of what settled it, credit notes as well.")
    credited: Money = strawberry_django.field(description="The sum of its credit notes.")
    due: Money = strawberry_django.field(
        resolver=_due, only=["total", "paid", "state"], description="Still to be paid."
    )
    due_on: date | None = strawberry_django.field(
        description="The day until which it is to be paid; null when none was named."
    )
    note: str = strawberry_django.field(description="What is printed below its lines.")
    issued_on: date | None = strawberry_django.field(
        description="The accounting day of its issue; null for a draft."
    )
    issued_at: datetime | None = strawberry_django.field(
        description="When it was posted into the books, in UTC; null for a draft."
    )
    created_at: datetime = strawberry_django.field(description="In UTC.")


@strawberry_django.type(models.InvoiceLine, description="What is billed, and at what price.")
class InvoiceLine:
    position: int = strawberry_django.field(description="Its place, counted from 0.")
    description: str = strawberry_django.field(description="What it is for.")
    quantity: Decimal = strawberry_django.field(description="How many, with at most three decimals.")
    unit_price: Money = money_column("unit_cents", "Of one.")
    discount: Money = strawberry_django.field(description="What is off the line.")
    vat_code: VatCode | None = strawberry_django.field(
        resolver=_vat_code, only=["vat_code"], description="How VAT treats it; null where none is charged."
    )
    account_code: str = strawberry_django.field(description="The income account that its net is credited to.")
    net: Money = strawberry_django.field(description="Without VAT.")
    vat: Money = strawberry_django.field(description="The VAT.")
    amount: Money = money_column("cents", "Net and VAT: what it adds to the total.")


@strawberry_django.type(
    models.Payment, description="What settles bills of a customer: money, or a paper in its place."
)
class CustomerPayment(relay.Node):
    customer: Customer = strawberry_django.field(description="Who paid.")
    kind: CustomerPaymentKind = strawberry_django.field(description="What it is.")
    amount: Money = strawberry_django.field(description="How much.")
    allocated: Money = strawberry_django.field(description="What of it bills have taken.")
    left: Money = strawberry_django.field(
        resolver=_left,
        only=["id"],
        description="What of it is the customer's credit: no bill took it, and it was not given back.",
    )
    taken_back: Money = strawberry_django.field(
        description="All of it where it was undone, or M-Pesa took it back; else zero."
    )
    receipt_id: relay.GlobalID | None = strawberry_django.field(
        resolver=_receipt, only=["receipt_id"], description="The receipt of M-Pesa: `node` gives it."
    )
    receipt_number: str = strawberry_django.field(description="M-Pesa's number of the receipt; else empty.")
    reference: str = strawberry_django.field(
        description="The number of the cheque, the transfer, the certificate or the credit note."
    )
    account_code: str = strawberry_django.field(description="The account that was debited; empty for M-Pesa.")
    received_on: date = strawberry_django.field(description="The day on which it was paid.")
    note: str = strawberry_django.field(description="What was noted of it.")
    created_at: datetime = strawberry_django.field(description="When it was booked, in UTC.")


@strawberry_django.type(models.Allocation, description="Part of a payment that settled part of an invoice.")
class InvoicePayment(relay.Node):
    invoice: Invoice = strawberry_django.field(description="What was paid.")
    payment: CustomerPayment = strawberry_django.field(description="What paid it.")
    receipt_id: relay.GlobalID | None = strawberry_django.field(
        resolver=_receipt_of,
        select_related=["payment"],
        only=["payment__receipt_id"],
        description="The receipt of M-Pesa: `node` gives it; null for what came another way.",
    )
    receipt_number: str = strawberry_django.field(
        resolver=_receipt_number_of,
        select_related=["payment"],
        only=["payment__receipt_number"],
        description="M-Pesa's number of the receipt; else empty.",
    )
    amount: Money = money_column("cents", "How much of the payment went to this invoice.")
    allocated_at: datetime = strawberry_django.field(description="When it was booked, in UTC.")
    taken_back_at: datetime | None = strawberry_django.field(
        resolver=_taken_back_at,
        select_related=["taken_back_by"],
        only=["taken_back_by__allocated_at"],
        description="When it was undone, in UTC; null where it counts.",
    )


@strawberry_django.type(
    models.StatementLine,
    description="A line of a customer's statement: what a journal entry did to what they owe.",
)
class CustomerStatementLine:
    day: date = strawberry_django.field(description="The accounting day.")
    at: datetime = strawberry_django.field(description="When it happened, in UTC.")
    invoice: Invoice | None = strawberry_django.field(
        description="What was billed, or taken out of the books; else null."
    )
    payment: CustomerPayment | None = strawberry_django.field(
        description="What was paid, credited or taken back; else null."
    )
    billed: Money = money_column("debit", "By how much more is owed; else zero.")
    paid: Money = money_column("credit", "By how much less is owed; else zero.")
    balance: Money = money_column(
        "balance", "What is owed after this line, with all before it; below zero it is credit."
    )
