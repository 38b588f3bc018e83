"""Excel's limits, and memory that does not grow with the rows."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from typing import Any

import pytest

from reports.sheets import rows as table_rows
from reports.sheets.description import Group, Row, Rows
from reports.sheets.frame import sheet_name
from tests.reports.sheets.books import book_of, line, opened, texts_written, two_groups, written


def test_what_a_sheet_does_not_hold_goes_to_further_ones() -> None:
    lines = [line(number) for number in range(1, 21)]
    data = written(book_of(Rows(lines)), max_rows=8)
    book, values = opened(data), opened(data, values=True)
    assert book.sheetnames == ["Cover", "Ledger", "Ledger 2", "Ledger 3"]
    shown = [
        round(row[5] * 100)
        for page in values.worksheets[1:]
        for row in page.iter_rows(min_row=2, values_only=True)
        if row[1] is not None
    ]
    assert shown == list(range(1, 21))
    last = book["Ledger 3"]
    assert last["F8"].value == "=SUBTOTAL(9,'Ledger'!F2:F8,'Ledger 2'!F2:F8,F2:F7)"
    assert round(values["Ledger 3"]["F8"].value * 100) == 210
    for page in book.worksheets[1:]:
        assert page["A1"].value == "Account" and page.freeze_panes == "A2" and page.max_row <= 8
        assert page.print_title_rows == "$1:$1"
    assert [page.auto_filter.ref for page in book.worksheets[1:]] == ["A1:I8", "A1:I8", "A1:I7"]


def test_a_group_goes_over_sheets_and_its_total_with_it() -> None:
    group = Group("1020 Cash", [line(5, 0, 5 * number) for number in range(1, 8)], "Total 1020")
    data = written(book_of(group), max_rows=6)
    book = opened(data)
    assert book.sheetnames == ["Cover", "Ledger", "Ledger 2"]
    page = book["Ledger 2"]
    assert page["F5"].value == "=SUBTOTAL(9,'Ledger'!F3:F6,F2:F4)" and page["H5"].value == "=H4"


def test_rows_that_just_fit_begin_no_further_sheet() -> None:
    data = written(book_of(Rows([line(1)] * 7), tables=(book_of(Rows([line(1)] * 7)).tables[0],)), max_rows=9)
    assert opened(data).sheetnames == ["Cover", "Ledger"]
    assert opened(data)["Ledger"].max_row == 9


def test_a_heading_is_not_the_last_row_of_a_sheet() -> None:
    cash, sales = two_groups()
    book = opened(written(book_of(cash, sales), max_rows=6))
    assert [row[0].value for row in book["Ledger 2"].iter_rows(max_row=2)] == ["Account", "4000 Sales"]


def test_a_sheet_holds_as_many_rows_as_excel() -> None:
    assert table_rows.MAX_ROWS == 1_048_576


def test_long_text_is_cut_to_what_a_cell_holds() -> None:
    cells = texts_written(["why" * 20_000, "\U0001f600" * 20_000, "x" * 32_767])
    assert [len(cell.value.encode("utf-16-le")) // 2 for cell in cells] == [32_767, 32_766, 32_767]


def test_no_row_is_kept_once_it_is_written() -> None:
    class Text(str):
        """A text that can be watched."""

    living: weakref.WeakSet[Any] = weakref.WeakSet()
    most = 0

    def rows() -> Iterator[Row]:
        nonlocal most
        for _ in range(6 * table_rows.BATCH):
            text = Text("Sale")
            living.add(text)
            most = max(most, len(living))
            yield line(5, 0, 5, text)

    written(book_of(Rows(rows())))
    gc.collect()
    assert most <= 2 * table_rows.BATCH + 10 and len(living) == 0


@pytest.mark.parametrize(
    ("titles", "names"),
    [
        (["Ledger", "ledger"], ["Ledger", "ledger (2)"]),
        (["a/b:c*d?[e]'f\\g"], ["a b c d e f g"]),
        (["x" * 40], ["x" * 31]),
        (["", "'"], ["Sheet", "Sheet (2)"]),
        (["History"], ["History (2)"]),
    ],
)
def test_names_of_sheets_are_ones_that_excel_takes(titles: list[str], names: list[str]) -> None:
    taken: set[str] = set()
    assert [sheet_name(title, 1, taken) for title in titles] == names
