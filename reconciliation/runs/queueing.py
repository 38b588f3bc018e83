"""Proofs that begin by themselves: over the days of which the verified statement has changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from core.machine.jobs import wake
from core.rows.locks import lock_free_rows
from mpesa.models import Till
from reconciliation.models import ReconciliationRun
from reconciliation.runs.running import MAX_DAYS, RUN_QUEUE, new_run, waiting_runs
from reconciliation.verified.changes import DAY, Changed, Span, covered_days, spans_of
from reconciliation.verified.coverage import AccountBook
from users.actors import SYSTEM
from users.audit import record_audit

#: More do not wait for one account but after an outage; then some days are proved twice.
_WAITING = 1000


def prove_changed(changed: Changed) -> None:
    """Have those of the changed days proved that a file covers, be it an hour of them. The caller holds the
    book's lock."""
    book = AccountBook(changed.till.pk, changed.account)
    queue_proofs(changed.till, changed.account, covered_days(book, changed.days))


def queue_proofs(till: Till, account: str, days: Iterable[date]) -> list[ReconciliationRun]:
    """Queue proofs of days by the system itself; those that are new or grew.

    However many files come in a row, a day waits once: days that a run waits for already are left to it, and
    a run that waits by itself grows by the days beside its own. Old days and those of closed periods are
    proved like others: a file of them is rare, and what it shows counts for the first open day. One at a time
    for an account: the caller holds the book's lock.
    """
    waiting = lock_free_rows(waiting_runs(till, account), limit=_WAITING)
    known = {day for run in waiting for day in Span(run.from_day, run.to_day).days()}
    growing = [run for run in waiting if run.automatic]
    queued = []
    for span in spans_of(set(days) - known, longest=MAX_DAYS):
        run = next((run for run in growing if _has_room(run, span)), None)
        if run is None:
            run = new_run(till, account)
            run.from_day, run.to_day, run.automatic = span.first, span.last, True
            run.save()
            record_audit(actor=SYSTEM, business=till.business, action="reconciliation.start", subject=run)
            growing.append(run)
        else:
            run.from_day, run.to_day = min(run.from_day, span.first), max(run.to_day, span.last)
            run.save(update_fields=["from_day", "to_day"])
        queued.append(run)
    if queued:
        wake(RUN_QUEUE)
    return queued


def _has_room(run: ReconciliationRun, span: Span) -> bool:
    """Whether the days stand beside those of the run, and both are no more than a run may have."""
    beside = run.to_day + DAY == span.first or span.last + DAY == run.from_day
    return beside and (run.to_day - run.from_day).days + 1 + len(span) <= MAX_DAYS
