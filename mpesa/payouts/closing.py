"""What the closing of a period says of payouts: those that nobody knows are named, and it waits for none."""

from __future__ import annotations

from django.db.models import Count, Sum

from core.days import day_bounds
from core.money import display
from core.text import counted
from ledger.closing.checks import Closing, Found
from mpesa.models import AttemptState, PayoutAttempt


def check_payouts(closing: Closing) -> Found:
    """Orders up to the last day that are UNKNOWN now: their money stays on 2400 until somebody tells of them,
    and what is told later is booked on the first open day. Never a problem."""
    until = day_bounds(closing.last_day)[1]
    unknown = PayoutAttempt.objects.filter(
        business=closing.business, state=AttemptState.UNKNOWN, created_at__lt=until
    )
    found = unknown.aggregate(count=Count("*"), cents=Sum("amount"))
    if not found["count"]:
        return Found()
    return Found(
        note=f"What became of {counted(found['count'], 'payout')} of {display(found['cents'])} is not known:"
        " the money stays in 2400. They may stay."
    )
