"""Allocating: which part of a receipt pays which part of an invoice, and taking that back."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from django.db.models import QuerySet

from billing.invoicing.invoices import news_of
from billing.models import Allocation, Invoice, InvoiceState
from core.money import Cents
from core.rows.events import record_events
from core.rows.locks import lock_rows
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
    _save(paid.values())


def deallocate(receipts: Collection[int]) -> None:
    """Take back all that receipts have paid: what they paid is owed again. Locks the invoices.

    Idempotent: what is taken back already stays so.
    """
    paid = Allocation.objects.filter(receipt_id__in=receipts, takes_back=None, taken_back_by=None)
    rows = list(paid.order_by("pk")) if receipts else []
    if not rows:
        return
    owed_again = Invoice.objects.filter(pk__in={row.invoice_id for row in rows})
    invoices = {invoice.pk: invoice for invoice in lock_rows(owed_again)}
    insert_rows(
        Allocation(
            invoice_id=row.invoice_id,
            receipt_id=row.receipt_id,
            receipt_number=row.receipt_number,
            cents=-row.cents,
            takes_back=row,
        )
        for row in rows
    )
    for row in rows:
        invoices[row.invoice_id].paid -= row.cents
    _save(invoices.values())


def _save(invoices: Collection[Invoice]) -> None:
    """Write what locked invoices have been paid, and tell of them."""
    for invoice in invoices:
        if invoice.paid == invoice.total:
            state = InvoiceState.PAID
        else:
            state = InvoiceState.PARTIALLY_PAID if invoice.paid else InvoiceState.UNPAID
        take_step(invoice, state)
    save_rows(list(invoices), ["paid", "state"])
    record_events(map(news_of, invoices))
