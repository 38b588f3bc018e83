"""Payouts at a glance: how many stand where, and whether each till holds what it is to pay."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from django.db.models import Count, F, Min, QuerySet, Sum

from core.money import Cents
from mpesa.models import (
    AttemptState,
    Payout,
    PayoutAttempt,
    PayoutLine,
    PayoutRules,
    PayoutState,
    PayoutWay,
    Till,
)
from mpesa.models.payouts import LIVE, way_of
from mpesa.payouts.funds import Funds, funds_of
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
    """What a till holds for paying in one way, and what it is to pay, in cents.

    `funds` is in the paying account, and since when that is known, less `on_the_way`: orders that are not
    known to have ended, with their charges. `waiting` is set aside and not ordered yet, `fees` Safaricom
    takes for it by its tariff, `held` is what limits and checks hold back, with its charges, `buffer` stays
    in the account.
    """

    till: Till
    way: PayoutWay
    funds: Funds
    on_the_way: Figure
    waiting: Figure
    fees: Cents
    held: Figure
    buffer: Cents

    @property
    def left(self) -> Cents:
        """What stays for other payouts once all that waits has gone; below zero so much is missing."""
        return self.funds.free - self.waiting.amount - self.fees - self.buffer


#: A till, and a way in which it pays.
_Line: TypeAlias = tuple[int, PayoutWay]


def forecasts_of(businesses: Collection[int]) -> list[Forecast]:
    """The tills of businesses that pay, each with its forecast: the first MOST_TILLS of them. Of paying
    businesses there is one where that was ever begun or waits."""
    paying = Till.objects.filter(business__in=businesses, deactivated_at=None)
    tills = list(paying.exclude(initiator_password_sealed=None).order_by("pk")[:MOST_TILLS])
    keys = [till.pk for till in tills]
    lines = {(line.till_id, PayoutWay(line.way)): line for line in PayoutLine.objects.filter(till__in=keys)}
    rules = PayoutRules.objects.filter(business__in=businesses)
    buffers = dict(rules.values_list("business", "float_buffer"))
    waiting = _by_line(keys, PayoutState.RESERVED)
    held = _by_line(keys, PayoutState.HELD)
    live = PayoutAttempt.objects.filter(till__in=keys, state__in=LIVE).order_by()
    sums = live.values_list("till", "way").annotate(count=Count("pk"), sum=Sum(F("amount") + F("fee")))
    on_the_way = {(till, PayoutWay(way)): Figure(count, int(amount)) for till, way, count, amount in sums}
    shown = {(till, PayoutWay.B2C) for till in keys} | set(lines) | set(waiting) | set(held)
    nothing = (Figure(), 0)
    return [
        Forecast(
            till=till,
            way=way,
            funds=funds_of(till, lines.get((till.pk, way)) or PayoutLine(till=till, way=way)),
            on_the_way=on_the_way.get((till.pk, way), Figure()),
            waiting=waiting.get((till.pk, way), nothing)[0],
            fees=waiting.get((till.pk, way), nothing)[1],
            held=Figure(
                held.get((till.pk, way), nothing)[0].count,
                held.get((till.pk, way), nothing)[0].amount + held.get((till.pk, way), nothing)[1],
            ),
            buffer=buffers.get(till.business_id, 0),
        )
        for till in tills
        for way in PayoutWay
        if (till.pk, way) in shown
    ]


def _by_line(keys: Collection[int], state: PayoutState) -> dict[_Line, tuple[Figure, Cents]]:
    """Line -> its payouts in a state, and what Safaricom takes for them by the tariff of each business."""
    rows = Payout.objects.filter(till__in=keys, state=state).order_by()
    found: dict[_Line, tuple[Figure, Cents]] = {}
    counted = rows.values_list("till", "business", "kind", "amount").annotate(count=Count("pk"))
    fees: dict[tuple[int, PayoutWay], Fees] = {}
    for till, business, kind, amount, count in counted:
        way = way_of(kind)
        if (business, way) not in fees:
            fees[business, way] = fees_today(business, way)
        figure, taken = found.get((till, way), (Figure(), 0))
        figure = Figure(figure.count + count, figure.amount + amount * count)
        found[till, way] = figure, taken + fees[business, way].of(amount) * count
    return found
