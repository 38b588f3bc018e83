"""Statements as the portal writes them and as people save them again."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from core.money import to_cents
from reconciliation.statement_files.kinds import Kind
from reconciliation.statement_files.reading import read_statement
from tests.reconciliation.statement_files import (
    EXPECTED,
    HEADER_A,
    A,
    B,
    as_workbook,
    file_a,
    read,
    read_text,
    row_a,
)


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


def test_a_line_break_inside_a_cell_keeps_line_numbers() -> None:
    found = read_text(file_a(row_a(Details="Pay Bill from 25470****111 - A\nB Acc. 1"), row_a(Balance="x")))
    assert list(found.frame["other_party"]) == ["25470****111 - A B"]
    assert [error.line_number for error in found.errors] == [6]


def test_a_quiet_day_is_a_statement() -> None:
    lines = A.read_text("utf-8-sig").replace('"36,900.50"', '"1,234.50"').splitlines()
    lines[5] = (
        'Opening Balance:,"1,234.50",Closing Balance:,"1,234.50",Total Paid In:,0.00,Total Withdrawn:,0.00'
    )
    found = read_text("\n".join(lines[:8]))
    assert len(found.frame) == 0 and found.chain.ok and found.closing == 123450


def test_formulas_are_text() -> None:
    found = read_text(file_a(row_a(**{"A/C No.": "=HYPERLINK(1)", "Other Party Info": "@SUM(A1)"})))
    assert list(found.frame["account_no"]) == ["=HYPERLINK(1)"]
