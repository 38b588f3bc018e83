"""What became of money: callbacks, receipts, requests, payouts, the books, the proofs. Of all businesses
together. Each read is one range of an index that is small while all is well."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.db.models import Count, Min, Sum

from config.scraping.gauges import Gauge, Part, Value, age, asked, rows
from core import days
from ledger.integrity.verifying import unsealed_entries
from ledger.models import Seal
from mpesa.models import (
    Callback,
    CallbackWork,
    PaymentRequest,
    ReceiptRoute,
    RequestState,
    RouteState,
    WorkState,
)
from mpesa.models.payouts import LIVE, Payout, PayoutAttempt, PayoutState
from reconciliation.models import DayState

_LAST_HOUR: Final = """
SELECT request.state, count(*) FROM users_business AS business
CROSS JOIN LATERAL (SELECT state FROM mpesa_paymentrequest
                    WHERE business_id = business.id AND created_at >= %s) AS request
GROUP BY 1
"""
#: Of each till in use the newest day that its statement and a proof agree with.
_PROVED: Final = """
SELECT max(%s::date - proved.day), count(*) FILTER (WHERE proved.day IS NULL)
FROM mpesa_till AS till
LEFT JOIN LATERAL (SELECT day FROM reconciliation_reconciliationday
                   WHERE till_id = till.id AND state = 'MATCHED' AND NOT provisional
                   ORDER BY day DESC LIMIT 1) AS proved ON true
WHERE till.deactivated_at IS NULL
"""
_OPEN_DAYS: Final = """
SELECT day.state, count(*) FROM mpesa_till AS till
JOIN reconciliation_reconciliationday AS day ON day.till_id = till.id AND day.day > %s
WHERE day.state = ANY(%s) GROUP BY 1
"""
_OPEN: Final = (DayState.DISCREPANCY, DayState.INVESTIGATING)
_MONTH: Final = timedelta(days=31)


def _callbacks() -> Iterator[Value]:
    waiting = CallbackWork.objects.filter(state=WorkState.DUE, due_at__lte=days.now())
    found = waiting.aggregate(count=Count("pk"), oldest=Min("due_at"))
    yield found["count"]
    yield age(found["oldest"]) or 0
    yield CallbackWork.objects.filter(state=WorkState.DEAD).count()
    yield age(Callback.objects.order_by("-pk").values_list("received_at", flat=True).first())


def _receipts() -> Iterator[Value]:
    due = ReceiptRoute.objects.filter(state=RouteState.DUE)
    found = due.aggregate(count=Count("pk"), oldest=Min("receipt__recorded_at"))
    yield found["count"]
    yield age(found["oldest"]) or 0
    waiting = ReceiptRoute.objects.filter(state=RouteState.SUSPENSE)
    found = waiting.aggregate(count=Count("pk"), cents=Sum("receipt__amount"), oldest=Min("routed_at"))
    yield found["count"]
    yield int(found["cents"] or 0)
    yield age(found["oldest"]) or 0


def _requests() -> Iterator[Value]:
    found = dict(rows(_LAST_HOUR, [days.now() - timedelta(hours=1)]))
    yield {state: found.get(state, 0) for state in RequestState.values}
    unsent = PaymentRequest.objects.filter(state=RequestState.INITIATED)
    yield age(unsent.aggregate(oldest=Min("created_at"))["oldest"]) or 0


def _payouts() -> Iterator[Value]:
    live = PayoutAttempt.objects.filter(state__in=LIVE).order_by().values_list("state")
    begun = live.annotate(count=Count("pk"), oldest=Min("created_at"))
    found = {state: (count, age(oldest) or 0) for state, count, oldest in begun}
    yield from ({state: found.get(state, (0, 0))[place] for state in LIVE} for place in (0, 1))
    for state in (PayoutState.RESERVED, PayoutState.HELD):
        yield Payout.objects.filter(state=state).count()


def _books() -> Iterator[Value]:
    waiting = unsealed_entries().values()
    yield sum(count for count, _ in waiting)
    yield age(min((at for _, at in waiting), default=None)) or 0
    yield age(Seal.objects.order_by("-pk").values_list("sealed_at", flat=True).first())


def _proofs() -> Iterator[Value]:
    yield from asked(_PROVED, [days.today() - timedelta(days=1)])
    found = dict(rows(_OPEN_DAYS, [days.today() - _MONTH, list(_OPEN)]))
    yield {state: found.get(state, 0) for state in _OPEN}


PARTS: Final = (
    Part(
        "callbacks",
        (
            Gauge("hesabu_callbacks_due", "Callbacks that are kept and not worked through."),
            Gauge("hesabu_callbacks_oldest_due_seconds", "How long the oldest of them is due."),
            Gauge("hesabu_callbacks_dead", "Callbacks that failed too often and are not tried any more."),
            Gauge("hesabu_callback_newest_age_seconds", "Since the newest callback came."),
        ),
        _callbacks,
    ),
    Part(
        "receipts",
        (
            Gauge("hesabu_receipts_unrouted", "Receipts that are booked and not yet given to their owner."),
            Gauge("hesabu_receipts_oldest_unrouted_seconds", "How long the oldest of them waits."),
            Gauge("hesabu_suspense_receipts", "Receipts whose owner is not known."),
            Gauge("hesabu_suspense_cents", "What they are, in cents."),
            Gauge("hesabu_suspense_oldest_seconds", "How long the oldest of them is in Suspense."),
        ),
        _receipts,
    ),
    Part(
        "requests",
        (
            Gauge("hesabu_requests_last_hour", "Payment requests of the last hour, as they stand.", "state"),
            Gauge("hesabu_requests_oldest_unsent_seconds", "How long one waits to be sent to Safaricom."),
        ),
        _requests,
    ),
    Part(
        "payouts",
        (
            Gauge("hesabu_payout_attempts", "Orders to Safaricom without an end.", "state"),
            Gauge("hesabu_payout_attempts_oldest_seconds", "How long the oldest of them lasts.", "state"),
            Gauge("hesabu_payouts_reserved", "Payouts that wait to be sent."),
            Gauge("hesabu_payouts_held", "Payouts that wait for a cause to go, their money set aside."),
        ),
        _payouts,
    ),
    Part(
        "books",
        (
            Gauge("hesabu_entries_unsealed", "Entries that wait for their seal."),
            Gauge("hesabu_entries_oldest_unsealed_seconds", "How long the oldest of them waits."),
            Gauge("hesabu_seal_newest_age_seconds", "Since the newest seal."),
        ),
        _books,
    ),
    Part(
        "proofs",
        (
            Gauge(
                "hesabu_proved_lag_days",
                "Days from its newest proved day to yesterday; the largest.",
            ),
            Gauge("hesabu_tills_never_proved", "Tills in use of which no day was ever proved."),
            Gauge("hesabu_days_open", "Days of tills, of the last month, that do not agree.", "state"),
        ),
        _proofs,
    ),
)
