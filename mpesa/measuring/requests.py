"""Payment requests of a stretch of time: how many were paid, how soon that was known, and whose callback was
lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db import connection

from core.money import Cents
from mpesa.collections.requests.failing import FAILED, SUCCEEDED
from mpesa.measuring.spans import SPAN_SQL, By, Span, share
from mpesa.models import RequestState

#: Of the requests that ended, so many should be paid at least, and of the callbacks that were owed, fewer
#: should be lost.
SUCCESS_TARGET: Final = Decimal("0.95")
LOSS_TARGET: Final = Decimal("0.02")
#: A callback comes within minutes, once. What has not come by the end of the next accounting day is lost: so
#: long after the end of the request's own.
COMES_WITHIN: Final = timedelta(days=1)
#: A request in one of these may still get its callback.
NO_END: Final = (RequestState.INITIATED, RequestState.PENDING, RequestState.UNKNOWN)

#: Some hundred thousand rows are joined and sorted in memory.
_IN_MEMORY: Final = "SET LOCAL work_mem = '64MB'"
#: Requests are one range of request_by_moment, callbacks one of callback_last for each till, and few requests
#: are known to be paid before their receipt is there: request_step_confirmed. The others are when they end.
#: A callback within COMES_WITHIN of its request is in time on any day; only of late ones the day is asked.
_ASKED = """
WITH asked AS NOT MATERIALIZED (
    SELECT id, ref, state, amount, created_at, settled_at, {span} AS span,
           checkout_request_id IS NOT NULL AND state <> ALL(%(no_end)s) AS owed
    FROM mpesa_paymentrequest
    WHERE business_id = %(business)s AND created_at >= %(start)s AND created_at < %(end)s
      AND (%(till)s::bigint IS NULL OR till_id = %(till)s)
), silent AS (
    SELECT span, count(*) AS lost FROM asked
    WHERE owed AND NOT EXISTS (
        SELECT FROM mpesa_callback AS came
        WHERE came.ref = asked.ref AND came.kind = 'stk'
          AND came.till_id = ANY(ARRAY(SELECT id FROM mpesa_till WHERE business_id = %(business)s))
          AND came.received_at >= %(start)s AND came.received_at < %(end)s + %(within)s
          AND (came.received_at < asked.created_at + %(within)s OR came.received_at <
               date_trunc('day', asked.created_at, 'Africa/Nairobi') + interval '1 day' + %(within)s))
    GROUP BY 1
), measured AS (
    SELECT asked.*, CASE WHEN state = ANY(%(succeeded)s) THEN
               (extract(epoch FROM least(confirmed.at, settled_at) - created_at) * 1000)::bigint END AS took
    FROM asked LEFT JOIN mpesa_paymentrequeststep AS confirmed
                      ON confirmed.request_id = asked.id AND confirmed.after = 'CONFIRMED'
), counted AS (
    SELECT grouping(span) AS is_all, span, count(*) AS count, sum(amount) AS amount,
           count(*) FILTER (WHERE state = ANY(%(succeeded)s)) AS paid,
           count(*) FILTER (WHERE state = ANY(%(failed)s)) AS failed,
           count(*) FILTER (WHERE owed) AS owed,
           round(avg(took)) AS mean, percentile_disc(0.95) WITHIN GROUP (ORDER BY took) AS p95
    FROM measured GROUP BY GROUPING SETS ((span), ())
)
SELECT is_all, counted.span, count, COALESCE(amount, 0), paid, failed, owed,
       COALESCE(CASE is_all WHEN 0 THEN lost ELSE (SELECT sum(lost) FROM silent) END, 0), mean, p95
FROM counted LEFT JOIN silent ON silent.span = counted.span ORDER BY 1 DESC, 2
"""


@dataclass(frozen=True)
class Requests:
    """Requests that were made in a stretch of time, as they stand now. `amount` is what they ask for.

    `paid`: Safaricom says so, with the receipt or still without. `owed`: of those that ended, the ones that
    Safaricom took, so that it owed a callback; `lost` of these had none by the end of the next day: they were
    found by asking, by another channel, or not at all. `mean_ms` and `p95_ms` are from asking to knowing that
    it is paid, of those that are.
    """

    count: int = 0
    amount: Cents = 0
    paid: int = 0
    failed: int = 0
    owed: int = 0
    lost: int = 0
    mean_ms: int | None = None
    p95_ms: int | None = None

    @property
    def success(self) -> Decimal | None:
        """Paid ones of those that ended."""
        return share(self.paid, self.paid + self.failed)

    @property
    def loss(self) -> Decimal | None:
        return share(self.lost, self.owed)


@dataclass(frozen=True)
class RequestsBy:
    """All of them, and those of each span in which there are some."""

    total: Requests = Requests()
    spans: dict[Span, Requests] = field(default_factory=dict)


def requests_by(
    business_id: int, by: By, *, start: datetime, end: datetime, till_id: int | None = None
) -> RequestsBy:
    """The requests that were made from `start` on and before `end`. One query."""
    given: dict[str, Any] = {"business": business_id, "start": start, "end": end, "till": till_id}
    given |= {"within": COMES_WITHIN, "no_end": list(NO_END)}
    given |= {"failed": list(FAILED), "succeeded": list(SUCCEEDED)}
    total, spans = Requests(), dict[Span, Requests]()
    with connection.cursor() as cursor:
        cursor.execute(_IN_MEMORY)
        cursor.execute(_ASKED.format(span=SPAN_SQL[by].format("created_at")), given)
        for is_all, span, *numbers in cursor.fetchall():
            *counts, mean, p95 = numbers
            count, amount, paid, failed, owed, lost = map(int, counts)
            mean_ms = None if mean is None else int(mean)
            found = Requests(count, amount, paid, failed, owed, lost, mean_ms, p95)
            if not is_all:
                spans[span] = found
            else:
                total = found
    return RequestsBy(total, spans)
