"""The rows of a report as CSV and as JSON: the same rows as on its sheets, without headings and formulas.

Amounts are shillings as text with two decimals, days and moments are written as ISO 8601 does, in EAT.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator
from io import StringIO
from itertools import islice
from typing import Any

from core.days import EAT
from core.files.formulas import harmless
from core.money import to_shillings
from core.text import as_text
from reports.sheets.description import (
    AMOUNTS,
    Book,
    Column,
    Kind,
    Result,
    Row,
    Sums,
    Table,
    Total,
    TotalsDiffer,
)

BATCH = 1_000
#: By which Excel knows that a CSV is UTF-8.
BOM = "\ufeff"


def csv_chunks(table: Table, *, with_bom: bool = False) -> Iterator[str]:
    """One table as CSV, a thousand rows at a time. What a spreadsheet could take for a formula has a quote in
    front. One without a head is for an import, and begins with its first row, never with the mark. Raises
    TotalsDiffer at the end."""
    writers = [_csv_writer(column) for column in table.columns]
    heads = [] if table.is_headless else [[column.key for column in table.columns]]
    yield (BOM if with_bom and heads else "") + _csv_lines(heads)
    rows = checked_rows(table)
    while batch := list(islice(rows, BATCH)):
        yield _csv_lines([[write(value) for write, value in zip(writers, row, strict=True)] for row in batch])


def json_chunks(book: Book) -> Iterator[str]:
    """A whole report as one JSON object, a thousand rows at a time. Raises TotalsDiffer."""
    head = {
        "title": book.title,
        "business": book.business,
        "period": book.period,
        "basis": book.basis,
        "facts": {fact.label: _json_writer(fact.kind)(fact.value) for fact in book.facts},
        "made_at": book.made_at and book.made_at.astimezone(EAT).isoformat(timespec="seconds"),
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "tables": ['
    for number, table in enumerate(book.tables):
        yield (", " if number else "") + _json_head(table)
        writers = [(column.key, _json_writer(column.kind)) for column in table.columns]
        rows, comma = checked_rows(table), ""
        while batch := list(islice(rows, BATCH)):
            written = (
                json.dumps(
                    {key: write(value) for (key, write), value in zip(writers, row, strict=True)},
                    ensure_ascii=False,
                )
                for row in batch
            )
            yield comma + ",\n".join(written)
            comma = ",\n"
        yield "]}"
    yield "]}\n"


def checked_rows(table: Table) -> Iterator[Row]:
    """The rows of a table in their order. Raises TotalsDiffer where they do not sum to what the books say."""
    places = {column.key: at for at, column in enumerate(table.columns) if column.total is Total.SUM}
    whole = dict.fromkeys(places, 0)
    for part in table.parts:
        if isinstance(part, Result):
            continue
        own = dict.fromkeys(places, 0)
        for row in part.rows:
            for key, at in places.items():
                own[key] += row[at] or 0
            yield row
        _compare(table, getattr(part, "equals", None), own)
        for key in whole:
            whole[key] += own[key]
    _compare(table, table.equals, whole)


def _compare(table: Table, equals: Sums | None, sums: dict[str, int]) -> None:
    for key, expected in (equals or {}).items():
        if sums[key] != expected:
            raise TotalsDiffer(f"{table.key}: {key} sums to {sums[key]} here, and to {expected} in the books")


def _csv_lines(rows: list[list[str]]) -> str:
    target = StringIO()
    csv.writer(target).writerows(rows)
    return target.getvalue()


def _csv_writer(column: Column) -> Callable[[Any], str]:
    if column.kind is Kind.TEXT:
        return lambda value: harmless(value or "")
    write = _json_writer(column.kind)
    return lambda value: "" if value is None else str(write(value))


def _json_head(table: Table) -> str:
    columns = [
        {"key": column.key, "title": column.title, "kind": column.kind.value} for column in table.columns
    ]
    head = {"key": table.key, "title": table.title, "columns": columns}
    return json.dumps(head, ensure_ascii=False)[:-1] + ', "rows": ['


def _json_writer(kind: Kind) -> Callable[[Any], Any]:
    """How a value is written in JSON; None stays null."""
    write = _WRITERS.get(kind)
    if kind in AMOUNTS:
        write = to_shillings
    if write is None:
        return lambda value: value
    known = write
    return lambda value: None if value is None else known(value)


_WRITERS: dict[Kind, Callable[[Any], Any]] = {
    Kind.TEXT: as_text,
    Kind.PERCENT: lambda value: f"{value:f}",
    Kind.DATE: lambda day: day.isoformat(),
    Kind.MOMENT: lambda moment: moment.astimezone(EAT).isoformat(timespec="seconds"),
}
