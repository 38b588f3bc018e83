"""The end of what nobody answers: a case that names its reason, for a person to look at.

A request can be asked about only by its checkout id. One whose acknowledgement was lost waits for a callback,
a C2B confirmation, Pull or the statement; one that Safaricom calls paid waits for its receipt. Each has its
time.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q

from core import days
from core.machine.turns import work_through
from mpesa.collections.discrepancies import note_discrepancy
from mpesa.collections.requests.queues import QUERY_QUEUE
from mpesa.collections.requests.steps import UNRESOLVED, WITHOUT_RECEIPT, move
from mpesa.models import PaymentRequest, RequestState

#: So long a request without a checkout id waits for another channel: as long as the others are asked about.
ANSWER_WITHIN = timedelta(hours=2)
BATCH = 100

_WITHOUT_ID = Q(state=RequestState.UNKNOWN, checkout_request_id=None)


def cannot_be_asked() -> Q:
    """Requests whose next look is not a question to Safaricom."""
    return Q(state=RequestState.CONFIRMED) | _WITHOUT_ID


def name_overdue() -> int:
    """Open a case for each request whose time to wait for another channel is over."""
    due = PaymentRequest.objects.filter(cannot_be_asked(), next_query_at__lte=days.now())
    rows = due.select_related("till").order_by("next_query_at", "pk")
    return len(work_through(rows, _name, what=QUERY_QUEUE, limit=BATCH))


def _name(request: PaymentRequest) -> None:
    if request.state == RequestState.CONFIRMED:
        request.next_query_at = None
        request.save(update_fields=["next_query_at"])
        open_case(request, WITHOUT_RECEIPT)
    else:
        request.next_query_at = None
        move(
            request,
            RequestState.EXPIRED,
            code=request.result_code,
            text="Safaricom's answer was lost, and no channel has told of it since.",
            said=request.said,
        )
        open_case(request, UNRESOLVED)


_DETAILS = {
    UNRESOLVED: "Nobody has said what became of this request. Ask the customer for the M-Pesa message, or"
    " look at the statement of the day, before asking again.",
    WITHOUT_RECEIPT: "Safaricom says that this request was paid, and its receipt has not come. The customer's"
    " M-Pesa message or the statement has its number.",
}


def open_case(request: PaymentRequest, code: str) -> None:
    """Have a person look at a request. Idempotent by (request, code)."""
    note_discrepancy(
        till=request.till,
        code=code,
        subject=f"request {request.ref}",
        detail=_DETAILS[code],
        request=request,
    )
