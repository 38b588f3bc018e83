"""Letting a customer's credit pay bills."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Q

from billing.customers.credit import lock_credit
from billing.invoicing.allocating import Share, allocate, open_invoices
from billing.models import Allocation, Customer, Invoice, Payment
from core import days
from core.money import Cents
from core.rows.locks import lock_rows
from ledger.chart.standard import CUSTOMER_CREDIT, RECEIVABLES
from ledger.journal.batches import post_entries
from ledger.journal.posting import EntryDraft, credit, debit
from ledger.models import EntryKind
from users.access import Right, require_right
from users.actors import Actor
from users.audit import record_audit


def apply_credit(invoices: Sequence[Invoice]) -> None:
    """Let locked bills be paid by what their customers have left, oldest payment and first bill first.

    Of walk-in customers nothing: one's credit is not another's. Posts Dr 2100 / Cr 1200 for each payment and
    bill; in a handful of statements for however many bills. Locks the customers' payments.
    """
    owed = [invoice for invoice in invoices if invoice.due]
    theirs = Q(customer__in={invoice.customer_id for invoice in owed}, customer__is_walk_in=False)
    found = lock_credit(Payment.objects.filter(theirs)) if owed else []
    if not found:
        return
    waiting: defaultdict[int, list[Invoice]] = defaultdict(list)
    left = {invoice.pk: invoice.due for invoice in owed}
    for invoice in owed:
        waiting[invoice.customer_id].append(invoice)
    shares = []
    for payment, rest in found:
        for invoice in waiting[payment.customer_id]:
            if part := min(rest, left[invoice.pk]):
                shares.append(Share(invoice, part, payment))
                left[invoice.pk] -= part
                rest -= part
    move_credit(allocate(shares))


def apply_credit_of(*, customer: Customer, actor: Actor) -> Cents:
    """Let what a customer has left pay the open bills, oldest first; how many cents did. Audited. Locks the
    bills, then the payments. Needs the right billing.write."""
    require_right(actor, customer.business, Right.BILLING_WRITE)
    with transaction.atomic():
        invoices = lock_rows(open_invoices().filter(customer=customer))
        before = sum(invoice.due for invoice in invoices)
        apply_credit(invoices)
        moved = before - sum(invoice.due for invoice in invoices)
        if moved:
            record_audit(
                actor=actor, business=customer.business, action="customer.apply_credit", subject=customer
            )
    return moved


def move_credit(allocations: Iterable[Allocation]) -> None:
    """Post Dr 2100 / Cr 1200 for allocations of what was credit; the other way round where they take it back.

    Reference `allocation:<id>`: each once. What the customer owes in all stays the same.
    """
    now = days.now()
    post_entries(
        EntryDraft(
            business_id=row.invoice.business_id,
            kind=EntryKind.ALLOCATION,
            reference=f"allocation:{row.pk}",
            legs=[debit(CUSTOMER_CREDIT, row.cents), credit(RECEIVABLES, row.cents)]
            if row.cents > 0
            else [debit(RECEIVABLES, -row.cents), credit(CUSTOMER_CREDIT, -row.cents)],
            occurred_at=now,
            description=f"Credit {'to' if row.cents > 0 else 'from'} invoice {row.invoice.number}",
        )
        for row in allocations
    )
