"""What earlier runs left open, or never saw, is looked at too: carried by name until it clears, once.

A run reads the rows and the entries of its own days, and of older days two things: the receipts that were
ever open, and the rows that no run before it has seen (nobody proved their day, or they came after that).
Whether they are still open is not remembered but matched anew, against the books up to the run's own seal.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q

from core.days import day_bounds
from core.rows.locks import AdvisoryLock
from reconciliation.accounts import is_bank
from reconciliation.models import ReconciliationException, ReconciliationRun
from reconciliation.runs.settled import Settled, runs_before, settled_before
from reconciliation.verified.coverage import book_of

#: Held by whoever ends a run of an account and opens its exceptions, or notes what there is of them.
work_list = AdvisoryLock("reconciliation.exceptions")


def last_exception(run: ReconciliationRun) -> int:
    """The newest exception of the run's account. Who holds `work_list` knows that later ones have greater
    keys."""
    of_account = ReconciliationException.objects.filter(till=run.till_id, account=run.account)
    return int(of_account.aggregate(last=Max("pk"))["last"] or 0)


@dataclass(frozen=True)
class Carried:
    """`rows`: what a run looks at, of its own days and of older ones. Of older days: `receipts`, all of them;
    `listed`, those that were open once, and what they name; `since`, when what nobody has seen begins;
    `settled`, what earlier runs matched without a receipt."""

    rows: Q
    receipts: frozenset[str]
    listed: frozenset[str]
    since: datetime
    settled: Settled


def carried_into(run: ReconciliationRun) -> Carried:
    """What a run looks at, of its own days up to its cut-off and of older ones."""
    assert run.last_exception is not None, "a run looks at its picture"
    start = day_bounds(run.from_day)[0]
    if is_bank(run.account):  # all of it: reconciliation/runs/bank.py
        return Carried(Q(completed_at__lt=run.cut_off), frozenset(), frozenset(), start, Settled())
    older, unseen = book_of(run).rows().filter(completed_at__lt=start), _unseen_by(run)
    exceptions = ReconciliationException.objects.filter(
        till=run.till_id, account=run.account, occurred_at__lt=start, pk__lte=run.last_exception
    )
    numbers = set(exceptions.exclude(receipt="").values_list("receipt", flat=True))
    linked = older.filter(receipt__in=numbers).exclude(linked="")
    listed = numbers | set(linked.values_list("linked", flat=True))
    receipts, since = set(listed), start
    for receipt, also, completed_at in older.filter(unseen).values_list("receipt", "linked", "completed_at"):
        receipts |= {receipt, also}
        since = min(since, completed_at)
    settled = settled_before(run)
    own = Q(completed_at__gte=start, completed_at__lt=run.cut_off)
    carried = (Q(receipt__in=listed) | unseen) & ~Q(row_key__in=settled.rows)
    return Carried(
        rows=own | Q(completed_at__lt=start) & (carried | Q(row_key__in=settled.companions)),
        receipts=frozenset(receipts - {""}),
        listed=frozenset(listed),
        since=since,
        settled=settled,
    )


def _unseen_by(run: ReconciliationRun) -> Q:
    """Rows that no earlier run has seen: each saw what was verified then (`last_row`), up to its cut-off."""
    unseen, furthest = Q(pk__gt=0), -1  # an empty Q is lost beside another one
    saw = runs_before(run).order_by("-cut_off", "-last_row").values_list("cut_off", "last_row")
    for cut_off, last in saw:
        last_row = last or 0
        if last_row > furthest:  # it saw rows that no run with a later cut-off has seen
            unseen &= Q(pk__gt=last_row) | Q(completed_at__gte=cut_off)
            furthest = last_row
    return unseen
