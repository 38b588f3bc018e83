"""What the next period of a subscription bills: its days, its lines, its total. Amounts in cents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from billing.invoicing.terms import LineInput, Terms
from billing.invoicing.totals import line_cents, price_lines
from billing.models import Plan, Subscription
from billing.subscriptions.proration import Slice, unbilled
from billing.subscriptions.tariffs import Agreed, Tariff
from core.money import Cents


@dataclass(frozen=True)
class Bill:
    """What a period bills; its terms have no lines where its days cost
    less than a cent. `net` and `vat` sum to `total`."""

    plan: Plan
    part: Slice
    terms: Terms
    net: Cents
    vat: Cents

    @property
    def total(self) -> Cents:
        return self.net + self.vat


class Planned(NamedTuple):
    """A subscription and what its next period bills."""

    subscription: Subscription
    bill: Bill


def next_bill(subscription: Subscription, tariff: Tariff, basis_points: int) -> Bill:
    """The next period of a subscription, whether it is due or not. `basis_points` is the rate of VAT.

    Raises InvalidInput BAD_QUANTITY / BAD_AMOUNT where quantity and price come to too much.
    """
    first = subscription.next_on
    return bill_from(tariff.agreed(subscription, first), first, subscription.ends_on, tariff, basis_points)


def bill_from(agreed: Agreed, first: date, until: date | None, tariff: Tariff, basis_points: int) -> Bill:
    """What is billed from a day to the end of its period, at most to `until`. As next_bill."""
    price, rows = tariff.price(agreed.plan, first)
    part = tariff.slice_from(agreed.days, first, until)
    lines = []
    for place, row in enumerate(rows):
        unit = agreed.amount if agreed.amount is not None and place == 0 else row.unit_cents
        quantity = (row.quantity * agreed.quantity).normalize()
        lines.append(
            LineInput(
                description=f"{row.description}, {_days_said(part)}",
                quantity=quantity,
                unit_cents=unit,
                discount=unbilled(line_cents(quantity, unit), part),
                vat_code=row.vat_code,
                account_code=row.account_code,
            )
        )
    amounts = [(line_cents(line.quantity, line.unit_cents, line.discount), line.vat_code) for line in lines]
    priced = price_lines(amounts, include_vat=price.prices_include_vat, basis_points=basis_points)
    net, vat = sum(each.net for each in priced), sum(each.vat for each in priced)
    billed = [line for line, (cents, _) in zip(lines, amounts, strict=True) if cents] if net else []
    due_on = first + timedelta(days=agreed.plan.days_until_due)
    terms = Terms(billed, due_on=due_on, prices_include_vat=price.prices_include_vat)
    return Bill(plan=agreed.plan, part=part, terms=terms, net=net, vat=vat)


def _days_said(part: Slice) -> str:
    """`2026-11-12 to 2026-11-30 (19 of 30 days)`; how many only where the period is broken."""
    billed = part.billed
    said = f"{billed.starts_on} to {billed.ends_on}" if billed.days > 1 else f"{billed.starts_on}"
    return f"{said} ({billed.days} of {part.whole.days} days)" if part.is_broken else said
