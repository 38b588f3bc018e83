"""Held receipts: a file alone mints nothing.

Whoever can write a statement can make its balances right, so a file's chain is no proof of payment. A receipt
that a statement told first is booked (the proof must close), and waits in 2890 until a second source agrees:
a callback, Pull Transactions, Transaction Status (asked by itself where the till can), or the result of a
push that was doubted for its amount alone. Else people decide, for a whole file
(reconciliation/releasing.py). No payment request is paid by a receipt that is held. The database holds to it
(sql/receipt_held.sql).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Final

from django.db import connection
from django.db.models import QuerySet

from core.digests import digest
from core.money import Cents
from core.rows.locks import lock_rows
from core.rows.saving import insert_rows, save_rows
from core.rows.states import take_step
from mpesa.asking.enquiries import HELD, ask_about_booked, note_booked
from mpesa.models import (
    CallbackKind,
    Channel,
    Discrepancy,
    Enquiry,
    EnquiryKind,
    Evidence,
    Receipt,
    ReceiptRoute,
    RouteState,
)
from users.models import Approval

#: The kind of approval that releases a file's receipts; the database asks for it by this name, or for that of
#: an exception of a proof (reconciliation/exceptions/settling.py).
RELEASE: Final = "statement.release"
#: The cases of a second source that says otherwise, and of Safaricom's answer that there is no such payment.
DOUBTS: Final = ("CHANNELS_DIFFER", "STATUS_DENIES")


def routes_of(receipts: Iterable[Receipt]) -> list[ReceiptRoute]:
    """Their routes at the beginning: held, where a statement told of them first."""
    return [
        ReceiptRoute(receipt=receipt, state=RouteState.HELD if is_of_a_file(receipt) else RouteState.DUE)
        for receipt in receipts
    ]


def note_recorded(receipts: Iterable[Receipt]) -> None:
    """End the questions about receipts that were just booked. What is held goes on being asked about."""
    note_booked([receipt for receipt in receipts if not is_of_a_file(receipt)])


def ask_about_held(receipts: Collection[Receipt]) -> None:
    """Ask Safaricom about those of receipts that are held: its answer is a second source."""
    held = held_among(receipts)
    ask_about_booked([receipt for receipt in receipts if receipt.pk in held], why=HELD)


def held_routes() -> QuerySet[ReceiptRoute]:
    """The routes of the receipts that are held, of all businesses."""
    return ReceiptRoute.objects.filter(state=RouteState.HELD)


def held_among(receipts: Iterable[Receipt]) -> set[int]:
    """The keys of those that only a statement knows, and nobody has let go. No query where another channel
    was first with each."""
    of_files = [receipt.pk for receipt in receipts if is_of_a_file(receipt)]
    return set(held_routes().filter(pk__in=of_files).values_list("pk", flat=True)) if of_files else set()


def is_of_a_file(receipt: Receipt) -> bool:
    """Whether a statement told of it before any other channel."""
    return receipt.first_channel == Channel.STATEMENT


def release_agreed(told: Sequence[tuple[Receipt, str]]) -> set[int]:
    """Let go those of a file's receipts that another channel knows by now; the keys of those that were held.

    Each receipt comes with the reference that the second source names, if it names one: that one counts. In
    the caller's transaction, which has kept the evidence; locks the routes. The caller wakes the routing.
    """
    if not told:
        return set()
    by_key = {receipt.pk: (receipt, reference) for receipt, reference in told}
    _hear_doubted([receipt for receipt, _ in told])
    agreed = Evidence.objects.filter(receipt__in=by_key, agrees=True).exclude(channel=Channel.STATEMENT)
    held = lock_rows(held_routes().filter(pk__in=agreed.values("receipt")))
    for route in held:
        receipt, reference = by_key[route.pk]
        if reference and reference.lower() != receipt.account_reference.lower():
            route.reference = reference[:64]
    let_go(held)
    note_booked([by_key[route.pk][0] for route in held])
    return {route.pk for route in held}


def let_go(held: Sequence[ReceiptRoute], *, release: Approval | None = None) -> None:
    """Have locked routes that are held routed: by what their evidence says, or by a decision."""
    for route in held:
        take_step(route, RouteState.DUE)
        route.release = release
    save_rows(held, ["state", "reference", "release"])


def _hear_doubted(told: Sequence[Receipt]) -> None:
    """Keep as evidence what the result of a push had said of these receipts, which was not booked since it
    named another amount than was asked for: it came to the secret address of its own request, so it is a
    source."""
    receipts = {(receipt.till_id, receipt.number): receipt for receipt in told}
    asked = Enquiry.objects.filter(
        kind=EnquiryKind.STATUS,
        till__in={till for till, _ in receipts},
        number__in=[number for _, number in receipts],
        callback__kind=CallbackKind.STK,
        said_amount__isnull=False,
    ).select_related("callback")
    doubted = {
        f"callback {enquiry.callback_id} receipt {enquiry.number}": (enquiry, receipt)
        for enquiry in asked
        if (receipt := receipts.get((enquiry.till_id, enquiry.number))) is not None
        and enquiry.said_amount == receipt.amount
    }
    if not doubted:
        return
    cases = Discrepancy.objects.filter(
        till__in={till for till, _ in receipts}, code="AMOUNT_DIFFERS", subject__in=doubted
    )
    heard = [doubted[subject] for subject in cases.values_list("subject", flat=True)]
    insert_rows(
        [
            Evidence(
                receipt=receipt,
                channel=Channel.STK,
                facts_hash=digest([receipt.number, receipt.amount]),
                amount=receipt.amount,
                agrees=True,
                callback=enquiry.callback,
            )
            for enquiry, receipt in heard
        ],
        skip_known=True,
    )


#: A receipt's entry says on which day its money stands in 2890.
_HELD_BY: Final = """
SELECT count(*), COALESCE(sum(receipt.amount), 0)
FROM mpesa_receiptroute AS route
JOIN mpesa_receipt AS receipt ON receipt.id = route.receipt_id
JOIN mpesa_till AS till ON till.id = receipt.till_id
JOIN ledger_entry AS entry ON entry.business_id = receipt.business_id
     AND entry.reference = 'mpesa:' || till.shortcode || ':' || receipt.number || ':pay'
WHERE route.state = 'HELD' AND receipt.business_id = %s AND entry.effective_on <= %s
"""


def held_until(business_id: int, day: date) -> tuple[int, Cents]:
    """How many receipts with entries up to an accounting day are held now, and their cents together."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD_BY, [business_id, day])
        count, cents = cursor.fetchone()
    return count, int(cents)
