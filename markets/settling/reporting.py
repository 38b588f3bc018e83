"""A settlement by outcome and by wallet, for a report. Amounts in cents."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Sum

from core.money import Cents
from markets.models import FrozenNumber, Market, NumberKind, Outcome, RunPayment, SettlementRun


@dataclass(frozen=True)
class OutcomeResult:
    """`weight_bps` is the part of the pool, of 10,000, that is for who was right with it; null before that is
    decided."""

    outcome: Outcome
    weight_bps: int | None
    paid: Cents
    refunded: Cents


def outcome_results(market: Market, run: SettlementRun | None) -> list[OutcomeResult]:
    """The outcomes of a market in their order, with what a settlement gives to their stakes. Two queries."""
    outcomes = Outcome.objects.filter(market=market).order_by("position")
    if run is None:
        return [OutcomeResult(outcome, None, 0, 0) for outcome in outcomes]
    weights = json.loads(run.head)["resolution"]["weights_bps"]
    sums: defaultdict[int, dict[str, Cents]] = defaultdict(dict)
    numbers = FrozenNumber.objects.filter(run=run).order_by().values("stake__outcome", "kind")
    for outcome, kind, cents in numbers.annotate(sum=Sum("cents")).values_list(
        "stake__outcome", "kind", "sum"
    ):
        sums[outcome][kind] = int(cents)
    return [
        OutcomeResult(
            outcome,
            weights.get(outcome.name, 0),
            sums[outcome.pk].get(NumberKind.PAY, 0),
            sums[outcome.pk].get(NumberKind.REFUND, 0),
        )
        for outcome in outcomes
    ]


def payments_of(run: SettlementRun, *, chunk: int) -> Iterator[RunPayment]:
    """What wallets get by a settlement, in the order in which that is posted; read while they are walked."""
    rows = RunPayment.objects.filter(run=run).order_by("position")
    return rows.select_related("withdrawal__payout").iterator(chunk_size=chunk)
