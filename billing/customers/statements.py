"""What a customer owed before a span of days, what was billed and paid in it, and what they owed after.

Derived from postings alone: the view billing_statementline.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Sum

from billing.models import StatementLine
from core.money import Cents


@dataclass(frozen=True)
class Kept:
    """In cents; below zero what is owed is credit. `opening + billed - paid = closing`."""

    opening: Cents
    billed: Cents
    paid: Cents

    @property
    def closing(self) -> Cents:
        return self.opening + self.billed - self.paid


def keep_statements(customers: Collection[int], first: date | None, last: date | None) -> dict[int, Kept]:
    """Customer's key -> how their account moved from a first to a last day, both included; None is open.

    One query; without those of whom nothing was ever booked.
    """
    rows = StatementLine.objects.filter(customer__in=customers).order_by().values_list("customer")
    before = Q(day__lt=first) if first else Q(pk=None)
    within = Q(day__gte=first) if first else Q()
    until = Q(day__lte=last) if last else Q()
    sums = rows.annotate(
        opening_debit=Sum("debit", filter=before, default=0),
        opening_credit=Sum("credit", filter=before, default=0),
        billed=Sum("debit", filter=within & until, default=0),
        paid=Sum("credit", filter=within & until, default=0),
    )
    return {
        customer: Kept(int(debit) - int(credit), int(billed), int(paid))
        for customer, debit, credit, billed, paid in sums
    }
