"""Closing exceptions and telling of them: for the verbs of this room. The caller holds the rows' locks."""

from __future__ import annotations

from collections.abc import Sequence

from core import days
from core.rows.events import record_events
from core.rows.saving import save_rows
from core.rows.states import take_step
from ledger.models import Entry
from reconciliation.days.marking import mark_exceptions
from reconciliation.models import ClosedAs, ExceptionNote, ExceptionState, ReconciliationException
from users.actors import SYSTEM, Actor, person

TOPIC = "reconciliation.exception"
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


def tell(rows: Sequence[ReconciliationException]) -> None:
    """An event for each exception that is new or has changed."""
    record_events((TOPIC, row.business_id, {"exception": row.pk, "state": str(row.state)}) for row in rows)


def write_note(row: ReconciliationException, text: str, by: Actor = SYSTEM) -> ExceptionNote:
    """Add a note to an exception; the text has been looked at."""
    return ExceptionNote.objects.create(exception=row, author=person(by), text=text, at=days.now())
