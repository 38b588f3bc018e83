"""What is written into a table is read back exactly or refused; nothing is changed in silence."""

from __future__ import annotations

import csv
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from core.errors import InvalidInput
from core.files.spreadsheets import TableRow, read_rows
from core.files.workbook_guard import Limits
from core.money import from_spreadsheet
from core.text import one_line

LIMITS = Limits(rows=50, size=500_000, inflated=5_000_000, parts=50, columns=20, cell_text=4_096)
COLUMNS = {"code": "code", "name": "name", "amount": "amount"}
TITLES = ["code", "name", "amount"]

texts = st.text(max_size=12) | st.sampled_from(
    [
        "=1",
        "\uff1d1",
        'a"b',
        "a,b",
        "a;b",
        "two\nlines",
        "x,\ny",
        "\ufffd",
        "\x00",
        "1,250.50",
        "007",
        "-",
        "é",
        "\r",
        "'",
    ]
)
rows = st.lists(st.lists(texts, min_size=1, max_size=5), max_size=6)


def outcome(data: bytes) -> list[TableRow] | None:
    """The rows, or None when the file or a row of it was refused."""
    try:
        table = read_rows(data, columns=COLUMNS, needed={"code"}, limits=LIMITS)
    except InvalidInput:
        return None
    return None if table.problems else table.rows


def text_of(row: TableRow, column: str) -> str | None:
    try:
        return row.text(column)
    except InvalidInput:
        return None


@settings(deadline=None)
@given(
    rows, st.sampled_from([",", ";", "\t"]), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]), st.booleans()
)
def test_what_csv_writes_is_read_back_or_refused(rows, separator, encoding, quoted) -> None:
    target = StringIO(newline="")
    writer = csv.writer(target, delimiter=separator, quoting=csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL)
    writer.writerows([TITLES, *rows])
    try:
        data = target.getvalue().encode(encoding)
    except UnicodeEncodeError:
        return
    found = outcome(data)
    if found is None:
        return
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    assert len(found) == len(kept)
    for read, written in zip(found, kept, strict=True):
        assert not any(cell.strip() for cell in written[len(TITLES) :])
        for place, column in enumerate(TITLES):
            cell = written[place] if place < len(written) else ""
            assert text_of(read, column) in (one_line(cell), None), (written, column)


@settings(deadline=None)
@given(st.binary(min_size=1, max_size=2), st.integers(0, 200))
def test_a_torn_file_is_read_as_it_is_or_refused(noise, place) -> None:
    """Bytes that were put in may change the cells that they stand in, but no other row's cells."""
    target = StringIO(newline="")
    csv.writer(target, lineterminator="\n").writerows(
        [TITLES, *([f"{n}", "Ngũgĩ", "1.00"] for n in range(5))]
    )
    data = target.getvalue().encode()
    at = data.index(b"\n") + 1 + place % (len(data) - data.index(b"\n") - 1)
    found = outcome(data[:at] + noise + data[at:])
    if found is not None and not set(noise) & set(b"\r\n"):
        untouched = [
            row for row in found if row.cells.get("name") == "Ngũgĩ" and row.cells.get("amount") == "1.00"
        ]
        assert len(found) == 5 and len(untouched) >= 4


amounts = (
    st.decimals(min_value=Decimal("-999999999"), max_value=Decimal("999999999"), places=2)
    | st.floats(allow_nan=False, allow_infinity=False, width=64)
    | st.integers(-(10**14), 10**14)
    | st.sampled_from(
        [1.005, 0.1 + 0.2, 1e15, True, date(2024, 1, 31), datetime(2024, 1, 31, 12), "=1+1", "7.25"]
    )
)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(texts, amounts), max_size=5))
def test_what_openpyxl_writes_is_read_back_or_refused(cells) -> None:
    book = openpyxl.Workbook()
    book.active.append(TITLES)
    written = []
    for text, amount in cells:
        if ILLEGAL_CHARACTERS_RE.search(text) or any("\ud800" <= letter <= "\udfff" for letter in text):
            continue
        written.append((text, amount))
        book.active.append(["c", text, amount])
    target = BytesIO()
    book.save(target)
    found = outcome(target.getvalue())
    if found is None:
        return
    assert len(found) == len(written)
    for row, (text, amount) in zip(found, written, strict=True):
        assert text_of(row, "name") in (one_line(text), None)
        try:
            value = row.value("amount")
            cents = from_spreadsheet(value)
        except (InvalidInput, TypeError):
            assert not isinstance(amount, Decimal)
            continue
        assert not isinstance(amount, date)
        if isinstance(amount, str):
            amount = Decimal(amount)
        assert abs(Decimal(cents) - Decimal(amount) * 100) <= Decimal("0.0001"), amount
