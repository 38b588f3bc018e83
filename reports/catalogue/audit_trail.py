"""Audit trail: who did what, and when."""

from __future__ import annotations

from collections.abc import Iterator

from core.days import day_bounds
from core.money import as_read
from reports.catalogue.covers import book_of
from reports.kinds import Asked, Parameter, Report, Words
from reports.presets import Preset
from reports.sheets.description import Book, Column, Kind, Row, Rows, Table
from users.access import Right
from users.models import AuditEntry

CHUNK = 2_000
_COLUMNS = (
    Column("at", "Time (EAT)", Kind.MOMENT),
    Column("who", "Who", width=24),
    Column("action", "What was done", width=32),
    Column("thing", "To what", width=20),
    Column("details", "Details", width=70, wraps=True),
)


def _describe(asked: Asked) -> Book:
    table = Table("audit_trail", "Audit trail", _COLUMNS, (Rows(_rows(asked)),))
    return book_of(AUDIT_TRAIL, asked, table)


def _rows(asked: Asked) -> Iterator[Row]:
    """The oldest first."""
    done = AuditEntry.objects.filter(
        business=asked.business,
        at__gte=day_bounds(asked.first_day)[0],
        at__lt=day_bounds(asked.last_day)[1],
    )
    entries = done.order_by("pk").values_list(
        "at", "actor", "actor__display_name", "actor__username", "action", "subject", "details"
    )
    for at, actor, shown, username, action, subject, facts in entries.iterator(chunk_size=CHUNK):
        who = "the system" if actor is None else shown or username or "a player"
        details = "; ".join(f"{name}: {_said(value)}" for name, value in as_read(facts).items())
        # Keys of rows tell nobody anything outside of the database.
        yield at, who, action, subject.partition(":")[0], details


def _said(value: object) -> str:
    return ("no", "yes")[value] if isinstance(value, bool) else str(value)


AUDIT_TRAIL = Report(
    key="audit_trail",
    title=Words("Audit trail", "Kumbukumbu za ukaguzi"),
    answers=Words(
        "Who did what, to what, and when.",
        "Nani alifanya nini, kwa kitu gani, na lini.",
    ),
    right=Right.AUDIT_READ,
    describe=_describe,
    needs=frozenset({Parameter.PERIOD}),
    presets=tuple(Preset),
)
