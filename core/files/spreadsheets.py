"""Tables out of files from outside: CSV, or an Excel workbook. Every reader of tables begins here.

The kind is told by the content, never by the name; what the letters are is decided in
core/files/encodings.py, and a workbook is looked at (core/files/workbook_guard.py) before it is opened.
`read_rows` is for tables that people write, of a few thousand rows: what cannot be read whole is a problem of
its row, and all of them are named at once. Statements of millions are framed by
reconciliation/statement_files/tables.py out of the same `rows_of_text` and `sheets_of`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from io import StringIO
from typing import Any

from core.errors import InvalidInput
from core.files.encodings import LOST, decode
from core.files.formulas import first_sign
from core.files.old_workbook_guard import OLD_EXCEL
from core.files.old_workbooks import read_old_workbook
from core.files.workbook_guard import Limits, WorkbookTooLarge, WorkbookUnsound, check_workbook
from core.files.workbooks import Sheet, open_sheets
from core.text import one_line

#: What stands in a column of currencies for our shillings.
SHILLINGS = ("", "KES", "KSH", "KSHS")
_OURS_IN_A_TITLE = re.compile(r"\((?:kes|kshs?)\.?\)", re.IGNORECASE)
_CURRENCY_TITLE = re.compile(r"\b(?:currency|curr?|ccy)\b")
#: A column with such a title that is not understood would be money that is lost.
_MONEY_TITLE = re.compile(
    r"\b(?:amounts?|am(?:oun|n)?t|balances?|bal|debits?|credits?|dr|cr|openings?|totals?|sums?|values?|money"
    r"|shillings?|kes|kshs?|usd|eur|gbp|b/f)\b"
)
_BREAK = re.compile(r"[\r\n]")
ZIP = b"PK\x03\x04"


class Formula:
    """What stands in a cell that holds a formula, or the error of one."""


@dataclass(frozen=True)
class RowProblem:
    """What is wrong with a cell or a row: its line in the file, its column, a code, and what to do."""

    line: int
    column: str
    code: str
    message: str


@dataclass(frozen=True)
class TableRow:
    """A row that is not blank: its line in the file, and its cells by column."""

    line: int
    cells: dict[str, Any]

    def text(self, column: str) -> str:
        """A cell as text on one line, a whole number without its `.0`. Raises FORMULA / BAD_CELL.

        A date, a time or a number with decimals where text belongs is what a spreadsheet made of the text.
        """
        value = self.value(column)
        if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
            value = int(value)
        if value is not None and (isinstance(value, bool) or not isinstance(value, str | int)):
            raise InvalidInput("BAD_CELL", column, "Format the cell as text and write it again.")
        return one_line(str("" if value is None else value))

    def value(self, column: str) -> Any:
        """A cell as it was stored; None when the file has no such column. Raises InvalidInput FORMULA."""
        value = self.cells.get(column)
        if value is Formula or (isinstance(value, str) and first_sign(value) in ("=", "@")):
            raise InvalidInput("FORMULA", column, "Write the value, not a formula.")
        return value


@dataclass(frozen=True)
class Table:
    """The rows of a file under its titles, and what of the file cannot be read."""

    rows: list[TableRow] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)
    #: Names of sheets of a workbook that are hidden: nothing of them was read.
    hidden: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class TextRow:
    """A row of a CSV: its first line, its cells, and whether its quotes do not close."""

    line: int
    cells: list[str]
    broken: bool = False


def read_rows(data: bytes, *, columns: dict[str, str], needed: set[str], limits: Limits) -> Table:
    """The rows of a file whose first row that is not blank names the columns.

    `columns` maps titles, in lower case, to names; other columns are passed over, unless their title says
    money or is nearly a known one. Problems of rows: TOO_MANY_CELLS, BROKEN_QUOTE, BAD_CHARACTERS,
    BAD_CURRENCY, MERGED_CELLS. Raises InvalidInput FILE_EMPTY / FILE_TOO_LARGE / FILE_UNREADABLE /
    SHEETS_MORE / COLUMN_MISSING / COLUMN_TWICE / COLUMN_UNKNOWN, and BROKEN_QUOTE / BAD_CHARACTERS for the
    titles.
    """
    if len(data) > limits.size:
        raise _too_large(limits)
    if is_blank_file(data):
        raise InvalidInput("FILE_EMPTY", "file", "The file is empty.")
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = []
    hidden: list[str] = []
    cells = _of_workbook(data, limits, merged, hidden) if data.startswith(ZIP) else _of_text(data)
    rows = (row for row in cells if row.broken or any(not _blank(value) for value in row.cells))
    head = next(rows, None)
    if head is None:
        raise InvalidInput("FILE_EMPTY", "file", "The file has no rows.")
    reading = _Reading(head, columns, needed)
    for row in rows:
        if len(reading.table.rows) == limits.rows:
            raise _too_large(limits)
        reading.take(row)
    reading.check_merged(merged, head.line)
    table = reading.done()
    table.hidden.extend(hidden)
    return table


class _Reading:
    """Rows under their titles, each with what is wrong with it."""

    def __init__(self, head: TextRow, columns: dict[str, str], needed: set[str]) -> None:
        if head.broken:
            raise InvalidInput("BROKEN_QUOTE", "file", "A quote in the row of titles is not closed.")
        if any(isinstance(title, str) and LOST in title for title in head.cells):
            raise InvalidInput("BAD_CHARACTERS", "file", "The row of titles holds characters that are lost.")
        self.titles = ["" if _blank(title) else one_line(str(title)) for title in head.cells]
        plain = [one_line(_OURS_IN_A_TITLE.sub("", title)).lower() for title in self.titles]
        self.names = [columns.get(title, "") for title in plain]
        self.currency = [
            _CURRENCY_TITLE.search(title) is not None and not name
            for title, name in zip(plain, self.names, strict=True)
        ]
        known = [name for name in self.names if name]
        if missing := sorted(needed - set(known)):
            raise InvalidInput(
                "COLUMN_MISSING", "file", f"The first row names no column {', '.join(missing)}."
            )
        if twice := sorted({name for name in known if known.count(name) > 1}):
            raise InvalidInput("COLUMN_TWICE", "file", f"Two columns are called {', '.join(twice)}.")
        self.doubtful = {
            place
            for place, title in enumerate(plain)
            if title and not self.names[place] and not self.currency[place] and _doubtful(title, columns)
        }
        self.lost: set[str] = set()
        self.table = Table()

    def take(self, row: TextRow) -> None:
        if row.broken:
            self._problem(
                row.line, "", "BROKEN_QUOTE",
                "A quote is not closed, or stands inside a cell: rows after it would be lost in this.",
            )  # fmt: skip
            return
        self.table.rows.append(
            TableRow(
                row.line, {name: value for name, value in zip(self.names, row.cells, strict=False) if name}
            )
        )
        for place, value in enumerate(row.cells):
            if not _blank(value):
                self._look(row.line, place, value)

    def _look(self, line: int, place: int, value: Any) -> None:
        title = self.titles[place] if place < len(self.titles) else ""
        if not title:
            self._problem(
                line, "", "TOO_MANY_CELLS", "A cell stands under no title: is there a comma too many?"
            )
        elif place in self.doubtful:
            self.lost.add(title)
        if isinstance(value, str) and LOST in value:
            self._problem(
                line, self._called(place), "BAD_CHARACTERS",
                "A character here is lost: save the file as UTF-8 and write it again.",
            )  # fmt: skip
        ours = isinstance(value, str) and one_line(value).upper() in SHILLINGS
        if place < len(self.currency) and self.currency[place] and not ours:
            self._problem(line, "currency", "BAD_CURRENCY", "Only Kenyan shillings are read: convert it.")

    def _called(self, place: int) -> str:
        return self.names[place] if place < len(self.names) else ""

    def _problem(self, line: int, column: str, code: str, message: str) -> None:
        found = RowProblem(line, column, code, message)
        if found not in self.table.problems[-3:]:
            self.table.problems.append(found)

    def check_merged(self, merged: list[tuple[tuple[int, int], tuple[int, int]]], head: int) -> None:
        for (first, left), (last, right) in merged:
            touched = self.names[left - 1 : right]
            if last > head and any(touched):
                self._problem(
                    max(first, head + 1), next(filter(None, touched)), "MERGED_CELLS",
                    "Cells are merged here: split them, and write each one's value.",
                )  # fmt: skip

    def done(self) -> Table:
        if self.lost:
            names = ", ".join(sorted(self.lost))[:200]
            raise InvalidInput(
                "COLUMN_UNKNOWN",
                "file",
                f"It is not known what is meant by {names}: rename the column or empty it.",
            )
        return self.table


def _doubtful(title: str, columns: dict[str, str]) -> bool:
    """Whether a title that is not known says money, or is a known one written wrong."""
    return bool(_MONEY_TITLE.search(title) or get_close_matches(title, columns, n=1, cutoff=0.75))


def is_blank_file(data: bytes) -> bool:
    """Whether a file holds nothing but blanks and the mark of an encoding."""
    return not data.strip(b"\x00\t\r\n \xef\xbb\xbf\xff\xfe")


def _blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _of_text(data: bytes) -> Iterator[TextRow]:
    text = decode(data)
    head = text.lstrip("\ufeff\r\n \t").partition("\n")[0]
    return rows_of_text(text, max(",;\t", key=head.count))


def rows_of_text(text: str, separator: str) -> Iterator[TextRow]:
    """The rows of a CSV. One whose quotes do not close is broken, and the last: where it ends nobody knows.

    Broken too is a row with a cell that holds both a line break and the separator: other rows are inside it.
    """
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield TextRow(line, [], broken=True)
            return
        swallowed = reader.line_num > line and any(
            separator in cell and _BREAK.search(cell) for cell in cells
        )
        yield TextRow(line, cells, broken=swallowed)


def _of_workbook(
    data: bytes,
    limits: Limits,
    merged: list[tuple[tuple[int, int], tuple[int, int]]],
    hidden: list[str],
) -> Iterator[TextRow]:
    """The first sheet that is not hidden, row by row. Raises SHEETS_MORE when others hold something too."""
    try:
        sheet, *others = sheets_of(data, limits, hidden=hidden)
    except WorkbookTooLarge:
        raise _too_large(limits) from None
    except (WorkbookUnsound, ValueError):
        raise InvalidInput(
            "FILE_UNREADABLE", "file", "Send CSV, or an Excel workbook (.xlsx) that opens."
        ) from None
    if any(other.computed or any(not all(map(_blank, row)) for row in other.rows) for other in others):
        raise InvalidInput(
            "SHEETS_MORE", "file", "More than one sheet holds something: leave the table alone."
        )
    merged.extend(sheet.merged)
    computed: dict[int, list[int]] = {}
    for line, column in sheet.computed:
        computed.setdefault(line, []).append(column)
    for line, cells in enumerate(sheet.rows, start=1):
        for column in computed.get(line, ()):
            cells.extend([""] * (column - len(cells)))
            cells[column - 1] = Formula
        yield TextRow(line, cells)


def sheets_of(
    data: bytes, limits: Limits, *, first: str = "", hidden: list[str] | None = None
) -> Iterator[Sheet]:
    """The sheets of a workbook that are not hidden, at most five; the one called `first`, in lower case,
    before the others. The names of those that are hidden are added to `hidden`.

    Raises WorkbookTooLarge / WorkbookUnsound.
    """
    unseen: list[str] = [] if hidden is None else hidden
    if data.startswith(OLD_EXCEL):
        yield from read_old_workbook(data, limits, first=first, hidden=unseen)
    else:
        yield from open_sheets(data, limits, check_workbook(data, limits), first=first, hidden=unseen)


def _too_large(limits: Limits) -> InvalidInput:
    return InvalidInput(
        "FILE_TOO_LARGE", "file", f"At most {limits.rows:,} rows and {limits.size // 2**20} MB at a time."
    )
