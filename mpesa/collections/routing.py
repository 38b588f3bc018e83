"""Routing: moving a receipt's money from 2890 to whoever it is for.

Owners of account references (invoices, wallets) register here through config/wiring. Each is asked in
order whether it knows the receipt's reference; the first that does says which accounts to credit. When no
owner knows it, that is the decision "cannot be placed", and the money waits in 2900 Suspense until two people
have said whose it is (mpesa/collections/placing.py).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import TypeAlias

from django.db import transaction
from django.db.models import F

from core import days
from core.machine.killpoints import reach
from core.machine.turns import is_gone, kind_of, work_together
from core.money import Cents
from core.registry import Registry
from core.rows.events import record_events
from core.rows.saving import save_rows
from core.rows.states import take_step
from ledger.chart.standard import RECEIPTS_TO_ROUTE, SUSPENSE
from ledger.journal.batches import post_entries
from ledger.journal.posting import EntryDraft, Leg, credit, debit
from ledger.models import EntryKind
from mpesa.collections.receipts import ROUTE_QUEUE, receipt_reference
from mpesa.models import Receipt, ReceiptRoute, RouteState

logger = logging.getLogger(__name__)

BATCH = 500


@dataclass(frozen=True)
class Part:
    """What becomes of some of a receipt's cents, for people: `invoice INV-000018`, `customer credit`."""

    to: str
    cents: Cents


@dataclass(frozen=True)
class Placement:
    """Where a receipt belongs: a name for people (`invoice INV-000018`) and the credits, summing to it.

    `is_open` is False where the thing is known and wants no money any more (a paid invoice). `claim` is what
    its owner wants to be told again when the money is his.
    """

    owner: str
    credits: Sequence[Leg]
    parts: Sequence[Part] = ()
    is_open: bool = True
    claim: object = None
    by: ReferenceOwner | None = None


#: A receipt, and the text that says whose it is.
Asked: TypeAlias = tuple[Receipt, str]
Settled: TypeAlias = tuple[Receipt, Placement]


@dataclass(frozen=True)
class ReferenceOwner:
    """Who knows some account references.

    `place` says where each of many receipts belongs, in their order as if one came after the other, or None
    where the reference is not his; it locks what would be paid, in the running transaction, and writes
    nothing. `settle` writes the owner's own rows (allocations) for what was placed with him and is being
    posted in the same transaction.
    """

    place: Callable[[Sequence[Asked]], Sequence[Placement | None]]
    settle: Callable[[Sequence[Settled]], None]


_owners: Registry[ReferenceOwner] = Registry("owner of account references")


def register_reference_owner(name: str, owner: ReferenceOwner) -> None:
    """Have it asked, after those before it, whose receipts are. Called from config/wiring only."""
    _owners.register(name, owner)


def owner_of(receipt: Receipt, reference: str) -> Placement | None:
    """Where the first owner who knows the reference would put a receipt; see owners_of."""
    return owners_of([(receipt, reference)])[0]


def owners_of(asked: Sequence[Asked]) -> list[Placement | None]:
    """Where the first owner who knows each reference would put its receipt; None when it is nobody's.

    Locks what would be paid, in the running transaction, and writes nothing.
    """
    found: list[Placement | None] = [None] * len(asked)
    for owner in _owners.values():
        open_places = [place for place, known in enumerate(found) if known is None]
        answers = owner.place([asked[place] for place in open_places]) if open_places else []
        for place, answer in zip(open_places, answers, strict=True):
            found[place] = answer and replace(answer, by=owner)
    return found


def settle_placed(placed: Sequence[Settled]) -> None:
    """Have the owners write their own rows for receipts that are being posted to them."""
    for owner in _owners.values():
        if own := [(receipt, placement) for receipt, placement in placed if placement.by is owner]:
            owner.settle(own)


def route_receipts() -> int:
    """Drain of mpesa.route: route one batch of due receipts; one whose owner fails is left for later."""
    due = ReceiptRoute.objects.filter(state=RouteState.DUE).select_related("receipt")
    routed = work_together(
        due.prefetch_related("receipt__till").order_by("claims", "pk"),
        route_together,
        what=ROUTE_QUEUE,
        business=lambda route: route.receipt.business_id,
        limit=BATCH,
        after_failure=lambda route, _: ReceiptRoute.objects.filter(pk=route.pk).update(
            claims=F("claims") + 1
        ),
        before_commit=lambda: reach("route.before_commit"),
    )
    reach("route.after_commit")
    return len(routed)


def route_at_once(receipts: Sequence[Receipt]) -> None:
    """Route receipts that the running transaction has recorded, in their order.

    A receipt is booked whatever its owner does: where this fails, it is put back, and they stay due for
    route_receipts, which finds the one that it is about.
    """
    if not receipts:
        return
    try:
        with transaction.atomic():
            route_together([ReceiptRoute(receipt=receipt) for receipt in receipts])
    except Exception as error:
        if is_gone(error):
            raise
        logger.info("%d receipts are routed later: %s", len(receipts), kind_of(error))


def route_together(routes: Sequence[ReceiptRoute]) -> None:
    """Move receipts' money to their owners or to Suspense. The caller holds the routes' row locks."""
    receipts = [route.receipt for route in routes]
    placements = owners_of([(receipt, receipt.account_reference) for receipt in receipts])
    pairs = list(zip(receipts, placements, strict=True))
    settle_placed([(receipt, placement) for receipt, placement in pairs if placement])
    post_entries(_draft(receipt, placement) for receipt, placement in pairs)
    moved, now = [], days.now()
    for route, placement in zip(routes, placements, strict=True):
        row = copy(route)
        take_step(row, RouteState.ROUTED if placement else RouteState.SUSPENSE)
        row.owner = placement.owner[:80] if placement else ""
        row.note = "" if placement else "No invoice or account has this reference."
        row.routed_at = now
        moved.append(row)
    save_rows(moved, ["state", "owner", "note", "routed_at"])
    record_events(("receipt.routed", receipt.business_id, {"receipt": receipt.pk}) for receipt in receipts)


def _draft(receipt: Receipt, placement: Placement | None) -> EntryDraft:
    legs = placement.credits if placement else [credit(SUSPENSE, receipt.amount)]
    return EntryDraft(
        business_id=receipt.business_id,
        kind=EntryKind.ROUTE if placement else EntryKind.SUSPENSE,
        reference=receipt_reference(receipt.till, receipt.number, "route"),
        legs=[debit(RECEIPTS_TO_ROUTE, receipt.amount), *legs],
        occurred_at=receipt.occurred_at,
        description=f"Receipt {receipt.number}" + (f" to {placement.owner}" if placement else ""),
    )
