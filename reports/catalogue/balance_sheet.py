"""Balance sheet: what is owned and owed at the end of a day."""

from __future__ import annotations

from datetime import timedelta

from ledger.reads.statements import balance_sheet
from reports.catalogue.covers import book_of, period
from reports.catalogue.figures import amounts_of, figure_columns, section_group
from reports.kinds import Asked, Parameter, Report, Words
from reports.presets import Preset
from reports.sheets.description import Book, Check, Result, Table, TotalOf
from users.access import Right


def _describe(asked: Asked) -> Book:
    """A comparison is with the end of the day before the first one."""
    other = asked.first_day - timedelta(days=1) if asked.compare else None
    found = balance_sheet(asked.business.pk, day=asked.last_day, compare_day=other, seal=asked.seal)
    current = ("", "Result that no closing has moved yet")
    result = (*current, *amounts_of(found.current_result, found.previous_result))
    compare = asked.compare
    table = Table(
        "balance_sheet",
        "Balance sheet",
        figure_columns(period(asked.last_day, asked.last_day), period(other, other) if other else None),
        (
            section_group("Assets", found.assets, compare, name="assets"),
            section_group("Liabilities", found.liabilities, compare, name="liabilities"),
            section_group("Equity", found.equity, compare, name="equity", more=[result]),
            Result("Liabilities and equity", ("liabilities", "equity"), name="owed"),
        ),
        is_wide=compare,
        is_grouped=True,
    )
    assets = TotalOf("balance_sheet", "amount", "assets")
    owed = TotalOf("balance_sheet", "amount", "owed")
    return book_of(
        BALANCE_SHEET,
        asked,
        table,
        period=period(asked.last_day, asked.last_day),
        shown=(("Assets", assets), ("Liabilities and equity", owed)),
        checks=(Check("Assets less liabilities and equity", (assets,), (owed,)),),
    )


BALANCE_SHEET = Report(
    key="balance_sheet",
    title=Words("Balance sheet", "Mizania ya mali na madeni"),
    answers=Words(
        "What is owned and owed at the end of a day.",
        "Mali na madeni mwishoni mwa siku.",
    ),
    right=Right.LEDGER_READ,
    describe=_describe,
    needs=frozenset({Parameter.PERIOD}),
    takes=frozenset({Parameter.COMPARE, Parameter.SEAL}),
    presets=tuple(Preset),
)
