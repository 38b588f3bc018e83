"""Payouts at a glance: how many stand where, and whether each till holds what it is to pay."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Min, QuerySet, Sum

from core.money import Cents
from mpesa.models import AttemptState, Payout, PayoutAttempt, PayoutLine, PayoutRules, PayoutState, Till
from mpesa.models.payouts import LIVE
from mpesa.payouts.funds import free_funds
from mpesa.payouts.tariff import Fees, fees_today

#: So many tills are forecast at most: each takes a few queries.
MOST_TILLS = 20


@dataclass(frozen=True)
class Figure:
    """So many, and their cents together."""

    count: int = 0
    amount: Cents = 0


def figures_by_state(payouts: QuerySet[Payout]) -> dict[str, Figure]:
    """State -> its payouts among these, of states in which there are some."""
    rows = Payout.objects.filter(pk__in=payouts.order_by().values("pk")).order_by()
    counted = rows.values_list("state").annotate(count=Count("pk"), sum=Sum("amount"))
    return {state: Figure(count, int(amount)) for state, count, amount in counted}


@dataclass(frozen=True)
class Unknown:
    """Orders that nobody knows, and since when the oldest waits."""

    figure: Figure
    oldest_at: datetime | None


def unknown_of(businesses: Collection[int]) -> Unknown:
    rows = PayoutAttempt.objects.filter(business__in=businesses, state=AttemptState.UNKNOWN)
    found = rows.aggregate(count=Count("pk"), sum=Sum("amount"), oldest=Min("created_at"))
    return Unknown(Figure(found["count"], int(found["sum"] or 0)), found["oldest"])


@dataclass(frozen=True)
class Forecast:
    """What a till holds for paying, and what it is to pay, in cents.

    `holds` is in the paying account less `on_the_way`: orders that are not known to have ended, with their
    charges. `waiting` is set aside and not ordered yet, `fees` Safaricom takes for it by its tariff,
    `held` is what limits and checks hold back, with its charges, `buffer` stays in the account.
    """

    till: Till
    holds: Cents
    on_the_way: Figure
    waiting: Figure
    fees: Cents
    held: Figure
    buffer: Cents

    @property
    def left(self) -> Cents:
        """What stays for other payouts once all that waits has gone; below zero so much is missing."""
        return self.holds - self.waiting.amount - self.fees - self.buffer


def forecasts_of(businesses: Collection[int]) -> list[Forecast]:
    """The tills of businesses that pay, each with its forecast: the first MOST_TILLS of them."""
    paying = Till.objects.filter(business__in=businesses, deactivated_at=None)
    tills = list(paying.exclude(initiator_password_sealed=None).order_by("pk")[:MOST_TILLS])
    keys = [till.pk for till in tills]
    lines = {line.till_id: line for line in PayoutLine.objects.filter(till__in=keys)}
    rules = PayoutRules.objects.filter(business__in=businesses)
    buffers = dict(rules.values_list("business", "float_buffer"))
    fees = {business: fees_today(business) for business in {till.business_id for till in tills}}
    waiting = _by_till(keys, PayoutState.RESERVED, fees)
    held = _by_till(keys, PayoutState.HELD, fees)
    live = PayoutAttempt.objects.filter(till__in=keys, state__in=LIVE).order_by()
    sums = live.values_list("till").annotate(count=Count("pk"), sum=Sum(F("amount") + F("fee")))
    on_the_way = {till: Figure(count, int(amount)) for till, count, amount in sums}
    nothing = (Figure(), 0)
    return [
        Forecast(
            till=till,
            holds=free_funds(till, lines.get(till.pk) or PayoutLine(till=till)),
            on_the_way=on_the_way.get(till.pk, Figure()),
            waiting=waiting.get(till.pk, nothing)[0],
            fees=waiting.get(till.pk, nothing)[1],
            held=Figure(
                held.get(till.pk, nothing)[0].count,
                held.get(till.pk, nothing)[0].amount + held.get(till.pk, nothing)[1],
            ),
            buffer=buffers.get(till.business_id, 0),
        )
        for till in tills
    ]


def _by_till(
    tills: Collection[int], state: PayoutState, fees: Mapping[int, Fees]
) -> dict[int, tuple[Figure, Cents]]:
    """Till -> its payouts in a state, and what Safaricom takes for them by the tariff of each business."""
    rows = Payout.objects.filter(till__in=tills, state=state).order_by()
    found: dict[int, tuple[Figure, Cents]] = {}
    counted = rows.values_list("till", "business", "amount").annotate(count=Count("pk"))
    for till, business, amount, count in counted:
        figure, taken = found.get(till, (Figure(), 0))
        figure = Figure(figure.count + count, figure.amount + amount * count)
        found[till] = figure, taken + fees[business].of(amount) * count
    return found
