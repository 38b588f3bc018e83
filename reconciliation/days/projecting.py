"""Writing down what days have come to. Of the same facts the same rows, however often."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from core import days
from core.money import Cents, display
from core.rows.events import record_events
from core.rows.locks import lock_rows
from core.rows.saving import insert_rows, save_rows
from core.rows.states import take_step
from core.text import counted
from mpesa.models import Till
from reconciliation.days.judging import Day
from reconciliation.models import (
    DayState,
    ReconciliationDay,
    ReconciliationDayAccount,
    ReconciliationDayNote,
)

TOPIC = "reconciliation.day"
_FIGURES = ("provisional", "expected", "actual", "discrepancy", "open_items", "sources", "findings")
_DECIDED = ("cleared_findings", "decided_by", "decided_at")
_PART = (
    "account", "basis", "expected", "actual", "discrepancy", "open_items", "unexplained", "run_id",
    "is_proved",
)  # fmt: skip


def write_days(till: Till, judged: Mapping[date, Day]) -> list[ReconciliationDay]:
    """Bring the rows of days up to what they have come to; those that are new or have changed.

    Locks the rows. The caller is alone with the days of this till (its NightWatch).
    """
    known = {row.day: row for row in lock_rows(ReconciliationDay.objects.filter(till=till, day__in=judged))}
    parts = _known_parts(known.values())
    new, changed, notes = [], [], []
    for day, found in sorted(judged.items()):
        row = known.get(day)
        if row is None:
            new.append(_filled(ReconciliationDay(business_id=till.business_id, till=till, day=day), found))
            continue
        said = _step(row, found)
        if said or _differs(row, found) or _facts(parts[row.pk]) != _facts(_parts(row, found)):
            notes += [ReconciliationDayNote(row=row, text=said, at=days.now())] if said else []
            changed.append(_filled(row, found))
    for row in new:
        _step(row, judged[row.day])
    ReconciliationDay.objects.bulk_create(new)
    save_rows(changed, [*_FIGURES, *_DECIDED, "state", "judged_at"])
    written = [*new, *changed]
    ReconciliationDayAccount.objects.filter(row__in=[row.pk for row in changed]).delete()
    insert_rows(part for row in written for part in _parts(row, judged[row.day]))
    insert_rows(notes)
    tell(written)
    return written


def tell(rows: Iterable[ReconciliationDay]) -> None:
    """An event for each day that is new or has changed."""
    record_events((TOPIC, row.business_id, {"day": row.pk, "state": str(row.state)}) for row in rows)


def _step(row: ReconciliationDay, found: Day) -> str:
    """Put a row into the state that follows; what is to be said of it, where a person's word is overtaken."""
    is_other = row.findings != found.findings
    if row.state == DayState.INVESTIGATING:
        if not (found.is_clean and is_other):
            return ""
        take_step(row, DayState.MATCHED)
        row.decided_by, row.decided_at = None, None
        return "What was found is there no more: both sides agree."
    said = ""
    if row.cleared_findings:
        if not is_other and found.actual is not None:
            return ""
        said = _overtaken(row, found)
        row.cleared_findings, row.decided_by, row.decided_at = "", None, None
    wanted = DayState.DISCREPANCY
    if found.is_clean:
        wanted = DayState.MATCHED
    elif found.is_unknown:
        wanted = DayState.UNKNOWN
    take_step(row, wanted)
    return said


def _overtaken(row: ReconciliationDay, found: Day) -> str:
    was, now = _told(row.discrepancy, row.open_items), _told(found.discrepancy, found.open_items)
    return f"It was cleared with a difference of {was}; now it is {now}."


def _told(cents: Cents | None, open_items: int) -> str:
    shown = "nobody knows how much" if cents is None else display(cents)
    return f"{shown} and {counted(open_items, 'open item')}"


def _filled(row: ReconciliationDay, found: Day) -> ReconciliationDay:
    for name in _FIGURES:
        setattr(row, name, getattr(found, name))
    row.judged_at = days.now()
    return row


def _differs(row: ReconciliationDay, found: Day) -> bool:
    return any(getattr(row, name) != getattr(found, name) for name in _FIGURES)


def _parts(row: ReconciliationDay, found: Day) -> list[ReconciliationDayAccount]:
    return [
        ReconciliationDayAccount(
            row=row,
            account=name,
            basis=part.basis.value,
            expected=part.expected,
            actual=part.actual,
            discrepancy=part.discrepancy,
            open_items=len(part.open),
            unexplained=part.unexplained,
            run_id=part.run,
            is_proved=part.is_proved,
        )
        for name, part in sorted(found.accounts.items())
    ]


def _facts(parts: Iterable[ReconciliationDayAccount]) -> list[tuple[object, ...]]:
    return [tuple(getattr(part, name) for name in _PART) for part in parts]


def _known_parts(rows: Iterable[ReconciliationDay]) -> dict[int, list[ReconciliationDayAccount]]:
    found: dict[int, list[ReconciliationDayAccount]] = {row.pk: [] for row in rows}
    for part in ReconciliationDayAccount.objects.filter(row__in=list(found)).order_by("row", "account"):
        found[part.row_id].append(part)
    return found
