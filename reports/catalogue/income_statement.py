"""Income statement: what was earned and spent."""

from __future__ import annotations

from ledger.reads.statements import income_statement
from reports.catalogue.beside import BEFORE, NOW, periods_of, title_of
from reports.catalogue.covers import book_of
from reports.catalogue.figures import figure_columns, section_group
from reports.kinds import Asked, Parameter, Report, Words
from reports.presets import Preset
from reports.sheets.description import Book, Check, Result, Table, TotalOf
from users.access import Right

_RESULT = "result"


def _describe(asked: Asked) -> Book:
    periods = periods_of(asked)
    found = {
        key: income_statement(asked.business.pk, from_day=first, to_day=last, seal=asked.seal)
        for key, (first, last) in periods.items()
    }
    equals = {key: each.result for key, each in found.items()}
    table = Table(
        "income_statement",
        "Income statement",
        figure_columns({key: title_of(*days, asked.made_at) for key, days in periods.items()}),
        (
            section_group("Income", {key: each.income for key, each in found.items()}, name="income"),
            section_group("Expenses", {key: each.expenses for key, each in found.items()}, name="expenses"),
            Result("Profit or (loss)", ("income",), ("expenses",), name=_RESULT, equals=equals),
        ),
        is_wide=len(periods) > 1,
        is_grouped=True,
    )
    months = [TotalOf("income_statement", key, _RESULT) for key in periods if key not in (NOW, BEFORE)]
    whole = TotalOf("income_statement", NOW, _RESULT)
    return book_of(
        INCOME_STATEMENT,
        asked,
        table,
        shown=(
            ("Income", TotalOf("income_statement", NOW, "income")),
            ("Expenses", TotalOf("income_statement", NOW, "expenses")),
            ("Profit or (loss)", whole),
        ),
        checks=(Check("Months less the whole", tuple(months), (whole,)),) if months else (),
    )


INCOME_STATEMENT = Report(
    key="income_statement",
    title=Words("Income statement", "Taarifa ya mapato"),
    answers=Words(
        "What was earned and spent, and what is left of it. Year-end closing entries are left out.",
        "Nini kilipatikana na kutumika, na kilichobaki. Maingizo ya kufunga mwaka hayahesabiwi.",
    ),
    right=Right.LEDGER_READ,
    describe=_describe,
    needs=frozenset({Parameter.PERIOD}),
    takes=frozenset({Parameter.COMPARE, Parameter.SEAL}),
    presets=tuple(Preset),
)
