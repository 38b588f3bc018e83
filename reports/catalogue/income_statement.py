"""Income statement: what was earned and spent."""

from __future__ import annotations

from ledger.reads.statements import income_statement
from reports.catalogue.covers import book_of, period
from reports.catalogue.figures import figure_columns, section_group
from reports.kinds import Asked, Parameter, Report, Words
from reports.presets import Preset
from reports.sheets.description import Book, Result, Table, TotalOf
from users.access import Right

_RESULT = "result"


def _describe(asked: Asked) -> Book:
    found = income_statement(
        asked.business.pk,
        from_day=asked.first_day,
        to_day=asked.last_day,
        compare=asked.compare,
        seal=asked.seal,
    )
    before = period(*found.previous_days) if found.previous_days else None
    equals = {"amount": found.result}
    if found.previous_result is not None:
        equals["previous"] = found.previous_result
    table = Table(
        "income_statement",
        "Income statement",
        figure_columns(period(asked.first_day, asked.last_day), before),
        (
            section_group("Income", found.income, asked.compare, name="income"),
            section_group("Expenses", found.expenses, asked.compare, name="expenses"),
            Result("Profit or (loss)", ("income",), ("expenses",), name=_RESULT, equals=equals),
        ),
        is_wide=asked.compare,
        is_grouped=True,
    )
    return book_of(
        INCOME_STATEMENT,
        asked,
        table,
        shown=(
            ("Income", TotalOf("income_statement", "amount", "income")),
            ("Expenses", TotalOf("income_statement", "amount", "expenses")),
            ("Profit or (loss)", TotalOf("income_statement", "amount", _RESULT)),
        ),
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
