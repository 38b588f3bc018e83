"""The workbook of a described report, opened again: cells, formulas with their values, print set-up."""

from __future__ import annotations

import io
import json
import zlib
from datetime import datetime
from decimal import Decimal
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from reports.limiting import Walk
from reports.sheets.description import (
    Book,
    Chart,
    Column,
    Group,
    Kind,
    NamedRow,
    Result,
    Rows,
    Table,
    Total,
    TotalOf,
    TotalsDiffer,
)
from reports.sheets.plain_files import json_chunks
from reports.sheets.workbook import LEVEL
from tests.reports.sheets.books import book_of, line, opened, parts_of, table_of, two_groups, written


def cents(cell) -> int:
    return round(Decimal(str(cell.value)) * 100)


def test_cells_are_numbers_days_and_times() -> None:
    page = opened(written(book_of(Rows([line(123_456_789, 5, -1)]))))["Ledger"]
    row = page[2]
    assert [cell.value for cell in page[1]][:6] == [
        "Account", "Day", "Time", "Number", "Description", "Debit (KES)",
    ]  # fmt: skip
    assert [cell.data_type for cell in row] == ["s", "d", "d", "n", "s", "n", "n", "n", "n"]
    assert (row[1].value, row[2].value) == (datetime(2026, 11, 20), datetime(2026, 11, 20, 8, 1, 5))
    assert [cents(cell) for cell in row[5:8]] == [123_456_789, 5, -1]
    assert (row[3].value, row[8].value) == (7, 0.125)
    formats = [cell.number_format for cell in row]
    assert formats[5] == formats[6] == "#,##0.00_);(#,##0.00);"
    assert formats[7] == '#,##0.00_);(#,##0.00);"-"??_)'
    assert (formats[1], formats[2], formats[8]) == ("dd mmm yyyy", "dd mmm yyyy hh:mm:ss", "0.0%")


def test_totals_are_formulas_with_their_values_beside_them() -> None:
    data = written(book_of(*two_groups()))
    page, values = opened(data)["Ledger"], opened(data, values=True)["Ledger"]
    assert [row[0].value for row in page.iter_rows()] == [
        "Account", "1020 Cash", "1020", "1020", "Total 1020", "4000 Sales", "4000", "Total 4000", "Total",
    ]  # fmt: skip
    formulas = {
        cell.coordinate: cell.value for row in page.iter_rows() for cell in row if cell.data_type == "f"
    }
    assert formulas == {
        "F5": "=SUBTOTAL(9,F3:F4)",
        "G5": "=SUBTOTAL(9,G3:G4)",
        "H5": "=H4",
        "F8": "=SUBTOTAL(9,F7:F7)",
        "G8": "=SUBTOTAL(9,G7:G7)",
        "H8": "=H7",
        "F9": "=SUBTOTAL(9,F3:F7)",
        "G9": "=SUBTOTAL(9,G3:G7)",
    }
    kept = {"F5": 50_000, "G5": 12_345, "H5": 37_655, "F8": 0, "G8": 37_655, "F9": 50_000, "G9": 50_000}
    assert {address: cents(values[address]) for address in kept} == kept
    assert [page.row_dimensions[number].outlineLevel for number in (2, 3, 4, 5)] == [0, 1, 1, 0]


def test_the_cover_says_what_it_is_and_whether_it_agrees() -> None:
    data = written(book_of(*two_groups()))
    book, page, values = opened(data), opened(data)["Cover"], opened(data, values=True)["Cover"]
    assert book.sheetnames == ["Cover", "Ledger"] and book.active.title == "Cover"
    facts = {row[0].value: row[1] for row in page.iter_rows(max_col=2) if row[0].value}
    shown = {row[0].value: row[1].value for row in values.iter_rows(max_col=2) if row[0].value}
    assert shown["Business"] == "Maji & Sons" and shown["Period"] == "November 2026"
    assert shown["What it answers"] == "What moved on each account."
    assert (shown["Seal"], shown["Made"]) == (4711, datetime(2026, 11, 20, 8, 1, 5))
    assert (facts["Debits"].value, shown["Debits"]) == ("='Ledger'!F9", 500)
    assert (facts["Difference"].value, shown["Difference"]) == ("=ROUND('Ledger'!F9-'Ledger'!G9,2)", 0)
    assert shown["Ledger"] == 3
    (marked,) = page.conditional_formatting
    assert str(marked.sqref) == facts["Difference"].coordinate
    assert [rule.operator for rule in marked.rules] == ["notEqual", "equal"]


