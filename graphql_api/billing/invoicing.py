"""Drafts, issued invoices, credit notes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import cast

import strawberry
from strawberry import relay

from billing.invoicing import crediting, invoices, issuing, terms, voiding
from billing.paying import writing_off
from core.errors import Findings
from core.text import checked_key
from graphql_api.billing.credit_notes import CreditNote
from graphql_api.billing.types import Invoice
from graphql_api.context import Info
from graphql_api.ledger.enums import VatCode
from graphql_api.nodes import find
from graphql_api.payloads import KEY_SAYS, good, mutation
from graphql_api.scalars import Money
from graphql_api.users.approval_types import Approval


@strawberry.input(description="One line to bill.")
class InvoiceLineInput:
    description: str = strawberry.field(description="What it is for, in 1 to 200 characters.")
    unit_price: Money = strawberry.field(description="The price of one; above zero.")
    quantity: Decimal = strawberry.field(
        default=Decimal(1), description="How many: above zero, with at most three decimals."
    )
    discount: Money = strawberry.field(
        default=Money(0), description="What is off the line: from nothing to all of it."
    )
    vat_code: VatCode | None = strawberry.field(
        default=None, description="How VAT treats it; null where the business charges none."
    )
    account_code: str = strawberry.field(
        default="4000", description="The income account that its net is credited to."
    )


@strawberry.input(description="A draft of an invoice.")
class CreateInvoiceInput:
    customer: relay.GlobalID = strawberry.field(description="Who is billed.")
    lines: list[InvoiceLineInput] = strawberry.field(
        description=f"What is billed: 1 to {terms.MAX_LINES} lines."
    )
    due_on: date | None = strawberry.field(
        default=None, description="The day until which it is to be paid, in East African Time."
    )
    prices_include_vat: bool = strawberry.field(
        default=True, description="Whether the prices hold the VAT; else it comes on top."
    )
    note: str = strawberry.field(default="", description="What is printed below the lines.")
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="A draft as it is to be from now on.")
class EditInvoiceInput:
    invoice: relay.GlobalID = strawberry.field(description="The draft.")
    lines: list[InvoiceLineInput] = strawberry.field(
        description=f"What is billed: 1 to {terms.MAX_LINES} lines, in the place of those before."
    )
    due_on: date | None = strawberry.field(
        default=None, description="The day until which it is to be paid, in East African Time."
    )
    prices_include_vat: bool = strawberry.field(
        default=True, description="Whether the prices hold the VAT; else it comes on top."
    )
    note: str = strawberry.field(default="", description="What is printed below the lines.")


@strawberry.input(description="A draft to throw away.")
class DiscardInvoiceInput:
    invoice: relay.GlobalID = strawberry.field(description="The draft.")


@strawberry.input(description="An invoice to issue.")
class IssueInvoiceInput:
    invoice: relay.GlobalID = strawberry.field(description="The draft; one that was issued stays as it is.")
    issued_on: date | None = strawberry.field(
        default=None, description="The accounting day that it counts for; null is today."
    )
    beyond_limit: bool = strawberry.field(
        default=False,
        description="Issue it although more would be due than the customer's credit limit: for who may"
        " (billing.override), and audited.",
    )


@strawberry.input(description="An issued invoice to take out of the books.")
class VoidInvoiceInput:
    invoice: relay.GlobalID = strawberry.field(description="The invoice, of which nothing was paid.")
    reason: str = strawberry.field(description="Why, for the trail.")


@strawberry.input(description="What goes back of a line of an invoice.")
class CreditLineInput:
    position: int = strawberry.field(description="Which line: its place, counted from 0.")
    amount: Money = strawberry.field(description="How much of it, with its VAT.")


@strawberry.input(description="A credit note: of lines, of an amount, or of all that is left.")
class CreditInvoiceInput:
    invoice: relay.GlobalID = strawberry.field(description="The issued invoice.")
    lines: list[CreditLineInput] = strawberry.field(
        default_factory=list, description="What goes back of which lines; none with an amount."
    )
    amount: Money | None = strawberry.field(
        default=None, description="What goes back in all, split over what is left of the lines."
    )
    reason: str = strawberry.field(description="Why; it is printed on the credit note.")
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="A debt to give up.")
class WriteOffInvoiceInput:
    invoice: relay.GlobalID = strawberry.field(description="The invoice of which something is due.")
    comment: str = strawberry.field(description="Why, for the person who approves it.")
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


def line_of(line: InvoiceLineInput) -> terms.LineInput:
    """As billing takes it."""
    return terms.LineInput(
        line.description,
        line.quantity,
        line.unit_price,
        line.discount,
        line.vat_code.value if line.vat_code else "",
        line.account_code,
    )


def _note_lines(lines: list[InvoiceLineInput], due_on: date | None, note: str, found: Findings) -> None:
    terms.note_terms(found, due_on=due_on, count=len(lines), note=note)
    for place, line in enumerate(lines):
        terms.note_line(
            found, place, line.description, good(line.quantity), good(line.unit_price), good(line.discount)
        )


def _look_at_invoice(input: CreateInvoiceInput, found: Findings) -> None:
    with found.noting():
        checked_key(input.idempotency_key, "invoice")
    _note_lines(input.lines, good(input.due_on), input.note, found)


def _look_at_edit(input: EditInvoiceInput, found: Findings) -> None:
    _note_lines(input.lines, good(input.due_on), input.note, found)


@strawberry.type
class InvoicingMutations:
    @mutation(
        description="Makes a draft: nothing is posted yet, and nobody can pay it. Safe to repeat.",
        look=_look_at_invoice,
    )
    def create_invoice(self, info: Info, input: CreateInvoiceInput) -> Invoice:
        made = invoices.create_invoice(
            customer=find(info.context.user, input.customer, "Customer", field="customer"),
            lines=[line_of(line) for line in input.lines],
            key=input.idempotency_key,
            due_on=input.due_on,
            prices_include_vat=input.prices_include_vat,
            note=input.note,
            actor=info.context.user,
        )
        return cast(Invoice, made)

    @mutation(
        description="Puts other lines and terms in the place of a draft's. Audited. Safe to repeat.",
        look=_look_at_edit,
    )
    def edit_invoice(self, info: Info, input: EditInvoiceInput) -> Invoice:
        lines = [line_of(line) for line in input.lines]
        changed = invoices.edit_invoice(
            invoice=find(info.context.user, input.invoice, "Invoice", field="invoice"),
            terms=terms.Terms(lines, input.due_on, input.prices_include_vat, input.note.strip()),
            actor=info.context.user,
        )
        return cast(Invoice, changed)

    @mutation(description="Throws a draft away: it is VOID, without a printed number. Safe to repeat.")
    def discard_invoice(self, info: Info, input: DiscardInvoiceInput) -> Invoice:
        draft = find(info.context.user, input.invoice, "Invoice", field="invoice")
        return cast(Invoice, invoices.discard_invoice(invoice=draft, actor=info.context.user))

    @mutation(
        description="Posts a draft into the books (Dr 1200 Receivables, Cr income and VAT), prints its number"
        " and opens it for payment; the customer's credit pays it at once. Safe to repeat."
    )
    def issue_invoice(self, info: Info, input: IssueInvoiceInput) -> Invoice:
        draft = find(info.context.user, input.invoice, "Invoice", field="invoice")
        return cast(
            Invoice,
            issuing.issue_invoice(
                invoice=draft,
                issued_on=input.issued_on,
                beyond_limit=input.beyond_limit,
                actor=info.context.user,
            ),
        )

    @mutation(
        description="Takes an issued invoice, of which nothing was paid or credited, out of the books: its"
        " entry is reversed today, and its number stays. Safe to repeat."
    )
    def void_invoice(self, info: Info, input: VoidInvoiceInput) -> Invoice:
        invoice = find(info.context.user, input.invoice, "Invoice", field="invoice")
        return cast(
            Invoice, voiding.void_invoice(invoice=invoice, reason=input.reason, actor=info.context.user)
        )

    @mutation(
        description="Issues a credit note, never of more than the invoice. What is open of the invoice is"
        " settled; the rest is the customer's credit. Safe to repeat."
    )
    def credit_invoice(self, info: Info, input: CreditInvoiceInput) -> CreditNote:
        note = crediting.credit_invoice(
            invoice=find(info.context.user, input.invoice, "Invoice", field="invoice"),
            lines=[crediting.Back(line.position, line.amount) for line in input.lines],
            amount=input.amount,
            reason=input.reason,
            key=input.idempotency_key,
            actor=info.context.user,
        )
        return cast(CreditNote, note)

    @mutation(
        description="Asks that what is due of an invoice is given up (Dr 5200 Bad debts): nothing moves"
        " before somebody else approves. Safe to repeat."
    )
    def write_off_invoice(self, info: Info, input: WriteOffInvoiceInput) -> Approval:
        asked = writing_off.write_off_invoice(
            invoice=find(info.context.user, input.invoice, "Invoice", field="invoice"),
            key=input.idempotency_key,
            comment=input.comment,
            actor=info.context.user,
        )
        return cast(Approval, asked)
