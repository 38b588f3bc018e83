"""Sending pushes.

A request is claimed and that is committed; then Safaricom is called, outside any transaction; then the answer
is recorded. A process that dies in between leaves a claim without an answer: it becomes UNKNOWN and is never
sent again.
"""

from __future__ import annotations

import logging
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from core import days
from core.errors import CODES, DomainError, InvalidInput, InvalidState
from core.machine.crypto import Unreadable
from core.machine.jobs import wake
from core.machine.killpoints import reach
from core.machine.turns import alone, work_through, worked
from mpesa.collections.payers import phone_of_payer
from mpesa.collections.refused import look_again
from mpesa.collections.requests.ending import ANSWER_WITHIN
from mpesa.collections.requests.pausing import may_ring, why_held
from mpesa.collections.requests.queues import PUSH_QUEUE, QUERY_QUEUE
from mpesa.collections.requests.settling import settle_by_known_receipt
from mpesa.collections.requests.steps import OPEN_STATES, lock_request, move
from mpesa.daraja.answers import StkAccepted
from mpesa.daraja.client import DarajaClient
from mpesa.daraja.errors import DarajaRefused, DarajaUnknown
from mpesa.models import CallbackKind, PaymentRequest, RequestState, StepCause, TillKind
from mpesa.tills.addresses import asking_shortcode, hook_url
from mpesa.tills.apps import not_slow, wake_when_not_slow
from mpesa.tills.connections import client_for
from mpesa.tills.credentials import passkey_of

logger = logging.getLogger(__name__)

BATCH = 16
#: A push that was not recorded after this was sent by a process that died.
ABANDONED_AFTER = timedelta(seconds=90)
#: A push is sent so long after it was asked for, when Safaricom has us wait.
WORTH_SENDING = timedelta(seconds=60)
#: A push that could not leave in this time is given up: nobody's phone rings hours after the question.
PUSH_WITHIN = timedelta(minutes=5)
FIRST_QUERY_AFTER = timedelta(seconds=30)
_TOO_LATE = DarajaRefused("DARAJA_RATE_LIMITED", "")
_TOO_OLD = InvalidState("PUSH_TOO_OLD", "", CODES["PUSH_TOO_OLD"])
_UNREADABLE = InvalidState(
    "DARAJA_BAD_CREDENTIALS", "till", "The credentials of the till cannot be read: register them again."
)


def send_pushes() -> int:
    """Drain of mpesa.push: send what was never sent and may be.

    What a dead process began is given up as UNKNOWN, what has waited for too long as FAILED: what belongs to
    an app that Safaricom wants slower, and what is held (pausing.py).
    """
    waiting = PaymentRequest.objects.filter(state=RequestState.INITIATED).order_by("pk")
    first = list(waiting.values_list("claims", "created_at", "till__app__slow_until")[:BATCH])
    if not first:
        return 0
    # A customer waits for this: what is done for those that wait for long is not asked when nobody does.
    long_ago = days.now() - ABANDONED_AFTER
    is_usual = not any(claims or slow_until or at < long_ago for claims, at, slow_until in first)
    abandoned = 0 if is_usual else _given_up()
    reach("push.before_claim")
    requests = _claim_due()
    if not is_usual:
        wake_when_not_slow(PUSH_QUEUE, may_ring(_never_sent()))
    reach("push.after_claim")
    if requests:
        with ThreadPoolExecutor(max_workers=len(requests)) as pool:
            calls: dict[Future[StkAccepted | DomainError], PaymentRequest] = {}
            for request in requests:
                made = alone(
                    partial(_prepared, request),
                    what=PUSH_QUEUE,
                    business_id=request.business_id,
                    about=request,
                )
                if made is None:  # nothing was sent, and nothing of it will be
                    _record(request.pk, request.business_id, _UNREADABLE)
                else:
                    calls[pool.submit(_send, *made)] = request
            for call in as_completed(calls):
                reach("push.before_record")
                _record(calls[call].pk, calls[call].business_id, call.result())
                reach("push.after_record")
    return len(requests) + abandoned


def _given_up() -> int:
    """Give up what is too old, what a dead process began, and what waits for a slow app for too long."""
    given_up = _give_up_old() + _give_up_slow()
    for pk, business_id in _abandoned(before=days.now() - ABANDONED_AFTER):
        given_up += _record(pk, business_id, DarajaUnknown("DARAJA_CONNECTION_LOST"))
    return given_up


def _give_up_old() -> int:
    """Requests that waited for longer than a customer does, because they were held or nothing ran."""

    def give_up(request: PaymentRequest) -> None:
        why = why_held(request.till) or _TOO_OLD
        move(request, RequestState.FAILED, code=why.code, text=why.message)

    old = _never_sent().filter(created_at__lt=days.now() - PUSH_WITHIN)
    return len(work_through(old.order_by("pk"), give_up, what=PUSH_QUEUE, limit=BATCH))


def _never_sent() -> QuerySet[PaymentRequest]:
    rows = PaymentRequest.objects.filter(state=RequestState.INITIATED, claims=0)
    return rows.select_related("till__data_key", "payer__data_key")


