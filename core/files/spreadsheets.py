"""Small tables out of files from outside: CSV, or an Excel workbook.

For tables that people write, of a few thousand rows; statements of millions are read by
reconciliation/statement_files/tables.py. The kind is told by the content, never by the name. A workbook is
looked at (core/files/workbook_guard.py) before it is opened. Cells are read as text and amounts; one that
holds a formula is an error of its row.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

import openpyxl

from core.errors import InvalidInput
from core.files.workbook_guard import Limits, WorkbookTooLarge, check_workbook
from core.text import one_line


class Formula:
    """What stands in a cell that holds a formula, or the error of one."""


@dataclass(frozen=True)
class TableRow:
    """A row that is not blank: its line in the file, and its cells by column."""

    line: int
    cells: dict[str, Any]

    def text(self, column: str) -> str:
        """A cell as text on one line; a whole number without its `.0`. Raises InvalidInput FORMULA."""
        value = self.value(column)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, datetime):
            value = value.date()
        return one_line(value.isoformat() if isinstance(value, date) else str("" if value is None else value))

    def value(self, column: str) -> Any:
        """A cell as it was stored; None when the file has no such column. Raises InvalidInput FORMULA."""
        value = self.cells.get(column)
        if value is Formula or (isinstance(value, str) and value.strip().startswith(("=", "@"))):
            raise InvalidInput("FORMULA", column, "Write the value, not a formula.")
        return value


def read_rows(data: bytes, *, columns: dict[str, str], needed: set[str], limits: Limits) -> list[TableRow]:
    """The rows of a file whose first row that is not blank names the columns.

    `columns` maps titles, in lower case, to names; other columns are passed over. Raises InvalidInput
    FILE_EMPTY / FILE_TOO_LARGE / FILE_UNREADABLE / COLUMN_MISSING / COLUMN_TWICE.
    """
    if len(data) > limits.size:
        raise _too_large(limits)
    if not data.strip(b"\x00\t\r\n \xef\xbb\xbf\xff\xfe"):
        raise InvalidInput("FILE_EMPTY", "file", "The file is empty.")
    cells = _of_workbook(data, limits) if data.startswith(b"PK\x03\x04") else _of_text(data)
    rows = ((line, row) for line, row in cells if any(not _blank(value) for value in row))
    head = next(rows, None)
    if head is None:
        raise InvalidInput("FILE_EMPTY", "file", "The file has no rows.")
    names = _column_names(head[1], columns, needed)
    found: list[TableRow] = []
    for line, row in rows:
        if len(found) == limits.rows:
            raise _too_large(limits)
        found.append(TableRow(line, {name: value for name, value in zip(names, row, strict=False) if name}))
    return found


def _column_names(titles: list[Any], columns: dict[str, str], needed: set[str]) -> list[str]:
    names = [columns.get(one_line(str(title)).lower(), "") if title else "" for title in titles]
    known = [name for name in names if name]
    if missing := sorted(needed - set(known)):
        raise InvalidInput("COLUMN_MISSING", "file", f"The first row names no column {', '.join(missing)}.")
    if twice := sorted({name for name in known if known.count(name) > 1}):
        raise InvalidInput("COLUMN_TWICE", "file", f"Two columns are called {', '.join(twice)}.")
    return names


def _blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _of_text(data: bytes) -> Iterator[tuple[int, list[Any]]]:
    text = decode(data)
    head = text.lstrip("\ufeff\r\n \t").partition("\n")[0]
    separator = max(",;\t", key=head.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    try:
        for row in reader:
            yield reader.line_num, list(row)
    except csv.Error:
        raise _unreadable() from None


def _of_workbook(data: bytes, limits: Limits) -> Iterator[tuple[int, list[Any]]]:
    """The first sheet, row by row."""
    try:
        check_workbook(data, limits)
        book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size is not believed
        for line, row in enumerate(sheet.iter_rows(max_col=limits.columns), start=1):
            yield line, [Formula if cell.data_type in "fe" else cell.value for cell in row]
    except WorkbookTooLarge:
        raise _too_large(limits) from None
    except InvalidInput:
        raise
    except Exception:  # whatever a library trips over in a file from outside
        raise _unreadable() from None


def _too_large(limits: Limits) -> InvalidInput:
    return InvalidInput(
        "FILE_TOO_LARGE", "file", f"At most {limits.rows:,} rows and {limits.size // 2**20} MB at a time."
    )


def _unreadable() -> InvalidInput:
    return InvalidInput("FILE_UNREADABLE", "file", "Send CSV, or an Excel workbook (.xlsx) that opens.")


def decode(data: bytes) -> str:
    """Text of a CSV. NUL becomes U+FFFD: it then spoils its own cell visibly and no database chokes on it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    elif data[1:200:2].count(0) > 50 or (len(data) < 200 and data[1::2].count(0) * 3 > len(data)):
        text = data.decode("utf-16-le", errors="replace")
    elif data[0:200:2].count(0) > 50:
        text = data.decode("utf-16-be", errors="replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", errors="replace")
    if "\x00" in text:
        text = text.replace("\x00", "\ufffd")
    return text if "\n" in text else text.replace("\r", "\n")


_RISKY = re.compile(r"^[\s]*[=+\-@|%]|^[\t\r\n]")


def harmless(text: str) -> str:
    """Text for a CSV cell that no spreadsheet takes for a formula: a quote goes in front of what could be
    one.

    Source: OWASP, CSV Injection.
    """
    text = one_line(text)
    return f"'{text}" if _RISKY.match(text) else text