def test_every_page_prints_on_a4_with_heads_and_numbers() -> None:
    book = opened(written(book_of(*two_groups())))
    for page in book.worksheets:
        assert (page.page_setup.paperSize, page.page_setup.fitToHeight) == (9, 0)
        assert page.page_setup.fitToWidth in (1, None) and page.sheet_properties.pageSetUpPr.fitToPage
        assert page.oddHeader.left.text.strip() == "Maji && Sons"
        assert page.oddHeader.right.text.strip() == "November 2026"
        assert page.oddFooter.left.text.strip() == "Ledger up to seal 4711"
        assert page.oddFooter.right.text == "Page &P of &N"
    page = book["Ledger"]
    assert (page.page_setup.orientation, page.print_title_rows) == ("landscape", "$1:$1")
    assert (page.freeze_panes, page.auto_filter.ref) == ("A2", "A1:I8")
    assert (page.column_dimensions["A"].width, page.column_dimensions["E"].width) == (12, 40)
    (marked,) = page.conditional_formatting
    assert (str(marked.sqref), marked.rules[0].operator) == ("G2:G8", "greaterThan")
    assert page.sheet_format.outlineLevelRow == 1
    about = book.properties
    assert (about.title, about.subject) == ("General ledger, November 2026", "Maji & Sons")
    assert (about.creator, about.created) == ("owner", datetime(2026, 11, 20, 5, 1, 5))


@pytest.mark.parametrize("name", ["5 & Dime", "&P of &N", "&" * 200, "\U0001f600" * 120, "a\x00b\ud800"])
def test_what_a_head_prints_is_text(name: str) -> None:
    parts = parts_of(written(book_of(business=name)))
    head = ElementTree.fromstring(parts["xl/worksheets/sheet2.xml"]).find("{*}headerFooter/{*}oddHeader")
    assert head is not None and head.text is not None and len(head.text) <= 255
    left = head.text.removeprefix("&L ").partition("&C")[0]
    assert left.replace("&&", "") == left.replace("&", "") and name[:1].strip("&") in left


def test_results_add_and_take_groups() -> None:
    columns = (Column("code", "Account"), Column("amount", "Amount", Kind.MONEY, total=Total.SUM))
    parts = (
        Group("Income", [("4000", 90_000), ("4100", 1)], name="income"),
        Group("Expenses", [("5000", 100_000)], name="expenses"),
        Result("Profit or loss", ("income",), ("expenses",), equals={"amount": -9_999}),
    )
    table = Table("statement", "Income statement", columns, parts, is_wide=False, is_grouped=True)
    data = written(Book("Income statement", "Maji", "2026", (table,)))
    page, values = opened(data)["Income statement"], opened(data, values=True)["Income statement"]
    last = page.max_row
    assert (page[f"A{last}"].value, page[f"B{last}"].value) == ("Profit or loss", "=B5-B8")
    assert cents(values[f"B{last}"]) == -9_999
    assert page.page_setup.orientation == "portrait"


@pytest.mark.parametrize(
    "wrong",
    [
        Group("1020", [line(5)], equals={"debit": 6}),
        Rows([line(5)]),
        Result("Nothing", (), equals={"debit": 1}),
    ],
)
def test_a_sum_that_the_books_deny_makes_no_file(wrong) -> None:
    equals = {"debit": 4} if isinstance(wrong, Rows) else None
    with pytest.raises(TotalsDiffer):
        written(book_of(tables=(table_of(wrong, equals=equals),)))


def test_a_chart_keeps_its_values() -> None:
    columns = (
        Column("day", "Day", Kind.DATE),
        Column("amount", "Collected", Kind.MONEY, total=Total.SUM),
        Column("late", "Late", Kind.MONEY, total=Total.SUM),
    )
    day = line()[1]
    rows = [(day, 1_050, 20), (day, 0, 1), (day, 99, 3)]
    by_day = Table(
        "by_day", "By day", columns, (Rows(rows),), "Total", chart=Chart("By day", ("amount",), "day")
    )
    whole = Table("sums", "Sums", columns, (Rows(rows),), "Total", chart=Chart("Sums", ("amount", "late")))
    parts = parts_of(written(Book("Collections", "Maji", "2026", (by_day, whole))))
    first, second = parts["xl/charts/chart1.xml"], parts["xl/charts/chart2.xml"]
    assert "'By day'!$B$2:$B$4" in first and "'By day'!$A$2:$A$4" in first and "<v>10.5</v>" in first
    assert "'Sums'!$B$5:$C$5" in second and "'Sums'!$B$1:$C$1" in second and "<v>0.24</v>" in second
    assert "drawing1.xml" in parts["xl/worksheets/_rels/sheet1.xml.rels"]


