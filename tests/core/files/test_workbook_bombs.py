"""Workbooks that are small and would eat a machine, and sheets that nobody sees."""

from __future__ import annotations

import warnings
import zipfile
from dataclasses import replace
from io import BytesIO
from unittest import mock

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InvalidInput
from core.files import spreadsheets, workbook_guard
from core.files.workbook_guard import WorkbookTooLarge, WorkbookUnsound, check_workbook
from reconciliation.statement_files import tables
from reconciliation.statement_files.reading import read_statement
from tests.core.files.test_spreadsheets import LIMITS, code, read, rezipped, workbook
from tests.reconciliation.statement_files import A, as_workbook

SHEET = "xl/worksheets/sheet1.xml"
TITLES = ["code", "name", "amount"]


def ending_in(data: bytes, rows: bytes) -> bytes:
    return rezipped(data, SHEET, lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"))


@pytest.mark.parametrize(
    "cell",
    [
        b"<c><v>1</v></c>",
        b'<c t="n"><v>1</v></c>',
        b"""<c x=" r='A1'"><v>1</v></c>""",
        b'<c x="' + b"y" * 600 + b'"><v>1</v></c>',
        b'<x:c xmlns:x="y"><v>1</v></x:c>',
        b"<x-y.z:c><v>1</v></x-y.z:c>",
    ],
)
def test_cells_that_hide_where_they_stand_are_refused_unopened(cell):
    """A reader counts them on from their row: millions of millions of cells out of a few thousand bytes."""
    bomb = ending_in(workbook(TITLES), b'<row r="1048576">' + cell * (900_000 // len(cell)) + b"</row>")
    assert len(bomb) < 50_000
    with pytest.raises(WorkbookUnsound):
        check_workbook(bomb, LIMITS)
    assert code(bomb) == "FILE_UNREADABLE"


CELLS = st.lists(
    st.sampled_from(
        [
            b'<c r="A1"><v>1</v></c>', b'<c r="Z999" t="s"><v>12:30</v></c>', b'<c r="z7"/>', b"<c\tr='B2'/>",
            b'<c  r="B2"/>', b'<c t="n" r="B2"/>', b'<c t="n"/>', b"<c/>", b"<c>", b'<c r="AA5"/>',
            b'<c r="XFD5"/>', b'<c r="A1048576"/>', b'<c r="A999999"/>', b'<c r="B6001"/>', b'<c r="BL5"/>',
            b'<c r=""/>', b'<c r="7"/>', b'<c r="A"/>', b'<c r="A1 "/>', b'<c r = "C3"/>', b'<x:c r="A1"/>',
            b"<x:c/>", b'<c r="A3"><f>1+1</f><v>2</v></c>', b'<c r="A3"><x:f/></c>', b'<c r="A4" t="e"/>',
            b"<c r='A4' t = 'e'/>", b'<row r="9"/>', b"<cols/>", b"<font/>", b"<t>a:b &amp; c:f</t>",
            b'<!-- <c r="A1" -->', b'<t><![CDATA[<c r="A1"]]></t>', b'<c r="\xc3\x9fA1"/>', b"<t>\xff</t>",
        ]
    ),
    max_size=12,
).map(b"".join)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(CELLS)
def test_a_quick_look_at_cells_finds_what_a_close_one_finds(cells):
    data, limits = ending_in(workbook(TITLES), cells), replace(LIMITS, columns=26)
    quick = workbook_guard._is_usual

    def found() -> object:
        try:
            return check_workbook(data, limits)
        except (WorkbookUnsound, WorkbookTooLarge) as problem:
            return type(problem)

    with mock.patch.object(workbook_guard, "_is_usual", lambda *given: False):
        close = found()
    assert found() == close
    assert quick(b'<row r="1"><c r="A1" t="s"><v>1</v></c></row>', 1, limits)


def test_a_tag_without_an_end_is_refused():
    endless = ending_in(workbook(TITLES), b'<c x="' + b"y" * 100_000 + b'"/>')
    with pytest.raises(WorkbookUnsound):
        check_workbook(endless, LIMITS)


def test_pictures_in_a_workbook_are_no_tags():
    sound = workbook(TITLES, ["7000", "Seen", 1])
    picture = b"BM <c > <" + bytes(100_000)
    assert read(with_parts(sound, ("xl/media/image1.bmp", picture)))[0].text("code") == "7000"


def test_ranges_that_merge_whole_columns_cost_nothing(monkeypatch):
    merged = b"</sheetData><mergeCells>" + b'<mergeCell ref="A1:XFD1048576"/>' * 50 + b"</mergeCells>"
    bomb = rezipped(as_workbook(A, numeric=True), SHEET, lambda xml: xml.replace(b"</sheetData>", merged))
    monkeypatch.setattr(tables, "MOST_LOST", 10_000)
    with pytest.raises(InvalidInput) as refusal:
        read_statement(bomb, "export.xlsx")
    assert refusal.value.code == "NOT_A_STATEMENT"


def sheets(*rows_of: list[list[object]], hidden: int | None = None) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for place, rows in enumerate(rows_of):
        page = book.create_sheet(f"Page {place}")
        for row in rows:
            page.append(row)
        if place == hidden:
            page.sheet_state = "veryHidden"
    book.active = 1 if hidden == 0 else 0
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def test_a_hidden_sheet_is_not_what_somebody_brings():
    seen, unseen = [TITLES, ["7000", "Seen", 1]], [TITLES, ["6000", "Unseen", 250.5]]
    for data in (sheets(unseen, seen, hidden=0), sheets(seen, unseen, hidden=1), sheets(seen, [], [["  "]])):
        assert [row.text("code") for row in read(data)] == ["7000"]


def test_rows_on_a_second_sheet_are_not_lost_in_silence():
    assert code(sheets([TITLES, ["7000", "Seen", 1]], [["7001", "More", 2]])) == "SHEETS_MORE"


def test_a_statement_on_two_sheets_is_refused_and_a_hidden_one_is_not_read():
    page = openpyxl.load_workbook(BytesIO(as_workbook(A, numeric=False))).active
    rows = [list(row) for row in page.iter_rows(values_only=True)]
    with pytest.raises(InvalidInput) as refusal:
        read_statement(sheets(rows, rows), "export.xlsx")
    assert refusal.value.code == "NOT_A_STATEMENT" and "two sheets" in refusal.value.message
    assert read_statement(sheets([["x"]], rows, hidden=0), "export.xlsx").complete
    with pytest.raises(InvalidInput):
        read_statement(sheets(rows, [["x"]], hidden=0), "export.xlsx")


def with_parts(data: bytes, *parts: tuple[str, bytes]) -> bytes:
    target = BytesIO(data)
    with (
        warnings.catch_warnings(action="ignore"),
        zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name, content in parts:
            archive.writestr(name, content)
    return target.getvalue()


def test_a_bomb_is_found_whatever_points_to_it():
    bomb = (
        b'<worksheet><sheetData><row r="1048576">'
        + b"<c><v>1</v></c>" * 16_384
        + b"</row></sheetData></worksheet>"
    )
    sound = workbook(TITLES, ["7000", "Seen", 1])
    book, relations = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
    other = b'<Relationship Id="rId9" Target="/bomb.png" Type="x"/></Relationships>'
    hidden = with_parts(sound, ("bomb.png", bomb))
    related = rezipped(hidden, relations, lambda xml: xml.replace(b"</Relationships>", other))
    twice = other.replace(b"rId9", b"rId1")
    for data in (
        with_parts(sound, ("XL/worksheets/Sheet1.xml", bomb)),
        with_parts(sound, ("xl\\worksheets\\sheet1.xml", bomb)),
        with_parts(sound, (SHEET, bomb)),
        with_parts(ending_in(sound, bomb), (SHEET, b"<worksheet/>")),
        rezipped(related, book, lambda xml: xml.replace(b" r:id=", b' xmlns:y="y" y:id="rId1" r:id=')),
        rezipped(related, book, lambda xml: xml.replace(b'r:id="rId1"', b'r:id="rId9"')),
        rezipped(hidden, relations, lambda xml: xml.replace(b"</Relationships>", twice)),
    ):
        with pytest.raises(WorkbookUnsound):
            check_workbook(data, LIMITS)
    check_workbook(related, LIMITS)


def test_a_workbook_is_not_opened_as_what_it_was_not_looked_at_as():
    """A reader tries every format that it knows: what begins like the old one, or holds parts of others."""
    sound = as_workbook(A, numeric=False)
    assert read_statement(sound, "export.xlsx").complete
    for data in (
        b"\xd0\xcf\x11\xe0" + sound,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 1_000 + sound,
        with_parts(sound, ("xl/workbook.bin", b"x")),
        with_parts(sound, ("content.xml", b"<x/>")),
    ):
        with pytest.raises(InvalidInput) as refusal:
            read_statement(data, "export.xls")
        assert refusal.value.code == "NOT_A_STATEMENT"


def test_a_sheet_of_any_format_is_measured_before_it_is_taken_apart(monkeypatch):
    monkeypatch.setattr(spreadsheets, "check_workbook", lambda data, limits: {})
    assert code(workbook(TITLES, [None] * LIMITS.columns + [1])) == "FILE_TOO_LARGE"
