"""What earlier runs left open is looked at again: an item is carried by name until it clears, once.

A run reads the rows and the entries of its own days, and of older days those of the receipts that were ever
open. Whether they still are is not remembered but matched anew, against the books up to the run's own seal.
"""

from __future__ import annotations

from django.db.models import Q

from core.days import day_bounds
from reconciliation.models import ReconciliationException, ReconciliationRun
from reconciliation.verified.coverage import book_of


def carried_receipts(run: ReconciliationRun) -> set[str]:
    """The receipts of older days that a run before this one has listed, and those that they name."""
    start = day_bounds(run.from_day)[0]
    listed = ReconciliationException.objects.filter(
        till=run.till_id, account=run.account, occurred_at__lt=start, first_run__lt=run.pk
    ).exclude(receipt="")
    numbers = set(listed.values_list("receipt", flat=True))
    linked = book_of(run).rows().filter(completed_at__lt=start, receipt__in=numbers).exclude(linked="")
    return numbers | set(linked.values_list("linked", flat=True))


def rows_of(run: ReconciliationRun, carried: set[str]) -> Q:
    """The rows of the run's days up to its cut-off, and the older ones of receipts that are carried."""
    start = day_bounds(run.from_day)[0]
    own = Q(completed_at__gte=start, completed_at__lt=run.cut_off)
    return own | Q(completed_at__lt=start, receipt__in=carried) if carried else own
