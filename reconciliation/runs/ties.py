"""What people have tied: entries that stand for a row of the statement, or belong with another entry.

Matching knows an entry by its reference, `mpesa:<till>:<receipt>:<leg>`. A correction without such a
reference, and an entry that a person has tied to a row, is known by its tie.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from django.db import transaction
from django.db.models import Max

from core.rows.locks import AdvisoryLock
from reconciliation.models import ReconciliationRun, RowTie
from reconciliation.statement_files.kinds import LEG_OF_KIND, Kind
from reconciliation.verified.coverage import book_of

#: Held by whoever ties, to the end of the transaction, or notes which tie is the last of a till.
tie_lock = AdvisoryLock("reconciliation.ties")
#: reference, debit, credit, occurred at, seal
BookedLine: TypeAlias = tuple[str, int, int, datetime, int]


@dataclass(frozen=True)
class Ties:
    """`rows`: reference -> receipt and leg of its row. `joins`: reference -> the one that it adds to."""

    rows: Mapping[str, tuple[str, str]]
    joins: Mapping[str, str]

    def joined(self, lines: Iterable[Any]) -> Iterator[BookedLine]:
        """The lines, those that are tied together as one; none where they cancel each other."""
        targets = set(self.joins.values())
        held: defaultdict[str, list[BookedLine]] = defaultdict(list)
        for line in lines:
            if line[0] in self.joins or line[0] in targets:
                held[line[0]].append(line)
            else:
                yield line
        parts: defaultdict[str, list[BookedLine]] = defaultdict(list)
        for reference, found in held.items():
            target = self.joins.get(reference, reference)
            parts[target if target in held else reference] += found
        for reference, found in parts.items():
            net = sum(line[1] - line[2] for line in found)
            if net or reference not in targets:
                _, _, _, occurred_at, seal = next(line for line in found if line[0] == reference)
                yield reference, max(net, 0), max(-net, 0), occurred_at, seal


def last_tie(till: int) -> int:
    """The newest tie of a till: later ones, of whatever transaction, have greater keys."""
    with transaction.atomic():
        tie_lock.take(till)
        return int(RowTie.objects.filter(till=till).aggregate(last=Max("pk"))["last"] or 0)


def ties_of(run: ReconciliationRun) -> Ties:
    """The ties of the run's account, up to its last one; all, as long as it has none."""
    ties = RowTie.objects.filter(till=run.till_id, account=run.account).order_by("pk")
    if run.last_tie is not None:
        ties = ties.filter(pk__lte=run.last_tie)
    found = list(ties.values_list("reference", "row_key", "with_reference"))
    keys = [row_key for _, row_key, _ in found if row_key]
    rows = book_of(run).rows().filter(row_key__in=keys)
    named = {
        row_key: (receipt, LEG_OF_KIND[Kind(kind)])
        for row_key, receipt, kind in rows.values_list("row_key", "receipt", "kind")
    }
    return Ties(
        rows={reference: named[row_key] for reference, row_key, _ in found if row_key in named},
        joins={reference: target for reference, _, target in found if target},
    )
