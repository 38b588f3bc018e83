"""Cash for a sale: what is due of what was handed over is booked, the rest is change."""

from __future__ import annotations

from django.db import transaction

from billing.invoicing.allocating import open_invoices
from billing.models import DrawerMove, DrawerMoveKind, InvoiceState, PaymentKind, Sale, Shift
from billing.paying.by_hand import Said, record_payment
from billing.pos.drawers import append_move, locked_shift
from billing.pos.goods import take_goods
from core import days
from core.digests import digest
from core.errors import Findings, InvalidInput, InvalidState
from core.money import MAX_CENTS, Cents, display
from core.rows.events import record_event
from core.rows.idempotency import first_or_conflict
from core.rows.locks import lock_row
from core.text import checked_key
from ledger.chart.standard import RECEIVABLES
from users.access import Right, require_right
from users.audit import record_audit
from users.models import User

RIGHT = Right.POS_SELL


def take_cash(*, sale: Sale, shift: Shift, tendered: Cents, key: str, actor: User) -> DrawerMove:
    """Take cash for what is due of a sale into the drawer of a shift: Dr 1020-<drawer> / Cr 1200. Of
    `tendered` cents no more than the due is booked; the move says the change.

    Needs the right pos.sell, in the actor's own shift. Idempotent by (business, key). Locks the shift, then
    the bill. Raises NotFound, InvalidInput BAD_AMOUNT / BAD_KEY, InvalidState SHIFT_CLOSED /
    SHIFT_OF_ANOTHER / NOTHING_OPEN, Conflict KEY_REUSED.
    """
    business = sale.business
    require_right(actor, business, RIGHT)
    found = Findings()
    with found.noting():
        if not 0 < tendered <= MAX_CENTS:
            raise InvalidInput("BAD_AMOUNT", "tendered", "Say how much was handed over.")
    with found.noting():
        checked_key(key, "payment")
    found.settle()
    asked = digest([sale.pk, shift.pk, tendered])

    def write() -> DrawerMove:
        with transaction.atomic():
            row = locked_shift(shift, actor, of=sale.business_id)
            bill = lock_row(open_invoices().filter(pk=sale.invoice_id).select_related("customer"))
            if bill is None:
                raise InvalidState("NOTHING_OPEN", "sale", "Nothing is due of this sale any more.")
            booked = min(tendered, bill.due)
            payment = record_payment(
                customer=bill.customer,
                said=Said(
                    kind=PaymentKind.CASH,
                    amount=booked,
                    received_on=days.today(),
                    account_code=row.register.account.code,
                ),
                key=f"sale:{digest([key]).hex()}",
                invoice=bill,
                drawer=True,
                actor=actor,
            )
            move = append_move(
                row,
                kind=DrawerMoveKind.SALE,
                cents=booked,
                tendered=tendered,
                against=RECEIVABLES,
                invoice=bill,
                reference=f"payment:{payment.pk}",
                key=key,
                key_hash=asked,
                actor=actor,
            )
            record_audit(
                actor=actor,
                business=business,
                action="sale.cash",
                subject=bill,
                details={"amount": display(booked), "tendered": display(tendered)},
            )
            record_event(topic="shift.changed", business_id=business.pk, shift=row.pk, state=row.state)
            bill.refresh_from_db(fields=["state", "paid"])
            if bill.state == InvoiceState.PAID:
                take_goods(sale)
        return move

    known = DrawerMove.objects.filter(business=business, key=key)
    return first_or_conflict(known, digests=[asked], write=write, what="payment")[0]
