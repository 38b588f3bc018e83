"""Whatever strangers have written where a report shows text: it is text in each form of each report."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle
from typing import Any

import pytest

from core.files.formulas import computes
from reports.catalogue.contents import REPORTS
from reports.formats import Format
from reports.kinds import Asked, Report
from reports.sheets.description import Book, Fact, Kind, NamedRow, Part, Result, Row, Table
from tests.clock import Clock
from tests.reports.year.files import Files
from tests.reports.year.test_agreements import cells_of, require_own_formulas
from tests.reports.year.years import year_of

#: Some of these the front doors refuse in names; a report does not rely on that.
EVIL = (
    '=HYPERLINK("http://x.example","pay")', "+1+1", "-2+3", "@SUM(A1:A9)", "\t=1+1", "\r=1+1", "\n=1+1",
    "\x00=1+1", "\x1b[2J=1+1", "\uff1d1+1", "\u200b=1+1", "#REF!", "'=1+1", " =1+1", "=cmd|' /C calc'!A0",
)  # fmt: skip


def hostile(report: Report) -> Report:
    """The report with an evil word before each text that it shows."""
    words = cycle(EVIL)

    def bad(text: str | None) -> str:
        return next(words) + (text or "")

    def row_of(table: Table, row: Row) -> Row:
        kinds = (column.kind for column in table.columns)
        return tuple(
            bad(value) if kind is Kind.TEXT else value for kind, value in zip(kinds, row, strict=True)
        )

    def parts_of(table: Table) -> Iterator[Part]:
        for part in table.parts:
            if isinstance(part, Result):
                yield replace(part, title=bad(part.title), name=part.name or part.title)
            elif isinstance(part, NamedRow):
                yield replace(part, row=row_of(table, part.row))
            else:
                rows = (row_of(table, row) for row in part.rows)
                titles = {} if not hasattr(part, "title") else {"title": bad(part.title)}
                yield replace(part, rows=rows, **titles)

    def describe(asked: Asked) -> Book:
        book = report.describe(asked)
        return replace(
            book,
            title=bad(book.title),
            business=bad(book.business),
            period=bad(book.period),
            answers=bad(book.answers),
            basis=bad(book.basis),
            author=bad(book.author),
            tables=tuple(replace(table, parts=parts_of(table)) for table in book.tables),
            facts=tuple(
                Fact(fact.label, bad(str(fact.value)), fact.kind) if fact.kind is Kind.TEXT else fact
                for fact in book.facts
            ),
        )

    return replace(report, describe=describe)


def test_text_of_strangers_is_text_in_each_form_of_each_report(
    db: None, clock: Clock, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BASE_URL = "http://127.0.0.1:9"
    files = Files(year_of(clock, []))
    for key, report in list(REPORTS.items()):
        monkeypatch.setitem(REPORTS, key, hostile(report))
        texts = 0
        for table in json.loads(files.made(key, Format.JSON))["tables"]:
            names = [column["key"] for column in table["columns"] if column["kind"] == "text"]
            for row in table["rows"]:
                assert all(isinstance(row[name], str) for name in names), key
                texts += len(names)
        assert texts, f"{key} shows no text: there is nothing to look at"
        for format in (Format.CSV, Format.CSV_FOR_EXCEL):
            text = files.made(key, format).decode("utf-8-sig")
            rows = [*csv.reader(io.StringIO(text, newline=""))]
            assert all(len(row) == len(rows[0]) for row in rows), key
            for cell in (cell for row in rows for cell in row):
                assert not computes(cell) or cell.removeprefix("-").replace(".", "", 1).isdigit(), (key, cell)
        book = files.workbook(files.made(key, Format.XLSX), values=False)
        require_own_formulas(book, key)
        shown = [cell.value for page in book.worksheets for cell in cells_of(page) if cell.data_type == "s"]
        assert sum("HYPERLINK" in value for value in shown) > 0, key
