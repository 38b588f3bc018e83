"""What subscriptions cost on a day: their terms, and the prices of the plans that these name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from billing.invoicing.totals import line_cents, price_lines
from billing.models import Plan, PlanLine, PlanPrice, Subscription, SubscriptionTerms
from billing.subscriptions.proration import Slice, slice_from
from core import days
from core.money import Cents
from core.recurrence import Plan as Days
from ledger.vouchers.vat import rate_on


class Agreed(NamedTuple):
    """What is billed: which plan, how often each of its lines, and what in the place of its first price."""

    plan: Plan
    anchor_on: date
    quantity: Decimal
    amount: Cents | None

    @property
    def days(self) -> Days:
        """The days on which its periods begin."""
        return Days(self.anchor_on, self.plan.frequency, self.plan.every)


class Tariff:
    """Terms and prices of many subscriptions, read at once: four statements for however many."""

    def __init__(self, subscriptions: Collection[int], plans: Collection[int] = ()) -> None:
        """`plans` are wanted besides those of their terms."""
        self._terms: defaultdict[int, list[SubscriptionTerms]] = defaultdict(list)
        for terms in SubscriptionTerms.objects.filter(subscription__in=subscriptions).order_by(
            "from_on", "pk"
        ):
            self._terms[terms.subscription_id].append(terms)
        wanted = {terms.plan_id for each in self._terms.values() for terms in each} | set(plans)
        self.plans = Plan.objects.in_bulk(wanted)
        self._prices: defaultdict[int, list[PlanPrice]] = defaultdict(list)
        for price in PlanPrice.objects.filter(plan__in=wanted).order_by("from_on", "pk"):
            self._prices[price.plan_id].append(price)
        self._lines: defaultdict[int, list[PlanLine]] = defaultdict(list)
        for line in PlanLine.objects.filter(price__plan__in=wanted).order_by("price", "position"):
            self._lines[line.price_id].append(line)
        self._slices: dict[tuple[Days, date, date | None], Slice] = {}

    def agreed(self, subscription: Subscription, day: date) -> Agreed:
        """The terms of a period that begins on a day; before the first ones, those."""
        known = self._terms[subscription.pk]
        terms = next((each for each in reversed(known) if each.from_on <= day), known[0])
        return Agreed(self.plans[terms.plan_id], terms.anchor_on, terms.quantity, terms.amount)

    def price(self, plan: Plan, day: date) -> tuple[PlanPrice, list[PlanLine]]:
        """What a period of the plan costs that begins on a day."""
        known = self._prices[plan.pk]
        price = next((each for each in reversed(known) if each.from_on <= day), known[0])
        return price, self._lines[price.pk]

    def slice_from(self, grid: Days, first: date, until: date | None) -> Slice:
        """As proration.slice_from: most of those that are billed together are billed for the same days."""
        key = (grid, first, until)
        if key not in self._slices:
            self._slices[key] = slice_from(grid, first, until)
        return self._slices[key]


def prices_on(plans: Collection[int], day: date) -> dict[int, int]:
    """Plan's key -> that of the price of a period that begins on a day. One query."""
    known = PlanPrice.objects.filter(plan__in=plans, from_on__lte=day)
    newest = known.order_by("plan", "-from_on", "-pk").distinct("plan")
    return dict(newest.values_list("plan", "pk"))


def whole_totals(prices: Collection[int]) -> dict[int, Cents]:
    """Price's key -> what a whole period costs, with VAT at today's rate. Three queries."""
    lines: defaultdict[int, list[tuple[Cents, str]]] = defaultdict(list)
    for row in PlanLine.objects.filter(price__in=prices).order_by("price", "position"):
        lines[row.price_id].append((line_cents(row.quantity, row.unit_cents), row.vat_code))
    rate = rate_on(days.today())
    held = dict(PlanPrice.objects.filter(pk__in=prices).values_list("pk", "prices_include_vat"))
    return {
        key: sum(each.cents for each in price_lines(each_lines, include_vat=held[key], basis_points=rate))
        for key, each_lines in lines.items()
    }


def agreed_next(subscriptions: Collection[int]) -> dict[int, Agreed]:
    """Subscription's key -> the terms of its next period. The statements do not grow with their count."""
    tariff = Tariff(subscriptions)
    rows = Subscription.objects.filter(pk__in=subscriptions).only("next_on")
    return {row.pk: tariff.agreed(row, row.next_on) for row in rows}
