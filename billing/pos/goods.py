"""Goods of sales: they leave the stock at the weighted average when the sale is paid, and come back at what
they left for.

Sales that M-Pesa pays are found by the queue billing.goods, which whoever allocates wakes.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, Sum

from billing.invoicing.allocating import GOODS_QUEUE
from billing.models import (
    InvoiceState,
    Product,
    Sale,
    SaleItem,
    SaleRefundItem,
    StockMove,
    StockMoveKind,
)
from billing.pos.averages import Moved, brought, taken, thousandths
from billing.pos.stock import append_move, legs_of, stock_of
from core import days
from core.machine.turns import work_through
from core.money import share_of
from core.rows.locks import lock_rows
from ledger.chart.standard import COST_OF_GOODS
from ledger.journal.posting import Leg, post_entry
from ledger.models import EntryKind
from users.actors import SYSTEM, Actor

BATCH = 100


def book_goods() -> int:
    """Drain of billing.goods: the goods of sales that are paid and still stand in the stock."""
    due = Sale.objects.filter(goods_at=None).filter(
        Q(invoice__state=InvoiceState.PAID) | Q(on_account=True) & ~Q(invoice__state=InvoiceState.VOID)
    )
    done = work_through(due.order_by("pk"), take_goods, what=GOODS_QUEUE, limit=BATCH)
    return len(done)


def take_goods(sale: Sale) -> None:
    """Take a sale's goods out of the stock: Dr 5000 / Cr 1300. Once for each sale, by whoever locks it first.

    What came back before it was paid never left. Locks the sale, then its products. Stock below zero stops
    nothing. In the caller's transaction.
    """
    with transaction.atomic():
        row = lock_rows(Sale.objects.filter(pk=sale.pk, goods_at=None).select_related("invoice"))
        if not row:
            return
        (locked,) = row
        moves: list[tuple[Product, Moved]] = []
        legs: dict[str, int] = {}
        for product, quantity in _sold(locked):
            moved = taken(stock_of(product), thousandths(quantity), last_cost=product.cost)
            moves.append((product, moved))
            _add(legs, legs_of(moved, COST_OF_GOODS))
        _write(locked, moves, legs, kind=StockMoveKind.SOLD, reference=goods_reference(locked), actor=SYSTEM)
        locked.goods_at = days.now()
        locked.save(update_fields=["goods_at"])
    sale.goods_at = locked.goods_at


def return_goods(sale: Sale, quantities: Mapping[int, Decimal], *, reference: str, actor: Actor) -> None:
    """Bring goods of a sale back at what they left for: Dr 1300 / Cr 5000. `quantities` by product.

    Nothing where they never left. The caller's transaction holds the sale's lock. Locks the products.
    """
    if sale.goods_at is None:
        return
    left = {
        move.product_id: move
        for move in StockMove.objects.filter(invoice=sale.invoice_id, kind=StockMoveKind.SOLD)
    }
    moves: list[tuple[Product, Moved]] = []
    legs: dict[str, int] = {}
    for product in lock_rows(Product.objects.filter(pk__in=quantities.keys() & left.keys())):
        sold = left[product.pk]
        came = thousandths(quantities[product.pk])
        cents = share_of(-sold.cents, came, -thousandths(sold.quantity))
        moved = brought(stock_of(product), came, cents)
        moves.append((product, moved))
        _add(legs, legs_of(moved, COST_OF_GOODS))
    _write(sale, moves, legs, kind=StockMoveKind.RETURNED, reference=reference, actor=actor)


def goods_reference(sale: Sale) -> str:
    """The reference of the entry by which a sale's goods left."""
    return f"sale:{sale.invoice.number}:goods"


def _sold(sale: Sale) -> list[tuple[Product, Decimal]]:
    """The stocked products of a sale, locked, each with how many were sold and have not come back."""
    back = {
        row["position"]: row["sum"]
        for row in SaleRefundItem.objects.filter(refund__sale=sale, refund__goods_back=True)
        .values("position")
        .annotate(sum=Sum("quantity"))
        .order_by()
    }
    sums: dict[int, Decimal] = {}
    for item in SaleItem.objects.filter(sale=sale, product__is_stocked=True):
        left = item.quantity - back.get(item.position, Decimal(0))
        sums[item.product_id] = sums.get(item.product_id, Decimal(0)) + left
    products = lock_rows(Product.objects.filter(pk__in=sums))
    return [(product, sums[product.pk]) for product in products if sums[product.pk] > 0]


def _add(sums: dict[str, int], legs: list[Leg]) -> None:
    for leg in legs:
        sums[leg.account] = sums.get(leg.account, 0) + leg.debit - leg.credit


def _write(
    sale: Sale,
    moves: list[tuple[Product, Moved]],
    sums: dict[str, int],
    *,
    kind: StockMoveKind,
    reference: str,
    actor: Actor,
) -> None:
    """One entry for all of them, and a move for each. Goods that cost nothing have none."""
    legs = [Leg(code, debit=max(cents, 0), credit=max(-cents, 0)) for code, cents in sums.items() if cents]
    if legs:
        post_entry(
            business_id=sale.business_id,
            kind=EntryKind.STOCK,
            reference=reference,
            legs=legs,
            occurred_at=days.now(),
            description=f"Sale {sale.invoice.number}: goods {kind.lower()}",
            actor_id=actor.pk,
        )
    for product, moved in moves:
        append_move(product, moved, kind=kind, reference=reference, invoice=sale.invoice, actor=actor)
