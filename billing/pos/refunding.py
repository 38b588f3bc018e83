"""Refunds: goods of a sale come back, or its price is given back: a credit note, and its credit out of the
drawer, by M-Pesa to who paid, or left with the customer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum

from billing.invoicing.crediting import Back, credit_invoice
from billing.models import (
    Allocation,
    CreditNote,
    CreditNoteLine,
    DrawerMoveKind,
    InvoiceLine,
    InvoiceState,
    PaymentKind,
    Sale,
    SaleItem,
    SaleRefund,
    SaleRefundItem,
    Shift,
)
from billing.paying.refunding import refund_in_cash
from billing.pos.averages import thousandths
from billing.pos.drawers import append_move, in_the_books, locked_shift
from billing.pos.goods import return_goods, take_goods
from core.digests import digest
from core.errors import Detail, Findings, InvalidInput, InvalidState, NotFound
from core.money import Cents, display, share_of
from core.rows.events import record_event
from core.rows.idempotency import first_or_conflict
from core.rows.locks import lock_row
from core.text import checked_key, required_comment
from ledger.chart.standard import CUSTOMER_CREDIT
from mpesa.models import Payout, Receipt
from mpesa.payouts.refundable import refundable_of
from mpesa.payouts.refunding import refund_receipt
from users.access import Right, require_right
from users.actors import person
from users.audit import record_audit
from users.models import User

RIGHT = Right.POS_SELL


@dataclass(frozen=True)
class BackLine:
    """How many of a line of the sale come back, or are not charged."""

    position: int
    quantity: Decimal


@dataclass(frozen=True, kw_only=True)
class Ways:
    """How what is given back leaves: `cash` cents out of the drawer, `mpesa` cents to the phone that paid;
    the rest stays the customer's credit."""

    cash: Cents = 0
    mpesa: Cents = 0


def refund_sale(
    *,
    sale: Sale,
    shift: Shift,
    lines: Sequence[BackLine],
    ways: Ways,
    goods_back: bool = True,
    reason: str,
    key: str,
    actor: User,
) -> SaleRefund:
    """Give lines of a sale back: a credit note of them (what is still due of the sale is settled first), and
    what it leaves by `ways`: in cash at most what cash paid of it and was not given back. With `goods_back`
    stocked products return at what they left for.

    Needs the right pos.sell, in the actor's own shift; for M-Pesa payout.request too (it is approved as any
    payout is). Idempotent by (business, key). Locks the shift, the bill, then the sale. Audited. Raises
    InvalidInput BAD_KEY / COMMENT_MISSING / LINES_MISSING / BAD_QUANTITY / OVER_INVOICE / BAD_AMOUNT /
    OVER_CREDIT / OVER_DRAWER / OVER_RECEIPT, NotFound, InvalidState SHIFT_CLOSED / SHIFT_OF_ANOTHER /
    NOT_ISSUED / NO_RECEIPT, Conflict KEY_REUSED, and what refund_receipt raises.
    """
    business = sale.business
    require_right(actor, business, RIGHT)
    if ways.mpesa:
        require_right(actor, business, Right.PAYOUT_REQUEST)
    found = Findings()
    said = ""
    with found.noting():
        checked_key(key, "refund")
    with found.noting():
        said = required_comment(reason, field="reason")
    with found.noting():
        if not lines or len({line.position for line in lines}) < len(lines):
            raise InvalidInput("LINES_MISSING", "lines", "Say what comes back, each line once.")
    with found.noting():
        if ways.cash < 0 or ways.mpesa < 0:
            raise InvalidInput("BAD_AMOUNT", "cash", "What is given back is zero or more.")
    found.settle()
    asked_lines = sorted([line.position, str(line.quantity.normalize())] for line in lines)
    asked = digest([sale.pk, shift.pk, asked_lines, ways.cash, ways.mpesa, goods_back, said])

    def write() -> SaleRefund:
        with transaction.atomic():
            return _write(sale, shift, lines, ways, goods_back, said, key=key, key_hash=asked, actor=actor)

    known = SaleRefund.objects.filter(business=business, key=key)
    return first_or_conflict(known, digests=[asked], write=write, what="refund")[0]


