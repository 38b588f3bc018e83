"""Small tables out of files from outside, and text that no spreadsheet computes."""

from __future__ import annotations

import zipfile
from io import BytesIO

import openpyxl
import pytest

from core.errors import InvalidInput
from core.files.spreadsheets import harmless, read_rows
from core.files.workbook_guard import Limits

COLUMNS = {"code": "code", "name": "name", "amount": "amount"}
LIMITS = Limits(rows=5, size=200_000, inflated=2_000_000, parts=50, columns=10, cell_text=4_096)


def read(data: bytes, **more):
    options = {"columns": COLUMNS, "needed": {"code"}, "limits": LIMITS} | more
    return read_rows(data, **options)


def workbook(*rows) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def code(data: bytes, **more) -> str:
    with pytest.raises(InvalidInput) as refusal:
        read(data, **more)
    return refusal.value.code


def rezipped(data: bytes, part: str, change) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == part else content)
    return target.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"Code,Name,Other\n\n100,Water,x\n",
        "\ufeffCODE;name;x\r\n\r\n100;Water;\r\n".encode(),
        "code\tname\n\n100\tWater\n".encode("utf-16"),
        workbook(["Code", "Name", "Other"], [None], [100, "Water", "x"]),
        workbook(["Code ", "NAME"], [], [100.0, " Water\n"]),
    ],
)
def test_the_same_table_in_many_dresses(data):
    (row,) = read(data)
    assert (row.line, row.text("code"), row.text("name"), row.value("amount")) == (3, "100", "Water", None)


def test_cells_keep_their_lines_over_quoted_line_breaks():
    rows = read(b'code,name\n1,"two\nlines"\n2,next\n')
    assert [(row.line, row.text("name")) for row in rows] == [(3, "two lines"), (4, "next")]


def test_a_formula_is_no_value():
    book = workbook(["code", "name", "amount"], ["=1+1", "=HYPERLINK(1)", "=2*2"])
    for row in (read(book)[0], read(b"code,name,amount\n =1+1,@SUM(A1),=2*2\n")[0]):
        for column in ("code", "name", "amount"):
            with pytest.raises(InvalidInput) as refusal:
                row.text(column)
            assert (refusal.value.code, refusal.value.field) == ("FORMULA", column)


def test_files_that_are_refused():
    book = workbook(["code"], [1])
    sheet = "xl/worksheets/sheet1.xml"
    lol = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>'
    for data, expected in (
        (b"", "FILE_EMPTY"),
        (b"\n\n , ,\n", "FILE_EMPTY"),
        (b"\xef\xbb\xbf\n", "FILE_EMPTY"),
        (b"name\nx\n", "COLUMN_MISSING"),
        (b"code,Code\n1,2\n", "COLUMN_TWICE"),
        (b"code\n" + b"1\n" * 6, "FILE_TOO_LARGE"),
        (b"code\n" + b"1" * 200_000, "FILE_TOO_LARGE"),
        (b'code\n"' + b"1" * 140_000, "FILE_UNREADABLE"),
        (workbook(["code"], *[[n] for n in range(6)]), "FILE_TOO_LARGE"),
        (b"PK\x03\x04 nothing", "FILE_UNREADABLE"),
        (book[:-200], "FILE_UNREADABLE"),
        (rezipped(book, sheet, lambda xml: lol + xml), "FILE_UNREADABLE"),
        (rezipped(book, sheet, lambda xml: xml.replace(b'r="A2"', b'r="XFD1048576"')), "FILE_TOO_LARGE"),
        (rezipped(book, sheet, lambda xml: xml + b" " * 3_000_000), "FILE_TOO_LARGE"),
        (rezipped(book, "xl/workbook.xml", lambda xml: b"<x/>"), "FILE_UNREADABLE"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, "COLUMN_MISSING"),
        (bytes(range(256)) * 4, "COLUMN_MISSING"),
    ):
        assert code(data) == expected, data[:60]


def test_text_that_a_spreadsheet_would_compute_gets_a_quote():
    for risky in ("=1+1", "+1", "-1", "@SUM(A1)", "  =1", "\t=1", "\r\n=1", "|x", "%x"):
        assert harmless(risky).startswith("'"), risky
    for plain in ("Rent", "a=b", "12.50", "", "Müller & Söhne", "'=quoted"):
        assert harmless(plain) == plain
