"""Small tables out of files from outside: read whole, or each problem named with its row."""

from __future__ import annotations

import zipfile
from datetime import date, time
from io import BytesIO

import openpyxl
import pytest

from core.errors import InvalidInput
from core.files.spreadsheets import Table, read_rows
from core.files.workbook_guard import Limits

COLUMNS = {"code": "code", "name": "name", "amount": "amount"}
LIMITS = Limits(rows=5, size=200_000, inflated=2_000_000, parts=50, columns=10, cell_text=4_096)


def table(data: bytes, **more) -> Table:
    options = {"columns": COLUMNS, "needed": {"code"}, "limits": LIMITS} | more
    return read_rows(data, **options)


def read(data: bytes, **more):
    found = table(data, **more)
    assert found.problems == []
    return found.rows


def problems(data: bytes, **more) -> list[tuple[int, str, str]]:
    return [(each.line, each.column, each.code) for each in table(data, **more).problems]


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
    assert [(row.line, row.text("name")) for row in rows] == [(2, "two lines"), (4, "next")]


def test_a_formula_is_no_value():
    book = workbook(["code", "name", "amount"], ["=1+1", "=HYPERLINK(1)", "=2*2"])
    text = "code,name,amount\n =1+1,@SUM(A1),=2*2\n"
    wide = "code,name,amount\n\uff1d1+1,\u200b\uff20SUM(A1),\ufeff=2*2\n"
    for row in (read(book)[0], read(text.encode())[0], read(wide.encode())[0]):
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
        (b'"code\n1\n', "BROKEN_QUOTE"),
        ("code,am\ufffdount\n1,2\n".encode(), "BAD_CHARACTERS"),
        (b"code,am\xffount\n1,2\n", "COLUMN_UNKNOWN"),
        (b"code,Opening balance\n1,250.50\n", "COLUMN_UNKNOWN"),
        (b"code,amuont\n1,250.50\n", "COLUMN_UNKNOWN"),
        (b"code,Amount (USD)\n1,250.50\n", "COLUMN_UNKNOWN"),
        (workbook(["code"], *[[n] for n in range(6)]), "FILE_TOO_LARGE"),
        (b"PK\x03\x04 nothing", "FILE_UNREADABLE"),
        (book[:-200], "FILE_UNREADABLE"),
        (rezipped(book, sheet, lambda xml: lol + xml), "FILE_UNREADABLE"),
        (rezipped(book, sheet, lambda xml: xml.replace(b'r="A2"', b'r="XFD1048576"')), "FILE_TOO_LARGE"),
        (rezipped(book, sheet, lambda xml: xml + b" " * 3_000_000), "FILE_TOO_LARGE"),
        (rezipped(book, "xl/workbook.xml", lambda xml: b"<x/>"), "FILE_UNREADABLE"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, "COLUMN_MISSING"),
        (bytes(range(256)) * 4, "BAD_CHARACTERS"),
        (rezipped(book, "xl/workbook.xml", lambda xml: b"not XML"), "FILE_UNREADABLE"),
    ):
        assert code(data) == expected, data[:60]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("code,name,amount\n6000,Loan,1,250.50\n", [(2, "", "TOO_MANY_CELLS")]),
        ("code,name,amount,\n6000,Loan,1,250.50\n", [(2, "", "TOO_MANY_CELLS")]),
        ("code,,amount\n6000,Loan,1\n6001,,1,,,\n", [(2, "", "TOO_MANY_CELLS")]),
        ('code,name\n1,a\n2,"b\n3,c\n', [(3, "", "BROKEN_QUOTE")]),
        ('code,name\n1,"a,b\n2,c,d\n3,e",f\n', [(2, "", "BROKEN_QUOTE")]),
        ('code,name\n1,"a"b"\n2,c\n', [(2, "", "BROKEN_QUOTE")]),
        ('code,name\n"' + "1" * 140_000 + '"\n', [(2, "", "BROKEN_QUOTE")]),
        ("code,name\n1,a\x00b\n2,\ufffd\n", [(2, "name", "BAD_CHARACTERS"), (3, "name", "BAD_CHARACTERS")]),
        ("code,currency\n1,KES\n2,\n3,USD\n4,ksh\n", [(4, "currency", "BAD_CURRENCY")]),
        ("code;name;amount\n1;a;2;3\n", [(2, "", "TOO_MANY_CELLS")]),
        ("code\tname\n1\ta\tb\n", [(2, "", "TOO_MANY_CELLS")]),
        ("code" + "," * 3000 + "\n1" + "," * 3000 + "9\n", [(2, "", "TOO_MANY_CELLS")]),
        (
            "code,currency\n1,USD\n2,KES,3\n4,\x00\n",
            [(2, "currency", "BAD_CURRENCY"), (3, "", "TOO_MANY_CELLS"), (4, "", "BAD_CHARACTERS"),
             (4, "currency", "BAD_CURRENCY")],
        ),
    ],
)  # fmt: skip
def test_what_would_be_lost_is_a_problem_of_its_row(text, expected):
    assert problems(text.encode()) == expected


@pytest.mark.parametrize(
    "title",
    [
        "Bal",
        "Bal.",
        "Amt",
        "Amnt",
        "Opening",
        "Opening (01/01)",
        "KES",
        "Kshs.",
        "USD",
        "Value",
        "Total",
        "B/F",
    ],
)
def test_a_short_title_of_money_is_not_passed_over(title):
    assert code(f"code,{title}\n1,250.50\n".encode()) == "COLUMN_UNKNOWN"
    (row,) = read(f"code,{title},amount\n1,,2.50\n".encode())
    assert row.value("amount") == "2.50"


@pytest.mark.parametrize("title", ["Cur", "Curr.", "CCY", "Currency", "Account currency", "currency (ISO)"])
def test_a_column_of_currencies_may_be_called_otherwise(title):
    text = f"code,{title},amount\n1,KES,2.50\n2,USD,2.50\n"
    assert problems(text.encode()) == [(3, "currency", "BAD_CURRENCY")]


def test_titles_may_say_that_the_money_is_ours():
    (row,) = read(b"code,Amount (KES),notes\n1,2.50,x\n")
    assert row.value("amount") == "2.50"
    assert read(b"code,Opening balance\n1,\n")[0].text("code") == "1"


def test_cells_of_a_workbook_that_are_no_values_of_their_own():
    book = openpyxl.Workbook()
    for row in (["code", "name", "amount", "notes"], [1, "a", 5, "x"], [2, "b", 6, "y"], [3, "c", 7]):
        book.active.append(row)
    book.active["C3"] = "=1+1"
    book.active["D2"] = "=NOW()"
    book.active["C4"].data_type = "e"
    book.active["C4"].value = "#REF!"
    book.active.merge_cells("A2:A3")
    book.active.merge_cells("D2:D3")
    target = BytesIO()
    book.save(target)
    found = table(target.getvalue())
    assert [(each.line, each.column, each.code) for each in found.problems] == [(2, "code", "MERGED_CELLS")]
    assert [row.value("amount") for row in found.rows[:1]] == [5.0]
    for row in found.rows[1:]:
        with pytest.raises(InvalidInput, match="formula"):
            row.value("amount")


def test_what_a_spreadsheet_made_of_a_text_is_refused():
    made = workbook(["code", "name"], [date(2024, 1, 2), 1.5], [True, time(1, 2)])
    for row in read(made):
        for column in ("code", "name"):
            with pytest.raises(InvalidInput) as refusal:
                row.text(column)
            assert refusal.value.code == "BAD_CELL"
