"""Trial balance: what each account had, moved and has, debits beside credits."""

from __future__ import annotations

from core.money import Cents
from ledger.reads.selectors import trial_balance
from reports.catalogue.covers import book_of
from reports.kinds import Asked, Parameter, Report, Words
from reports.presets import Preset
from reports.sheets.description import Book, Check, Column, Kind, Row, Rows, Table, Total, TotalOf
from users.access import Right

_COLUMNS = (
    Column("code", "Account", width=22),
    Column("name", "Name", width=34),
    Column("kind", "Kind", width=12),
    *(
        Column(f"{when}_{side}", f"{title} {side}", Kind.SIDE, total=Total.SUM)
        for when, title in (("opening", "Opening"), ("moved", "Moved"), ("closing", "Closing"))
        for side in ("debit", "credit")
    ),
)


def _describe(asked: Asked) -> Book:
    found = trial_balance(asked.business.pk, from_day=asked.first_day, day=asked.last_day, seal=asked.seal)
    rows: list[Row] = [
        (
            row.account.code,
            row.account.name,
            row.account.get_kind_display(),
            *_sides(row.before),
            row.debit,
            row.credit,
            *_sides(row.net),
        )
        for row in found
        if row.is_used
    ]
    table = Table("trial_balance", "Trial balance", _COLUMNS, (Rows(rows),), "Total")
    return book_of(
        TRIAL_BALANCE,
        asked,
        table,
        shown=tuple((column.title, _total(column.key)) for column in _COLUMNS[-2:]),
        checks=tuple(
            Check(f"{title}: debits less credits", (_total(f"{when}_debit"),), (_total(f"{when}_credit"),))
            for when, title in (("opening", "Opening"), ("moved", "Moved"), ("closing", "Closing"))
        ),
    )


def _sides(net: Cents) -> tuple[Cents, Cents]:
    return (net, 0) if net > 0 else (0, -net)


def _total(column: str) -> TotalOf:
    return TotalOf("trial_balance", column)


TRIAL_BALANCE = Report(
    key="trial_balance",
    title=Words("Trial balance", "Urari wa majaribio"),
    answers=Words(
        "What each account had, moved and has, and that debits equal credits.",
        "Kila akaunti ilikuwa na nini, nini kiliingia na kutoka, na kwamba debiti ni sawa na krediti.",
    ),
    right=Right.LEDGER_READ,
    describe=_describe,
    needs=frozenset({Parameter.PERIOD}),
    takes=frozenset({Parameter.SEAL}),
    presets=tuple(Preset),
)
