"""Papers as PDF, each at an address for ten minutes, and the codes on them that ask to be paid."""

from __future__ import annotations

import base64
from datetime import date
from typing import Annotated, cast

import strawberry
import strawberry_django
from strawberry import relay

from billing import models
from billing.papers import addresses
from billing.papers.asking import ask_for_code
from core import days
from graphql_api.billing.credit_notes import CreditNote
from graphql_api.billing.customer_types import Customer
from graphql_api.billing.types import CustomerPayment, Invoice
from graphql_api.context import Info
from graphql_api.nodes import find
from graphql_api.pages import grow
from graphql_api.payloads import mutation
from graphql_api.scalars import Money

_From = Annotated[
    date | None,
    strawberry.argument(description="The first accounting day; null: of the month of the last.", name="from"),
]
_To = Annotated[
    date | None,
    strawberry.argument(description="The last accounting day, which counts too; null: today.", name="to"),
]
_WHERE = "Where to GET {what} as a PDF within ten minutes, with the session that asked. Audited."


@strawberry_django.field(only=["id"], description=_WHERE.format(what="it as it stands then"))
def _invoice_path(root: strawberry.Parent[models.Invoice], info: Info) -> str:
    return addresses.invoice_path(invoice=root, user=info.context.user)


@strawberry_django.field(only=["id"], description=_WHERE.format(what="it"))
def _credit_note_path(root: strawberry.Parent[models.CreditNote], info: Info) -> str:
    return addresses.credit_note_path(note=root, user=info.context.user)


@strawberry_django.field(only=["id"], description=_WHERE.format(what="a receipt of it"))
def _receipt_path(root: strawberry.Parent[models.Payment], info: Info) -> str:
    return addresses.receipt_path(payment=root, user=info.context.user)


@strawberry_django.field(only=["id"], description=_WHERE.format(what="the statement of days"))
def _statement_path(
    root: strawberry.Parent[models.Customer],
    info: Info,
    from_day: _From = None,
    to_day: _To = None,
) -> str:
    last = to_day or days.today()
    first = from_day or last.replace(day=1)
    return addresses.statement_path(customer=root, first=first, last=last, user=info.context.user)


grow(Invoice, pdf_path=_invoice_path)
grow(CreditNote, pdf_path=_credit_note_path)
grow(CustomerPayment, receipt_path=_receipt_path)
grow(Customer, statement_path=_statement_path)


@strawberry.input(description="An invoice that is to have a code to scan.")
class DrawPaymentCodeInput:
    invoice: relay.GlobalID = strawberry.field(description="Of which something is due.")


@strawberry.type(description="A QR code on an invoice.")
class PaymentCode:
    image: str = strawberry.field(description="A PNG picture, as a data: address (image/png;base64).")
    amount: Money = strawberry.field(description="What it asks for, in whole shillings.")
    invoice: Invoice = strawberry.field(description="What it pays.")


@strawberry.type
class PaperMutations:
    @mutation(
        description="Has Safaricom draw the QR code of what is due of an invoice, which the M-Pesa app reads;"
        " its paper has it from then on, while so much is due. Safe to repeat.",
        facts=True,
    )
    def draw_payment_code(self, info: Info, input: DrawPaymentCodeInput) -> PaymentCode:
        invoice = find(info.context.user, input.invoice, "Invoice", field="invoice")
        drawn = ask_for_code(invoice=invoice, actor=info.context.user)
        image = f"data:image/png;base64,{base64.b64encode(bytes(drawn.png)).decode()}"
        return PaymentCode(image=image, amount=Money(drawn.amount), invoice=cast(Invoice, invoice))
