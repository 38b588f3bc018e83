"""Which receipt paid which request."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Unpack

from django.db.models import Q

from core.money import display
from core.phone import masks_agree
from core.rows.saving import insert_rows, save_rows
from mpesa.collections.discrepancies import note_discrepancy
from mpesa.collections.requests.steps import (
    MOVED,
    Why,
    close_waiting,
    lock_request,
    publish_all,
    shown_words,
    stepped,
)
from mpesa.daraja.pull import ZONE
from mpesa.models import (
    Callback,
    Channel,
    Evidence,
    PaymentRequest,
    PaymentRequestStep,
    Receipt,
    ReceiptRoute,
    RequestState,
    Reversal,
    RouteState,
    StepCause,
    TillKind,
)

#: Receipts without a callback belong to a request only if they happened around it. The times of Pull
#: Transactions may be three hours behind.
MATCH_BEFORE = timedelta(minutes=5)
MATCH_BEFORE_PULLED = MATCH_BEFORE + ZONE
MATCH_AFTER = timedelta(hours=48)

#: States in which no callback is to be expected soon, so another channel's receipt may settle the request.
AWAITING_RECEIPT = (RequestState.CONFIRMED, RequestState.UNKNOWN, RequestState.EXPIRED)


class Settlement:
    """Steps of many locked requests, written together by `save`.

    `known` are the receipts that were there before: a request may have them already.
    """

    def __init__(self, known: Collection[Receipt] = ()) -> None:
        self._moved: dict[int, PaymentRequest] = {}
        self._steps: list[PaymentRequestStep] = []
        self._claimed: set[int] = set()
        if known:
            asked = PaymentRequest.objects.filter(receipt__in=[receipt.pk for receipt in known])
            self._claimed.update(asked.values_list("receipt", flat=True))

    def move(self, request: PaymentRequest, state: str, **why: Unpack[Why]) -> None:
        """As the function."""
        step = stepped(request, state, **why)
        if step is not None:
            self._moved[request.pk] = request
            self._steps.append(step)

    def hear(self, request: PaymentRequest, said: str) -> None:
        """Keep what Safaricom says of a request that takes no step by it."""
        request.said = shown_words(said)
        self._moved[request.pk] = request

    def settle(self, request: PaymentRequest, receipt: Receipt, callback: Callback | None = None) -> None:
        """Mark a locked request as paid by a receipt; a second receipt for it is noted for a person.

        The money of both receipts is booked whatever happens here. `callback` is the request's own that
        named the receipt; without one, another channel brought it.
        """
        if request.receipt_id == receipt.pk:
            return
        doubt = None
        if request.receipt_id is not None:
            doubt = "SECOND_RECEIPT", f"{display(request.amount)} was asked for once and seems paid twice."
        elif receipt.pk in self._claimed:
            doubt = "RECEIPT_CLAIMED_TWICE", "Two payment requests name one receipt; the first keeps it."
        elif receipt.amount != request.amount:
            request.flagged = True
            self._moved[request.pk] = request
            doubt = (
                "AMOUNT_DIFFERS",
                f"The receipt is booked as {display(receipt.amount)}; what was asked for is open.",
            )
        if doubt is not None:
            note_discrepancy(
                till=request.till,
                code=doubt[0],
                subject=f"request {request.ref} receipt {receipt.number}",
                detail=doubt[1],
                receipt=receipt,
                request=request,
            )
            return
        self._claimed.add(receipt.pk)
        request.receipt = receipt
        cause = StepCause.CALLBACK if callback else StepCause.RECEIPT
        self.move(request, RequestState.PAID, code="0", cause=cause, callback=callback)

    def save(self) -> None:
        """Write what has moved, each request once, and publish it."""
        moved = list(self._moved.values())
        close_waiting(self._steps)
        save_rows(moved, MOVED)
        insert_rows(self._steps)
        publish_all(moved)
        self._moved.clear()
        self._steps.clear()


def may_have_paid(receipt: Receipt, request: PaymentRequest) -> bool:
    """Whether a booked receipt that a person names can be what was asked for: of about that time, not held,
    not taken back, and not given to another bill."""
    before = MATCH_BEFORE_PULLED if receipt.first_channel == Channel.PULL else MATCH_BEFORE
    if not -before <= receipt.occurred_at - request.created_at <= MATCH_AFTER:
        return False
    route = ReceiptRoute.objects.get(pk=receipt.pk)
    if route.state == RouteState.HELD:
        return False
    gone = Q(taken_back__gt=0) | Q(receipt=None)  # the latter as soon as its turn comes
    if (
        route.state == RouteState.REVERSED
        or Reversal.objects.filter(gone, till=receipt.till_id, number=receipt.number).exists()
    ):
        return False
    bill = route.reference or receipt.account_reference.strip()
    is_its_bill = bill.lower() in ("", request.account_reference.lower())
    return is_its_bill or route.state in (RouteState.DUE, RouteState.SUSPENSE)


def settle_without_callbacks(receipts: Sequence[tuple[Receipt, str]]) -> None:
    """Join receipts that no callback of their own brought, with their payers' phones, to the requests that
    they must have answered; see settle_without_callback."""
    if not receipts:
        return
    waiting = PaymentRequest.objects.filter(
        till__in={receipt.till_id for receipt, _ in receipts},
        amount__in={receipt.amount for receipt, _ in receipts},
        state__in=AWAITING_RECEIPT,
        receipt=None,
    )
    asked = set(waiting.values_list("till", "amount").distinct())
    for receipt, phone in receipts:
        if (receipt.till_id, receipt.amount) in asked:
            settle_without_callback(receipt, phone=phone)


def settle_without_callback(receipt: Receipt, *, phone: str) -> PaymentRequest | None:
    """Join a receipt that C2B, a pull or the statement brought to the request it must have answered.

    Only a request from which no callback is expected any more, of the same till, amount and reference, at
    about the time, with a phone that does not contradict; and only when there is exactly one. Payments to a
    Buy Goods till have no reference. What is held (mpesa/collections/holding.py) pays nothing before it is
    released.
    """
    route = ReceiptRoute.objects.get(pk=receipt.pk)
    if route.state == RouteState.HELD:
        return None
    reference = route.reference or receipt.account_reference.strip()
    before = MATCH_BEFORE_PULLED if receipt.first_channel == Channel.PULL else MATCH_BEFORE
    candidates = PaymentRequest.objects.filter(
        Q(payer=receipt.payer_id) if receipt.payer_id else Q(),
        Q(account_reference__iexact=reference) | (Q() if reference else Q(till__kind=TillKind.TILL)),
        till=receipt.till_id,
        amount=receipt.amount,
        state__in=AWAITING_RECEIPT,
        receipt=None,
        created_at__range=(receipt.occurred_at - MATCH_AFTER, receipt.occurred_at + before),
    ).select_related("payer")
    fitting = [
        candidate.pk
        for candidate in candidates[:20]
        if receipt.payer_id or not phone or masks_agree(phone, candidate.payer.phone_masked)
    ]
    if len(fitting) != 1 or Evidence.objects.filter(receipt=receipt, channel="STK").exists():
        return None
    request = lock_request(pk=fitting[0], receipt=None)
    if request is not None:
        settlement = Settlement([receipt])
        settlement.settle(request, receipt)
        settlement.save()
    return request


def settle_by_known_receipt(request: PaymentRequest) -> None:
    """Join a locked request from which no callback is expected any more to the receipt that another channel
    had brought before, when exactly one fits; the caller's row is stale then.
    """
    bill = request.account_reference
    receipts = Receipt.objects.filter(
        Q(payer=request.payer_id) | Q(payer=None),
        Q(account_reference__iexact=bill) | Q(account_reference="", till__kind=TillKind.TILL),
        Q(occurred_at__gte=request.created_at - MATCH_BEFORE)
        | Q(occurred_at__gte=request.created_at - MATCH_BEFORE_PULLED, first_channel=Channel.PULL),
        till=request.till_id,
        amount=request.amount,
        request=None,
        occurred_at__lte=request.created_at + MATCH_AFTER,
    ).exclude(route__state=RouteState.HELD)
    fitting = [
        receipt
        for receipt in receipts[:20]
        if receipt.payer_id or masks_agree(receipt.payer_masked, request.payer.phone_masked)
    ]
    if len(fitting) == 1:
        settle_without_callback(fitting[0], phone=fitting[0].payer_masked)
