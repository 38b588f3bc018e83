"""Routing: moving a receipt's money from 2890 to whoever it is for.

Owners of account references (mpesa/collections/owners.py) are asked whose each receipt is. When none knows
it, that is the decision "cannot be placed", and the money waits in 2900 Suspense until two people have said
whose it is (mpesa/collections/placing.py). A receipt that M-Pesa had taken back before it came goes back.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from copy import copy

from django.db import transaction
from django.db.models import Q

from core import days
from core.machine.killpoints import reach
from core.machine.turns import is_gone, kind_of, work_together
from core.rows.events import record_events
from core.rows.saving import save_rows
from core.rows.states import take_step
from ledger.chart.standard import RECEIPTS_TO_ROUTE, SUSPENSE
from ledger.journal.batches import post_entries
from ledger.journal.posting import EntryDraft, credit, debit
from ledger.models import EntryKind
from mpesa.collections.dead_letters import MOST_TRIES, after_failure, worked_off
from mpesa.collections.holding import is_of_a_file
from mpesa.collections.owners import Placement, owners_of, parts_shown, settle_placed
from mpesa.collections.receipts import ROUTE_QUEUE, receipt_reference
from mpesa.collections.reversals import reverse_known, reverse_waiting
from mpesa.models import Receipt, ReceiptRoute, RouteState

logger = logging.getLogger(__name__)

BATCH = 500


def route_receipts() -> int:
    """Drain of mpesa.route: route one batch of due receipts; one whose owner fails is left for later.

    Reversals that met their receipts on the way, neither seeing the other, are taken up first.
    """
    taken_back = reverse_waiting()
    is_due = Q(due_at=None, claims__lt=MOST_TRIES) | Q(due_at__lte=days.now())
    due = ReceiptRoute.objects.filter(is_due, state=RouteState.DUE).select_related("receipt")
    routed = work_together(
        due.prefetch_related("receipt__till").order_by("claims", "pk"),
        route_together,
        what=ROUTE_QUEUE,
        business=lambda route: route.receipt.business_id,
        limit=BATCH,
        after_failure=_try_later,
        before_commit=lambda: reach("route.before_commit"),
    )
    reach("route.after_commit")
    return len(routed) + taken_back


def route_at_once(receipts: Sequence[Receipt]) -> None:
    """Route receipts that the running transaction has recorded, in their order.

    A receipt is booked whatever its owner does: where this fails, it is put back, and they stay due for
    route_receipts, which finds the one that it is about.
    """
    if not receipts:
        return
    try:
        with transaction.atomic():
            route_together(_routes_of(receipts))
    except Exception as error:
        if is_gone(error):
            raise
        logger.info("%d receipts are routed later: %s", len(receipts), kind_of(error))


def _routes_of(receipts: Sequence[Receipt]) -> list[ReceiptRoute]:
    """Their routes, which the running transaction has written: what it released may say another reference."""
    of_files = [receipt.pk for receipt in receipts if is_of_a_file(receipt)]
    released = ReceiptRoute.objects.in_bulk(of_files) if of_files else {}
    routes = [released.get(receipt.pk) or ReceiptRoute(receipt=receipt) for receipt in receipts]
    for route, receipt in zip(routes, receipts, strict=True):
        route.receipt = receipt
    return routes


def _try_later(route: ReceiptRoute, error: Exception) -> None:
    route.claims += 1
    route.due_at = after_failure(route.receipt, route.receipt.till, error, tries=route.claims)
    route.save(update_fields=["claims", "due_at"])


def route_together(routes: Sequence[ReceiptRoute]) -> None:
    """Move receipts' money to their owners or to Suspense. The caller holds the routes' row locks."""
    gone = reverse_known([route.receipt for route in routes])
    routes = [route for route in routes if route.receipt_id not in gone]
    receipts = [route.receipt for route in routes]
    asked = [(route.receipt, route.reference or route.receipt.account_reference) for route in routes]
    placements = owners_of(asked)
    pairs = list(zip(receipts, placements, strict=True))
    settle_placed([(receipt, placement) for receipt, placement in pairs if placement])
    post_entries(_draft(receipt, placement) for receipt, placement in pairs)
    moved, now = [], days.now()
    for route, placement in zip(routes, placements, strict=True):
        row = copy(route)
        take_step(row, RouteState.ROUTED if placement else RouteState.SUSPENSE)
        row.owner = placement.owner[:80] if placement else ""
        row.parts = parts_shown(placement) if placement else {}
        row.note = "" if placement else "No invoice or account has this reference."
        row.routed_at = now
        moved.append(row)
    save_rows(moved, ["state", "owner", "note", "parts", "routed_at"])
    worked_off((route.receipt, route.receipt.till) for route in routes if route.claims)
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
