"""Releasing held receipts by a decision, where no second source has come (mpesa/collections/holding.py)."""

from __future__ import annotations

from collections.abc import Collection

from core.machine.jobs import wake
from core.rows.locks import lock_rows
from mpesa.asking.enquiries import note_booked
from mpesa.collections.holding import held_routes, let_go
from mpesa.collections.receipts import ROUTE_QUEUE
from mpesa.collections.requests.deciding import decide_cases
from mpesa.collections.requests.settling import settle_without_callbacks
from mpesa.models import Channel, Receipt
from users.models import Approval


def release_receipts(*, receipts: Collection[int], approval: Approval) -> list[Receipt]:
    """Let go receipts that are held, by an approval that was granted for their file or their row: they are
    routed by the next wake-up, and pay the requests that they must have answered. Returns those it let go.

    What is not held any more stays as it is, so this is safe to repeat. In the caller's transaction; locks
    the routes, then the requests. A handful of statements, however many receipts.
    """
    held = lock_rows(
        held_routes()
        .filter(pk__in=receipts, receipt__business=approval.business_id)
        .select_related("receipt__till", "receipt__payer")
    )
    if not held:
        return []
    let_go(held, release=approval)
    found = [route.receipt for route in held]
    note_booked(found)
    decide_cases({(each.till_id, each.number): (each, Channel.STATEMENT) for each in found})
    settle_without_callbacks([(each, each.payer_masked) for each in found])
    wake(ROUTE_QUEUE)
    return found
