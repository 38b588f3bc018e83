"""From the bytes of an uploaded file to a raw table: nothing here knows money or M-Pesa rows.

A statement arrives as CSV (comma, semicolon or tab) or as an Excel workbook (XLSX, or the older OLE2 XLS that
the portal itself writes). The kind is told by the content, never by the name. The table starts after the
row of titles: the first whose first cell is `Receipt No.`, or as a bank has it (bank_titles.py); all rows
above it are the preamble.

Letters, workbooks and broken quotes are judged by core/files, as for every table; here millions of rows are
framed at a time, and a name with a lost character or an odd quote stops no money.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import StringIO

import pandas as pd  # type: ignore[import-untyped,unused-ignore]

from core.errors import InvalidInput
from core.files.encodings import LOST, decode
from core.files.old_workbook_guard import OLD_EXCEL
from core.files.spreadsheets import ZIP, is_blank_file, rows_of_text, sheets_of
from core.files.workbook_guard import Limits, WorkbookTooLarge, WorkbookUnsound
from core.files.workbooks import Sheet
from reconciliation.statement_files.cells import cell_text

#: Rows above the header that are searched for it; the portal writes six to eight.
PREAMBLE_ROWS = 200
#: Trailing commas tolerated by the fast path; more of them only make reading slower.
SPARE_COLUMNS = 4
#: More merged cells than this are no statement.
MOST_LOST = 1_000_000
#: A row with more cells than this ends in one that holds all the others.
WIDEST = 64

_HEADER_LINE = re.compile(
    r"[\s\ufeff\u00a0\"']*receipt[\s\u00a0]+no\.?[\s\u00a0]*[\"']?[\s\u00a0]*([,;\t]|$)", re.IGNORECASE
)
_ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00a0\u200b\ufeff]")
_ODD_AND_TAB = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f\u00a0\u200b\ufeff]")
#: A quote that neither begins nor ends a cell.
_INNER_QUOTE = re.compile(r'"(?<=[^,;\t\r\n"]")(?=[^,;\t\r\n"])')
_HEADER_CELL = re.compile(r"receipt no\.?", re.IGNORECASE)


@dataclass(frozen=True)
class RawTable:
    """`body` has a column per header cell, then spare ones; its first row is line `first_line` of the file.

    `is_text`: from a CSV. `tidy`: its cells are known to hold no control characters and no line breaks.
    `broken`: the row whose quote never closes. `lost`: places (row, column) where a workbook holds a formula,
    an error or merged cells. Both count from 0 in the body.
    """

    preamble: list[list[str]]
    header: list[str]
    body: pd.DataFrame
    first_line: int
    is_text: bool
    tidy: bool
    broken: int | None = None
    lost: set[tuple[int, int]] = field(default_factory=set)


@dataclass(frozen=True)
class Head:
    """How the row of titles is known. `line` gives the separator of a line of text that is one, else nothing;
    `cells` looks at a row of a sheet; `missing` is said where there is none."""

    line: Callable[[str], str]
    cells: Callable[[list[str]], bool]
    missing: str


#: A portal whose session has ended sends its page for signing in, under the name of the file.
_WEB_PAGE = re.compile(r"\s*<(?:!doctype\s+html|html|head|body|meta|script|table|div)\b", re.IGNORECASE)
WEB_PAGE = (
    "This is a web page and no statement, whatever its name says: sign in anew where it comes from, and"
    " export it again."
)


def _portal_line(line: str) -> str:
    found = _HEADER_LINE.match(line)
    return (found[1] or ",") if found else ""


#: The organisation portal's.
PORTAL = Head(
    _portal_line,
    lambda cells: bool(cells and _HEADER_CELL.fullmatch(cells[0])),
    "No row starts with `Receipt No.`: this is not an M-Pesa statement.",
)


def not_a_statement(message: str) -> InvalidInput:
    return InvalidInput("NOT_A_STATEMENT", "file", message)


def too_large(message: str) -> InvalidInput:
    return InvalidInput("STATEMENT_TOO_LARGE", "file", message)


def read_table(data: bytes, limits: Limits, head: Head = PORTAL) -> RawTable:
    """The raw table of a file. Raises InvalidInput NOT_A_STATEMENT, STATEMENT_EMPTY, STATEMENT_TOO_LARGE."""
    if len(data) > limits.size:
        raise too_large(f"The file is larger than {limits.size:,} bytes; export a shorter period.")
    if is_blank_file(data):
        raise InvalidInput("STATEMENT_EMPTY", "file", "The file is empty.")
    if not data.startswith((ZIP, OLD_EXCEL)):
        return _from_text(decode(data), limits, head)
    try:
        return _from_workbook(data, limits, head)
    except WorkbookTooLarge:
        raise too_large("The workbook is too large; export a shorter period or CSV.") from None
    except WorkbookUnsound as problem:
        told = str(problem) or "The workbook is damaged: save it again, or export CSV."
        raise not_a_statement(told) from None


def _from_text(text: str, limits: Limits, head: Head) -> RawTable:
    if text.count("\r") != text.count("\r\n"):
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    start, line = 0, 0
    for _ in range(PREAMBLE_ROWS):
        end = text.find("\n", start)
        stop = len(text) if end < 0 else end
        separator = head.line(text[start:stop])
        if separator:
            break
        start, line = stop + 1, line + 1
        if end < 0:
            raise not_a_statement(_missing(text, head))
    else:
        raise not_a_statement(_missing(text, head))
    if text.count("\n", stop) > limits.rows + 1:
        raise too_large(f"The file has more than {limits.rows:,} rows; export a shorter period.")
    preamble = [[cell_text(cell) for cell in row] for row in _rows(text[:start], separator)]
    header = [cell_text(cell) for cell in next(_rows(text[start:stop], separator))]
    while header and not header[-1]:
        header.pop()
    most = 2 * (len(header) + SPARE_COLUMNS)  # texts hold separators too
    if len(header) > WIDEST or text.count(separator, stop) > most * text.count("\n", stop) + 100_000:
        raise too_large("The rows have too many cells: export the statement again.")
    rest = text[stop + 1 :].rstrip(f"{separator} \r\n")  # a spreadsheet leaves blank rows by the million
    rest = _without_torn(_without_odd(rest, separator), separator)
    body, broken = _read_body(rest, separator, len(header) + SPARE_COLUMNS)
    lines = rest.count("\n") + (not rest.endswith("\n"))
    tidy = lines == len(body) and rest.count("\r") == rest.count("\r\n")
    return RawTable(preamble, header, body, line + 2, is_text=True, tidy=tidy, broken=broken)


def _missing(text: str, head: Head) -> str:
    return WEB_PAGE if _WEB_PAGE.match(text[:1_000]) else head.missing


def _without_odd(text: str, separator: str) -> str:
    pattern = _ODD if separator == "\t" else _ODD_AND_TAB
    return pattern.sub(" ", text) if pattern.search(text) else text


def _without_torn(text: str, separator: str) -> str:
    """A cell that goes on behind its closing quote gets LOST there: both parts joined are another amount."""
    if not _INNER_QUOTE.search(text):
        return text
    cell = re.compile(rf'"((?:[^"]|"")*+)"([^{separator}\r\n]*)|[^{separator}\r\n]+')

    def mended(found: re.Match[str]) -> str:
        tail = found[2] or ""
        return found[0] if not tail.strip() else '"{}{}{}"'.format(found[1], LOST, tail.replace('"', '""'))

    return cell.sub(mended, text)


def _read_body(text: str, separator: str, width: int) -> tuple[pd.DataFrame, int | None]:
    """The body, and the place of the row whose quote never closes."""
    if not text.strip():
        return pd.DataFrame({column: pd.Series(dtype="str") for column in range(width)}), None
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
            return body, None
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError):
        pass  # too many cells, or a quote that never closes: read again, row by row
    rows = list(_rows(text, separator))
    width = max(width, min(WIDEST, max(map(len, rows))))
    broken = len(rows) - 1 if _ends_open(rows[-1], text, separator) else None
    filled = [[*(row + [""] * width)[: width - 1], "".join(row[width - 1 :])] for row in rows]
    return pd.DataFrame(filled, columns=range(width), dtype="str"), broken


def _ends_open(last: list[str], text: str, separator: str) -> bool:
    """Whether the quote of the last row never closes."""
    breaks = sum(cell.count("\n") for cell in last)
    tail = text.rstrip("\r\n").rsplit("\n", breaks + 1)
    return any(row.broken for row in rows_of_text("\n".join(tail[1:] or tail), separator))


def _rows(text: str, separator: str) -> Iterator[list[str]]:
    """Rows of CSV text; what Python's reader refuses (an endless cell) becomes one cell that says so."""
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            yield [f"{LOST} unreadable row: {problem}"]


