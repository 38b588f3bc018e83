"""What people do with a day: look into it, and say that its difference is in order."""

from __future__ import annotations

from typing import Final

from django.db import transaction

from core import days
from core.errors import InvalidState, NotFound
from core.money import display
from core.rows.locks import lock_row
from core.rows.states import take_step
from core.text import required_comment
from reconciliation.days.projecting import tell
from reconciliation.models import DayState, ReconciliationDay, ReconciliationDayNote
from users.access import Right, require_right
from users.audit import record_audit
from users.models import User

RIGHT: Final = Right.RECONCILIATION_WRITE


@transaction.atomic
def investigate_day(*, row: ReconciliationDay, note: str, actor: User) -> ReconciliationDay:
    """Say that a day is being looked into, and what is known so far; again, to add to it.

    Needs the right reconciliation.write; locks the day. Raises InvalidInput COMMENT_MISSING /
    COMMENT_TOO_LONG.
    """
    locked = _locked(row, actor)
    _note(locked, required_comment(note, field="note"), actor)
    if take_step(locked, DayState.INVESTIGATING):
        locked.cleared_findings = ""
        locked.decided_by, locked.decided_at = actor, days.now()
        locked.save(update_fields=["state", "cleared_findings", "decided_by", "decided_at"])
    record_audit(actor=actor, business=locked.business, action="reconciliation.investigate", subject=locked)
    tell([locked])
    return locked


@transaction.atomic
def clear_day(*, row: ReconciliationDay, reason: str, actor: User) -> ReconciliationDay:
    """Say that what is open of a day is in order, and why: it counts as matched while nothing else is found.

    Needs the right reconciliation.write; locks the day. Of one that is matched it changes nothing. Raises
    InvalidState DAY_UNKNOWN where nobody but the books tells of the day, InvalidInput COMMENT_MISSING /
    COMMENT_TOO_LONG.
    """
    locked = _locked(row, actor)
    reason = required_comment(reason, field="reason")
    if locked.state == DayState.MATCHED:
        return locked
    if locked.actual is None:
        raise InvalidState(
            "DAY_UNKNOWN", "day", "Nobody but the books tells of this day: bring its statement in."
        )
    take_step(locked, DayState.MATCHED)
    locked.cleared_findings = locked.findings
    locked.decided_by, locked.decided_at = actor, days.now()
    locked.save(update_fields=["state", "cleared_findings", "decided_by", "decided_at"])
    _note(locked, reason, actor)
    tell([locked])
    record_audit(
        actor=actor,
        business=locked.business,
        action="reconciliation.clear",
        subject=locked,
        details={"difference": display(locked.discrepancy or 0), "open": str(locked.open_items)},
    )
    return locked


def _locked(row: ReconciliationDay, actor: User) -> ReconciliationDay:
    require_right(actor, row.business, RIGHT)
    locked = lock_row(
        ReconciliationDay.objects.filter(pk=row.pk, business=row.business_id).select_related(
            "business", "till"
        )
    )
    if locked is None:
        raise NotFound("day", "day")
    return locked


def _note(row: ReconciliationDay, text: str, actor: User) -> None:
    ReconciliationDayNote.objects.create(row=row, author=actor, text=text, at=days.now())