def test_a_chart_of_nothing_is_left_out() -> None:
    columns = (Column("day", "Day", Kind.DATE), Column("amount", "Amount", Kind.MONEY, total=Total.SUM))
    table = Table("t", "T", columns, (), "Total", chart=Chart("C", ("amount",), "day"))
    parts = parts_of(written(Book("Empty", "Maji", "2026", (table,))))
    assert not any("chart" in name for name in parts)


def test_a_report_without_rows_is_still_a_workbook() -> None:
    data = written(book_of())
    assert [row[0].value for row in opened(data)["Ledger"].iter_rows()] == ["Account", "Total"]
    assert opened(data, values=True)["Ledger"]["F2"].value == 0


def test_a_sum_of_more_digits_than_a_cell_keeps_is_text() -> None:
    page = opened(written(book_of(Rows([line(10**15), line(10**15 + 1)]))))["Ledger"]
    assert [(page[f"F{row}"].value, page[f"F{row}"].data_type) for row in (2, 4)] == [
        ("10000000000000.00", "s"),
        ("20000000000000.01", "s"),
    ]


def test_the_same_rows_give_the_same_sheets() -> None:
    first, second = (parts_of(written(book_of(*two_groups()))) for _ in range(2))
    changing = {"docProps/core.xml"}  # says when it was saved
    assert {name for name in first if first[name] != second.get(name)} <= changing


def test_it_is_a_zip_of_the_parts_that_it_names() -> None:
    parts = parts_of(written(book_of(*two_groups())))
    named = ElementTree.fromstring(parts["[Content_Types].xml"])
    for each in named.iter():
        if path := each.get("PartName"):
            assert path.lstrip("/") in parts
    for name, content in parts.items():
        assert ElementTree.fromstring(content) is not None, name


def test_parts_are_packed_at_the_level_that_is_set() -> None:
    rows = [line(number * 7919, 0, number, f"Sale {number * 104_729}") for number in range(500)]
    with ZipFile(io.BytesIO(written(book_of(Rows(rows))))) as archive:
        for part in archive.infolist():
            packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
            packed = packer.compress(archive.read(part)) + packer.flush()
            assert part.compress_size == len(packed), part.filename


def test_rows_are_as_high_as_their_wrapped_text() -> None:
    columns = (Column("n", "Number", Kind.INT), Column("text", "Text", width=20, wraps=True))
    texts = ["short", "a sentence of more than twenty signs", "one\ntwo\nthree", None, "x" * 20, "y" * 9_000]
    table = Table("notes", "Notes", columns, (Rows(list(enumerate(texts))),))
    page = opened(written(Book("Notes", "Maji", "November 2026", (table,))))["Notes"]
    heights = [page.row_dimensions[row].height for row in range(2, 8)]
    assert heights == [None, 30, 45, None, None, 405]
    long = book_of(answers="What moved on each account, and why. " * 4)
    cover = opened(written(long))["Cover"]
    assert cover.row_dimensions[4].height == 45  # over two columns


def test_a_row_with_a_name_is_one_line_that_results_find() -> None:
    columns = (Column("what", "What"), Column("amount", "Amount", Kind.MONEY, total=Total.SUM))
    parts = (
        NamedRow("in", ("Staked", 500)),
        NamedRow("out", ("Paid", 470)),
        Result("Left", ("in",), ("out",)),
    )
    table = Table("pool", "The pool", columns, parts, is_wide=False)
    book = Book("Settlement", "Maji", "2026", (table,), shown=(("Paid", TotalOf("pool", "amount", "out")),))
    data = written(Walk(1).of(book))
    page = opened(data)["The pool"]
    assert [(row[0].value, row[1].value) for row in page.iter_rows(min_row=2)] == [
        ("Staked", 5), ("Paid", 4.7), ("Left", "=B2-B3")
    ]  # fmt: skip
    told = {row[0].value: row[1].value for row in opened(data)["Cover"].iter_rows(max_col=2)}
    assert told["Paid"] == "='The pool'!B3"
    assert [row["what"] for row in json.loads("".join(json_chunks(book)))["tables"][0]["rows"]] == [
        "Staked", "Paid"
    ]  # fmt: skip
