"""From the bytes of an uploaded file to a raw table: nothing here knows money or M-Pesa rows.

A statement arrives as CSV (UTF-8, UTF-16 or cp1252; comma, semicolon or tab) or as an Excel workbook (XLSX,
or the older OLE2 XLS that the portal itself writes). The kind is told by the content, never by the name.
The table starts after the first row whose first cell is `Receipt No.`; all rows above it are the preamble.

The file comes from outside and may be hostile, so `core.files.workbook_guard` looks at a workbook before it
is opened.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any

import pandas as pd  # type: ignore[import-untyped,unused-ignore]

from core.errors import InvalidInput
from core.files.spreadsheets import decode
from core.files.workbook_guard import Limits, WorkbookTooLarge, WorkbookUnsound, check_workbook
from reconciliation.statement_files.cells import cell_text

#: Rows above the header that are searched for it; the portal writes six to eight.
PREAMBLE_ROWS = 200
#: Trailing commas tolerated by the fast path; more of them only make reading slower.
SPARE_COLUMNS = 4

_HEADER_LINE = re.compile(
    r"[\s\ufeff\u00a0\"']*receipt[\s\u00a0]+no\.?[\s\u00a0]*[\"']?[\s\u00a0]*([,;\t]|$)", re.IGNORECASE
)
_ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00a0\u200b\ufeff]")
_ODD_AND_TAB = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f\u00a0\u200b\ufeff]")
_HEADER_CELL = re.compile(r"receipt no\.?", re.IGNORECASE)


@dataclass(frozen=True)
class RawTable:
    """`body` has a column per header cell, then spare ones; its first row is line `first_line` of the file.

    `is_text`: from a CSV. `tidy`: its cells are known to hold no control characters and no line breaks.
    """

    preamble: list[list[str]]
    header: list[str]
    body: pd.DataFrame
    first_line: int
    is_text: bool
    tidy: bool


def not_a_statement(message: str) -> InvalidInput:
    return InvalidInput("NOT_A_STATEMENT", "file", message)


def too_large(message: str) -> InvalidInput:
    return InvalidInput("STATEMENT_TOO_LARGE", "file", message)


def read_table(data: bytes, limits: Limits) -> RawTable:
    """The raw table of a file. Raises InvalidInput NOT_A_STATEMENT, STATEMENT_EMPTY, STATEMENT_TOO_LARGE."""
    if len(data) > limits.size:
        raise too_large(f"The file is larger than {limits.size:,} bytes; export a shorter period.")
    if not data.strip(b"\x00\t\r\n \xef\xbb\xbf\xff\xfe"):
        raise InvalidInput("STATEMENT_EMPTY", "file", "The file is empty.")
    if data.startswith(b"PK\x03\x04"):
        try:
            check_workbook(data, limits)
        except WorkbookTooLarge:
            raise too_large("The workbook is too large; export a shorter period or CSV.") from None
        except WorkbookUnsound:
            raise not_a_statement(
                "The workbook is damaged or locked; save it again, or export CSV."
            ) from None
        return _from_workbook(data, limits)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return _from_workbook(data, limits)
    return _from_text(decode(data), limits)


def _from_text(text: str, limits: Limits) -> RawTable:
    start, line = 0, 0
    for _ in range(PREAMBLE_ROWS):
        end = text.find("\n", start)
        stop = len(text) if end < 0 else end
        match = _HEADER_LINE.match(text, start, stop)
        if match:
            break
        start, line = stop + 1, line + 1
        if end < 0:
            raise not_a_statement("No row starts with `Receipt No.`: this is not an M-Pesa statement.")
    else:
        raise not_a_statement("No row starts with `Receipt No.`: this is not an M-Pesa statement.")
    if text.count("\n", stop) > limits.rows + 1:
        raise too_large(f"The file has more than {limits.rows:,} rows; export a shorter period.")
    separator = match.group(1) or ","
    preamble = [[cell_text(cell) for cell in row] for row in _rows(text[:start], separator)]
    header = [cell_text(cell) for cell in next(_rows(text[start:stop], separator))]
    while header and not header[-1]:
        header.pop()
    rest = _without_odd(text[stop + 1 :], separator)
    body = _read_body(rest, separator, len(header) + SPARE_COLUMNS)
    lines = rest.count("\n") + (not rest.endswith("\n"))
    tidy = lines == len(body) and rest.count("\r") == rest.count("\r\n")
    return RawTable(preamble, header, body, line + 2, is_text=True, tidy=tidy)


def _without_odd(text: str, separator: str) -> str:
    pattern = _ODD if separator == "\t" else _ODD_AND_TAB
    return pattern.sub(" ", text) if pattern.search(text) else text


def _read_body(text: str, separator: str, width: int) -> pd.DataFrame:
    if not text.strip():
        return pd.DataFrame({column: pd.Series(dtype="str") for column in range(width)})
    try:
        body = pd.read_csv(
            StringIO(text),
            sep=separator,
            header=None,
            names=list(range(width)),
            dtype=str,
            na_filter=False,
            skip_blank_lines=False,
            engine="c",
        )
        if isinstance(body.index, pd.RangeIndex):
            return body
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError):
        pass  # too many cells, or a quote that never closes: read again, row by row
    rows = list(_rows(text, separator))
    width = max(width, min(64, max(map(len, rows))))
    return pd.DataFrame([(row + [""] * width)[:width] for row in rows], columns=range(width), dtype="str")


def _rows(text: str, separator: str) -> Iterator[list[str]]:
    """Rows of CSV text; what Python's reader refuses (an endless cell) becomes one cell that says so."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            yield [f"\ufffd unreadable row: {problem}"]


def _from_workbook(data: bytes, limits: Limits) -> RawTable:
    for grid in _sheets(data):
        if len(grid) > limits.rows + PREAMBLE_ROWS:
            raise too_large(f"The sheet has more than {limits.rows:,} rows; export a shorter period.")
        for position in range(min(PREAMBLE_ROWS, len(grid))):
            if not _HEADER_CELL.fullmatch(cell_text(grid.iat[position, 0])):
                continue
            header = [cell_text(value) for value in grid.iloc[position]]
            while not header[-1]:
                header.pop()
            preamble = [[cell_text(value) for value in row] for row in grid.iloc[:position].to_numpy()]
            body = grid.iloc[position + 1 :].reset_index(drop=True)
            return RawTable(preamble, header, body, position + 2, is_text=False, tidy=False)
    raise not_a_statement("No row starts with `Receipt No.`: this is not an M-Pesa statement.")


def _sheets(data: bytes) -> Iterator[pd.DataFrame]:
    """Non-empty sheets, the portal's `transaction` first, at most five."""
    try:
        with pd.ExcelFile(BytesIO(data), engine="calamine") as book:
            names: list[Any] = sorted(book.sheet_names, key=lambda name: str(name).lower() != "transaction")
            for name in names[:5]:
                grid = pd.read_excel(book, sheet_name=name, header=None, dtype=object, na_filter=False)
                if grid.shape[0] and grid.shape[1]:
                    yield grid
    except InvalidInput:
        raise
    except BaseException as problem:  # a Rust panic of calamine is no Exception
        if isinstance(problem, Exception) or type(problem).__name__ == "PanicException":
            raise not_a_statement("The workbook cannot be opened; save it again, or export CSV.") from None
        raise
