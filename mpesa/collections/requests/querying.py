"""Asking Safaricom what became of a push from which no callback came (STK query).

First 30 s after the push, then at widening intervals. A success learned here carries no receipt: the request
becomes CONFIRMED, is shown live, and nothing is booked. A failure is believed only after a grace window.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial

from django.db import transaction

from core import days
from core.errors import DomainError
from core.machine.jobs import wake
from core.machine.killpoints import reach
from core.machine.turns import alone, work_through
from mpesa.collections.requests.ending import cannot_be_asked, name_overdue, open_case
from mpesa.collections.requests.queues import QUERY_QUEUE
from mpesa.collections.requests.settling import settle_by_known_receipt
from mpesa.collections.requests.steps import UNRESOLVED, lock_request, move
from mpesa.daraja.answers import StkOutcome, StkState
from mpesa.daraja.codes import classify_stk
from mpesa.models import PaymentRequest, RequestState, StatusAnswer, StepCause
from mpesa.tills.addresses import asking_shortcode
from mpesa.tills.apps import not_slow, wake_when_not_slow
from mpesa.tills.connections import client_for
from mpesa.tills.credentials import passkey_of

logger = logging.getLogger(__name__)

#: Seconds from one query to the next; after the last the request is EXPIRED and other channels decide.
INTERVALS = (30, 60, 120, 300, 600, 1800, 3600)
#: A failure in a query can run ahead of a success in the callback; it counts only this long after the push.
GRACE = timedelta(seconds=60)
BATCH = 16

_VERDICTS = {StkState.FAILED: RequestState.FAILED, StkState.CANCELLED: RequestState.CANCELLED}


def query_due() -> int:
    """Drain of mpesa.query: ask about one batch of requests whose time has come; name what stays open."""
    named = name_overdue()
    requests = _claim_due()
    for request in requests:
        alone(
            partial(_ask_and_record, request),
            what=QUERY_QUEUE,
            business_id=request.business_id,
            about=request,
        )
    return len(requests) + named


def _ask_and_record(request: PaymentRequest) -> None:
    outcome = ask_outcome(request)
    reach("query.before_record")
    record_outcome(request.pk, outcome)
    reach("query.after_record")


def _claim_due() -> list[PaymentRequest]:
    """The due requests, their next query set ahead and committed: two drains do not ask the same twice."""
    now = days.now()

    def claim(request: PaymentRequest) -> None:
        step = INTERVALS[min(request.queries, len(INTERVALS) - 1)]
        request.queries += 1
        request.next_query_at = now + timedelta(seconds=step)
        request.save(update_fields=["queries", "next_query_at"])
        wake(QUERY_QUEUE, at=request.next_query_at)

    due = PaymentRequest.objects.filter(next_query_at__lte=now, checkout_request_id__isnull=False)
    due = due.exclude(cannot_be_asked())
    claimed = work_through(
        not_slow(due, now).select_related("till__data_key").order_by("next_query_at", "pk"),
        claim,
        what=QUERY_QUEUE,
        limit=BATCH,
    )
    wake_when_not_slow(QUERY_QUEUE, due)
    return claimed


def ask_outcome(request: PaymentRequest) -> StkOutcome:
    """One STK query; what went wrong with it is an UNKNOWN outcome with its code."""
    till = request.till
    try:
        return client_for(till).stk_query(
            shortcode=asking_shortcode(till),
            passkey=passkey_of(till),
            checkout_request_id=request.checkout_request_id or "",
            at=days.now(),
        )
    except DomainError as error:
        return StkOutcome(StkState.UNKNOWN, error.code, getattr(error, "said", ""))


@transaction.atomic
def record_outcome(pk: int, outcome: StkOutcome) -> None:
    """Write down an answer and take the step that it allows.

    Also of a request that is asked about no more: a success after a failure makes it CONFIRMED and flagged,
    and what nobody could say for long may end now.
    """
    request = lock_request(pk=pk)
    if request is None:
        return
    StatusAnswer.objects.create(request=request, state=outcome.state, code=outcome.code)
    step = partial(move, request, cause=StepCause.QUERY, code=outcome.code, said=outcome.description)
    verdict = _VERDICTS.get(outcome.state)
    old_enough = request.sent_at is not None and days.now() - request.sent_at >= GRACE
    if request.state in (RequestState.CONFIRMED, RequestState.PAID):
        return  # Safaricom has said it all; what may be missing is the receipt
    if outcome.state == StkState.SUCCESS:
        step(RequestState.CONFIRMED)
        settle_by_known_receipt(request)
    elif verdict and old_enough and request.may_become(verdict):
        step(verdict, text=classify_stk(outcome.code).meaning)
    elif request.next_query_at is not None and request.queries >= len(INTERVALS):
        request.next_query_at = None
        request.save(update_fields=["next_query_at"])
        if request.may_become(RequestState.EXPIRED):
            step(RequestState.EXPIRED, text="No answer within the time that we ask.")
            settle_by_known_receipt(request)
        request.refresh_from_db(fields=["state"])
        if request.state == RequestState.EXPIRED:
            open_case(request, UNRESOLVED)
