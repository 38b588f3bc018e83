"""The work of billing runs, in batches that are committed one by one.

A batch is the subscriptions of a run whose oldest period is of one day; one period of each is billed. So what
was missed is caught up with day by day, oldest first. A worker that dies leaves whole batches behind, and the
minute's sweep goes on where it was; two at once bill different subscriptions. What cannot be billed is listed
with the run and stops nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from django.db import transaction
from django.db.models import F, Min

from billing.models import BillingRun, BillingSkip, RunState, Subscription
from billing.subscriptions.billing import bill_planned, look_ahead
from billing.subscriptions.news import tell_run
from billing.subscriptions.pricing import Planned
from billing.subscriptions.runs import QUEUE, left_of
from core import days
from core.errors import DomainError
from core.machine.killpoints import reach
from core.machine.turns import alone, by_halves, is_gone, is_temporary, tell
from core.rows.locks import lock_free_rows, lock_row
from core.rows.saving import insert_rows
from core.rows.states import take_step
from users.models import Business

BATCH: Final = 1000
FAILED: Final = "WORK_FAILS"


def bill_runs() -> int:
    """Drain of billing.run: one batch of each run that is under way; returns how many subscriptions it looked
    at. Idempotent by (subscription, period number)."""
    handled = 0
    running = BillingRun.objects.filter(state=RunState.RUNNING).order_by("pk")
    for run in running.select_related("business"):
        handled += alone(partial(_batch, run), what=QUEUE, business_id=run.business_id) or 0
    return handled


def _batch(run: BillingRun) -> int:
    with transaction.atomic():
        left = left_of(run)
        day = left.aggregate(day=Min("next_on"))["day"]
        if day is None:
            return _end(run)
        due = left.filter(next_on=day).select_related("customer").order_by("pk")
        rows = lock_free_rows(due, limit=BATCH)
        if not rows:  # others are at work on them
            return 0
        _bill(run, rows)
        reach("bill.before_commit")
    reach("bill.after_commit")
    return len(rows)


def _bill(run: BillingRun, rows: Sequence[Subscription]) -> None:
    """Bill what can be billed of locked subscriptions, and list the rest; count both."""
    before = {row.pk: row.next_on for row in rows}
    outlook = look_ahead(rows)
    failures = by_halves(
        partial(_bill_some, run, run.business),
        outlook.planned,
        raises=lambda error: is_gone(error) or is_temporary(error),
    )
    refused = list(outlook.refused)
    for (row, _), error in failures:
        refused.append((row, error.code if isinstance(error, DomainError) else FAILED))
        if not isinstance(error, DomainError):
            tell(error, what=QUEUE, business_id=run.business_id, about=row)
    insert_rows(
        BillingSkip(run=run, subscription=row, period_on=before[row.pk], code=code) for row, code in refused
    )
    failed = {row.pk for (row, _), _ in failures}
    billed = [bill for row, bill in outlook.planned if row.pk not in failed and bill.terms.lines]
    BillingRun.objects.filter(pk=run.pk).update(
        invoices=F("invoices") + len(billed),
        total=F("total") + sum(bill.total for bill in billed),
        skipped=F("skipped") + len(refused),
    )
    tell_run(run)


def _bill_some(run: BillingRun, business: Business, planned: Sequence[Planned]) -> None:
    bill_planned(planned, business=business, run=run)


def _end(run: BillingRun) -> int:
    """Nothing is left of it. Returns 0: there is nothing more to do."""
    locked = lock_row(BillingRun.objects.filter(pk=run.pk))
    if locked is not None and take_step(locked, RunState.DONE):
        locked.ended_at = days.now()
        locked.save(update_fields=["state", "ended_at"])
        tell_run(locked)
    return 0
