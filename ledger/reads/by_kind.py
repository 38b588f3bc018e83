"""What accounts moved by the kind of entry that moved it: customers' payments, payouts, charges. In cents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Sum

from core.money import Cents
from ledger.models import EntryKind, Line
from ledger.reads.searching import lines_between


@dataclass(frozen=True)
class MovedByKind:
    """Lines of one kind of entry on an account."""

    kind: EntryKind
    lines: int
    debit: Cents
    credit: Cents


def moved_by_kind(
    accounts: Collection[int], *, from_day: date, to_day: date, seal: int
) -> dict[int, list[MovedByKind]]:
    """Account's key -> what moved it between two accounting days (inclusive), up to a seal, in the order of
    the kinds. One query."""
    lines = lines_between(Line.objects.filter(account__in=accounts), from_day, to_day)
    rows = lines.filter(entry__seal__number__lte=seal).order_by().values("account", "entry__kind")
    found: defaultdict[int, list[MovedByKind]] = defaultdict(list)
    sums = rows.annotate(lines=Count("pk"), debits=Sum("debit"), credits=Sum("credit"))
    for account, kind, count, debits, credits in sums.values_list(
        "account", "entry__kind", "lines", "debits", "credits"
    ):
        found[account].append(MovedByKind(EntryKind(kind), count, int(debits), int(credits)))
    order = list(EntryKind)
    return {
        account: sorted(each, key=lambda moved: order.index(moved.kind)) for account, each in found.items()
    }
