"""A report as a workbook (XLSX), streamed: a cover, and a sheet or more for each table."""

from __future__ import annotations

from os import PathLike
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from reports.sheets.cover import write_cover
from reports.sheets.description import Book, Table
from reports.sheets.frame import COVER, Cover, Frame, Sheet, part_name, sheet_name
from reports.sheets.rows import MAX_ROWS, TableRows

#: A third of the time of the usual level, for files that are a fifth longer.
LEVEL = 1
_CHUNK = 1 << 16


def write_workbook(target: str | PathLike[str] | IO[bytes], *, book: Book, max_rows: int = MAX_ROWS) -> None:
    """Write a report to a path or an open binary file. Its rows are read while they are written.

    What does not fit on a sheet of `max_rows` goes on to further ones. Raises TotalsDiffer; what was written
    by then is no file.
    """
    with (
        ZipFile(target, "w", ZIP_DEFLATED, compresslevel=LEVEL) as archive,
        _Writing(archive, book) as writing,
    ):
        tables = []
        for table in book.tables:
            rows = TableRows(writing, table, writing.frame.styles, max_rows=max_rows)
            rows.write()
            tables.append(rows)
        writing.finish(tables)


class _Writing:
    """The file while it is written: sheet after sheet, the cover, then what openpyxl makes around them."""

    def __init__(self, archive: ZipFile, book: Book) -> None:
        self._archive, self._book = archive, book
        self._taken = {COVER.casefold()}
        self._part: IO[bytes] | None = None
        self._sheets: list[Sheet] = []
        self._tails: list[str] = []
        # One sheet for each table, and a check where there will be some: what they look like is numbered.
        patterns = [Sheet(f"{number}", table) for number, table in enumerate(book.tables)]
        self.frame = Frame(book, patterns, Cover(must_be_zero=["B1"] if book.checks else []))
        self._patterns = {id(table): number for number, table in enumerate(book.tables, start=2)}

    def __enter__(self) -> _Writing:
        return self

    def __exit__(self, *_: object) -> None:
        if self._part is not None:
            self._part.close()  # what was wrong with the rows is told, not that a part is open

    def begin(self, table: Table) -> Sheet:
        number = 1 + sum(sheet.table is table for sheet in self._sheets)
        sheet = Sheet(sheet_name(table.title, number, self._taken), table)
        self._sheets.append(sheet)
        self._open(len(self._sheets) + 1)
        self.write(self.frame.head(self._patterns[id(table)]))
        return sheet

    def write(self, text: str) -> None:
        self._waiting.append(text)
        self._length += len(text)
        if self._length > _CHUNK:
            self._flush()

    def end(self) -> None:
        sheet = self._sheets[-1]
        self._tails.append(self.frame.tail(self._patterns[id(sheet.table)], sheet.last_row))
        self._close(self._tails[-1])

    def finish(self, tables: list[TableRows]) -> None:
        self._open(1)
        self.write(self.frame.head(1))
        cover = write_cover(self.write, self._book, tables, self._sheets, self.frame.styles)
        whole = Frame(self._book, self._sheets, cover)
        for number, tail in enumerate(self._tails, start=2):
            assert whole.tail(number) == tail, "a sheet was ended otherwise than openpyxl ends it"
        self._close(whole.tail(1))
        for name, content in whole.other_parts():
            with self._archive.open(name, "w") as part:
                part.write(content)

    def _open(self, number: int) -> None:
        self._waiting: list[str] = []
        self._length = 0
        self._part = self._archive.open(part_name(number), "w", force_zip64=True)

    def _close(self, tail: str) -> None:
        self.write(tail)
        self._flush()
        assert self._part is not None
        self._part.close()

    def _flush(self) -> None:
        assert self._part is not None
        self._part.write("".join(self._waiting).encode())
        self._waiting, self._length = [], 0
