"""What requests make us expect of a day that the books do not have yet."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.db.models.functions import Coalesce

from core.days import accounting_day, day_bounds
from core.money import Cents
from mpesa.models import PaymentRequest, Receipt, RequestState, RouteState, Till


def confirmed_requests(till: Till, first: date, last: date) -> dict[date, Cents]:
    """By accounting day, what Safaricom says was paid to a till, while no receipt of it has come.

    A receipt of the day and amount that only a statement knows, and that is held until a second source says
    whose it is, is taken for one of them: its money is in the books.
    """
    start, end = day_bounds(first)[0], day_bounds(last)[1]
    asked = PaymentRequest.objects.filter(till=till, state=RequestState.CONFIRMED, receipt=None)
    paid = asked.annotate(at=Coalesce("sent_at", "created_at")).filter(at__gte=start, at__lt=end)
    confirmed = Counter((accounting_day(at), amount) for at, amount in paid.values_list("at", "amount"))
    if not confirmed:
        return {}
    held = Receipt.objects.filter(
        business=till.business_id,
        till=till,
        occurred_at__gte=start,
        occurred_at__lt=end,
        route__state=RouteState.HELD,
    )
    booked = Counter((accounting_day(at), cents) for at, cents in held.values_list("occurred_at", "amount"))
    found: Counter[date] = Counter()
    for (day, amount), count in (confirmed - booked).items():
        found[day] += amount * count
    return dict(found)
