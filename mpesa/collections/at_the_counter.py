"""At the counter: a receipt that landed on a Buy Goods till without a reference, for the bill of who stands
there.

Nobody types an account at a Buy Goods till, so such money waits in Suspense, where two people place it. For
a cashier with the customer in front of him that is too slow: he may take a receipt alone, within narrow
limits that the database keeps too (sql/receipt_placed.sql). It has no reference, so it is nobody else's bill;
it came within the last hour, and Safaricom itself told of it, not a file; it pays one open bill, exactly, and
once. Who took it stays written, and the payer whose receipt was taken by mistake shows the number: it leads
to the bill.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from core import days
from core.errors import InvalidState, NotFound
from core.money import Cents
from core.rows.locks import lock_row
from mpesa.collections.owners import owner_of, settle_placed
from mpesa.collections.placing import place_from_suspense
from mpesa.models import Channel, CounterPlacing, Receipt, ReceiptRoute, RouteState, Till
from users.models import User

YOUNG: Final = timedelta(hours=1)


def receipts_at_counter(till: Till, *, amount: Cents, since: datetime) -> QuerySet[Receipt]:
    """The receipts of a till that may be taken for a bill of exactly this amount, newest first: of the last
    hour, and not before `since`."""
    after = max(since, days.now() - YOUNG)
    rows = Receipt.objects.filter(
        till=till,
        amount=amount,
        occurred_at__gte=after,
        recorded_at__gte=after,
        account_reference="",
        route__state=RouteState.SUSPENSE,
        route__reference="",
    )
    return rows.exclude(first_channel=Channel.STATEMENT).order_by("-occurred_at", "-pk")


def take_at_counter(
    *, receipt: Receipt, reference: str, due: Cents, since: datetime, actor: User
) -> CounterPlacing:
    """Place a receipt on the bill of this number, of which exactly its amount is due. In the caller's
    transaction, which has judged the actor's right. Locks the route, then the bill.

    Raises NotFound, InvalidState NOT_IN_SUSPENSE (it was taken, or placed) / NOT_AT_COUNTER.
    """
    route = lock_row(ReceiptRoute.objects.filter(receipt=receipt.pk).select_related("receipt__till"))
    if route is None:
        raise NotFound("receipt", "receipt")
    if route.state != RouteState.SUSPENSE:
        raise InvalidState("NOT_IN_SUSPENSE", "receipt", f"The money of this receipt is {route.state}.")
    if not receipts_at_counter(receipt.till, amount=due, since=since).filter(pk=receipt.pk).exists():
        raise InvalidState(
            "NOT_AT_COUNTER",
            "receipt",
            "Only a payment of the last hour without a reference, of exactly what is due, is taken here.",
        )
    placement = owner_of(route.receipt, reference)
    if placement is None or not placement.is_open or len(placement.parts) != 1:
        raise InvalidState("NOT_AT_COUNTER", "receipt", "It would not pay this bill exactly.")
    settle_placed([(route.receipt, placement)])
    placing = CounterPlacing.objects.create(receipt=route.receipt, reference=reference, by=actor)
    place_from_suspense(route, placement)
    return placing
