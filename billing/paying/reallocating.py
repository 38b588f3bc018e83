"""Moving what a payment has paid: from a bill to the customer's credit, and from there to another bill."""

from __future__ import annotations

from django.db import transaction

from billing.customers.credit import lock_credit
from billing.customers.news import balance_news
from billing.invoicing.allocating import Share, allocate, deallocate, open_invoices
from billing.invoicing.applying import move_credit
from billing.models import Allocation, Invoice, Payment
from core.errors import InvalidInput, InvalidState
from core.money import Cents
from core.rows.events import record_events
from core.rows.locks import lock_rows
from core.text import required_comment
from users.access import Right, require_right
from users.actors import Actor
from users.audit import record_audit


def reallocate(*, allocation: Allocation, to: Invoice | None, reason: str, actor: Actor) -> Cents:
    """Take an allocation back and, where a bill is named, let it pay that instead: how many cents do.

    What the bill does not take stays the customer's credit. Nothing is edited: the allocation has its mirror,
    and the entries Dr 1200 / Cr 2100 and Dr 2100 / Cr 1200. Idempotent: what is taken back already moves
    nothing. Locks the invoices, then the payment. Audited. Needs the right billing.write. Raises InvalidInput
    NOT_ITS_BILL / REASON_MISSING, InvalidState NOT_CREDIT (a paper settles its own bill) /
    SALE_STAYS_PAID / NOTHING_OPEN.
    """
    invoice, payment = allocation.invoice, allocation.payment
    business = payment.business
    require_right(actor, business, Right.BILLING_WRITE)
    said = required_comment(reason, field="reason")
    if payment.kind in ("VAT_WITHHELD", "INCOME_TAX_WITHHELD", "WRITE_OFF"):
        raise InvalidState("NOT_CREDIT", "allocation", "This settles its own bill alone; take it back whole.")
    if to is not None and (to.customer_id != payment.customer_id or to.pk == invoice.pk):
        raise InvalidInput("NOT_ITS_BILL", "invoice", "Name another bill of the same customer.")
    if payment.customer.is_walk_in:
        text = "Sales at the counter are of different people: what one paid does not pay another's."
        raise InvalidState("SALE_STAYS_PAID", "allocation", text)
    with transaction.atomic():
        # in the order of keys, as everywhere: the other bill may have the lower one
        lock_rows(Invoice.objects.filter(pk__in=[invoice.pk, *([to.pk] if to else [])]))
        taken = deallocate(Allocation.objects.filter(pk=allocation.pk))
        if not taken:
            return 0
        move_credit(taken)
        moved = _pay(to, payment, -taken[0].cents) if to is not None else 0
        record_audit(
            actor=actor,
            business=business,
            action="payment.reallocate",
            subject=payment,
            details={"reason": said, "from": invoice.number, "to": to.number if to else ""},
        )
        record_events(balance_news([(business.pk, payment.customer_id)]))
    return moved


def _pay(to: Invoice, payment: Payment, cents: Cents) -> Cents:
    bills = lock_rows(open_invoices().filter(pk=to.pk))
    if not bills:
        raise InvalidState("NOTHING_OPEN", "invoice", "Nothing is due of this bill.")
    ((row, left),) = lock_credit(Payment.objects.filter(pk=payment.pk))
    part = min(bills[0].due, left, cents)
    move_credit(allocate([Share(bills[0], part, row)]))
    return part
