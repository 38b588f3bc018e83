"""How much a proof lists, and whether a later one has taken its place: what a list of proofs says of each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Exists, OuterRef, Sum
from django.db.models.functions import Abs

from core.money import Cents
from reconciliation.models import ReconciliationRun, RunItem, RunState


@dataclass(frozen=True)
class Listed:
    """How many items a proof lists, and their sum in cents, each counted above zero: none hides another."""

    count: int
    amount: Cents


NOTHING_LISTED: Final = Listed(0, 0)


def listed_of(runs: Collection[int]) -> dict[int, Listed]:
    """Run's key -> what it lists; nothing for one that lists nothing. One query."""
    rows = RunItem.objects.filter(run__in=runs).order_by().values_list("run")
    found = rows.annotate(number=Count("pk"), sum=Sum(Abs("cents")))
    return {run: Listed(number, int(cents)) for run, number, cents in found}


def newest_of(runs: Collection[int]) -> dict[int, bool]:
    """Run's key -> whether it is done, and no later proof of its account that is done has all its days. One
    query."""
    later = ReconciliationRun.objects.filter(
        till=OuterRef("till"),
        account=OuterRef("account"),
        state=RunState.DONE,
        pk__gt=OuterRef("pk"),
        from_day__lte=OuterRef("from_day"),
        to_day__gte=OuterRef("to_day"),
    )
    found = ReconciliationRun.objects.filter(pk__in=runs).annotate(newest=~Exists(later))
    return {
        pk: state == RunState.DONE and newest
        for pk, state, newest in found.values_list("pk", "state", "newest")
    }