def _write(
    sale: Sale,
    shift: Shift,
    lines: Sequence[BackLine],
    ways: Ways,
    goods_back: bool,
    said: str,
    *,
    key: str,
    key_hash: bytes,
    actor: User,
) -> SaleRefund:
    row = locked_shift(shift, actor, of=sale.business_id)
    bill = lock_row(type(sale.invoice).objects.filter(pk=sale.invoice_id).select_related("customer"))
    if bill is None or bill.state == InvoiceState.VOID:
        raise InvalidState("NOT_ISSUED", "sale", "It was given up: nothing of it can come back.")
    back = _backs(sale, lines)
    own = f"sale:{digest([key]).hex()}"
    note = credit_invoice(invoice=bill, lines=back, reason=said, key=own, actor=actor)
    free = note.payment.amount - note.payment.allocated
    if ways.cash + ways.mpesa > free:
        text = f"{display(free)} of it were paid: no more can be given back."
        raise InvalidInput("OVER_CREDIT", "cash", text, detail=Detail(limit=free))
    most = cash_left(sale)
    if ways.cash > most:
        text = f"{display(most)} of it were paid in cash: the rest goes back by M-Pesa, or stays credit."
        raise InvalidInput("OVER_CREDIT", "cash", text, detail=Detail(limit=most))
    refund = SaleRefund(
        sale=sale,
        shift=row,
        business=sale.business,
        note=note,
        cash=ways.cash,
        mpesa=ways.mpesa,
        goods_back=goods_back,
        key=key,
        key_hash=key_hash,
        by=person(actor),
    )
    if ways.cash:
        _give_cash(row, refund, note, said, own=own, actor=actor)
    if ways.mpesa:
        refund.payout = _send_back(sale, ways.mpesa, said, own=own, actor=actor)
    refund.save()
    SaleRefundItem.objects.bulk_create(
        SaleRefundItem(refund=refund, position=line.position, quantity=line.quantity) for line in lines
    )
    _move_goods(sale, refund, lines, actor)
    record_audit(
        actor=actor,
        business=sale.business,
        action="sale.refund",
        subject=bill,
        details={
            "total": display(note.total),
            "cash": display(ways.cash),
            "mpesa": display(ways.mpesa),
            "goods_back": goods_back,
            "reason": said,
        },
    )
    record_event(topic="shift.changed", business_id=row.business_id, shift=row.pk, state=row.state)
    return refund


def _give_cash(
    shift: Shift, refund: SaleRefund, note: CreditNote, said: str, *, own: str, actor: User
) -> None:
    there = in_the_books(shift.register)
    if refund.cash > there:
        text = f"Only {display(there)} are in the drawer."
        raise InvalidInput("OVER_DRAWER", "cash", text, detail=Detail(limit=max(there, 0)))
    refund.cash_refund = refund_in_cash(
        customer=note.invoice.customer,
        amount=refund.cash,
        reason=said,
        key=own,
        account_code=shift.register.account.code,
        payment=note.payment,
        drawer=True,
        actor=actor,
    )
    append_move(
        shift,
        kind=DrawerMoveKind.REFUND,
        cents=-refund.cash,
        against=CUSTOMER_CREDIT,
        reason=said[:200],
        invoice=note.invoice,
        reference=f"refund:{refund.cash_refund.pk}",
        key_hash=bytes(refund.key_hash),
        actor=actor,
    )


def _send_back(sale: Sale, cents: Cents, said: str, *, own: str, actor: User) -> Payout:
    """A payout to the phone of the newest receipt that paid the sale and has so much left to give back."""
    paid = Allocation.objects.filter(
        invoice=sale.invoice_id, payment__kind=PaymentKind.MPESA, takes_back=None, taken_back_by=None
    )
    keys = list(paid.order_by("-pk").values_list("payment__receipt_id", flat=True))
    if not keys:
        raise InvalidState("NO_RECEIPT", "mpesa", "Nothing of this sale was paid by M-Pesa.")
    receipt = Receipt.objects.get(pk=_receipt_with(keys, cents))
    return refund_receipt(
        receipt=receipt,
        amount=cents,
        account_code=CUSTOMER_CREDIT,
        key=own,
        comment=said,
        actor=actor,
    )


