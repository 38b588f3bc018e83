"""What people have tied: entries that stand for a row of the statement, or belong with another entry.

Matching knows an entry by its reference, `mpesa:<till>:<receipt>:<leg>`. A correction without such a
reference, and an entry that a person has tied to a row, is known by its tie.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pandas as pd  # type: ignore[import-untyped,unused-ignore]
from django.db import transaction
from django.db.models import Max

from core.money import Cents
from core.rows.locks import AdvisoryLock
from reconciliation.models import ReconciliationRun, RowTie
from reconciliation.statement_files.kinds import LEG_OF_KIND, Kind
from reconciliation.verified.coverage import book_of

#: Held by whoever ties, to the end of the transaction, or notes which tie is the last of a till.
tie_lock = AdvisoryLock("reconciliation.ties")


@dataclass(frozen=True)
class Ties:
    """`rows`: reference -> receipt and leg of its row. `joins`: reference -> the one that it adds to."""

    rows: Mapping[str, tuple[str, str]]
    joins: Mapping[str, str]

    @property
    def references(self) -> frozenset[str]:
        """All entries that a tie names."""
        return frozenset({*self.rows, *self.joins, *self.joins.values()})

    def joined(self, lines: pd.DataFrame) -> pd.DataFrame:
        """Lines with `reference`, `cents`, `occurred_at`, `seal`; those that are tied together as one, none
        where they cancel each other."""
        targets = frozenset(self.joins.values())
        held = lines[lines["reference"].isin({*self.joins, *targets})]
        if held.empty:
            return lines
        there = frozenset(held["reference"])
        parts: defaultdict[str, list[tuple[str, Cents, datetime, int]]] = defaultdict(list)
        for line in held[["reference", "cents", "occurred_at", "seal"]].itertuples(index=False, name=None):
            target = self.joins.get(line[0], line[0])
            parts[target if target in there else line[0]].append(line)
        sums = [
            (reference, net, *next(line for line in found if line[0] == reference)[2:])
            for reference, found in parts.items()
            if (net := sum(line[1] for line in found)) or reference not in targets
        ]
        joined = pd.DataFrame.from_records(sums, columns=["reference", "cents", "occurred_at", "seal"])
        return pd.concat([lines.drop(held.index), joined.astype(lines.dtypes)], ignore_index=True)


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
