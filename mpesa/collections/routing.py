"""Routing: moving a receipt's money from 2890 to whoever it is for.

Owners of account references (invoices, wallets) register here through config/wiring. Each is asked in
order whether it knows the receipt's reference; the first that does says which accounts to credit. When no
owner knows it, that is the decision "cannot be placed", and the money waits in 2900 Suspense until two people
have said whose it is (mpesa/collections/placing.py).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from django.db.models import F

from core import days
from core.machine.killpoints import reach
from core.machine.turns import work_through
from core.money import Cents
from core.registry import Registry
from core.rows.events import record_event
from core.rows.states import take_step
from ledger.chart.standard import RECEIPTS_TO_ROUTE, SUSPENSE
from ledger.journal.posting import Leg, credit, debit, post_entry
from ledger.models import EntryKind
from mpesa.collections.receipts import ROUTE_QUEUE, receipt_reference
from mpesa.models import Receipt, ReceiptRoute, RouteState

BATCH = 50


@dataclass(frozen=True)
class Part:
    """What becomes of some of a receipt's cents, for people: `invoice INV-000018`, `customer credit`."""

    to: str
    cents: Cents


@dataclass(frozen=True)
class Placement:
    """Where a receipt belongs: a name for people (`invoice INV-000018`) and the credits, summing to it.

    `settle` writes the owner's own rows (allocations), in the transaction of the posting; until then nothing
    is written. `is_open` is False where the thing is known and wants no money any more (a paid invoice).
    """

    owner: str
    credits: Sequence[Leg]
    parts: Sequence[Part] = ()
    is_open: bool = True
    settle: Callable[[], object] = lambda: None


#: Says where a receipt with such a reference belongs, or None. Locks what it would pay; writes nothing.
ReferenceOwner: TypeAlias = Callable[[Receipt, str], Placement | None]
_owners: Registry[ReferenceOwner] = Registry("owner of account references")


def register_reference_owner(name: str, owner: ReferenceOwner) -> None:
    """Have it asked, after those before it, whose a receipt is. Called from config/wiring only."""
    _owners.register(name, owner)


def owner_of(receipt: Receipt, reference: str) -> Placement | None:
    """Where the first owner who knows the reference would put a receipt; None when it is nobody's.

    Locks what would be paid, in the running transaction, and writes nothing.
    """
    asked = (owner(receipt, reference) for owner in _owners.values())
    return next((placement for placement in asked if placement is not None), None)


def route_receipts() -> int:
    """Drain of mpesa.route: route one batch of due receipts; one whose owner fails is left for later."""
    due = ReceiptRoute.objects.filter(state=RouteState.DUE).select_related("receipt__till")
    routed = work_through(
        due.order_by("claims", "pk"),
        route_receipt,
        what=ROUTE_QUEUE,
        business=lambda route: route.receipt.business_id,
        limit=BATCH,
        after_failure=lambda route: ReceiptRoute.objects.filter(pk=route.pk).update(claims=F("claims") + 1),
        before_commit=lambda: reach("route.before_commit"),
    )
    reach("route.after_commit")
    return len(routed)


def route_receipt(route: ReceiptRoute) -> None:
    """Move one receipt's money to its owner or to Suspense. The caller holds the route's row lock."""
    receipt = route.receipt
    placement = owner_of(receipt, receipt.account_reference)
    placed = placement is not None
    legs = placement.credits if placement else [credit(SUSPENSE, receipt.amount)]
    if placement:
        placement.settle()
    post_entry(
        business_id=receipt.business_id,
        kind=EntryKind.ROUTE if placed else EntryKind.SUSPENSE,
        reference=receipt_reference(receipt.till, receipt.number, "route"),
        legs=[debit(RECEIPTS_TO_ROUTE, receipt.amount), *legs],
        occurred_at=receipt.occurred_at,
        description=f"Receipt {receipt.number} to {placement.owner}"
        if placement
        else f"Receipt {receipt.number}",
    )
    take_step(route, RouteState.ROUTED if placed else RouteState.SUSPENSE)
    route.owner = placement.owner[:80] if placement else ""
    route.note = "" if placed else "No invoice or account has this reference."
    route.routed_at = days.now()
    route.save(update_fields=["state", "owner", "note", "routed_at"])
    record_event(topic="receipt.routed", business_id=receipt.business_id, receipt=receipt.pk)
