"""Claiming: a payment that landed on the register's till without a reference, for the sale at the counter.

What keeps a cashier from taking somebody else's payment for cash that he pockets: the amount is exactly what
is due; the payment is younger than an hour and than the shift; it landed on this register's till; it pays one
sale, once, by a constraint; and every claim stands in the Z-report and the audit log with its receipt number,
which the payer has in his SMS. mpesa/collections/at_the_counter.py and guards in the database keep to it.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from billing.invoicing.allocating import open_invoices
from billing.models import CounterClaim, Sale, Shift
from billing.pos.drawers import locked_shift
from billing.pos.goods import take_goods
from core.errors import InvalidState, NotFound
from core.money import display
from core.rows.events import record_event
from core.rows.locks import lock_row
from mpesa.collections.at_the_counter import receipts_at_counter, take_at_counter
from mpesa.models import Receipt
from users.access import Right, require_right
from users.audit import record_audit
from users.models import User

RIGHT = Right.POS_SELL
#: So many are offered.
MOST = 10


def claimable_receipts(sale: Sale, shift: Shift) -> QuerySet[Receipt]:
    """The payments that may be claimed for what is due of a sale in a shift, newest first."""
    till = shift.register.till
    if till is None or not sale.invoice.due or shift.business_id != sale.business_id:
        return Receipt.objects.none()
    found = receipts_at_counter(till, amount=sale.invoice.due, since=shift.opened_at)
    return found.select_related("till", "payer")[:MOST]


def claim_for_sale(*, sale: Sale, shift: Shift, receipt: Receipt, actor: User) -> CounterClaim:
    """Take a payment without a reference for a sale of which exactly its amount is due.

    Needs the right pos.sell, in the actor's own shift, at whose register's till it landed. Idempotent by
    (sale, receipt). Locks the shift, the route, then the bill. Audited. Raises NotFound, InvalidState
    SHIFT_CLOSED / SHIFT_OF_ANOTHER / NOTHING_OPEN / NOT_IN_SUSPENSE / NOT_AT_COUNTER.
    """
    require_right(actor, sale.business, RIGHT)
    if receipt.business_id != sale.business_id:
        raise NotFound("receipt", "receipt")
    with transaction.atomic():
        row = locked_shift(shift, actor, of=sale.business_id)
        known = CounterClaim.objects.filter(placing=receipt.pk).first()
        if known is not None and known.sale_id == sale.pk:
            return known
        if row.cashier_id != actor.pk:
            raise InvalidState("SHIFT_OF_ANOTHER", "shift", "Payments are claimed in one's own shift.")
        if row.register.till_id != receipt.till_id:
            raise InvalidState("NOT_AT_COUNTER", "receipt", "It did not land on the till of this register.")
        bill = open_invoices().filter(pk=sale.invoice_id).first()
        if bill is None:
            raise InvalidState("NOTHING_OPEN", "sale", "Nothing is due of this sale any more.")
        placing = take_at_counter(
            receipt=receipt, reference=bill.number, due=bill.due, since=row.opened_at, actor=actor
        )
        paid = lock_row(type(bill).objects.filter(pk=bill.pk))
        if paid is None or paid.due:  # somebody else paid of it meanwhile: what is left is credit
            raise InvalidState("NOT_AT_COUNTER", "receipt", "It would not pay this sale exactly.")
        claim = CounterClaim.objects.create(placing=placing, sale=sale, shift=row, cents=receipt.amount)
        record_audit(
            actor=actor,
            business=sale.business,
            action="sale.claim",
            subject=bill,
            details={"receipt": receipt.number, "amount": display(receipt.amount)},
        )
        record_event(topic="shift.changed", business_id=row.business_id, shift=row.pk, state=row.state)
        take_goods(sale)
    return claim
