"""Invoices: made as drafts, issued once into the books, paid by allocations of receipts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from billing.invoicing.totals import QUANTITY_DECIMALS, checked_price, checked_quantity, line_cents
from billing.models import Customer, Invoice, InvoiceLine, InvoiceState
from billing.numbers import INVOICE_SERIES, invoice_number, next_number
from core import days
from core.digests import digest
from core.errors import Detail, Findings, InvalidInput, NotFound
from core.money import MAX_CENTS, Cents
from core.rows.events import record_events
from core.rows.idempotency import first_or_conflict
from core.rows.locks import lock_row
from core.rows.states import take_step
from core.text import checked_key
from ledger.chart.standard import RECEIVABLES, SALES
from ledger.journal.posting import credit, debit, post_entry
from ledger.models import EntryKind
from users.access import Right, require_right
from users.actors import Actor, person
from users.audit import record_audit

MAX_LINES = 200


@dataclass(frozen=True)
class LineInput:
    """One line to bill: what, how many (at most three decimals), and the price of one in cents."""

    description: str
    quantity: Decimal
    unit_cents: Cents


def create_invoice(
    *,
    customer: Customer,
    lines: Sequence[LineInput],
    key: str,
    due_on: date | None = None,
    actor: Actor,
) -> Invoice:
    """A draft invoice with its number and total; nothing is posted yet. Needs the right billing.write.

    Idempotent by (business, key): the same content returns the first invoice, other content is a Conflict
    KEY_REUSED. Raises InvalidInput BAD_KEY / BAD_DAY / LINES_MISSING / DESCRIPTION_MISSING / BAD_QUANTITY /
    BAD_AMOUNT, all that apply at once.
    """
    business = customer.business
    require_right(actor, business, Right.BILLING_WRITE)
    found = Findings()
    note_terms(found, key=key, due_on=due_on, count=len(lines))
    for place, line in enumerate(lines):
        note_line(found, place, line.description, line.quantity, line.unit_cents)
    found.settle()
    priced = [(line, line_cents(line.quantity, line.unit_cents)) for line in lines]
    total = sum(cents for _, cents in priced)
    if total > MAX_CENTS:
        raise InvalidInput("BAD_AMOUNT", "lines", "The invoice is too large.", detail=Detail(limit=MAX_CENTS))
    content = [
        (line.description.strip(), int(line.quantity.scaleb(QUANTITY_DECIMALS)), line.unit_cents)
        for line in lines
    ]
    asked = digest([customer.pk, due_on, content])

    def write() -> Invoice:
        invoice = Invoice.objects.create(
            business=business,
            customer=customer,
            number=invoice_number(next_number(business, INVOICE_SERIES)),
            key=key,
            key_hash=asked,
            total=total,
            due_on=due_on,
            created_by=person(actor),
        )
        InvoiceLine.objects.bulk_create(
            InvoiceLine(
                invoice=invoice,
                description=line.description.strip(),
                quantity=line.quantity,
                unit_cents=line.unit_cents,
                cents=cents,
            )
            for line, cents in priced
        )
        record_audit(actor=actor, business=business, action="invoice.create", subject=invoice)
        record_events([news_of(invoice)])
        return invoice

    known = Invoice.objects.filter(business=business, key=key)
    return first_or_conflict(known, digests=[asked], write=write, what="invoice")[0]


def note_terms(found: Findings, *, key: str, due_on: date | None, count: int) -> None:
    """Note what is wrong with an invoice besides its lines, of which there are `count`."""
    with found.noting():
        checked_key(key, "invoice")
    with found.noting():
        if due_on is not None:
            days.checked_day(due_on, field="due_on")
    with found.noting():
        if not 1 <= count <= MAX_LINES:
            most = Detail(count=MAX_LINES)
            raise InvalidInput(
                "LINES_MISSING", "lines", f"An invoice has 1 to {MAX_LINES} lines.", detail=most
            )


def note_line(
    found: Findings, place: int, description: str, quantity: Decimal | None, unit_cents: Cents | None
) -> None:
    """Note what is wrong with a line, all of it; what is None is not looked at."""
    before = len(found.errors)
    with found.noting("lines", place):
        if not 1 <= len(description.strip()) <= 200:
            raise InvalidInput(
                "DESCRIPTION_MISSING", "description", "Say what the line is for, in 1 to 200 characters."
            )
    with found.noting("lines", place):
        if quantity is not None:
            checked_quantity(quantity)
    with found.noting("lines", place):
        if unit_cents is not None:
            checked_price(unit_cents)
    with found.noting("lines", place):
        if quantity is not None and unit_cents is not None and len(found.errors) == before:
            line_cents(quantity, unit_cents)


def issue_invoice(*, invoice: Invoice, actor: Actor) -> Invoice:
    """Post Dr 1200 Receivables / Cr 4000 Sales and open the invoice for payment. Idempotent by invoice.

    Locks the invoice. Needs the right billing.write.
    """
    require_right(actor, invoice.business, Right.BILLING_WRITE)
    with transaction.atomic():
        locked = lock_row(Invoice.objects.filter(pk=invoice.pk).select_related("business"))
        if locked is None:
            raise NotFound("invoice")
        if locked.state != InvoiceState.DRAFT:
            return locked
        now = days.now()
        post_entry(
            business_id=locked.business_id,
            kind=EntryKind.INVOICE,
            reference=f"invoice:{locked.number}:issue",
            legs=[debit(RECEIVABLES, locked.total), credit(SALES, locked.total)],
            occurred_at=now,
            description=f"Invoice {locked.number}",
            actor_id=actor.pk,
        )
        take_step(locked, InvoiceState.UNPAID)
        locked.issued_at = now
        locked.save(update_fields=["state", "issued_at"])
        record_audit(actor=actor, business=locked.business, action="invoice.issue", subject=locked)
        record_events([news_of(locked)])
    return locked


def news_of(invoice: Invoice) -> tuple[str, int, dict[str, int | str]]:
    """The event that an invoice has changed, for record_events."""
    return "invoice.changed", invoice.business_id, {"invoice": invoice.pk, "state": invoice.state}
