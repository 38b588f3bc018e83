"""Payouts that nobody knows for too long: money that is set aside, and a receiver who waits; and those that
fail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.db import connection
from django.db.models import Count

from core import days
from core.machine.watching import Finding
from mpesa.models import AttemptState, PayoutAttempt

PAYOUT_UNKNOWN: Final = "PAYOUT_UNKNOWN"
PAYOUTS_FAIL: Final = "PAYOUTS_FAIL"
WITHIN: Final = timedelta(hours=1)
#: Payouts that failed, in percent of those that ended; of fewer than so many nothing is said.
PERCENT, LEAST = 1, 20
#: Safaricom is asked at 1, 5 and 15 minutes; what is unknown for longer, people should hear of.
UNKNOWN_AFTER: Final = timedelta(minutes=20)


def unknown_payouts() -> Iterator[Finding]:
    """Tills with orders that nobody has known for UNKNOWN_AFTER: one alert a till, counted."""
    old = PayoutAttempt.objects.filter(
        state=AttemptState.UNKNOWN, created_at__lt=days.now() - UNKNOWN_AFTER
    ).order_by()
    for business_id, till, count in old.values_list("business_id", "till_id").annotate(count=Count("*")):
        yield Finding(business_id, f"till:{till}", f"ORDERS_UNKNOWN: {count}")


# What goes again by itself has not ended.
_ENDED = """
SELECT till.business_id, till.id,
       count(*) FILTER (WHERE attempt.state = 'FAILED') AS failed, count(*) AS ended
FROM mpesa_till AS till
JOIN mpesa_payoutattempt AS attempt ON attempt.till_id = till.id AND attempt.settled_at > %s
JOIN mpesa_payout AS payout ON payout.id = attempt.payout_id
WHERE attempt.state = 'PAID' OR attempt.state = 'FAILED' AND payout.state = 'FAILED'
GROUP BY 1, 2
"""


def failing_payouts() -> Iterator[Finding]:
    """Tills of whose payouts that ended within the last hour more than PERCENT failed."""
    with connection.cursor() as cursor:
        cursor.execute(_ENDED, [days.now() - WITHIN])
        for business_id, till, failed, ended in cursor.fetchall():
            if ended >= LEAST and failed * 100 > ended * PERCENT:
                yield Finding(business_id, f"till:{till}", f"FAILED: {failed}, ENDED: {ended}")
