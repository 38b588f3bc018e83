"""Marking days that are to be judged anew, because a fact about them has changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from core.days import accounting_day
from core.machine.jobs import wake
from core.rows.saving import insert_rows
from mpesa.models import MpesaAccount
from reconciliation.models import DayMark, NightWatch, ReconciliationException, ReconciliationRun
from reconciliation.verified.changes import Changed, Span, spans_of

NIGHTS_QUEUE = "reconciliation.nights"
#: As long as a stretch may be: whoever judges takes them by smaller batches.
_LONGEST = 100_000


def mark_days(*, business_id: int, till_id: int, days: Iterable[date]) -> None:
    """Have days of a till judged anew; in the transaction that changes what is known of them.

    Waits for nobody: marks are only added, and two of one day are one judgement.
    """
    insert_rows([NightWatch(business_id=business_id, till_id=till_id)], skip_known=True)
    marks = [
        DayMark(till_id=till_id, from_day=span.first, to_day=span.last)
        for span in spans_of(days, longest=_LONGEST)
    ]
    if marks:
        insert_rows(marks)
        wake(NIGHTS_QUEUE)


def mark_changed(changed: Changed) -> None:
    """The verified statement of days has changed: a listener of it."""
    if changed.account in MpesaAccount.values:
        mark_days(business_id=changed.till.business_id, till_id=changed.till.pk, days=changed.days)


def mark_proved(run: ReconciliationRun) -> None:
    """A proof has come to its end, whichever: a listener of runs."""
    if run.account in MpesaAccount.values:
        days_of = Span(run.from_day, run.to_day).days()
        mark_days(business_id=run.business_id, till_id=run.till_id, days=days_of)


def mark_exceptions(rows: Sequence[ReconciliationException]) -> None:
    """What was open of some days is not so any more."""
    tills = {row.till_id: row.business_id for row in rows if row.account in MpesaAccount.values}
    for till_id, business_id in sorted(tills.items()):
        days = {accounting_day(row.occurred_at) for row in rows if row.till_id == till_id}
        mark_days(business_id=business_id, till_id=till_id, days=days)
