"""Allocating: which part of a payment settles which part of an invoice, and taking that back.

Locks are taken in one order everywhere: invoices, then payments, each by key.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Final, NamedTuple

from django.db.models import QuerySet

from billing.etims.queueing import queue_invoices
from billing.invoicing.invoices import news_of
from billing.models import Allocation, Invoice, InvoiceKind, InvoiceState, Payment
from core.machine.jobs import wake
from core.money import Cents
from core.rows.events import record_events
from core.rows.locks import lock_rows
from core.rows.saving import insert_known_by, save_rows
from core.rows.states import take_step

#: Sales that are paid, whose goods leave the stock (billing/pos/goods.py).
GOODS_QUEUE: Final = "billing.goods"


class Share(NamedTuple):
    """What a payment settles of a locked invoice, in cents."""

    invoice: Invoice
    cents: Cents
    payment: Payment


def open_invoices() -> QuerySet[Invoice]:
    """The issued invoices that are not paid yet, of all businesses."""
    return Invoice.objects.filter(state__in=(InvoiceState.UNPAID, InvoiceState.PARTIALLY_PAID))


def allocate(shares: Iterable[Share], *, are_counted: bool = False) -> list[Allocation]:
    """Pay locked invoices their shares of payments, in a handful of statements.

    Of one invoice and of one payment all shares name the same object, and of the two together there is one.
    With `are_counted` the payments say allocated already what they share out. The caller posts.
    """
    shares = list(shares)
    if not shares:
        return []
    rows = [Allocation(invoice=share.invoice, payment=share.payment, cents=share.cents) for share in shares]
    _count(rows, with_payments=not are_counted)
    insert_known_by(rows, by=["payment", "invoice"])
    return rows


def deallocate(allocations: QuerySet[Allocation]) -> list[Allocation]:
    """Take allocations back: what they paid is owed again, and is left of their payments. The caller posts.

    Locks the invoices, then the payments. Idempotent: what is taken back already stays so.
    """
    found = list(allocations.filter(takes_back=None, taken_back_by=None).order_by("pk"))
    if not found:
        return []
    invoices = {
        row.pk: row for row in lock_rows(Invoice.objects.filter(pk__in={row.invoice_id for row in found}))
    }
    payments = {
        row.pk: row for row in lock_rows(Payment.objects.filter(pk__in={row.payment_id for row in found}))
    }
    # Somebody else may have taken them back before the locks were held.
    still = Allocation.objects.filter(pk__in=[row.pk for row in found], taken_back_by=None)
    standing = set(still.values_list("pk", flat=True))
    rows = [
        Allocation(
            invoice=invoices[row.invoice_id],
            payment=payments[row.payment_id],
            cents=-row.cents,
            takes_back=row,
        )
        for row in found
        if row.pk in standing
    ]
    _count(rows, with_payments=True)
    insert_known_by(rows, by=["takes_back"])
    return rows


def allocated_of(allocations: Iterable[Allocation]) -> dict[int, Cents]:
    """Payment's key -> the cents of its allocations among these."""
    found: defaultdict[int, Cents] = defaultdict(int)
    for row in allocations:
        found[row.payment_id] += row.cents
    return dict(found)


def _count(rows: Sequence[Allocation], *, with_payments: bool) -> None:
    """Add allocations to their locked invoices and payments, and tell of the invoices."""
    invoices = {row.invoice_id: row.invoice for row in rows}
    payments = {row.payment_id: row.payment for row in rows}
    for row in rows:
        row.invoice.paid += row.cents
        if with_payments:
            row.payment.allocated += row.cents
    save_payments = list(payments.values()) if with_payments else []
    save_rows(save_payments, ["allocated"])
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
    queue_invoices([each for each in invoices if each.kind == InvoiceKind.SALE])
    record_events(map(news_of, invoices))
    if any(each.kind == InvoiceKind.SALE and each.state == InvoiceState.PAID for each in invoices):
        wake(GOODS_QUEUE)
