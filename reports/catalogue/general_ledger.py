"""General ledger: every line of every account that moved or holds something."""

from __future__ import annotations

from ledger.reads.general_ledger import general_ledger
from reports.catalogue.covers import book_of
from reports.catalogue.ledger_lines import lines_table
from reports.kinds import Asked, Parameter, Report, Words
from reports.presets import Preset
from reports.sheets.description import Book, Check, TotalOf
from users.access import Right


def _describe(asked: Asked) -> Book:
    ledger = general_ledger(
        asked.business.pk, from_day=asked.first_day, to_day=asked.last_day, seal=asked.seal
    )
    debits, credits = TotalOf("general_ledger", "debit"), TotalOf("general_ledger", "credit")
    return book_of(
        GENERAL_LEDGER,
        asked,
        lines_table("general_ledger", "General ledger", ledger, asked.first_day),
        shown=(("Debits", debits), ("Credits", credits)),
        checks=(Check("Debits less credits", (debits,), (credits,)),),
    )


GENERAL_LEDGER = Report(
    key="general_ledger",
    title=Words("General ledger", "Leja kuu"),
    answers=Words(
        "Every line of every account, with its balance after each.",
        "Kila mstari wa kila akaunti, na salio baada ya kila mmoja.",
    ),
    right=Right.LEDGER_READ,
    describe=_describe,
    needs=frozenset({Parameter.PERIOD}),
    takes=frozenset({Parameter.SEAL}),
    presets=tuple(Preset),
)