def _receipt_with(keys: Sequence[int | None], cents: Cents) -> int:
    """The first of these receipts of which so much can be given back. Raises why the first can not, or
    InvalidInput OVER_RECEIPT where each can give back less."""
    known = refundable_of([key for key in keys if key])
    able = [key for key in keys if key and known[key].problem is None]
    if not able and keys[0] and (problem := known[keys[0]].problem):
        raise problem
    most = max(known[key].left for key in able)
    if cents > most:
        text = f"At most {display(most)} can go back to one of the phones that paid."
        raise InvalidInput("OVER_RECEIPT", "mpesa", text, detail=Detail(limit=most))
    return next(key for key in able if known[key].left >= cents)


def cash_left(sale: Sale) -> Cents:
    """What cash paid of a sale, less what was given back of it in cash."""
    paid = Allocation.objects.filter(invoice=sale.invoice_id, payment__kind=PaymentKind.CASH)
    given = SaleRefund.objects.filter(sale=sale).aggregate(sum=Sum("cash"))["sum"] or 0
    return max(int(paid.aggregate(sum=Sum("cents"))["sum"] or 0) - int(given), 0)


def _backs(sale: Sale, lines: Sequence[BackLine]) -> list[Back]:
    """What goes back of each line in cents: of the last of it all that is left, of a part its share."""
    billed = {line.position: line for line in InvoiceLine.objects.filter(invoice=sale.invoice_id)}
    came = refunded_quantities(sale)
    credited = _credited(sale)
    found = Findings()
    backs = []
    for place, line in enumerate(lines):
        with found.noting("lines", place):
            bill = billed.get(line.position)
            if bill is None:
                raise NotFound("line", "position")
            before = came.get(line.position, Decimal(0))
            if not 0 < line.quantity <= bill.quantity - before or line.quantity != round(line.quantity, 3):
                raise InvalidInput(
                    "BAD_QUANTITY",
                    "quantity",
                    f"At most {(bill.quantity - before).normalize():f} can come back.",
                )
            left = bill.cents - credited.get(bill.pk, 0)
            last = line.quantity + before == bill.quantity
            share = share_of(bill.cents, thousandths(line.quantity), thousandths(bill.quantity))
            cents = left if last else min(share, left)
            if cents:
                backs.append(Back(line.position, cents))
    found.settle()
    if not backs:
        raise InvalidInput("OVER_INVOICE", "lines", "All of it was credited already.")
    return backs


def refunded_quantities(sale: Sale) -> Mapping[int, Decimal]:
    """Position of a line -> how many of it were given back."""
    rows = SaleRefundItem.objects.filter(refund__sale=sale).values("position").order_by()
    return {row["position"]: row["sum"] for row in rows.annotate(sum=Sum("quantity"))}


def _credited(sale: Sale) -> dict[int, Any]:
    rows = CreditNoteLine.objects.filter(line__invoice=sale.invoice_id).order_by().values_list("line")
    return dict(rows.annotate(sum=Sum("cents")))


def _move_goods(sale: Sale, refund: SaleRefund, lines: Sequence[BackLine], actor: User) -> None:
    locked = lock_row(Sale.objects.filter(pk=sale.pk).select_related("invoice"))
    assert locked is not None, "sales are never deleted"
    if locked.goods_at is None:
        if locked.invoice.state == InvoiceState.PAID:
            take_goods(locked)  # what was not brought back leaves now: the rest of the bill is settled
        return
    if not refund.goods_back:
        return
    products = dict(SaleItem.objects.filter(sale=sale).values_list("position", "product_id"))
    quantities: dict[int, Decimal] = {}
    for line in lines:
        if product := products.get(line.position):
            quantities[product] = quantities.get(product, Decimal(0)) + line.quantity
    return_goods(locked, quantities, reference=f"sale-refund:{refund.pk}:goods", actor=actor)
