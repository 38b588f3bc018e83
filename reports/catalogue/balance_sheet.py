"""Balance sheet: what is owned and owed at the end of a day."""

from __future__ import annotations

from ledger.reads.statements import balance_sheet
from reports.catalogue.beside import NOW, ends_of
from reports.catalogue.covers import book_of, period
from reports.catalogue.figures import figure_columns, section_group
from reports.kinds import Asked, Parameter, Report, Words
from reports.presets import Preset
from reports.sheets.description import Book, Check, Result, Table, TotalOf
from users.access import Right


def _describe(asked: Asked) -> Book:
    ends = ends_of(asked)
    found = {key: balance_sheet(asked.business.pk, day=day, seal=asked.seal) for key, day in ends.items()}
    current = {key: each.current_result for key, each in found.items()}
    table = Table(
        "balance_sheet",
        "Balance sheet",
        figure_columns({key: period(day, day, asked.made_at) for key, day in ends.items()}),
        (
            section_group("Assets", {key: each.assets for key, each in found.items()}, name="assets"),
            section_group(
                "Liabilities", {key: each.liabilities for key, each in found.items()}, name="liabilities"
            ),
            section_group(
                "Equity",
                {key: each.equity for key, each in found.items()},
                name="equity",
                more=[("Result that no closing has moved yet", current)],
            ),
            Result("Liabilities and equity", ("liabilities", "equity"), name="owed"),
        ),
        is_wide=len(ends) > 1,
        is_grouped=True,
    )
    assets = TotalOf("balance_sheet", NOW, "assets")
    owed = TotalOf("balance_sheet", NOW, "owed")
    return book_of(
        BALANCE_SHEET,
        asked,
        table,
        period=period(asked.last_day, asked.last_day, asked.made_at),
        shown=(("Assets", assets), ("Liabilities and equity", owed)),
        checks=(
            Check("Assets less liabilities and equity", (assets,), (owed,)),
            *(
                Check(
                    f"The same, {period(day, day)}",
                    (TotalOf("balance_sheet", key, "assets"),),
                    (TotalOf("balance_sheet", key, "owed"),),
                )
                for key, day in ends.items()
                if key != NOW
            ),
        ),
    )


BALANCE_SHEET = Report(
    key="balance_sheet",
    title=Words("Balance sheet", "Mizania"),
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
