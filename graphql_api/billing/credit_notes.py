"""Credit notes, and refunds of credit in cash, as the schema shows them."""

from __future__ import annotations

from datetime import date, datetime

import strawberry
import strawberry_django
from strawberry import relay

from billing import models, selectors
from graphql_api.billing.customer_types import Customer
from graphql_api.billing.types import Invoice, InvoiceLine
from graphql_api.nodes import register_node
from graphql_api.pages import Page, grow, listed
from graphql_api.reading import Below
from graphql_api.scalars import Money, money_column


def _number(root: strawberry.Parent[models.CreditNote]) -> str:
    return str(root)


@strawberry_django.type(models.CreditNote, description="What was billed and is not owed.")
class CreditNote(relay.Node):
    invoice: Invoice = strawberry_django.field(description="What it takes back of.")
    number: str = strawberry_django.field(
        resolver=_number,
        only=["serial_year", "serial_count"],
        description="The number that is printed, `CN-2026-00001`: of each year without gaps.",
    )
    reason: str = strawberry_django.field(description="Why.")
    net: Money = strawberry_django.field(description="The sum of its lines without VAT.")
    vat: Money = strawberry_django.field(description="The VAT of its lines.")
    total: Money = strawberry_django.field(description="The two together.")
    issued_on: date = strawberry_django.field(description="The accounting day of its entry.")
    issued_at: datetime = strawberry_django.field(description="When it was posted, in UTC.")


@strawberry_django.type(models.CreditNoteLine, description="What a credit note takes back of a line.")
class CreditNoteLine:
    line: InvoiceLine = strawberry_django.field(description="The line of the invoice.")
    net: Money = strawberry_django.field(description="Without VAT.")
    vat: Money = strawberry_django.field(description="The VAT.")
    amount: Money = money_column("cents", "The two together.")


@strawberry_django.type(models.Refund, description="Credit that a customer got back.")
class CustomerRefund(relay.Node):
    customer: Customer = strawberry_django.field(description="Who got it.")
    amount: Money = strawberry_django.field(description="How much.")
    account_code: str = strawberry_django.field(
        description="The cash account that it came from; empty where a payout gives it back."
    )
    reason: str = strawberry_django.field(description="Why.")
    created_at: datetime = strawberry_django.field(description="When it was booked or asked for, in UTC.")


register_node("CreditNote", selectors.credit_note_for)
register_node("CustomerRefund", selectors.refund_for)


@listed(Page[CreditNoteLine], description="What it takes back, line by line.")  # type: ignore[type-var]
def _lines_of_note(root: strawberry.Parent[models.CreditNote]) -> Below[models.CreditNoteLine]:
    return Below(root, "note", models.CreditNoteLine.objects.order_by("pk"))


@listed(Page[CreditNote], description="Its credit notes, oldest first.")
def _notes_of_invoice(root: strawberry.Parent[models.Invoice]) -> Below[models.CreditNote]:
    return Below(root, "invoice", models.CreditNote.objects.order_by("pk"))


@listed(Page[CustomerRefund], description="What they got back of their credit, newest first.")
def _refunds_of_customer(root: strawberry.Parent[models.Customer]) -> Below[models.Refund]:
    return Below(root, "customer", models.Refund.objects.order_by("-pk"))


grow(CreditNote, lines=_lines_of_note)
grow(Invoice, credit_notes=_notes_of_invoice)
grow(Customer, refunds=_refunds_of_customer)
