"""Voiding: a bill that should not have been issued, before anything was paid of it."""

from __future__ import annotations

from django.db import transaction

from billing.customers.news import balance_news
from billing.etims.queueing import withdraw
from billing.invoicing.invoices import news_of
from billing.invoicing.issuing import issue_reference
from billing.models import Invoice, InvoiceState, Sale
from core import days
from core.errors import InvalidState, NotFound
from core.rows.events import record_events
from core.rows.locks import lock_row
from core.rows.states import take_step
from core.text import required_comment
from ledger.journal.posting import reverse_entry
from ledger.models import Entry
from users.access import Right, require_right
from users.actors import Actor
from users.audit import record_audit


def void_invoice(*, invoice: Invoice, reason: str, actor: Actor) -> Invoice:
    """Take an issued bill out of the books: its entry is reversed today, whole. It keeps its numbers.

    Idempotent by invoice. Locks the invoice. Audited. Needs the right billing.write. Raises InvalidInput
    COMMENT_MISSING; InvalidState NOT_ISSUED (a draft is discarded) / HAS_PAYMENTS where anything was paid or
    credited of it: take that back first, or credit the bill; SALE_IS_REFUNDED
    where the goods of a sale have left, or it was ever paid; INVOICE_SIGNED where KRA knows it.
    """
    require_right(actor, invoice.business, Right.BILLING_WRITE)
    said = required_comment(reason, field="reason")
    with transaction.atomic():
        row = lock_row(Invoice.objects.filter(pk=invoice.pk).select_related("business"))
        if row is None:
            raise NotFound("invoice", "invoice")
        if row.issued_at is None:
            raise InvalidState("NOT_ISSUED", "invoice", "It is in no books: throw the draft away.")
        if row.state == InvoiceState.VOID:
            return row
        if row.paid or row.credited:
            text = "Something was paid or credited of it: take that back first, or credit the bill."
            raise InvalidState("HAS_PAYMENTS", "invoice", text)
        withdraw(row)
        _require_no_goods(row)
        entry = Entry.objects.get(business_id=row.business_id, reference=issue_reference(row))
        reverse_entry(entry=entry, reason=f"Void: {said}", occurred_at=days.now(), actor_id=actor.pk)
        take_step(row, InvoiceState.VOID)
        row.save(update_fields=["state"])
        record_audit(
            actor=actor, business=row.business, action="invoice.void", subject=row, details={"reason": said}
        )
        record_events([news_of(row), *balance_news([(row.business_id, row.customer_id)])])
    return row


def _require_no_goods(invoice: Invoice) -> None:
    sale = Sale.objects.filter(invoice=invoice).first()
    if sale and (sale.on_account or sale.goods_at is not None or invoice.allocations.exists()):
        text = "Its goods have left, or it was paid before: refund the sale."
        raise InvalidState("SALE_IS_REFUNDED", "invoice", text)
