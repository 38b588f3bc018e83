"""Receipts that belong to nobody yet, and what the accounts say that hold their money: 2890 Receipts to route
and 2900 Suspense. Amounts in cents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Aggregate, Count, Q, QuerySet, Sum

from core.days import day_bounds
from core.money import Cents
from ledger.chart.standard import RECEIPTS_TO_ROUTE, SUSPENSE
from ledger.reads.selectors import balance_by_code
from mpesa.models import ReceiptRoute, Reversal, RouteState

#: Account -> the states of a receipt in which its money is there.
WAITING = {RECEIPTS_TO_ROUTE: (RouteState.DUE, RouteState.HELD), SUSPENSE: (RouteState.SUSPENSE,)}


def unplaced_receipts(business_id: int, account: str) -> QuerySet[ReceiptRoute]:
    """The receipts whose money is on one of these accounts, the oldest first."""
    rows = ReceiptRoute.objects.filter(receipt__business=business_id, state__in=WAITING[account])
    return rows.select_related("receipt__till", "receipt__payer").order_by("receipt__occurred_at", "pk")


def held_reversals(business_id: int) -> QuerySet[Reversal]:
    """What only a statement says that M-Pesa took back: it has left the till, and is held on 2890."""
    rows = Reversal.objects.filter(business=business_id, held__gt=0)
    return rows.select_related("till").order_by("occurred_at", "pk")


def unplaced_by_age(business_id: int, *, today: date, ages: Sequence[int]) -> list[tuple[int, Cents]]:
    """How many receipts, and their cents, that came at most so many accounting days ago and more than the age
    before; the last are all that are older. One query."""
    born = [day_bounds(today - timedelta(days=age))[0] for age in ages]
    since, until = [*born, None], [None, *born]
    asked: dict[str, Aggregate] = {}
    for at, (first, end) in enumerate(zip(since, until, strict=True)):
        within = Q()
        if first is not None:
            within &= Q(receipt__occurred_at__gte=first)
        if end is not None:
            within &= Q(receipt__occurred_at__lt=end)
        asked[f"count_{at}"] = Count("pk", filter=within)
        asked[f"sum_{at}"] = Sum("receipt__amount", filter=within)
    states = [state for each in WAITING.values() for state in each]
    found = ReceiptRoute.objects.filter(receipt__business=business_id, state__in=states).aggregate(**asked)
    return [(found[f"count_{at}"], int(found[f"sum_{at}"] or 0)) for at in range(len(since))]


@dataclass(frozen=True)
class Unplaced:
    """What one account has of receipts, less what is held of reversals, and its balance in the books."""

    account: str
    receipts: Cents
    held: Cents
    balance: Cents

    @property
    def other(self) -> Cents:
        """Booked there without a receipt: something to look at."""
        return self.balance - self.receipts + self.held


def compare_unplaced(business_id: int) -> list[Unplaced]:
    """Both accounts, each beside its receipts."""
    held = held_reversals(business_id).order_by().aggregate(sum=Sum("held"))["sum"]
    return [
        Unplaced(
            account=account,
            receipts=_sum(unplaced_receipts(business_id, account)),
            held=int(held or 0) if account == RECEIPTS_TO_ROUTE else 0,
            balance=balance_by_code(business_id, account),
        )
        for account in WAITING
    ]


def _sum(routes: QuerySet[ReceiptRoute]) -> Cents:
    return int(routes.order_by().aggregate(sum=Sum("receipt__amount"))["sum"] or 0)
