"""Reports: workbooks of 100,000 rows against openpyxl's write-only mode, a million lines in flat memory, the
general ledger of a hundred thousand, and the trial balance of a ledger of a million beyond its query.

`HESABU_BENCH_REPORT_ROWS` (100,000) says how many rows are written against openpyxl.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from bench.ledger.reads import hundred_thousand, million
from bench.measuring import Row as Measured
from bench.measuring import compare_times, milliseconds, row
from core.money import to_decimal
from ledger.journal.sealing import ledger_head
from ledger.reads.selectors import one_picture, trial_balance
from reports.making import write_report
from reports.saying import Said
from reports.sheets.cells import moment_number
from reports.sheets.description import Book, Column, Kind, Row, Rows, Table, Total
from reports.sheets.styles import Role, styled_cell
from reports.sheets.workbook import write_workbook
from users.actors import SYSTEM
from users.models import Business

ROWS = int(os.environ.get("HESABU_BENCH_REPORT_ROWS", "100000"))
FIRST, LAST = date(2025, 11, 21), date(2026, 11, 20)
AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
COLUMNS = (
    Column("account", "Account"),
    Column("day", "Day", Kind.DATE),
    Column("at", "Time", Kind.MOMENT),
    Column("number", "Entry", Kind.INT),
    Column("description", "Description"),
    Column("reference", "Reference"),
    Column("debit", "Debit", Kind.SIDE, total=Total.SUM),
    Column("credit", "Credit", Kind.SIDE, total=Total.SUM),
    Column("balance", "Balance", Kind.MONEY),
    Column("state", "State"),
)
PLAIN = tuple(
    Column(f"column_{number}", f"Column {number}", Kind.INT if number % 2 else Kind.TEXT)
    for number in range(10)
)


def rows() -> Iterator[Measured]:
    lines, values = list(_lines(ROWS)), list(_values(ROWS))
    yield _against_openpyxl(
        "reports.styled_vs_openpyxl", COLUMNS, lines, lambda: _styled_by_openpyxl(lines), target=3
    )
    yield _against_openpyxl(
        "reports.plain_vs_openpyxl", PLAIN, values, lambda: _plain_by_openpyxl(values), target=6
    )
    yield _general_ledger(hundred_thousand())
    business = million()
    yield _trial_balance(business)
    yield _peak(business)


def _lines(count: int) -> Iterator[Row]:
    """As a general ledger has them."""
    balance = 0
    for number in range(count):
        debit, credit = (number * 7 % 9_999_999, 0) if number % 2 else (0, number * 3 % 9_999_999)
        balance += debit - credit
        yield (
            "1010", FIRST + timedelta(days=number % 365), AT + timedelta(seconds=number), number,
            "Payment of a customer", f"mpesa:600984:TC3{number:07d}:pay", debit, credit, balance, "ROUTED",
        )  # fmt: skip


def _values(count: int) -> Iterator[Row]:
    """Whole numbers and texts."""
    for number in range(count):
        yield tuple(number * place if place % 2 else f"TC3{number:07d}" for place in range(10))


def _against_openpyxl(
    name: str, columns: tuple[Column, ...], lines: list[Row], theirs: Callable[[], None], *, target: float
) -> Measured:
    def ours() -> None:
        table = Table("rows", "Rows", columns, (Rows(lines),))
        write_workbook(io.BytesIO(), book=Book("Rows", "Bench", "2026", (table,)))

    return compare_times(
        name,
        value=ours,
        reference=theirs,
        against=f"openpyxl's write-only mode, the same {len(lines):,} rows of ten cells",
        target=target,
        faster=True,
        runs=3,
    )


def _styled_by_openpyxl(lines: list[Row]) -> None:
    """Formats and borders as ours; one styled cell for each column, filled again for each row, which is the
    fastest that it does."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Rows")
    sheet.append([column.title for column in COLUMNS])
    cells = [styled_cell(sheet, column.kind, Role.BODY) for column in COLUMNS]
    for line in lines:
        for cell, column, value in zip(cells, COLUMNS, line, strict=True):
            cell.value = _shown(column.kind, value)
        sheet.append(cells)
    book.save(io.BytesIO())


def _shown(kind: Kind, value: Any) -> Any:
    if kind in (Kind.SIDE, Kind.MONEY):
        return to_decimal(value)
    return float(moment_number(value)) if kind is Kind.MOMENT else value


def _plain_by_openpyxl(lines: list[Row]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Rows")
    sheet.append([column.title for column in PLAIN])
    for line in lines:
        sheet.append(line)
    book.save(io.BytesIO())


def _trial_balance(business: Business) -> Measured:
    """The workbook, less the read that it shows."""
    seal = ledger_head(business.pk)
    said = Said(key="trial_balance", first_day=FIRST, last_day=LAST)

    def query() -> None:
        with one_picture():
            trial_balance(business.pk, from_day=FIRST, day=LAST, seal=seal)

    def workbook() -> None:
        write_report(io.BytesIO(), said=said, actor=SYSTEM, business=business)

    own, queries = [], []
    for _ in range(5):
        queries.append(milliseconds(query) / 1000)
        own.append(max(milliseconds(workbook) / 1000 - queries[-1], 0.001))
    return row(
        "reports.trial_balance_s", own, "s", "the query, s", queries, target=0.3, absolute=True, lower=True
    )


def _general_ledger(business: Business) -> Measured:
    """A year of a hundred thousand lines, from the call to the bytes."""
    said = Said(key="general_ledger", first_day=FIRST, last_day=LAST)

    def workbook() -> None:
        write_report(io.BytesIO(), said=said, actor=SYSTEM, business=business)

    seconds = [milliseconds(workbook) / 1000 for _ in range(5)]
    return row(
        "reports.general_ledger_s", seconds, "s", "the limit, s", [2.0], target=2, absolute=True, lower=True
    )


def _peak(business: Business) -> Measured:
    """The general ledger of a million lines, written by a process of its own."""
    command = [sys.executable, "-m", "bench.general_ledger", str(business.pk), str(FIRST), str(LAST)]
    told = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parents[1])
    mib, seconds = map(float, told.stdout.split()[-2:])
    print(f"bench: a general ledger of a million lines took {seconds:.1f} s", file=sys.stderr)
    return row(
        "reports.million_peak_mib", [mib], "MiB", "the limit, MiB", [300.0], target=300, absolute=True,
        lower=True,
    )  # fmt: skip
