"""A person asks now what became of a payment request: one STK query, recorded as those by the clock are."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction

from core import days
from mpesa.collections.requests.querying import ask_outcome, record_outcome
from mpesa.collections.requests.steps import lock_request, move
from mpesa.daraja.answers import StkOutcome, StkState
from mpesa.models import PaymentRequest, RequestState, StatusAnswer, StepCause
from users.access import Right, require_right
from users.actors import Actor

#: Between two questions about one request: Safaricom counts them.
NOT_BEFORE: Final = timedelta(seconds=5)
#: What a query can tell nothing new of: never sent, or paid as far as a query knows.
_SETTLED: Final = (RequestState.INITIATED, RequestState.CONFIRMED, RequestState.PAID)


def check_payment(*, request: PaymentRequest, actor: Actor) -> PaymentRequest:
    """Ask Safaricom now, unless that was done a moment ago, and give the request as it stands then.

    Needs the right payment.request. A success that a failure went before becomes CONFIRMED and flagged; the
    receipt is not in the answer. Outside any transaction: one HTTP call.
    """
    require_right(actor, request.business, Right.PAYMENT_REQUEST)
    if _may_ask(request):
        outcome = ask_outcome(request)
        if request.next_query_at is not None:
            record_outcome(request.pk, outcome)
        else:
            _record_late(request.pk, outcome)
    return PaymentRequest.objects.select_related("till", "payer", "business").get(pk=request.pk)


def _may_ask(request: PaymentRequest) -> bool:
    if request.checkout_request_id is None or request.state in _SETTLED:
        return False
    recent = StatusAnswer.objects.filter(request=request, at__gt=days.now() - NOT_BEFORE)
    return not recent.exists()


@transaction.atomic
def _record_late(pk: int, outcome: StkOutcome) -> None:
    """An answer about a request that is not asked about any more: only a success is news."""
    request = lock_request(pk=pk)
    if request is None:
        return
    StatusAnswer.objects.create(request=request, state=outcome.state, code=outcome.code)
    if outcome.state == StkState.SUCCESS and request.may_become(RequestState.CONFIRMED):
        move(
            request,
            RequestState.CONFIRMED,
            code=outcome.code,
            text=outcome.description,
            cause=StepCause.QUERY,
        )
