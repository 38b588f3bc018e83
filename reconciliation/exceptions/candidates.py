"""Entries that an open exception can be tied to: they move its account by just what is missing, and stand for
nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta

from django.db.models import Q

from core.money import Cents
from ledger.models import Entry, Line
from reconciliation.accounts import ledger_code
from reconciliation.exceptions.terms import to_book
from reconciliation.models import (
    ExceptionKind,
    ExceptionState,
    ReconciliationException,
    RowTie,
    RunMatch,
)

#: Of one exception so many are shown, of entries at most so many days away.
MAX_SHOWN, DAYS = 20, 92
#: So many lines are looked at.
_MOST = 2_000


def candidates_of(exceptions: Sequence[int]) -> dict[int, list[Entry]]:
    """Exception's key -> entries that `tie` may take, the nearest in time first; at most MAX_SHOWN. Five
    queries, however many. Reads only.

    A receipt's booking is one only where it is open itself.
    """
    asked = ReconciliationException.objects.filter(pk__in=exceptions, state=ExceptionState.OPEN)
    waiting = list(asked.exclude(kind=ExceptionKind.UNCOVERED).select_related("till"))
    if not waiting:
        return {}
    there = {"till__in": {row.till_id for row in waiting}, "account__in": {row.account for row in waiting}}
    open_ones = ReconciliationException.objects.filter(
        **there, state=ExceptionState.OPEN, row_key="", reference__gt=""
    )
    beside = {
        (till, account, reference)
        for till, account, reference in open_ones.values_list("till_id", "account", "reference")[:_MOST]
    }
    moves = _moving(waiting, {reference for _, _, reference in beside})
    names = {entry.reference for found in moves.values() for entry in found}
    ties = RowTie.objects.filter(**there, reference__in=names)
    used = {*ties.values_list("till_id", "account", "reference")}
    matched = RunMatch.objects.filter(run__in={row.last_run_id for row in waiting}, reference__in=names)
    taken = {*matched.values_list("run_id", "reference")}
    found: dict[int, list[Entry]] = {}
    for row in waiting:
        free = [
            entry
            for entry in moves[row.business_id, ledger_code(row.till, row.account), to_book(row)]
            if entry.reference != row.reference
            and (row.till_id, row.account, entry.reference) not in used
            and (row.last_run_id, entry.reference) not in taken
            and (_is_told(entry) <= ((row.till_id, row.account, entry.reference) in beside))
            and abs(entry.occurred_at - row.occurred_at) <= timedelta(days=DAYS)
        ]
        free.sort(key=lambda entry: (abs(entry.occurred_at - row.occurred_at), entry.pk))
        found[row.pk] = free[:MAX_SHOWN]
    return found


def _is_told(entry: Entry) -> bool:
    """Whether it stands for what M-Pesa told of."""
    return entry.reference.startswith("mpesa:")


def _moving(
    waiting: Sequence[ReconciliationException], told: set[str]
) -> defaultdict[tuple[int, str, Cents], list[Entry]]:
    """Entries by business, account, and what they move on it in one line; none that was reversed."""
    sizes = {abs(int(row.cents)) for row in waiting}
    first, last = min(row.occurred_at for row in waiting), max(row.occurred_at for row in waiting)
    lines = Line.objects.filter(
        Q(debit__in=sizes) | Q(credit__in=sizes),
        ~Q(entry__reference__startswith="mpesa:") | Q(entry__reference__in=told),
        account__business__in={row.business_id for row in waiting},
        account__code__in={ledger_code(row.till, row.account) for row in waiting},
        entry__occurred_at__gte=first - timedelta(days=DAYS),
        entry__occurred_at__lte=last + timedelta(days=DAYS),
        entry__reverses=None,
        entry__reversed_by=None,
    )
    found: defaultdict[tuple[int, str, Cents], list[Entry]] = defaultdict(list)
    for line in lines.select_related("entry__seal", "account").order_by("-pk")[:_MOST]:
        found[line.entry.business_id, line.account.code, int(line.debit) - int(line.credit)].append(
            line.entry
        )
    return found
