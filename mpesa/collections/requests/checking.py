"""A person asks now what became of a payment request: one STK query, recorded as those by the clock are."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from core import days
from mpesa.collections.requests.querying import ask_outcome, record_outcome
from mpesa.models import PaymentRequest, RequestState, StatusAnswer
from users.access import Right, require_right
from users.actors import Actor

#: Between two questions about one request: Safaricom counts them.
NOT_BEFORE: Final = timedelta(seconds=5)
#: What a query can tell nothing new of: never sent, or paid as far as a query knows.
_SETTLED: Final = (RequestState.INITIATED, RequestState.CONFIRMED, RequestState.PAID)


def check_payment(*, request: PaymentRequest, actor: Actor) -> PaymentRequest:
    """Ask Safaricom now, unless that was done a moment ago, and give the request as it stands then.

    Needs the right payment.request. A success that a failure went before becomes CONFIRMED and flagged, and
    PAID where one receipt fits; the receipt is not in the answer. Outside any transaction: one HTTP call.
    """
    require_right(actor, request.business, Right.PAYMENT_REQUEST)
    if _may_ask(request):
        record_outcome(request.pk, ask_outcome(request))
    return PaymentRequest.objects.select_related("till", "payer", "business").get(pk=request.pk)


def _may_ask(request: PaymentRequest) -> bool:
    if request.checkout_request_id is None or request.state in _SETTLED:
        return False
    recent = StatusAnswer.objects.filter(request=request, at__gt=days.now() - NOT_BEFORE)
    return not recent.exists()
