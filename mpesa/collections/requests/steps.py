"""The steps of a payment request's state machine, and the news of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Final, TypeAlias, TypedDict, Unpack

from core import days
from core.machine.scrub import scrub
from core.registry import Registry
from core.rows.events import record_events
from core.rows.locks import lock_row
from core.rows.states import take_step
from core.text import one_line
from mpesa.collections.discrepancies import close_by_evidence, open_cases
from mpesa.collections.requests.failing import FAILED, SUCCEEDED
from mpesa.models import Callback, PaymentRequest, PaymentRequestStep, RequestState, StepCause

OPEN_STATES = (RequestState.INITIATED, RequestState.PENDING)

#: So long after Safaricom said "paid" its receipt should be here; then a person looks (ending.py).
RECEIPT_WITHIN = timedelta(minutes=30)

#: Codes of the cases of requests that wait for too long (ending.py); the next step closes them.
UNRESOLVED: Final = "REQUEST_UNRESOLVED"
WITHOUT_RECEIPT: Final = "CONFIRMED_WITHOUT_RECEIPT"
_IN_A_CASE: Final = (RequestState.EXPIRED, RequestState.CONFIRMED)

#: What a step changes.
MOVED = ("state", "flagged", "result_code", "result_text", "said", "next_query_at", "settled_at", "receipt")


class Why(TypedDict, total=False):
    """Why a step is taken: `code` and `text` say it, `said` is how Safaricom put it, `cause` who or what
    brought it (the system itself where nothing is given), `callback` the one that did."""

    code: str
    text: str
    said: str
    cause: StepCause
    callback: Callback | None


#: Called, in the transaction in which they moved, with requests that have come a step further.
RequestListener: TypeAlias = Callable[[Sequence[PaymentRequest]], None]
_listeners: Registry[RequestListener] = Registry("listener for payment requests")


def register_request_listener(name: str, listener: RequestListener) -> None:
    """Have it told of every request that is made or takes a step. Called from config/wiring only."""
    _listeners.register(name, listener)


def publish(request: PaymentRequest) -> None:
    publish_all([request])


def publish_all(requests: Sequence[PaymentRequest]) -> None:
    """Tell of requests as they are now: by events, and to those above who wait for them."""
    record_events(map(news_of, requests))
    for listener in _listeners.values():
        listener(requests)


def news_of(request: PaymentRequest) -> tuple[str, int, dict[str, int | str]]:
    return "payment_request.changed", request.business_id, {"request": request.pk, "state": request.state}


def move(request: PaymentRequest, state: str, **why: Unpack[Why]) -> None:
    """Take one step of the state machine and keep why it was taken; the caller holds the row's lock.

    Being there already is a quiet success. Raises InvalidState ILLEGAL_STEP. A success after a failure is
    legal and flagged.
    """
    step = stepped(request, state, **why)
    if step is not None:
        request.save(update_fields=MOVED)
        step.save()
        close_waiting([step])
        publish(request)


def stepped(request: PaymentRequest, state: str, **why: Unpack[Why]) -> PaymentRequestStep | None:
    """The step of `move`, nothing of it saved yet; None when the request is there already."""
    before = request.state
    if not take_step(request, state):
        return None
    if before in FAILED and state in SUCCEEDED:
        request.flagged = True
    request.result_code = why.get("code", "")[:40]
    request.result_text = why.get("text", "")[:200]
    request.said = shown_words(why.get("said", ""))
    if state not in (*OPEN_STATES, RequestState.UNKNOWN, RequestState.EXPIRED):
        request.next_query_at = None
    if state == RequestState.CONFIRMED:
        request.next_query_at = days.now() + RECEIPT_WITHIN
    if state not in OPEN_STATES:
        request.settled_at = days.now()
    return PaymentRequestStep(
        request=request,
        before=before,
        after=state,
        cause=why.get("cause", StepCause.SYSTEM),
        code=request.result_code,
        callback=why.get("callback"),
    )


def close_waiting(steps: Iterable[PaymentRequestStep]) -> None:
    """Close the cases that said what these steps have brought now."""
    moved = [step.request_id for step in steps if step.before in _IN_A_CASE]
    if moved:
        named = open_cases().filter(request__in=moved, code__in=(UNRESOLVED, WITHOUT_RECEIPT))
        close_by_evidence(named, "Safaricom has told what became of the request.")


def lock_request(**filters: object) -> PaymentRequest | None:
    """The one request of a filter, locked until the end of the transaction."""
    return lock_row(PaymentRequest.objects.filter(**filters).select_related("till", "payer"))


def shown_words(said: str) -> str:
    """Safaricom's words as they are kept: on one line, without phones and secrets."""
    return one_line(scrub(said))[:300]
