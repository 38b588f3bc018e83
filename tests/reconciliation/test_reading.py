"""Statements as the portal writes them, as people save them again, and as an attacker would send them."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from core.errors import InvalidInput
from core.money import from_spreadsheet, to_cents
from core.workbook_guard import Limits
from reconciliation.cells import cents_column, moment_of, moments_column, text_column
from reconciliation.kinds import Kind, kind_of, original_of, split_details
from reconciliation.reading import StatementFile, read_statement

HERE = Path(__file__).parent / "statements"
A = HERE / "statement_template_a.csv"
B = HERE / "Statements for 600984 from 2026-11-20 to 2026-11-20.csv"
EXPECTED = json.loads((HERE / "statement_expected.json").read_text())
HEADER_A = A.read_text("utf-8-sig").splitlines()[7]


def read(path: Path) -> StatementFile:
    return read_statement(path.read_bytes(), path.name)


def read_text(text: str, name: str = "export.csv") -> StatementFile:
    return read_statement(text.encode(), name)


def row_a(**cells: str) -> str:
    usual = {
        "Receipt No.": "UKK1AA00Z9",
        "Completion Time": "20-11-2026 10:00:00",
        "Initiation Time": "20-11-2026 10:00:00",
        "Details": "Pay Bill from 25470****111 - PAYER **** ONE Acc. X1",
        "Transaction Status": "Completed",
        "Paid In": "100.00",
        "Balance": "100.00",
        "Reason Type": "Pay Utility",
        "A/C No.": "X1",
        "Currency": "KES",
    } | cells
    return ",".join('"' + usual.get(name, "") + '"' for name in HEADER_A.split(","))


def file_a(*rows: str) -> str:
    return "\r\n".join(["Short Code:,600984", "Account:,Utility Account", HEADER_A, *rows])


def as_workbook(path: Path, *, numeric: bool, sheet: str = "transaction") -> bytes:
    """The same rows as XLSX: all text, or amounts as numbers and times as Excel dates."""
    import csv

    book = Workbook()
    page = book.active
    page.title = sheet
    for cells in csv.reader(io.StringIO(path.read_text("utf-8-sig"))):
        values: list[Any] = []
        for cell in cells:
            value: Any = cell or None
            if numeric and cell:
                plain = cell.replace(",", "")
                if plain.lstrip("-").replace(".", "", 1).isdigit():
                    value = float(plain)
                elif (moment := moment_of(cell)) is not None:
                    value = (
                        moment.astimezone(UTC).replace(tzinfo=None) + pd.Timedelta(hours=3).to_pytimedelta()
                    )
            values.append(value)
        page.append(values)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("path", [A, B], ids=["A", "B"])
def test_the_worked_day_reads_as_expected(path: Path) -> None:
    read_file = read(path)
    frame = read_file.frame
    moving = frame[frame["moves"]]
    assert read_file.complete and read_file.chain.ok
    assert (read_file.shortcode, read_file.account) == ("600984", "Utility Account")
    assert (read_file.opening, read_file.closing) == (
        to_cents(EXPECTED["opening"]),
        to_cents(EXPECTED["closing"]),
    )
    assert read_file.paid_in_total == to_cents(EXPECTED["paid_in"])
    assert -read_file.withdrawn_total == to_cents(EXPECTED["withdrawn"])
    assert (len(frame), len(moving)) == (EXPECTED["rows"], EXPECTED["moving_rows"])

    def receipts(kind: Kind) -> list[str]:
        return sorted(moving.loc[moving["kind"] == kind, "receipt"])

    assert receipts(Kind.CUSTOMER_PAYMENT) == EXPECTED["customer_payments"]
    assert receipts(Kind.B2C) == EXPECTED["b2c"]
    assert receipts(Kind.SWEEP) == EXPECTED["sweeps"]
    reversals = moving[moving["kind"] == Kind.REVERSAL]
    assert dict(zip(reversals["receipt"], reversals["linked"], strict=True)) == EXPECTED["reversals"]
    charges = moving[moving["kind"] == Kind.CHARGE]
    assert int((charges["withdrawn"] - charges["paid_in"]).sum()) == to_cents(EXPECTED["charges_total"])
    payments = frame[frame["kind"] == Kind.CUSTOMER_PAYMENT].set_index("receipt")
    assert payments["account_no"].to_dict() == {
        "UKK1AA00A1": "INV-2026-000123",
        "UKK1AA00B2": "00123",
        "UKK1AA00C3": "cust 77 x",
        "UKK1AA00D4": "INV-2026-000124",
        "UKK1AA00F6": "",
    }
    assert payments.loc["UKK1AA00C3", "other_party"] == "25411****333 - PAYER **** THREE"
    assert not payments.loc["UKK1AA00D4", "moves"]
    assert list(frame["ordinal"]) == list(range(len(frame)))
    assert frame["completed_at"].iloc[0] == datetime(2026, 11, 20, 5, 1, 5, tzinfo=UTC)
    assert frame["completed_at"].is_monotonic_increasing


def test_declared_and_computed_are_told_apart() -> None:
    a, b = read(A), read(B)
    assert (a.template, a.declared_opening, a.declared_closing) == ("A", 123450, 3690050)
    assert (b.template, b.declared_opening, b.declared_closing) == ("B", None, None)
    assert (a.computed_opening, a.computed_closing) == (b.computed_opening, b.computed_closing)
    assert a.holder == "EXAMPLE LTD"
    for one in (a, b):
        assert one.period_from == datetime(2026, 11, 19, 21, tzinfo=UTC)
        assert one.period_to == datetime(2026, 11, 20, 20, 59, 59, tzinfo=UTC)


def test_template_b_can_be_told_whose_it_is() -> None:
    found = read_statement(B.read_bytes(), B.name, account_of_b="Merchant Account")
    assert found.account == "Merchant Account"
    assert not set(found.frame["row_key"]) & set(read(B).frame["row_key"])


def test_money_columns_are_whole_cents() -> None:
    frame = read(A).frame
    assert [str(frame[name].dtype) for name in ("paid_in", "withdrawn", "balance")] == [
        "int64",
        "int64",
        "Int64",
    ]


@pytest.mark.parametrize("numeric", [False, True], ids=["text", "numbers"])
@pytest.mark.parametrize("path", [A, B], ids=["A", "B"])
def test_the_same_rows_in_excel_have_the_same_keys(path: Path, numeric: bool) -> None:
    book = read_statement(as_workbook(path, numeric=numeric), path.with_suffix(".xlsx").name)
    assert book.complete and book.chain.ok
    pd.testing.assert_frame_equal(book.frame, read(path).frame)
    assert (book.opening, book.closing, book.paid_in_total) == (123450, 3690050, 15625000)


def test_both_templates_give_the_same_row_keys() -> None:
    assert list(read(A).frame["row_key"]) == list(read(B).frame["row_key"])
    assert read(A).frame["row_key"].is_unique


def test_zeros_that_excel_took_come_back_from_details() -> None:
    details = "Pay Bill from 25470****111 - PAYER **** ONE Acc. 00123"
    for shown in ("123", "123.0", "00123"):
        frame = read_text(file_a(row_a(**{"Details": details, "A/C No.": shown}))).frame
        assert list(frame["account_no"]) == ["00123"]
    frame = read_text(file_a(row_a(**{"A/C No.": "77.0"}))).frame
    assert list(frame["account_no"]) == ["77"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings(encoding: str) -> None:
    text = A.read_text("utf-8-sig").replace("PAYEE FIVE", "PAYÉE\u00a0FIVE")
    found = read_statement(text.encode(encoding), "x.csv")
    assert found.complete and found.chain.ok
    assert "254700000345 - PAYÉE FIVE" in list(found.frame["other_party"])


@pytest.mark.parametrize("separator", [";", "\t"])
def test_other_separators(separator: str) -> None:
    import csv

    stream = io.StringIO()
    csv.writer(stream, delimiter=separator).writerows(csv.reader(io.StringIO(A.read_text("utf-8-sig"))))
    found = read_text(stream.getvalue())
    assert found.complete and found.chain.ok and found.declared_closing == 3690050


@pytest.mark.parametrize("commas", [1, 3, 9])
def test_trailing_commas_and_blank_lines(commas: int) -> None:
    lines = B.read_text().splitlines()
    found = read_statement("\r\n\r\n".join(line + "," * commas for line in lines).encode(), B.name)
    assert found.complete and list(found.frame["row_key"]) == list(read(B).frame["row_key"])


def test_labels_and_values_share_a_cell() -> None:
    text = "\n".join(
        [
            "Organization Name,FROM FARM TO TABLE LTD",
            "Short Code: 600984,Account: Utility Account",
            "Time Period: From 20-11-2026 00:00:00 To 20-11-2026 23:59:59",
            'Opening Balance: 0.00,"Closing Balance: 100.00 Total Paid In: 100.00",Total Withdrawn: 0.00',
            HEADER_A.replace("Receipt No.", "\u00a0Receipt No. "),
            row_a(),
        ]
    )
    found = read_text(text)
    assert (found.holder, found.shortcode, found.account) == (
        "FROM FARM TO TABLE LTD",
        "600984",
        "Utility Account",
    )
    assert (found.declared_opening, found.declared_closing, found.declared_paid_in) == (0, 10000, 10000)
    assert found.period_to == datetime(2026, 11, 20, 20, 59, 59, tzinfo=UTC)
    assert found.complete and found.chain.ok


def test_a_file_turned_round_reads_the_same() -> None:
    lines = A.read_text("utf-8-sig").splitlines()
    turned = read_text("\n".join(lines[:8] + lines[:7:-1]))
    pd.testing.assert_frame_equal(turned.frame, read(A).frame)


def test_overlapping_files_share_keys_even_of_twins() -> None:
    twin = {"Receipt No.": "UKK1AA00T1", "Completion Time": "20-11-2026 09:00:00"}
    older = row_a(
        **{"Receipt No.": "UKK1AA00S1", "Completion Time": "20-11-2026 08:00:00", "Balance": "100.00"}
    )
    first, second = row_a(**twin, Balance="200.00"), row_a(**twin, Balance="300.00")
    newer = row_a(
        **{"Receipt No.": "UKK1AA00U1", "Completion Time": "20-11-2026 12:00:00", "Balance": "400.00"}
    )
    early, late = read_text(file_a(second, first, older)), read_text(file_a(newer, second, first))
    assert early.chain.ok and late.chain.ok
    shared = set(early.frame["row_key"]) & set(late.frame["row_key"])
    assert len(shared) == 2 and early.frame["row_key"].is_unique


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


def test_a_line_break_inside_a_cell_keeps_line_numbers() -> None:
    found = read_text(file_a(row_a(Details="Pay Bill from 25470****111 - A\nB Acc. 1"), row_a(Balance="x")))
    assert list(found.frame["other_party"]) == ["25470****111 - A B"]
    assert [error.line_number for error in found.errors] == [6]


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


def test_a_quiet_day_is_a_statement() -> None:
    lines = A.read_text("utf-8-sig").replace('"36,900.50"', '"1,234.50"').splitlines()
    lines[5] = (
        'Opening Balance:,"1,234.50",Closing Balance:,"1,234.50",Total Paid In:,0.00,Total Withdrawn:,0.00'
    )
    found = read_text("\n".join(lines[:8]))
    assert len(found.frame) == 0 and found.chain.ok and found.closing == 123450


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


def test_formulas_are_text() -> None:
    found = read_text(file_a(row_a(**{"A/C No.": "=HYPERLINK(1)", "Other Party Info": "@SUM(A1)"})))
    assert list(found.frame["account_no"]) == ["=HYPERLINK(1)"]


@settings(deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: (HEADER_A + "\n" + text).encode()))
def test_rubbish_never_crashes(data: bytes) -> None:
    try:
        found = read_statement(data, "x.csv")
    except InvalidInput:
        return
    assert found.complete or all(error.line_number >= 0 and error.code for error in found.errors)


@given(
    st.lists(
        st.sampled_from(["5", "1,250.50", "-0.05", "", "-", "1e3", "x", "12.345", "1,00", " 7.10 ", "+3"])
    )
)
def test_the_fast_amounts_agree_with_core_money(texts: list[str]) -> None:
    cents, bad = cents_column(pd.Series(texts, dtype="str"))
    for text, found, wrong in zip(texts, cents, bad, strict=True):
        try:
            assert (from_spreadsheet(text), False) == (found, wrong)
        except InvalidInput:
            assert wrong


@settings(deadline=None)
@given(st.lists(st.integers(-(10**13), 10**13), max_size=20))
def test_any_amount_survives_both_ways_of_writing_it(amounts: list[int]) -> None:
    texts = [f"{Decimal(cents).scaleb(-2):,.2f}" for cents in amounts]
    plain = [str(Decimal(cents).scaleb(-2)) for cents in amounts]
    for column in (
        pd.Series(texts, dtype="str"),
        pd.Series(plain, dtype="str"),
        pd.Series(plain, dtype=object),
    ):
        cents, bad = cents_column(column)
        assert cents.tolist() == amounts and not bad.any()


@pytest.mark.parametrize(
    "text",
    [
        "20-11-2026 10:30:00",
        "20/11/2026 10:30:00",
        "2026-11-20 10:30:00",
        "2026-11-20T10:30:00",
        "20-11-2026 10:30",
        "20/11/2026 10:30:00 AM",
        "46346.4375",
    ],
)
def test_every_form_of_a_time(text: str) -> None:
    assert moment_of(text) == datetime(2026, 11, 20, 7, 30, tzinfo=UTC)
    micros, bad = moments_column(text_column(pd.Series([text], dtype="str")))
    assert not bad.any() and pd.Timestamp(int(micros[0]), unit="us", tz="UTC") == moment_of(text)


@pytest.mark.parametrize("text", ["", "x", "31-02-2026 10:00:00", "20-13-2026 10:00:00", "20-11-26 10:00:00"])
def test_no_time(text: str) -> None:
    assert moments_column(text_column(pd.Series([text], dtype="str")))[1].all()


@pytest.mark.parametrize(
    ("details", "reason", "cents", "kind"),
    [
        ("Small Business Pay Bill from 25470****111 - A Acc. 1", "", 100, Kind.CUSTOMER_PAYMENT),
        ("Merchant Pay Utility Received from 123456 - SHOP Acc. X", "", 100, Kind.BUSINESS_RECEIPT),
        ("Business Pay Bill via API by 600111 - SHOP Acc. X", "", 100, Kind.BUSINESS_RECEIPT),
        ("FSI to Pay Bill by 600222 - BANK Acc. 7 via WEB by op", "", 100, Kind.BUSINESS_RECEIPT),
        ("Business Pay Bill via API to 600111 - SHOP Acc. X", "", -100, Kind.B2B),
        ("Business Pay To Bulk via API to 600111 - SHOP Acc. X", "", -100, Kind.B2B),
        ("Business Pay To Bulk via API by 600111 - SHOP Acc. X", "", 100, Kind.BUSINESS_RECEIPT),
        ("Pay Tax To KRA via API to 572572 - KRA Acc. PRN1", "", -100, Kind.B2B),
        ("Organization Settlement Account to Organization MMF Account", "", -100, Kind.SWEEP),
        ("Agency Withdrawal of funds to Bank", "", -100, Kind.BANK_WITHDRAWAL),
        ("", "Withdraw Funds to Bank", -100, Kind.BANK_WITHDRAWAL),
        ("B2C Withdrawal Charge Paid", "", -100, Kind.CHARGE),
        ("Salary Payment via API to 25470****111 - A", "", -100, Kind.B2C),
        ("", "Pay Utility with OD via STK", 100, Kind.CUSTOMER_PAYMENT),
        ("", "Standing Order Pay Bill", 100, Kind.CUSTOMER_PAYMENT),
        ("", "Customer Buy Goods Online", 100, Kind.CUSTOMER_PAYMENT),
        (
            "Merchant Payment Online from 25470****111 - A",
            "Customer Buy Goods Online",
            100,
            Kind.CUSTOMER_PAYMENT,
        ),
        ("Pay Merchant Charge", "Customer Merchant Payment", -100, Kind.CHARGE),
        ("Something new", "", 100, Kind.UNKNOWN),
        (
            "Pay Bill from 25470****111 - REVERSAL LTD Acc. Reversal of UKK1AA00C3",
            "Pay Utility",
            100,
            "CUSTOMER_PAYMENT",
        ),
        (
            "Pay Bill Online from 25470****111 - A Acc. charge fee bank",
            "Pay Bill Online",
            100,
            "CUSTOMER_PAYMENT",
        ),
        ("Business Payment to Customer via API to 25470****111 - A", "", 100, Kind.UNKNOWN),
    ],
)
def test_kinds(details: str, reason: str, cents: int, kind: Kind) -> None:
    assert kind_of(details, reason, cents) == kind


def test_parts_of_details() -> None:
    assert split_details("FSI to Pay Bill by 600222 - BANK Acc. 7 via WEB by op") == ("600222 - BANK", "7")
    assert split_details("Pay Bill from 25470****111 - A Acc.") == ("25470****111 - A", "")
    assert split_details("Pay Bill Charge") == ("", "")
    assert original_of("Reversal of ukk1aa00c3", "UKK1AA00G7") == "UKK1AA00C3"
    assert original_of("Reversal", "UKK1AA00G7") == ""
