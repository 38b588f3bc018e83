"""Texts of strangers: never a formula, never broken XML, never lost but for what XML cannot say."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.files.formulas import computes
from reports.sheets.cells import safe_text
from reports.sheets.description import Fact, Group, Rows
from reports.sheets.plain_files import csv_chunks, json_chunks
from tests.reports.sheets.books import book_of, line, opened, parts_of, table_of, texts_written, written

EVIL = [
    '=HYPERLINK("http://x")',
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\tx",
    "#N/A",
    "\uff1d1+1",
    "\u200b=1",
    "\n=1",
]
#: As Excel reads it, and openpyxl does not.
_DECODED = re.compile("_x([0-9A-Fa-f]{4})_")


def decoded(text: str) -> str:
    return _DECODED.sub(lambda found: chr(int(found[1], 16)), text)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text(max_size=40), min_size=1, max_size=12))
@example(["plain", "a\x1fb", "x"])
@example([" before", "after ", "\n", "", "x\r\ny"])
@example(["_x000D_", "_x005F_x000D_", "]]>", "</t></is></c>", "&amp;"])
@example(["\ud800", "\ufffe", "\x00", "\x0b"])
def test_any_text_is_read_again(texts: list[str]) -> None:
    cells = texts_written(texts)
    assert [decoded(cell.value or "") for cell in cells] == [safe_text(text) for text in texts]
    assert {cell.data_type for cell, text in zip(cells, texts, strict=True) if text} <= {"s"}
    for cell, text in zip(cells, texts, strict=True):
        assert bool(cell.quotePrefix) == computes(safe_text(text))


@settings(deadline=None, max_examples=25)
@given(st.text(max_size=30))
@example("&[Page] =1")
@example("]]></sheetData>")
@example('A1048575"')
def test_any_name_is_taken_anywhere(text: str) -> None:
    group = Group(text, [line(1, 0, 1, text)], text)
    book = book_of(group, title=text, business=text, period=text, basis=text, answers=text, author=text)
    book = replace(book, facts=(Fact(text, text),))
    opened(written(book))
    json.loads("".join(json_chunks(book)))


def test_what_begins_like_a_formula_is_text_everywhere() -> None:
    for evil in EVIL:
        book = book_of(Group(evil, [line(1, 0, 1, evil)], evil), business=evil, title=evil)
        data = written(replace(book, facts=(Fact(evil, evil),)))
        for page in opened(data).worksheets:
            for row in page.iter_rows():
                for cell in row:
                    assert cell.data_type != "f" or cell.value.startswith(
                        ("=SUBTOTAL(9,", "=ROUND('", "='", "=H")
                    )
                    if cell.value == evil and page.title != "Cover":
                        assert cell.quotePrefix, cell.coordinate
                        assert cell.font.name == "Calibri" and (cell.font.b or cell.column > 1)
        for name, content in parts_of(data).items():
            if name.startswith("xl/worksheets"):
                assert "HYPERLINK" not in "".join(re.findall("<f>.*?</f>", content))


@pytest.mark.parametrize("evil", EVIL)
def test_csv_puts_a_quote_before_what_could_be_a_formula(evil: str) -> None:
    text = "".join(csv_chunks(table_of(Rows([line(1, 0, 1, evil)]))))
    (_, row) = csv.reader(io.StringIO(text))
    assert row[4].startswith("'") or not computes(row[4])
