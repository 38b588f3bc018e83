"""What is no statement, or not all of one: told with its line, refused before it is opened, never a crash."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InvalidInput
from core.files.workbook_guard import Limits
from reconciliation.statement_files.reading import read_statement
from tests.reconciliation.statement_files import HEADER_A, A, B, as_workbook, file_a, read_text, row_a


def test_what_cannot_be_read_is_reported_with_its_line() -> None:
    found = read_text(
        file_a(
            row_a(),
            row_a(**{"Receipt No.": "Total"}),
            row_a(**{"Paid In": "1,00.0"}),
            row_a(**{"Completion Time": "31-02-2026 10:00:00"}),
            row_a(Balance=""),
            row_a(**{"Transaction Status": ""}),
            row_a(Withdrawn="-5.00"),
            row_a(Currency="USD"),
            row_a(**{"Paid In": "-100.00"}),
            row_a(**{"Details": 'NUL "" \x00 byte', "Paid In": "1\x000"}),
            row_a() + ",more",
        )
    )
    assert [(error.line_number, error.column, error.code) for error in found.errors] == sorted(
        [
            (5, "receipt", "BAD_RECEIPT"),
            (6, "paid_in", "BAD_AMOUNT"),
            (7, "completed_at", "BAD_TIME"),
            (8, "balance", "MISSING_BALANCE"),
            (9, "status", "MISSING_STATUS"),
            (10, "withdrawn", "BOTH_SIDES"),
            (11, "currency", "BAD_CURRENCY"),
            (12, "paid_in", "NEGATIVE_PAID_IN"),
            (13, "paid_in", "BAD_AMOUNT"),
            (14, "", "TOO_MANY_CELLS"),
        ]
    )
    assert not found.complete and len(found.frame) == 1
    assert found.errors[0].raw.startswith("Total,20-11-2026 10:00:00")


def test_times_outside_the_period_are_reported() -> None:
    swapped = A.read_text("utf-8-sig").replace("20-11-2026 12:45:09,20-11", "11-12-2026 12:45:09,20-11")
    assert [error.code for error in read_text(swapped).errors] == ["OUTSIDE_PERIOD"]


def test_an_open_quote_swallows_nothing_in_silence() -> None:
    good = row_a()
    broken = good.removesuffix('"')
    found = read_text(file_a(row_a(**{"Receipt No.": "UKK1AA00Z8"}), broken, good, good))
    assert found.errors and len(found.frame) < 4


def errors_of(text: str) -> list[tuple[int, str, str]]:
    return [(error.line_number, error.column, error.code) for error in read_text(text).errors]


def test_what_would_be_lost_is_an_error_of_its_row() -> None:
    good = row_a()
    assert errors_of(file_a(good, good.removesuffix('"KES"') + '"KES')) == [(5, "", "BROKEN_QUOTE")]
    assert errors_of(file_a(good + "," * 80 + "9", good)) == [(4, "", "TOO_MANY_CELLS")]
    assert errors_of(file_a(row_a(**{"Transaction Status": "Compl\ufffdted"}))) == [
        (4, "status", "BAD_CHARACTERS")
    ]
    untitled = file_a(good).replace("Details,", ",Details,", 1)
    shifted = good.replace('"Pay Bill', '"12.00","Pay Bill', 1)
    assert errors_of(untitled.replace(good, shifted)) == [(4, "", "TOO_MANY_CELLS")]
    with pytest.raises(InvalidInput, match="paid_in") as refusal:
        read_text(file_a(good).replace("A/C No.", "Paid In", 1))
    assert refusal.value.code == "COLUMN_TWICE"


def test_a_lost_character_outside_of_money_stops_no_money() -> None:
    sound = read_text(
        file_a(row_a(Details="Pay Bill from 25470****111 - ZOË Acc. X1"), row_a(Balance="200.00"))
    )
    data = file_a(row_a(Details="Pay Bill from 25470****111 - ZOË Acc. X1"), row_a(Balance="200.00")).encode()
    for torn in (data.replace("Ë".encode(), b"\xff\xc3"), data.replace(b"ZO", b"Z\x00")):
        found = read_statement(torn, "x.csv")
        assert found.complete and list(found.frame["paid_in"]) == list(sound.frame["paid_in"])
        assert list(found.frame["moves"]) == [True, True]
    assert errors_of(file_a(row_a(**{"Paid In": "1\ufffd00"}))) == [(4, "paid_in", "BAD_AMOUNT")]


def test_cells_of_a_workbook_that_hold_no_value_of_their_own() -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(A, numeric=True)))
    page = book["transaction"]
    titles = {cell.value: cell.column_letter for cell in page[8]}
    page[f"{titles['Paid In']}9"] = "=1+1"
    page[f"{titles['Details']}10"] = "=NOW()"
    page.merge_cells(f"{titles['Balance']}11:{titles['Balance']}12")
    page.append(["=A9"] * 4)
    stream = io.BytesIO()
    book.save(stream)
    found = read_statement(stream.getvalue(), "x.xlsx")
    last = page.max_row
    assert {(error.line_number, error.column) for error in found.errors if error.code == "FORMULA"} >= {
        *((9, "paid_in"), (11, "balance"), (12, "balance"), (last, "receipt")),
    }
    assert not [error for error in found.errors if error.line_number == 10]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "STATEMENT_EMPTY"),
        (b"\xef\xbb\xbf\r\n\r\n", "STATEMENT_EMPTY"),
        (b"name,amount\nx,1\n", "NOT_A_STATEMENT"),
        (b"Receipt No.,Something\n", "NOT_A_STATEMENT"),
        (b"PK\x03\x04 not really", "NOT_A_STATEMENT"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "NOT_A_STATEMENT"),
        (b"%PDF-1.7\n%\xe2\xe3", "NOT_A_STATEMENT"),
        (bytes(range(256)) * 40, "NOT_A_STATEMENT"),
        (B.read_bytes().splitlines()[0] + b"\r\n", "STATEMENT_EMPTY"),
    ],
)
def test_what_is_no_statement_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_statement(data, "x.csv")
    assert refusal.value.code == code


def test_limits() -> None:
    for limits in (Limits(rows=5), Limits(size=100)):
        with pytest.raises(InvalidInput) as refusal:
            read_statement(A.read_bytes(), A.name, limits=limits)
        assert refusal.value.code == "STATEMENT_TOO_LARGE"


def bomb(kind: str) -> bytes:
    sound = as_workbook(A, numeric=True)
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sound)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part)
            if kind == "far cell" and part.filename.endswith("sheet1.xml"):
                data = data.replace(b'r="B1"', b'r="XFD1048576"', 1)
            if kind in ("inflated", "lying") and part.filename.endswith("sheet1.xml"):
                data += b" " * 3_000_000
            new.writestr(part.filename, data)
        if kind == "long string":
            new.writestr("xl/sharedStrings.xml", b"<sst><si><t>" + b"X" * 100_000 + b"</t></si></sst>")
    made = stream.getvalue()
    if kind == "lying":  # the directory says that the part is small
        size = next(
            p.file_size for p in zipfile.ZipFile(stream).infolist() if p.filename.endswith("sheet1.xml")
        )
        made = made.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    return made


@pytest.mark.parametrize("kind", ["far cell", "long string", "inflated", "lying"])
def test_bombs_are_refused_before_they_are_opened(kind: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_statement(bomb(kind), "x.xlsx", limits=Limits(inflated=2_000_000))
    assert refusal.value.code == "STATEMENT_TOO_LARGE"


@settings(deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: (HEADER_A + "\n" + text).encode()))
def test_rubbish_never_crashes(data: bytes) -> None:
    try:
        found = read_statement(data, "x.csv")
    except InvalidInput:
        return
    assert found.complete or all(error.line_number >= 0 and error.code for error in found.errors)


def test_lines_that_end_in_many_ways_lose_no_row() -> None:
    rows = [row_a(), row_a(**{"Receipt No.": "UKK1AA00Z8", "Balance": "200.00"})]
    for ends in ("\r\r\n", "\r\n\r", "\n\n\r", "\r\n\n", "\r\r\r", "\n\r\r"):
        text = "".join(line + end for line, end in zip([HEADER_A, *rows], ends, strict=True))
        found = read_text(text)
        assert found.complete and list(found.frame["receipt"]) == ["UKK1AA00Z9", "UKK1AA00Z8"], ends
    broken = [HEADER_A, rows[0], row_a(Details="two\nlines", Balance="200.00"), row_a(Balance="300.00")]
    for end in ("\r", "\r\n", "\n"):
        assert list(read_text(end.join(broken)).frame["balance"]) == [100_00, 200_00, 300_00]


@pytest.mark.parametrize("receipt", ["UKK1AA00Z8", "ukk1aa00z8", "UKK1AA00", "UKK1AA00Z8XX"])
def test_a_quote_that_swallows_a_row_is_told_whatever_its_receipt_is_like(receipt: str) -> None:
    first = 'UKK1AA00Z9,20-11-2026 10:00:00,20-11-2026 10:00:00,"Pay,Completed,100.00,,100.00'
    second = f'{receipt},20-11-2026 10:00:01,20-11-2026 10:00:01,det",Completed,50.00,,150.00'
    title = ",".join(HEADER_A.split(",")[:8])
    assert errors_of("\n".join([title, first, second])) == [(2, "", "BROKEN_QUOTE")]


def test_titles_in_the_middle_are_the_same_titles_or_an_error() -> None:
    good, next_one = row_a(), row_a(**{"Receipt No.": "UKK1AA00Z8", "Balance": "200.00"})
    assert read_text(file_a(good, HEADER_A, next_one)).complete
    swapped = HEADER_A.replace("Paid In", "@").replace("Withdrawn", "Paid In").replace("@", "Withdrawn")
    for other in (swapped, row_a(**{"Receipt No.": "Receipt No."}), HEADER_A + ",9"):
        errors = errors_of(file_a(good, other, next_one))
        assert (5, "receipt", "BAD_RECEIPT") in errors and {line for line, _, _ in errors} == {5}


@pytest.mark.parametrize("cell", ['"100"0.00', '"100".00', '"1"00.00', '"100.00"0'])
def test_an_amount_that_goes_on_behind_its_quote_is_no_amount(cell: str) -> None:
    good = row_a(Details='a ""quoted"" word, 5""4 by 3""2')
    torn = good.replace('"100.00"', cell, 1)
    assert errors_of(file_a(good, torn, good)) == [(5, "paid_in", "BAD_AMOUNT")]


def test_a_row_of_nothing_but_separators_is_refused_before_it_is_taken_apart() -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_text(file_a(row_a(), "," * 200_000))
    assert refusal.value.code == "STATEMENT_TOO_LARGE"
    assert read_text(file_a(row_a(), "," * 2_000)).complete
