"""How many rows of a report have been walked, and at most may be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from core.errors import InvalidInput
from reports.sheets.description import Book, NamedRow, Part, Result, Row

TOO_LARGE: Final = "REPORT_TOO_LARGE"


class Walk:
    """The rows of a report so far, on all sheets together; with `most` it stops where there are more.

    Another thread may look at `rows` meanwhile.
    """

    def __init__(self, most: int | None = None) -> None:
        self.most, self.rows = most, 0

    def of(self, book: Book) -> Book:
        """The same report, whose rows are counted while they are read. Walking them raises
        InvalidInput REPORT_TOO_LARGE where they are more than `most`."""
        return replace(
            book, tables=tuple(replace(table, parts=self._parts(table.parts)) for table in book.tables)
        )

    def _parts(self, parts: Iterable[Part]) -> Iterator[Part]:
        for part in parts:
            yield part if isinstance(part, NamedRow | Result) else replace(part, rows=self._rows(part.rows))

    def _rows(self, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            if self.rows == self.most:
                said = f"A report has at most {self.most:,} rows; ask for fewer days."
                raise InvalidInput("REPORT_TOO_LARGE", "from_day", said)
            self.rows += 1
            yield row
