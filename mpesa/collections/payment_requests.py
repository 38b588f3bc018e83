"""Payment requests: money asked for on a customer's phone (STK push), from asking to the last word.

A push is sent at most once. The steps are claim, commit, call, record: a request that was claimed and not
recorded (a crash, a lost answer) becomes UNKNOWN and is never sent again; the callback, a query, a C2B
confirmation or the statement says what became of it.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from core import days
from core.errors import Conflict, Detail, Findings
from core.machine.crypto import keyed_digests
from core.machine.jobs import wake
from core.machine.turns import work_through
from core.money import Cents, Rounding, display, round_to_shilling
from core.phone import canonical_phone, masks_agree
from core.rows.events import record_events
from core.rows.idempotency import first_or_conflict
from core.rows.locks import AdvisoryLock, lock_row
from core.rows.saving import save_rows
from core.rows.states import take_step
from core.text import checked_key
from ledger.integrity.soundness import require_sound_books
from mpesa.collections.discrepancies import note_discrepancy
from mpesa.collections.payers import payer_of_phone
from mpesa.daraja import bodies
from mpesa.models import Evidence, Payer, PaymentRequest, Receipt, RequestState, Till
from mpesa.models.collections import OPEN
from users.access import Right, require_right
from users.actors import Actor, person

PUSH_QUEUE = "mpesa.push"
QUERY_QUEUE = "mpesa.query"
_asking = AdvisoryLock("mpesa.asking")

#: Receipts without a callback belong to a request only if they happened around it.
MATCH_BEFORE = timedelta(minutes=5)
MATCH_AFTER = timedelta(hours=48)

OPEN_STATES = (RequestState.INITIATED, RequestState.PENDING)
#: States in which no callback is to be expected soon, so another channel's receipt may settle the request.
AWAITING_RECEIPT = (RequestState.CONFIRMED, RequestState.UNKNOWN, RequestState.EXPIRED)


def request_payment(
    *,
    till: Till,
    phone: str,
    amount: Cents,
    account_reference: str,
    key: str,
    description: str = "",
    actor: Actor,
) -> PaymentRequest:
    """Ask a customer for money; the push leaves after commit. Needs the right payment.request.

    M-Pesa asks for whole shillings: the amount follows the business's rounding policy. Idempotent by
    (business, key): the same question returns the first request, another one under the same key is a
    Conflict KEY_REUSED. While one is open, the same question under another key is a Conflict
    DUPLICATE_REQUEST that names it: a second prompt could be paid too. Raises InvalidInput BAD_PHONE /
    BAD_AMOUNT / BAD_REFERENCE / BAD_KEY, Problems where several hold, and for a new question InvalidState
    BOOKS_BROKEN while the books do not hold.
    """
    business = till.business
    require_right(actor, business, Right.PAYMENT_REQUEST)
    found = Findings()
    with found.noting():
        number = canonical_phone(phone)
    note_terms(found, amount=amount, account_reference=account_reference, key=key, rounding=business.rounding)
    found.settle()
    asked, _ = round_to_shilling(amount, Rounding(business.rounding))
    reference = account_reference.strip()
    described = bodies.description_field(description)
    # Keyed, since a phone could be guessed from a plain hash.
    question = keyed_digests(["payment_request", till.pk, number, amount, reference, described])

    def write() -> PaymentRequest:
        require_sound_books(business.pk)
        payer = payer_of_phone(business.pk, number)
        assert payer is not None
        _require_none_open(till, payer, asked, reference)
        request = PaymentRequest.objects.create(
            business=business,
            till=till,
            ref=secrets.token_hex(16),
            key=key,
            key_hash=question[0],
            payer=payer,
            amount=asked,
            account_reference=reference,
            description=described,
            requested_by=person(actor),
        )
        wake(PUSH_QUEUE)
        publish(request)
        return request

    known = PaymentRequest.objects.filter(business=business, key=key).select_related("payer", "till")
    return first_or_conflict(known, digests=question, write=write, what="request")[0]


def _require_none_open(till: Till, payer: Payer, amount: Cents, reference: str) -> None:
    """Raises Conflict DUPLICATE_REQUEST. Two who ask at once are judged one after the other."""
    _asking.take(till.pk, payer.pk, amount, reference.upper())
    open_one = PaymentRequest.objects.filter(
        payer=payer, till=till, amount=amount, account_reference__iexact=reference, state__in=OPEN
    ).first()
    if open_one is not None:
        raise Conflict(
            "DUPLICATE_REQUEST",
            "phone",
            "This phone is asked for the same amount and account already; see what becomes of that first.",
            detail=Detail(other=("PaymentRequest", open_one.pk)),
        )


def note_terms(
    found: Findings,
    *,
    amount: Cents | None,
    account_reference: str,
    key: str,
    rounding: str = Rounding.NEAREST,
) -> None:
    """Note what is wrong with a question besides its phone; an amount that is None is not looked at."""
    with found.noting():
        checked_key(key)
    with found.noting():
        if amount is not None:
            bodies.stk_amount(round_to_shilling(amount, Rounding(rounding))[0])
    with found.noting():
        bodies.reference_field(account_reference.strip())


def publish(request: PaymentRequest) -> None:
    record_events([_news(request)])


def _news(request: PaymentRequest) -> tuple[str, int, dict[str, int | str]]:
    return "payment_request.changed", request.business_id, {"request": request.pk, "state": request.state}


_MOVED = ("state", "flagged", "result_code", "result_text", "next_query_at", "settled_at", "receipt")


def move(request: PaymentRequest, state: str, *, code: str = "", text: str = "") -> None:
    """Take one step of the state machine; the caller holds the row's lock.

    Being there already is a quiet success. Raises InvalidState ILLEGAL_STEP. A success after a failure is
    legal and flagged.
    """
    if _stepped(request, state, code=code, text=text):
        request.save(update_fields=_MOVED)
        publish(request)


def _stepped(request: PaymentRequest, state: str, *, code: str, text: str) -> bool:
    """The step of `move`, not saved yet; False when the request is there already."""
    before = request.state
    if not take_step(request, state):
        return False
    failed = (RequestState.FAILED, RequestState.CANCELLED, RequestState.EXPIRED)
    if before in failed and state in (RequestState.PAID, RequestState.CONFIRMED):
        request.flagged = True
    request.result_code = code[:40]
    request.result_text = text[:200]
    if state not in (*OPEN_STATES, RequestState.UNKNOWN, RequestState.EXPIRED):
        request.next_query_at = None
    if state not in OPEN_STATES:
        request.settled_at = days.now()
    return True


def lock_request(**filters: object) -> PaymentRequest | None:
    """The one request of a filter, locked until the end of the transaction."""
    return lock_row(PaymentRequest.objects.filter(**filters).select_related("till", "payer"))


class Settlement:
    """Steps of many locked requests, written together by `save`.

    `known` are the receipts that were there before: a request may have them already.
    """

    def __init__(self, known: Collection[Receipt] = ()) -> None:
        self._moved: dict[int, PaymentRequest] = {}
        self._claimed: set[int] = set()
        if known:
            asked = PaymentRequest.objects.filter(receipt__in=[receipt.pk for receipt in known])
            self._claimed.update(asked.values_list("receipt", flat=True))

    def move(self, request: PaymentRequest, state: str, *, code: str = "", text: str = "") -> None:
        """As the function."""
        if _stepped(request, state, code=code, text=text):
            self._moved[request.pk] = request

    def settle(self, request: PaymentRequest, receipt: Receipt) -> None:
        """Mark a locked request as paid by a receipt; a second receipt for it is noted for a person.

        The money of both receipts is booked whatever happens here.
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
        self.move(request, RequestState.PAID, code="0")

    def save(self) -> None:
        """Write what has moved, each request once, and publish it."""
        moved = list(self._moved.values())
        save_rows(moved, _MOVED)
        record_events(map(_news, moved))
        self._moved.clear()


