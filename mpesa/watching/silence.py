"""Callbacks that should have come and did not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from core import days
from core.machine.watching import Finding
from mpesa.models import Callback, PaymentRequest, RequestState

TILL_SILENT: Final = "TILL_SILENT"
REQUEST_SILENT: Final = "REQUEST_SILENT"

#: A till is silent when a request of it is open for so long and nothing at all came to it meanwhile.
TILL_SILENT_AFTER: Final = timedelta(minutes=5)
#: A single payment is told when it is open for so long without a callback.
REQUEST_SILENT_AFTER: Final = timedelta(minutes=1)
#: What was sent before this is for the query and the statement: it says nothing of how things are now.
ASKED_WITHIN: Final = timedelta(hours=1)
#: Payments of one till that are told one by one.
MOST_OF_A_TILL: Final = 10

_AWAITED = (RequestState.PENDING, RequestState.UNKNOWN, RequestState.CONFIRMED)


def silent_tills() -> Iterator[Finding]:
    """Tills to which no callback came for TILL_SILENT_AFTER, while requests were open all that time."""
    for till, business_id, count in _silent(days.now()):
        yield Finding(business_id, f"till:{till}", f"REQUESTS_OPEN: {count}")


def silent_requests() -> Iterator[Finding]:
    """Single payments that wait for their callback; not those of a till that is silent as a whole."""
    now = days.now()
    silent = {till for till, _, _ in _silent(now)}
    told: Counter[int] = Counter()
    for pk, till, business_id in _open(now, REQUEST_SILENT_AFTER).exclude(till__in=silent):
        told[till] += 1
        if told[till] <= MOST_OF_A_TILL:
            yield Finding(business_id, f"request:{pk}", "NO_CALLBACK: 1")


def _open(now: datetime, since: timedelta) -> QuerySet[PaymentRequest, tuple[int, int, int]]:
    """(key, till, business) of requests that were sent so long ago and are open, oldest first."""
    rows = PaymentRequest.objects.filter(state__in=_AWAITED, sent_at__range=(now - ASKED_WITHIN, now - since))
    return rows.order_by("pk").values_list("pk", "till", "business_id")


def _silent(now: datetime) -> list[tuple[int, int, int]]:
    """(till, business, how many requests are open) of the tills that are silent."""
    waiting = Counter((till, business_id) for _, till, business_id in _open(now, TILL_SILENT_AFTER))
    heard = Callback.objects.filter(
        received_at__gt=now - TILL_SILENT_AFTER, till__in={till for till, _ in waiting}
    )
    speaking = set(heard.values_list("till", flat=True).distinct()) if waiting else set()
    return [
        (till, business_id, count) for (till, business_id), count in waiting.items() if till not in speaking
    ]
