"""Allocating: which part of a receipt pays which part of an invoice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import QuerySet

from billing.invoicing.invoices import news_of
from billing.models import Allocation, Invoice, InvoiceState
from core.money import Cents
from core.rows.events import record_events
from core.rows.saving import insert_rows, save_rows
from core.rows.states import take_step


class Share(NamedTuple):
    """What a receipt pays of a locked invoice, in cents."""

    invoice: Invoice
    cents: Cents
    receipt_id: int
    receipt_number: str


def open_invoices() -> QuerySet[Invoice]:
    """The issued invoices that are not paid yet, of all businesses."""
    return Invoice.objects.filter(state__in=(InvoiceState.UNPAID, InvoiceState.PARTIALLY_PAID))


def allocate(shares: Iterable[Share]) -> None:
    """Pay locked invoices their shares of receipts, in a handful of statements.

    Of one invoice all shares name the same object. Idempotent by (invoice, receipt): the caller's posting
    references guard the whole.
    """
    shares = list(shares)
    if not shares:
        return
    insert_rows(
        Allocation(
            invoice=share.invoice,
            receipt_id=share.receipt_id,
            receipt_number=share.receipt_number,
            cents=share.cents,
        )
        for share in shares
    )
    paid: dict[int, Invoice] = {}
    for share in shares:
        share.invoice.paid += share.cents
        paid[share.invoice.pk] = share.invoice
    for invoice in paid.values():
        whole = invoice.paid == invoice.total
        take_step(invoice, InvoiceState.PAID if whole else InvoiceState.PARTIALLY_PAID)
    save_rows(list(paid.values()), ["paid", "state"])
    record_events(map(news_of, paid.values()))