def settle_without_callbacks(receipts: Sequence[tuple[Receipt, str]]) -> None:
    """Join receipts that C2B or the statement brought, with their payers' phones, to the requests that they
    must have answered; see settle_without_callback."""
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
    """Join a receipt that C2B or the statement brought to the request it must have answered.

    Only a request from which no callback is expected any more, of the same till, amount and reference, at
    about the time, with a phone that does not contradict; and only when there is exactly one.
    """
    candidates = PaymentRequest.objects.filter(
        Q(payer=receipt.payer_id) if receipt.payer_id else Q(),
        till=receipt.till_id,
        amount=receipt.amount,
        account_reference__iexact=receipt.account_reference.strip(),
        state__in=AWAITING_RECEIPT,
        receipt=None,
        created_at__range=(receipt.occurred_at - MATCH_AFTER, receipt.occurred_at + MATCH_BEFORE),
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


def due_for_push(limit: int) -> list[PaymentRequest]:
    """Requests that were never claimed, claimed now for this process and committed: each is sent once."""

    def claim(request: PaymentRequest) -> None:
        request.claims, request.sent_at = request.claims + 1, days.now()
        request.save(update_fields=["claims", "sent_at"])

    due = PaymentRequest.objects.filter(state=RequestState.INITIATED, claims=0)
    return work_through(
        due.select_related("till__data_key", "payer__data_key").order_by("pk"),
        claim,
        what=PUSH_QUEUE,
        limit=limit,
    )


def abandoned_pushes(*, before: datetime) -> list[tuple[int, int]]:
    """Requests that were claimed for sending and never recorded, with their businesses: whoever sent them
    died.
    """
    rows = PaymentRequest.objects.filter(state=RequestState.INITIATED, claims__gt=0, sent_at__lt=before)
    return list(rows.order_by("pk").values_list("pk", "business_id"))
