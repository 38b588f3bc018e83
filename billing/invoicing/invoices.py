"""Drafts of invoices: made, changed, thrown away. A draft is in no books, and nobody can pay it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from billing.customers.archiving import require_billable
from billing.invoicing.terms import (
    LineInput,
    Terms,
    content_of,
    lines_of,
    note_all,
    priced_lines,
    put_terms,
    terms_of,
)
from billing.models import Customer, Invoice, InvoiceKind, InvoiceLine, InvoiceState
from billing.numbers import INVOICE_SERIES, invoice_number, next_number
from core import days
from core.digests import digest
from core.errors import Findings, InvalidState, NotFound
from core.rows.events import record_events
from core.rows.idempotency import first_or_conflict
from core.rows.locks import lock_row
from core.rows.saving import insert_rows
from core.rows.states import take_step
from core.text import checked_key
from users.access import Right, require_right
from users.actors import Actor, person
from users.audit import record_audit


def create_invoice(
    *,
    customer: Customer,
    lines: Sequence[LineInput],
    key: str,
    due_on: date | None = None,
    prices_include_vat: bool = True,
    note: str = "",
    kind: str = InvoiceKind.INVOICE,
    actor: Actor,
) -> Invoice:
    """A draft invoice with its number and total; nothing is posted yet. Needs the right billing.write.

    Idempotent by (business, key): the same content returns the first invoice, other content is a Conflict
    KEY_REUSED. Raises InvalidInput BAD_KEY and what checked_terms raises, all that apply at once, and what
    require_billable raises.
    """
    business = customer.business
    require_right(actor, business, Right.BILLING_WRITE)
    require_billable(customer)
    terms = Terms(lines, due_on, prices_include_vat, note.strip())
    found = Findings()
    with found.noting():
        checked_key(key, "invoice")
    note_all(found, business.pk, terms)
    found.settle()
    priced = priced_lines(terms, days.today())
    asked = digest([customer.pk, *content_of(terms)])

    def write() -> Invoice:
        require_billable(customer)
        invoice = Invoice(
            business=business,
            customer=customer,
            kind=kind,
            number=invoice_number(next_number(business, INVOICE_SERIES)),
            key=key,
            key_hash=asked,
            created_by=person(actor),
        )
        put_terms(invoice, terms, priced)
        invoice.save()
        insert_rows(lines_of(invoice, terms, priced))
        record_audit(actor=actor, business=business, action="invoice.create", subject=invoice)
        record_events([news_of(invoice)])
        return invoice

    known = Invoice.objects.filter(business=business, key=key)
    return first_or_conflict(known, digests=[asked], write=write, what="invoice")[0]


def edit_invoice(*, invoice: Invoice, terms: Terms, actor: Actor) -> Invoice:
    """Put other terms in the place of a draft's; what is the same already changes nothing. Audited. Locks the
    invoice. Needs the right billing.write.

    Raises InvalidState NOT_A_DRAFT, and what checked_terms raises, all that apply at once.
    """
    require_right(actor, invoice.business, Right.BILLING_WRITE)
    found = Findings()
    note_all(found, invoice.business_id, terms)
    found.settle()
    priced = priced_lines(terms, days.today())
    with transaction.atomic():
        draft = locked_draft(invoice)
        if content_of(terms_of(draft)) == content_of(terms) and draft.total == sum(
            each.cents for each in priced
        ):
            return draft
        put_terms(draft, terms, priced)
        draft.save(
            update_fields=["net", "vat", "total", "line_count", "prices_include_vat", "note", "due_on"]
        )
        InvoiceLine.objects.filter(invoice=draft).delete()
        insert_rows(lines_of(draft, terms, priced))
        record_audit(actor=actor, business=draft.business, action="invoice.edit", subject=draft)
        record_events([news_of(draft)])
    return draft


def discard_invoice(*, invoice: Invoice, actor: Actor) -> Invoice:
    """Throw a draft away: it becomes VOID, without a serial number. Idempotent. Locks the invoice. Needs the
    right billing.write. Raises InvalidState NOT_A_DRAFT."""
    require_right(actor, invoice.business, Right.BILLING_WRITE)
    with transaction.atomic():
        draft = locked_draft(invoice, or_in=InvoiceState.VOID)
        if take_step(draft, InvoiceState.VOID):
            draft.save(update_fields=["state"])
            record_audit(actor=actor, business=draft.business, action="invoice.discard", subject=draft)
            record_events([news_of(draft)])
    return draft


def locked_draft(invoice: Invoice, *, or_in: str = InvoiceState.DRAFT) -> Invoice:
    """The invoice, locked. Raises NotFound, InvalidState NOT_A_DRAFT."""
    row = lock_row(Invoice.objects.filter(pk=invoice.pk).select_related("business", "customer"))
    if row is None:
        raise NotFound("invoice", "invoice")
    if row.state not in (InvoiceState.DRAFT, or_in):
        raise InvalidState("NOT_A_DRAFT", "invoice", "It was issued: credit it, or void it.")
    return row


def news_of(invoice: Invoice) -> tuple[str, int, dict[str, int | str]]:
    """The event that an invoice has changed, for record_events."""
    return "invoice.changed", invoice.business_id, {"invoice": invoice.pk, "state": invoice.state}