def _claim_due() -> list[PaymentRequest]:
    """Requests that were never claimed and for which phones may ring now, claimed for this process and
    committed: each is sent once."""

    def claim(request: PaymentRequest) -> None:
        request.claims, request.sent_at = request.claims + 1, days.now()
        request.save(update_fields=["claims", "sent_at"])

    due = not_slow(may_ring(_never_sent()), days.now())
    return work_through(due.order_by("pk"), claim, what=PUSH_QUEUE, limit=BATCH)


def _give_up_slow() -> int:
    """Requests whose app is slow for longer than a push is worth sending. Each is looked at under its lock:
    another worker may have claimed it meanwhile, and then it is on its way."""

    def give_up(request: PaymentRequest) -> None:
        move(request, RequestState.FAILED, code=_TOO_LATE.code, text=_TOO_LATE.message, cause=StepCause.PUSH)

    slow = _never_sent().filter(till__app__slow_until__gt=days.now())
    late = slow.filter(till__app__slow_until__gt=F("created_at") + WORTH_SENDING)
    return len(work_through(late.order_by("pk"), give_up, what=PUSH_QUEUE, limit=BATCH))


def _abandoned(*, before: datetime) -> list[tuple[int, int]]:
    """Requests that were claimed for sending and never recorded, with their businesses: whoever sent them
    died.
    """
    rows = PaymentRequest.objects.filter(state=RequestState.INITIATED, claims__gt=0, sent_at__lt=before)
    return list(rows.order_by("pk").values_list("pk", "business_id"))


def _record(pk: int, business_id: int, answer: StkAccepted | DomainError) -> bool:
    return worked(partial(record_answer, pk, answer), what=PUSH_QUEUE, business_id=business_id)


def _prepared(request: PaymentRequest) -> tuple[DarajaClient, dict[str, Any] | DomainError]:
    """Client and arguments, read here because the threads of the pool do not touch the database.

    Raises Unreadable for credentials that cannot be read.
    """
    till = request.till
    buy_goods = till.kind == TillKind.TILL
    client, passkey = client_for(till), passkey_of(till)
    try:
        phone = phone_of_payer(request.payer)
    except Unreadable:
        return client, InvalidInput("BAD_PHONE", "phone", "The payer's number was erased.")
    arguments = {
        "shortcode": asking_shortcode(till),
        "passkey": passkey,
        "kind": "till" if buy_goods else "paybill",
        "party_b": till.shortcode,
        "amount_cents": request.amount,
        "phone": phone,
        "callback_url": hook_url(till, CallbackKind.STK, request.ref),
        "account_reference": request.account_reference,
        "description": request.description,
        "at": days.now(),
    }
    return client, arguments


def _send(client: DarajaClient, arguments: dict[str, Any] | DomainError) -> StkAccepted | DomainError:
    """One call. A refusal or an unknown outcome is a value; nothing is decided here."""
    if isinstance(arguments, DomainError):
        return arguments
    try:
        return client.stk_push(**arguments)
    except DomainError as error:
        return error
    except Exception:
        logger.exception("a push ended in an unforeseen way; its outcome is unknown")
        return DarajaUnknown("DARAJA_UNDECIDED")


@transaction.atomic
def record_answer(pk: int, answer: StkAccepted | DomainError) -> None:
    """Write down what Daraja answered. The callback may have been here first: then only ids are added.

    What Daraja answers us has the last word on ids; a callback, which anybody may have written, has not.
    """
    request = lock_request(pk=pk)
    if request is None:
        return
    if isinstance(answer, StkAccepted):
        if request.checkout_request_id not in (None, answer.checkout_request_id):
            look_again(request)
        request.checkout_request_id = answer.checkout_request_id
        request.merchant_request_id = answer.merchant_request_id or request.merchant_request_id
        if request.state in (*OPEN_STATES, RequestState.UNKNOWN):
            request.next_query_at = days.now() + FIRST_QUERY_AFTER
            wake(QUERY_QUEUE, at=request.next_query_at)
        request.save(update_fields=["checkout_request_id", "merchant_request_id", "next_query_at"])
        if request.may_become(RequestState.PENDING):
            move(request, RequestState.PENDING, cause=StepCause.PUSH)
    elif _may_go_again(request, answer):
        request.claims, request.sent_at = 0, None
        request.save(update_fields=["claims", "sent_at"])
        wake(PUSH_QUEUE, at=request.till.app.slow_until)
    elif request.state == RequestState.INITIATED:
        unknown = isinstance(answer, DarajaUnknown)
        state = RequestState.UNKNOWN if unknown else RequestState.FAILED
        said = getattr(answer, "said", "")
        text = CODES.get(answer.code, answer.message) if said else answer.message
        if unknown:
            request.next_query_at = days.now() + ANSWER_WITHIN
        move(request, state, code=answer.code, text=text, said=said, cause=StepCause.PUSH)
        if unknown:
            settle_by_known_receipt(request)


def _may_go_again(request: PaymentRequest, answer: DomainError) -> bool:
    """Whether a push was refused for its haste alone, before Safaricom took it, and is worth sending later.

    Never one whose outcome is not known: that is another error (mpesa/daraja/errors.py).
    """
    if not isinstance(answer, DarajaRefused) or answer.code != "DARAJA_RATE_LIMITED":
        return False
    until, sent_at = request.till.app.slow_until, request.sent_at
    return (
        request.state == RequestState.INITIATED
        and sent_at is not None
        and until is not None
        and sent_at < until <= request.created_at + WORTH_SENDING
    )
