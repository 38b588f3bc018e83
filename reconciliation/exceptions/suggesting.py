"""What an open exception may be: the suggestions of the last proof that has it, while both sides are open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum, Window
from django.db.models.functions import RowNumber

from core.money import Cents
from ledger.models import Entry, Line
from reconciliation.exceptions.settling import own_account
from reconciliation.exceptions.terms import to_book
from reconciliation.models import (
    ExceptionState,
    ReconciliationException,
    RunSuggestion,
    StatementRow,
)
from reconciliation.selectors import rows_at

#: Of one exception so many are shown.
MAX_SHOWN = 5


@dataclass(frozen=True)
class Suggested:
    """A row of the statement and an entry that may be one thing. `exception` is the row's; `fits`: `tie`
    takes it with the entry, which moves just what the row does."""

    rule: str
    evidence: str
    row: StatementRow
    entry: Entry
    exception: ReconciliationException
    fits: bool


def suggestions_of(exceptions: Sequence[int]) -> dict[int, list[Suggested]]:
    """Exception's key -> what it may be, as the run found it; at most MAX_SHOWN, those that fit first.

    Only what both sides leave open still. Seven queries, however many. Reads only.
    """
    open_ones = ReconciliationException.objects.exclude(state=ExceptionState.CLOSED).filter(
        state=ExceptionState.OPEN
    )
    asked = {row.pk: row for row in open_ones.filter(pk__in=exceptions)}
    if not asked:
        return {}
    keys = {row.row_key for row in asked.values()} - {""}
    references = {row.reference for row in asked.values()} - {""}
    of_runs = RunSuggestion.objects.filter(run__in={row.last_run_id for row in asked.values()})
    told = {
        each.pk: each
        for name, values in (("row_key", keys), ("reference", references))
        for each in _first_of_each(of_runs.filter(**{f"{name}__in": values}), name)
    }
    sides = Q(row_key__in={each.row_key for each in told.values()}, reference="")
    sides |= Q(reference__in={each.reference for each in told.values()}, row_key="")
    beside = open_ones.filter(
        sides,
        till__in={row.till_id for row in asked.values()},
        account__in={row.account for row in asked.values()},
    )
    known = {
        (row.till_id, row.account, row.row_key or row.reference): row
        for row in beside.select_related("till", "business")
    }
    pairs: defaultdict[int, list[tuple[RunSuggestion, ReconciliationException]]] = defaultdict(list)
    for pk, row in asked.items():
        for each in told.values():
            if each.run_id != row.last_run_id or row.row_key not in ("", each.row_key):
                continue
            of_row = known.get((row.till_id, row.account, each.row_key))
            of_entry = known.get((row.till_id, row.account, each.reference))
            if of_row and of_entry and row.pk in (of_row.pk, of_entry.pk):
                pairs[pk].append((each, of_row))
    return _shown(pairs)


def _first_of_each(told: QuerySet[RunSuggestion], name: str) -> QuerySet[RunSuggestion]:
    """The first suggestions of a run for each value: some more than are shown, as not all are open still."""
    place = Window(RowNumber(), partition_by=["run", name], order_by="pk")
    return told.annotate(place=place).filter(place__lte=4 * MAX_SHOWN).order_by("pk")


def _shown(
    pairs: dict[int, list[tuple[RunSuggestion, ReconciliationException]]],
) -> dict[int, list[Suggested]]:
    each_once = {(each, row) for found in pairs.values() for each, row in found}
    entries = {
        (entry.business_id, entry.reference): entry
        for entry in Entry.objects.filter(
            business__in={row.business_id for _, row in each_once},
            reference__in={each.reference for each, _ in each_once},
        )
    }
    moved = _moved(
        {
            (entry.pk, own_account(row))
            for each, row in each_once
            if (entry := entries.get((row.business_id, each.reference)))
        }
    )
    rows = rows_at({row.pk: (row.till_id, row.account, row.row_key) for _, row in each_once})
    found: dict[int, list[Suggested]] = {}
    for pk, told in pairs.items():
        shown = []
        for each, row in told:
            entry, at = entries.get((row.business_id, each.reference)), rows.get(row.pk)
            if entry is not None and at is not None:
                fits = moved.get((entry.pk, own_account(row))) == to_book(row)
                shown.append(Suggested(each.rule, each.evidence, at, entry, row, fits))
        found[pk] = sorted(shown, key=lambda one: not one.fits)[:MAX_SHOWN]
    return found


def _moved(wanted: Iterable[tuple[int, str]]) -> dict[tuple[int, str], Cents]:
    """What each entry moves on an account of the books."""
    wanted = set(wanted)
    lines = Line.objects.filter(
        entry__in={entry for entry, _ in wanted}, account__code__in={code for _, code in wanted}
    )
    sums = lines.values("entry_id", "account__code").annotate(net=Sum("debit") - Sum("credit")).order_by()
    return {(row["entry_id"], row["account__code"]): int(row["net"]) for row in sums}
