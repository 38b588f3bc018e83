"""What payouts make us expect of a day that the books do not have yet."""

from __future__ import annotations

from collections import Counter
from datetime import date

from core.days import accounting_day, day_bounds
from core.money import Cents
from mpesa.models import PayoutAttempt, PayoutKind, Till
from mpesa.models.payouts import AttemptState


def payouts_on_their_way(till: Till, first: date, last: date) -> dict[date, Cents]:
    """By accounting day, below zero, what Safaricom took on to pay out of a till, while nobody has told what
    became of it. Of what is UNKNOWN nothing is expected: it may have moved or not; nor of float, which stays
    in the till."""
    start, end = day_bounds(first)[0], day_bounds(last)[1]
    sent = PayoutAttempt.objects.filter(
        till=till, state=AttemptState.SENT, sent_at__gte=start, sent_at__lt=end
    )
    found: Counter[date] = Counter()
    sent = sent.exclude(payout__kind=PayoutKind.FLOAT)
    for at, amount in sent.values_list("sent_at", "amount"):
        assert at is not None
        found[accounting_day(at)] -= amount
    return dict(found)
