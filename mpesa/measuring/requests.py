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

#: Of the requests that ended, so many should be paid at least, and of the callbacks that were owed, fewer
#: should be lost.
SUCCESS_TARGET: Final = Decimal("0.95")
LOSS_TARGET: Final = Decimal("0.02")
#: A callback comes within minutes, once. What has not come by then is lost.
COMES_WITHIN: Final = timedelta(days=1)

#: Requests are one range of request_by_moment, callbacks one range of callback_last for each till.
_ASKED = """
WITH asked AS MATERIALIZED (
    SELECT id, ref, state, amount, created_at, {span} AS span,
           checkout_request_id IS NOT NULL AND state NOT IN ('INITIATED', 'PENDING', 'UNKNOWN') AS owed
    FROM mpesa_paymentrequest
    WHERE business_id = %(business)s AND created_at >= %(start)s AND created_at < %(end)s
      AND (%(till)s::bigint IS NULL OR till_id = %(till)s)
), came AS MATERIALIZED (
    SELECT DISTINCT ref FROM mpesa_callback
    WHERE till_id = ANY(ARRAY(SELECT id FROM mpesa_till WHERE business_id = %(business)s))
      AND kind = 'stk' AND received_at >= %(start)s AND received_at < %(end)s + %(within)s
), known AS (
    SELECT request_id, min(at) AS at FROM mpesa_paymentrequeststep
    WHERE request_id IN (SELECT id FROM asked WHERE state = ANY(%(succeeded)s))
      AND after = ANY(%(succeeded)s)
    GROUP BY request_id
), measured AS (
    SELECT asked.*, came.ref IS NULL AS silent,
           (extract(epoch FROM known.at - asked.created_at) * 1000)::bigint AS took
    FROM asked LEFT JOIN came ON came.ref = asked.ref LEFT JOIN known ON known.request_id = asked.id
)
SELECT grouping(span), span, count(*), COALESCE(sum(amount), 0),
       count(*) FILTER (WHERE state = ANY(%(succeeded)s)),
       count(*) FILTER (WHERE state = ANY(%(failed)s)),
       count(*) FILTER (WHERE owed), count(*) FILTER (WHERE owed AND silent),
       round(avg(took)), percentile_disc(0.95) WITHIN GROUP (ORDER BY took)
FROM measured GROUP BY GROUPING SETS ((span), ()) ORDER BY 1 DESC, 2
"""


@dataclass(frozen=True)
class Requests:
    """Requests that were made in a stretch of time, as they stand now. `amount` is what they ask for.

    `paid`: Safaricom says so, with the receipt or still without. `owed`: of those that ended, the ones that
    Safaricom took, so that it owed a callback; `lost` of these never had one within a day, and were found by
    asking, by another channel, or not at all. `mean_ms` and `p95_ms` are from asking to knowing that it is
    paid, of those that are.
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
    given |= {"within": COMES_WITHIN, "failed": list(FAILED), "succeeded": list(SUCCEEDED)}
    total, spans = Requests(), dict[Span, Requests]()
    with connection.cursor() as cursor:
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
