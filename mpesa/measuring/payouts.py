"""What M-Pesa paid out in a stretch of time, and what failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

from core.money import Cents
from mpesa.measuring.spans import SPAN_SQL, By, Span
from mpesa.models.payouts import OWN_MOVES

#: Payments are one range of attempt_paid, failures one of payout_failed.
_PAID: Final = """
WITH paid AS (
    SELECT {paid} AS span, count(*) AS paid, sum(attempt.amount) AS amount
    FROM mpesa_payoutattempt AS attempt JOIN mpesa_payout AS payout ON payout.id = attempt.payout_id
    WHERE attempt.business_id = %(business)s AND attempt.state = 'PAID'
      AND attempt.paid_at >= %(start)s AND attempt.paid_at < %(end)s AND payout.kind <> ALL(%(own)s)
      AND (%(till)s::bigint IS NULL OR attempt.till_id = %(till)s)
    GROUP BY 1
), failed AS (
    SELECT {failed} AS span, count(*) AS failed, sum(amount) AS amount FROM mpesa_payout
    WHERE business_id = %(business)s AND state = 'FAILED'
      AND settled_at >= %(start)s AND settled_at < %(end)s AND kind <> ALL(%(own)s)
      AND (%(till)s::bigint IS NULL OR till_id = %(till)s)
    GROUP BY 1
)
SELECT span, COALESCE(paid, 0), COALESCE(paid.amount, 0), COALESCE(failed, 0), COALESCE(failed.amount, 0)
FROM paid FULL JOIN failed USING (span) ORDER BY span
"""


@dataclass(frozen=True)
class Payouts:
    """Payments to others, when M-Pesa made them, and payouts that failed, when that was known. Money that
    stays with the business, moved between its own accounts, is no payout here. What M-Pesa took back later
    stands among the paid ones."""

    paid: int = 0
    paid_amount: Cents = 0
    failed: int = 0
    failed_amount: Cents = 0

    def __add__(self, other: Payouts) -> Payouts:
        return Payouts(
            self.paid + other.paid,
            self.paid_amount + other.paid_amount,
            self.failed + other.failed,
            self.failed_amount + other.failed_amount,
        )


def payouts_by(
    business_id: int, by: By, *, start: datetime, end: datetime, till_id: int | None = None
) -> dict[Span, Payouts]:
    """Span -> its payouts, from `start` on and before `end`, where there are some. One query."""
    given: dict[str, Any] = {"business": business_id, "start": start, "end": end, "till": till_id}
    given["own"] = list(OWN_MOVES)
    attempt = "attempt.till_id" if by is By.TILL else SPAN_SQL[by].format("attempt.paid_at")
    sql = _PAID.format(paid=attempt, failed=SPAN_SQL[by].format("settled_at"))
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return {span: Payouts(*map(int, numbers)) for span, *numbers in cursor.fetchall()}
