"""Stock: goods that come, go and are counted, each with its entry on 1300 Inventory.

Moves are appended; what a product has on hand is their sum, kept beside it under its lock and held to them by
the database (sql/stock_is_its_moves.sql).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.db import transaction

from billing.models import Invoice, Product, StockMove, StockMoveKind
from billing.pos.averages import THOUSAND, Moved, Stock, brought, counted, quantity_of, thousandths
from billing.pos.products import RIGHT, locked_product
from core import days
from core.digests import digest
from core.errors import Findings, InvalidInput, InvalidState
from core.money import MAX_CENTS, Cents, display, share_of
from core.rows.events import record_event
from core.rows.idempotency import first_or_conflict
from core.text import MAX_REASON, checked_key, one_line
from ledger.chart.standard import (
    CASH,
    COST_OF_GOODS,
    INVENTORY,
    OPENING_BALANCES,
    PAYABLES,
)
from ledger.journal.posting import Leg, credit, debit, post_entry
from ledger.models import EntryKind
from users.access import require_right
from users.actors import Actor, person
from users.audit import record_audit

MAX_STOCK = Decimal("99999999.999")


class PaidFrom(StrEnum):
    """What goods that come in are booked against."""

    PAYABLES = "PAYABLES"
    CASH = "CASH"
    OPENING_BALANCE = "OPENING_BALANCE"


_ACCOUNTS = {
    PaidFrom.PAYABLES: PAYABLES,
    PaidFrom.CASH: CASH,
    PaidFrom.OPENING_BALANCE: OPENING_BALANCES,
}


@dataclass(frozen=True)
class _Ask:
    """What was asked for under a key."""

    key: str
    hash: bytes


def receive_stock(
    *,
    product: Product,
    quantity: Decimal,
    cost: Cents,
    paid_from: PaidFrom = PaidFrom.PAYABLES,
    note: str = "",
    key: str,
    actor: Actor,
) -> StockMove:
    """Goods came in for `cost` cents together (without input VAT): Dr 1300 / Cr 2000 Payables, 1020 Cash, or
    3900 for what was there from the beginning. What one cost becomes the product's last cost.

    Needs the right ledger.write. Idempotent by (product, key). Locks the product. Raises InvalidInput
    BAD_QUANTITY / BAD_AMOUNT / BAD_KEY / REASON_TOO_LONG, InvalidState PRODUCT_NOT_STOCKED, Conflict
    KEY_REUSED.
    """
    require_right(actor, product.business, RIGHT)
    found = Findings()
    with found.noting():
        if quantity <= 0:
            raise InvalidInput("BAD_QUANTITY", "quantity", "More than nothing comes in.")
        checked_stock(quantity)
    with found.noting():
        if not 0 <= cost <= MAX_CENTS:
            raise InvalidInput("BAD_AMOUNT", "cost", "What came in cost zero or more.")
    with found.noting():
        said = _note(note)
    with found.noting():
        checked_key(key, "receipt of goods")
    found.settle()
    opening = paid_from == PaidFrom.OPENING_BALANCE
    came = thousandths(quantity)

    def write(row: Product, ask: _Ask) -> StockMove:
        row.cost = share_of(cost, THOUSAND, came)
        return write_move(
            row,
            brought(stock_of(row), came, cost),
            kind=StockMoveKind.OPENING if opening else StockMoveKind.RECEIVED,
            against=_ACCOUNTS[paid_from],
            note=said,
            ask=ask,
            actor=actor,
        )

    asked = ["received", str(came), cost, paid_from.value, said]
    return _moved_once(product, _Ask(key, digest(asked)), write=write, action="stock.receive", actor=actor)


def count_stock(*, product: Product, found: Decimal, note: str = "", key: str, actor: Actor) -> StockMove:
    """So many are on hand: the difference to the books goes to 5000 Cost of goods sold.

    Needs the right ledger.write. Idempotent by (product, key). Locks the product. Raises InvalidInput
    BAD_QUANTITY / BAD_KEY / REASON_TOO_LONG, InvalidState PRODUCT_NOT_STOCKED, Conflict KEY_REUSED.
    """
    require_right(actor, product.business, RIGHT)
    noted = Findings()
    with noted.noting():
        if found < 0:
            raise InvalidInput("BAD_QUANTITY", "found", "There is nothing, or more.")
        checked_stock(found, field="found")
    with noted.noting():
        said = _note(note)
    with noted.noting():
        checked_key(key, "count")
    noted.settle()
    there = thousandths(found)

    def write(row: Product, ask: _Ask) -> StockMove:
        moved = counted(stock_of(row), there, last_cost=row.cost)
        return write_move(
            row,
            moved,
            kind=StockMoveKind.COUNTED,
            against=COST_OF_GOODS,
            note=said,
            ask=ask,
            actor=actor,
        )

    asked = ["counted", str(there), said]
    return _moved_once(product, _Ask(key, digest(asked)), write=write, action="stock.count", actor=actor)


def stock_of(product: Product) -> Stock:
    return Stock(thousandths(product.on_hand), product.stock_cents)


def write_move(
    product: Product,
    moved: Moved,
    *,
    kind: StockMoveKind,
    against: str,
    note: str = "",
    ask: _Ask | None = None,
    actor: Actor,
) -> StockMove:
    """Post and append a move that a person made of a locked product. The entry is a transaction's own fact of
    today: a closed day moves it on."""
    number = product.moves.count() + 1  # under the product's lock
    reference = f"stock:{product.pk}:{number}"
    if legs := legs_of(moved, against):
        post_entry(
            business_id=product.business_id,
            kind=EntryKind.STOCK,
            reference=reference,
            legs=legs,
            occurred_at=days.now(),
            description=f"{product.name}: {kind.lower()}",
            actor_id=actor.pk,
        )
    return append_move(product, moved, kind=kind, reference=reference, note=note, ask=ask, actor=actor)


def append_move(
    product: Product,
    moved: Moved,
    *,
    kind: StockMoveKind,
    reference: str,
    invoice: Invoice | None = None,
    note: str = "",
    ask: _Ask | None = None,
    actor: Actor,
) -> StockMove:
    """Append a move of a locked product, and make the product say so. Raises InvalidInput BAD_QUANTITY where
    more would be on hand than can be kept."""
    after = moved.after
    quantity = quantity_of(after.on_hand) - product.on_hand
    checked_stock(quantity_of(after.on_hand))
    move = StockMove.objects.create(
        product=product,
        kind=kind,
        quantity=quantity,
        cents=moved.cents,
        adjusted=moved.adjusted,
        on_hand=quantity_of(after.on_hand),
        stock_cents=after.cents,
        reference=reference,
        invoice=invoice,
        note=note,
        key=ask.key if ask else None,
        key_hash=ask.hash if ask else None,
        by=person(actor),
    )
    product.on_hand, product.stock_cents = quantity_of(after.on_hand), after.cents
    product.save(update_fields=["on_hand", "stock_cents", "cost"])
    record_event(topic="product.changed", business_id=product.business_id, product=product.pk)
    return move


def legs_of(moved: Moved, against: str) -> list[Leg]:
    """The lines of a move: 1300 with what it changed by, 5000 with the adjustment, `against` the rest."""
    sums = {INVENTORY: moved.cents}
    for code, cents in ((COST_OF_GOODS, -moved.adjusted), (against, moved.adjusted - moved.cents)):
        sums[code] = sums.get(code, 0) + cents
    return [
        debit(code, cents) if cents > 0 else credit(code, -cents) for code, cents in sums.items() if cents
    ]


def checked_stock(quantity: Decimal, *, field: str = "quantity") -> Decimal:
    """A quantity that can be kept. Raises InvalidInput BAD_QUANTITY."""
    if not quantity.is_finite() or abs(quantity) > MAX_STOCK or quantity != round(quantity, 3):
        raise InvalidInput("BAD_QUANTITY", field, "A quantity has at most eight digits and three decimals.")
    return quantity


def _note(text: str) -> str:
    note = one_line(text)
    if len(note) > MAX_REASON:
        raise InvalidInput("REASON_TOO_LONG", "note", f"Use at most {MAX_REASON} characters.")
    return note


def _moved_once(
    product: Product, ask: _Ask, *, write: Callable[[Product, _Ask], StockMove], action: str, actor: Actor
) -> StockMove:
    def once() -> StockMove:
        with transaction.atomic():
            row = locked_product(product)
            if not row.is_stocked:
                raise InvalidState("PRODUCT_NOT_STOCKED", "product", "Of this product no stock is kept.")
            move = write(row, ask)
            record_audit(
                actor=actor,
                business=row.business,
                action=action,
                subject=row,
                details={"quantity": str(move.quantity), "worth": display(move.cents)},
            )
        return move

    known = StockMove.objects.filter(product=product, key=ask.key)
    return first_or_conflict(known, digests=[ask.hash], write=once, what="movement of stock")[0]