def _from_workbook(data: bytes, limits: Limits, head: Head) -> RawTable:
    """Raises as read_table does, and WorkbookTooLarge / WorkbookUnsound."""
    tables = [
        table
        for sheet in sheets_of(data, limits, first="transaction")
        if (table := _of_sheet(sheet, limits, head))
    ]
    if not tables:
        raise not_a_statement(head.missing)
    if len(tables) > 1:
        raise not_a_statement("There are statements on two sheets: send each one as a file of its own.")
    return tables[0]


def _of_sheet(sheet: Sheet, limits: Limits, head: Head) -> RawTable | None:
    """The table on a sheet, if there is one."""
    if len(sheet.rows) > limits.rows + PREAMBLE_ROWS:
        raise too_large(f"The sheet has more than {limits.rows:,} rows; export a shorter period.")
    for position, cells in enumerate(sheet.rows[:PREAMBLE_ROWS]):
        header = [cell_text(value) for value in cells]
        if not head.cells(header):
            continue
        while not header[-1]:
            header.pop()
        preamble = [[cell_text(value) for value in row] for row in sheet.rows[:position]]
        body = pd.DataFrame(sheet.rows[position + 1 :], columns=range(len(cells)), dtype=object)
        lost = _lost(sheet, position + 2, len(body))
        return RawTable(preamble, header, body, position + 2, is_text=False, tidy=False, lost=lost)
    return None


def _lost(sheet: Sheet, first_line: int, count: int) -> set[tuple[int, int]]:
    """Places of the body whose cells hold no value of their own. Raises NOT_A_STATEMENT for too many."""
    places, left_over = set(sheet.computed), MOST_LOST
    for (top, left), (bottom, right) in sheet.merged:
        lines = range(max(top, first_line), min(bottom, first_line + count - 1) + 1)
        left_over -= len(lines) * (right + 1 - left)
        if left_over < 0:
            raise not_a_statement("Most cells are merged: split them, or export CSV.")
        places.update((line, column) for line in lines for column in range(left, right + 1))
    return {(line - first_line, column - 1) for line, column in places if 0 <= line - first_line < count}
