"""Payouts that nobody knows for too long: money that is set aside, and a receiver who waits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.db.models import Count

from core import days
from core.machine.watching import Finding
from mpesa.models import AttemptState, PayoutAttempt

PAYOUT_UNKNOWN: Final = "PAYOUT_UNKNOWN"
#: Safaricom is asked at 1, 5 and 15 minutes; what is unknown for longer, people should hear of.
UNKNOWN_AFTER: Final = timedelta(minutes=20)


def unknown_payouts() -> Iterator[Finding]:
    """Tills with orders that nobody has known for UNKNOWN_AFTER: one alert a till, counted."""
    old = PayoutAttempt.objects.filter(
        state=AttemptState.UNKNOWN, created_at__lt=days.now() - UNKNOWN_AFTER
    ).order_by()
    for business_id, till, count in old.values_list("business_id", "till_id").annotate(count=Count("*")):
        yield Finding(business_id, f"till:{till}", f"ORDERS_UNKNOWN: {count}")
