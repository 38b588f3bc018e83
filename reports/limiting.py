"""Reports that are made while somebody waits have so many rows at most."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NoReturn

from core.errors import InvalidInput
from reports.sheets.description import Book, NamedRow, Part, Result, Row


def limited(book: Book, most: int) -> Book:
    """The same report, which stops where it comes to more rows than these on all sheets together.

    Walking its rows raises InvalidInput REPORT_TOO_LARGE.
    """
    left = _Left(most)
    tables = tuple(replace(table, parts=_parts(table.parts, left)) for table in book.tables)
    return replace(book, tables=tables)


class _Left:
    def __init__(self, most: int) -> None:
        self.most = self.rows = most

    def refuse(self) -> NoReturn:
        said = f"At most {self.most:,} rows are made while you wait; ask for fewer days."
        raise InvalidInput("REPORT_TOO_LARGE", "first_day", said)


def _parts(parts: Iterable[Part], left: _Left) -> Iterator[Part]:
    for part in parts:
        yield part if isinstance(part, NamedRow | Result) else replace(part, rows=_rows(part.rows, left))


def _rows(rows: Iterable[Row], left: _Left) -> Iterator[Row]:
    for row in rows:
        if not left.rows:
            left.refuse()
        left.rows -= 1
        yield row
