"""What people took out of the books, and the statement has after all: that correction is undone.

The entry that was taken out is still there, and so is its receipt. Booked anew it would stand there twice for
whoever looks at the books up to a moment before it was taken out. So what takes it back is booked on the same
account, not before the correction itself, and counts together with the entry.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ledger.models import Line
from reconciliation.accounts import ledger_code
from reconciliation.exceptions.terms import is_only_on_statement, to_book
from reconciliation.models import ClosedAs, ExceptionState, ReconciliationException

_BY_PEOPLE = (ClosedAs.CORRECTED, ClosedAs.SPLIT, ClosedAs.WRITTEN_OFF)


@dataclass(frozen=True)
class Undone:
    """`exception` is the closed one that took an entry out of the books; `account`: where its other side
    went, empty where that were several."""

    exception: ReconciliationException
    account: str

    def moment(self, exception: ReconciliationException) -> datetime:
        """When taking it back counts: when the row happened, and not before the entry was taken out."""
        assert self.exception.entry is not None
        return max(exception.occurred_at, self.exception.entry.occurred_at)


def undone_by(exceptions: Sequence[int]) -> dict[int, Undone]:
    """Exception's key -> what booking it takes back; nothing for most. Three queries, however many."""
    asked = ReconciliationException.objects.filter(pk__in=exceptions).exclude(receipt="")
    waiting = [row for row in asked if is_only_on_statement(row) and row.leg != "reversal"]
    if not waiting:
        return {}
    closed = ReconciliationException.objects.filter(
        till__in={row.till_id for row in waiting},
        account__in={row.account for row in waiting},
        receipt__in={row.receipt for row in waiting},
        state=ExceptionState.CLOSED,
        closed_as__in=_BY_PEOPLE,
        entry__isnull=False,
    )
    last = {
        (row.till_id, row.account, row.receipt): row
        for row in closed.select_related("entry", "till", "business").order_by("pk")
    }
    found = {
        row.pk: earlier
        for row in waiting
        if (earlier := last.get((row.till_id, row.account, row.receipt))) and _takes_back(row, earlier)
    }
    accounts = _other_sides(list(found.values()))
    return {pk: Undone(earlier, accounts.get(earlier.pk, "")) for pk, earlier in found.items()}


def undone(exception: ReconciliationException) -> Undone | None:
    """What booking this one takes back."""
    return undone_by([exception.pk]).get(exception.pk)


def _takes_back(row: ReconciliationException, earlier: ReconciliationException) -> bool:
    """Whether the earlier one took an entry out, and the row is that movement."""
    opposite = (to_book(row) > 0) != (to_book(earlier) > 0)
    taken_out = earlier.reference != "" and earlier.row_key == ""
    return row.pk > earlier.pk and taken_out and opposite and row.leg in ("", earlier.leg)


def _other_sides(exceptions: Sequence[ReconciliationException]) -> dict[int, str]:
    """Where the other side of what closed them went, if that was one account."""
    lines = Line.objects.filter(entry__in={row.entry_id for row in exceptions})
    codes: defaultdict[int, set[str]] = defaultdict(set)
    for entry, code in lines.values_list("entry_id", "account__code"):
        codes[entry].add(code)
    found = {}
    for row in exceptions:
        assert row.entry_id is not None
        others = codes[row.entry_id] - {ledger_code(row.till, row.account)}
        if len(others) == 1:
            found[row.pk] = others.pop()
    return found
