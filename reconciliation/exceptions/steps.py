"""Closing exceptions and telling of them: for the verbs of this room. The caller holds the rows' locks."""

from __future__ import annotations

from collections.abc import Sequence

from core import days
from core.rows.events import record_events
from core.rows.locks import lock_rows
from core.rows.saving import insert_rows, save_rows
from core.rows.states import take_step
from ledger.models import Entry
from mpesa.models import Till
from reconciliation.days.marking import mark_exceptions
from reconciliation.models import (
    ClosedAs,
    ExceptionNote,
    ExceptionState,
    ReconciliationException,
    StatementRow,
)
from reconciliation.verified.coverage import AccountBook
from users.actors import SYSTEM, Actor, person

TOPIC = "reconciliation.exception"
BATCH = 10_000
_CLOSING = ["state", "closed_as", "closed_by", "closed_at", "entry"]


def close_all(
    rows: Sequence[ReconciliationException],
    how: ClosedAs,
    *,
    by: Actor = SYSTEM,
    entry: Entry | None = None,
) -> None:
    """Close locked exceptions, each with an event. Raises InvalidState ILLEGAL_STEP for a closed one."""
    for row in rows:
        take_step(row, ExceptionState.CLOSED)
        row.closed_as, row.closed_by, row.closed_at, row.entry = how, person(by), days.now(), entry
    save_rows(rows, _CLOSING)
    mark_exceptions(rows)
    tell(rows)


def close_without_rows(till: Till, rows: Sequence[StatementRow], why: str) -> None:
    """Close what was open of rows that no admitted file shows any more, whatever was proposed: a listener of
    struck rows. Locks the exceptions."""
    found: list[ReconciliationException] = []
    for account in sorted({row.account for row in rows}):
        keys = sorted({row.row_key for row in rows if row.account == account})
        for start in range(0, len(keys), BATCH):
            part = keys[start : start + BATCH]
            shown = AccountBook(till.pk, account).rows().filter(row_key__in=part)
            gone = set(part) - set(shown.values_list("row_key", flat=True))
            of_rows = ReconciliationException.objects.filter(till=till, account=account, row_key__in=gone)
            found += lock_rows(of_rows.exclude(state=ExceptionState.CLOSED))
    close_all(found, ClosedAs.CLEARED)
    insert_rows(ExceptionNote(exception=row, text=why, at=days.now()) for row in found)


def tell(rows: Sequence[ReconciliationException]) -> None:
    """An event for each exception that is new or has changed."""
    record_events((TOPIC, row.business_id, {"exception": row.pk, "state": str(row.state)}) for row in rows)


def write_note(row: ReconciliationException, text: str, by: Actor = SYSTEM) -> ExceptionNote:
    """Add a note to an exception; the text has been looked at."""
    return ExceptionNote.objects.create(exception=row, author=person(by), text=text, at=days.now())
