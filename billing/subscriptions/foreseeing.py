"""What the next billing run will do: whom it bills, for how much, and whom it leaves out and why.

It is reckoned by what the run itself goes by; nothing is written and nothing locked.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, NamedTuple

from django.db.models import F, Min, Q

from billing.models import Subscription, SubscriptionState
from billing.subscriptions.pricing import Bill, Planned, next_bill
from billing.subscriptions.refusals import refusals
from billing.subscriptions.runs import due_by
from billing.subscriptions.tariffs import Tariff
from core import days
from core.errors import DomainError, InvalidInput
from core.money import Cents
from ledger.vouchers.vat import rate_on
from users.models import Business

#: So far ahead a day may lie that is asked for: each period until then is reckoned with the ones before it.
AHEAD: Final = timedelta(days=31)


class Foreseen(NamedTuple):
    """The next period of a subscription, and why it would not be billed now; the bill is None where it cannot
    even be reckoned."""

    bill: Bill | None
    refusal: str


@dataclass
class Forecast:
    """What a run up to a day would do, in counts and cents."""

    until_on: date
    subscriptions: int = 0
    invoices: int = 0
    total: Cents = 0
    skipped: Counter[str] = field(default_factory=Counter)


def foresee_next(subscriptions: Collection[int]) -> dict[int, Foreseen]:
    """Subscription's key -> its next period, due or not; without those that bill nothing more. The statements
    do not grow with their count."""
    rows = Subscription.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=F("next_on")), pk__in=subscriptions
    ).exclude(state=SubscriptionState.CANCELLED)
    return _foreseen(list(rows.select_related("customer").order_by("pk")), {})


def foresee_run(business: Business, until_on: date | None = None) -> Forecast:
    """What a run of the business would do up to a day: without one today where something is due, else the
    first day on which something is. Raises InvalidInput BAD_DAY for one beyond AHEAD."""
    today = days.today()
    if until_on is not None and until_on > today + AHEAD:
        raise InvalidInput("BAD_DAY", "until_on", f"A forecast reaches {AHEAD.days} days ahead.")
    if until_on is None:
        running = due_by(days.LAST_DAY).filter(business=business)
        until_on = max(today, running.aggregate(day=Min("next_on"))["day"] or today)
    forecast = Forecast(until_on)
    left = list(
        due_by(until_on).filter(business=business).select_related("customer").order_by("next_on", "pk")
    )
    forecast.subscriptions = len(left)
    billed: defaultdict[int, Cents] = defaultdict(int)
    while left:
        found = _foreseen(left, billed)
        going_on = []
        for row in left:
            bill, refusal = found[row.pk]
            if refusal or bill is None:
                forecast.skipped[refusal] += 1
                continue
            forecast.invoices += bool(bill.terms.lines)
            forecast.total += bill.total
            billed[row.customer_id] += bill.total
            after = copy(row)
            after.next_on = bill.part.billed.ends_on + timedelta(days=1)
            if after.next_on <= min(until_on, row.ends_on or until_on):
                going_on.append(after)
        left = going_on
    return forecast


def _foreseen(rows: Sequence[Subscription], billed: dict[int, Cents]) -> dict[int, Foreseen]:
    tariff = Tariff([row.pk for row in rows])
    rates = {day: rate_on(day) for day in {row.next_on for row in rows}}
    found: dict[int, Foreseen] = {}
    planned = []
    for row in rows:
        try:
            planned.append(Planned(row, next_bill(row, tariff, rates[row.next_on])))
        except DomainError as problem:
            found[row.pk] = Foreseen(None, problem.code)
    why = refusals(planned, lock=False, besides=billed)
    return found | {row.pk: Foreseen(bill, why.get(row.pk, "")) for row, bill in planned}
