"""What earlier runs matched by more than a receipt: later runs have such a pair whole, or not at all.

A booking without a receipt says nothing that a later run could know its row by, once that row is of an older
day: one of the two alone would be listed as open, and a row without its booking would be booked a second
time. So the last word of the earlier runs counts: who matched the pair last, unless a later run listed
either side as open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Max, Q, QuerySet

from core.days import day_bounds
from ledger.models import Entry
from reconciliation.models import ReconciliationRun, RunItem, RunMatch, RunState
from reconciliation.runs.rulesets import Rule
from reconciliation.verified.coverage import book_of

#: Rules whose pairs need not share a receipt.
WITHOUT_RECEIPT = (Rule.ALIAS, Rule.UNIQUE_FACTS, Rule.SUM_OF_ROWS, Rule.SUM_OF_BOOKINGS)


@dataclass(frozen=True)
class Settled:
    """`rows` and `references` of pairs that lie whole before a run's days: it looks at neither. Of a pair of
    which one is older than these days, `split` gives the row to the booking's reference, and `companions`
    are the older rows. `kept` are all rows that earlier runs have matched so."""

    rows: frozenset[str] = frozenset()
    references: frozenset[str] = frozenset()
    split: Mapping[str, str] = field(default_factory=dict)
    companions: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()


def runs_before(run: ReconciliationRun) -> QuerySet[ReconciliationRun]:
    """The runs of the account that were done when this one took its picture."""
    return ReconciliationRun.objects.filter(
        till=run.till_id,
        account=run.account,
        state=RunState.DONE,
        pk__lt=run.pk,
        done_at__lte=run.read_at,
        last_row__isnull=False,
    )


def settled_before(run: ReconciliationRun) -> Settled:
    """The pairs that earlier runs have settled. One query where there are none, else five."""
    groups = _last_words(runs_before(run))
    if not groups:
        return Settled()
    keys = {key for group in groups for key in group.rows}
    references = {reference for group in groups for reference in group.references}
    shown = dict(book_of(run).rows().filter(row_key__in=keys).values_list("row_key", "completed_at"))
    entries = Entry.objects.filter(business=run.business_id, reference__in=references)
    booked = dict(entries.values_list("reference", "occurred_at"))
    start = day_bounds(run.from_day)[0]
    rows: set[str] = set()
    out: set[str] = set()
    companions: set[str] = set()
    split: dict[str, str] = {}
    kept: set[str] = set()
    for group in groups:
        if not group.rows <= shown.keys():
            continue  # one of them was struck since
        kept |= group.rows
        older = {key for key in group.rows if shown[key] < start}
        late = {reference for reference in group.references if booked[reference] >= start}
        if older == group.rows and not late:
            rows |= group.rows
            out |= group.references
        elif older or late != group.references:  # a sum is of one day: this is a pair
            split |= {reference: key for reference in group.references for key in group.rows}
            companions |= older
    return Settled(frozenset(rows), frozenset(out), split, frozenset(companions), frozenset(kept))


def is_settled(till: int, account: str, reference: str) -> bool:
    """Whether the last run that had to say something of a booking matched it, by more than a receipt."""
    runs = ReconciliationRun.objects.filter(till=till, account=account, state=RunState.DONE)
    return any(reference in group.references for group in _last_words(runs, Q(reference=reference)))


@dataclass
class _Group:
    """What a run matched together: a row with a booking, or a sum."""

    run: int
    rows: set[str]
    references: set[str]


def _last_words(runs: QuerySet[ReconciliationRun], which: Q | None = None) -> list[_Group]:
    """The groups of which no later run says otherwise: neither lists nor matches one of their sides."""
    found = RunMatch.objects.filter(which or Q(), run__in=runs, rule__in=WITHOUT_RECEIPT)
    groups = _groups(found.values_list("run_id", "row_key", "reference"))
    if not groups:
        return []
    last: defaultdict[tuple[str, str], int] = defaultdict(int)
    for name, values in (
        ("row_key", {key for group in groups for key in group.rows}),
        ("reference", {reference for group in groups for reference in group.references}),
    ):
        items = RunItem.objects.filter(run__in=runs, **{f"{name}__in": values})
        for row in items.values(name).annotate(last=Max("run_id")).order_by():
            last[name, row[name]] = row["last"]
    sides = {
        id(group): [
            *(("row_key", key) for key in group.rows),
            *(("reference", name) for name in group.references),
        ]
        for group in groups
    }
    for group in groups:
        for side in sides[id(group)]:
            last[side] = max(last[side], group.run)
    return [group for group in groups if all(last[side] == group.run for side in sides[id(group)])]


def _groups(pairs: Iterable[tuple[int, str, str]]) -> list[_Group]:
    """Pairs of a run put together that share a row or a booking."""
    found: dict[tuple[int, str, str], _Group] = {}
    for run, key, reference in pairs:
        group = found.get((run, "row", key)) or _Group(run, set(), set())
        other = found.get((run, "booking", reference), group)
        group.rows |= other.rows | {key}
        group.references |= other.references | {reference}
        for row in group.rows:
            found[run, "row", row] = group
        for name in group.references:
            found[run, "booking", name] = group
    return list({id(group): group for group in found.values()}.values())
