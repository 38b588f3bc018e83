"""Bank statements in the shapes that banks write, and what of a file cannot be read."""

from __future__ import annotations

import io
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from core.days import EAT
from core.errors import InvalidInput
from reconciliation.statement_files.bank import read_bank_statement
from reconciliation.statement_files.reading import StatementFile
from tests.reconciliation.bank.files import Line, money_in_out, one_amount, workbook
from tests.reconciliation.statement_files import A

FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)
LINES = [
    Line(FRIDAY, "CASH DEPOSIT, TOWN", 1_250_50),
    Line(FRIDAY, "MPESA SETTLEMENT 600984 UKK1AA00H8", 50_000_00, "FT2632512345"),
    Line(MONDAY, "LEDGER FEE", -150_00),
    Line(MONDAY, "LEDGER FEE", -150_00),
]
HEAD = "Date,Details,Debit,Credit,Balance\n"


def read(data: bytes | str) -> StatementFile:
    data = data.encode() if isinstance(data, str) else data
    return read_bank_statement(data, account="1100-1", seen_on=date(2026, 12, 1))


def facts(file: StatementFile) -> list[tuple[object, ...]]:
    assert (file.errors, file.chain.ok) == ((), True), (file.errors, file.chain)
    frame = file.frame
    days = [at.astimezone(EAT).date() for at in frame["completed_at"]]
    cents = (frame["paid_in"] - frame["withdrawn"]).tolist()
    return list(zip(frame["row_key"], days, cents, frame["balance"].tolist(), strict=True))


SHAPES = {
    "two columns": money_in_out(LINES, 10_000_00),
    "newest first": money_in_out(LINES, 10_000_00, newest_first=True),
    "with its days": money_in_out(LINES, 10_000_00, first=FRIDAY, last=MONDAY, number="0123456789"),
    "without marks": money_in_out(LINES, 10_000_00, marks=False),
    "one amount": one_amount(LINES, 10_000_00),
    "workbook": workbook(LINES, 10_000_00),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_one_statement_in_every_shape_is_the_same_rows(shape):
    """Whatever the titles, the order, the words of days and the signs: each row has one key."""
    file = read(SHAPES[shape])
    known = facts(read(SHAPES["two columns"]))
    assert facts(file) == known and len({key for key, *_ in known}) == 4
    assert [(day, cents, balance) for _, day, cents, balance in known] == [
        (FRIDAY, 1_250_50, 11_250_50),
        (FRIDAY, 50_000_00, 61_250_50),
        (MONDAY, -150_00, 61_100_50),
        (MONDAY, -150_00, 60_950_50),
    ]
    assert (file.opening, file.closing) == (10_000_00, 60_950_50)
    start, end = datetime(2026, 11, 20, tzinfo=EAT), datetime(2026, 11, 23, 23, 59, 59, tzinfo=EAT)
    assert (file.period_from, file.period_to) == (start, end)


def test_what_a_row_is_called_and_what_it_names():
    frame = read(SHAPES["two columns"]).frame
    assert frame["linked"].tolist() == ["", "UKK1AA00H8", "", ""]
    assert frame["kind"].tolist() == ["BANK", "SWEEP", "BANK", "BANK"]
    assert [receipt[:7] for receipt in frame["receipt"]] == ["261120-", "261120-", "261123-", "261123-"]
    assert len(set(frame["receipt"])) == 4
    assert frame["details"][1] == "MPESA SETTLEMENT 600984 UKK1AA00H8 FT2632512345"


def test_words_do_not_tell_rows_apart_and_days_do():
    other = [Line(line.day, f"{line.words} AGAIN", line.cents) for line in LINES]
    assert [key for key, *_ in facts(read(money_in_out(other, 0)))] == [
        key for key, *_ in facts(read(SHAPES["two columns"]))
    ]
    later = [Line(MONDAY, line.words, line.cents) for line in LINES]
    keys = [key for key, *_ in facts(read(money_in_out(later, 0)))]
    assert len({*keys, *(key for key, *_ in facts(read(SHAPES["two columns"])))}) == 6


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("20/11/2026", FRIDAY),
        ("20-11-26", FRIDAY),
        ("20.11.2026 14:05", FRIDAY),
        ("2026-11-20T14:05:09", FRIDAY),
        ("20 Nov 2026", FRIDAY),
        ("20-Nov-26", FRIDAY),
        ("5 September 2026", date(2026, 9, 5)),
        ("5-Sept-2026", date(2026, 9, 5)),
        ("20261120", FRIDAY),
        ("46346", FRIDAY),
    ],
)
def test_days_as_banks_write_them(written, day):
    file = read(f"{HEAD}{written},Deposit,,5.00,5.00\n")
    assert [found for _, found, *_ in facts(file)] == [day]


@pytest.mark.parametrize(
    ("debit", "credit", "balance", "cents"),
    [
        ("", "1250.50", "1250.50", 1_250_50),
        ("-", '"KES 1,250.50"', '"1,250.50CR"', 1_250_50),
        ("-500", "0.00", "-500.00", -500_00),
        ("(500.00)", "", "500.00 DR", -500_00),
        ("Kshs 500.00", "", "(500)", -500_00),
    ],
)
def test_amounts_as_banks_write_them(debit, credit, balance, cents):
    file = read(f"{HEAD}20/11/2026,Something,{debit},{credit},{balance}\n")
    assert [(found, at) for _, _, found, at in facts(file)] == [(cents, cents)]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("31/02/2026,x,,5.00,5.00", "BAD_TIME"),
        ("11/20/2026,x,,5.00,5.00", "BAD_TIME"),
        ("soon,x,,5.00,5.00", "BAD_TIME"),
        (",x,,5.00,5.00", "BAD_TIME"),
        ("20/11/2026,x,,5.001,5.00", "BAD_AMOUNT"),
        ("20/11/2026,x,,five,5.00", "BAD_AMOUNT"),
        ("20/11/2026,x,,5.00,1.250", "BAD_AMOUNT"),
        ("20/11/2026,x,,-5.00,5.00", "NEGATIVE_PAID_IN"),
        ("20/11/2026,x,5.00,5.00,5.00", "BOTH_SIDES"),
        ("20/11/2026,x,,5.00,", "MISSING_BALANCE"),
        ("20/11/2026,x,,1,250.00,1,250.00", "TOO_MANY_CELLS"),
        ("20/12/2026,x,,5.00,5.00", "IN_THE_FUTURE"),
        ('20/11/2026,"x\n21/11/2026,y,,7.00,12.00",,5.00,5.00', "BROKEN_QUOTE"),
        ('20/11/2026,"x,,5.00,5.00', "BROKEN_QUOTE"),
        ("Date,Details,Credit,Debit,Balance", "OTHER_TITLES"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_line(row, code):
    file = read(f"Opening Balance:,0.00\n{HEAD}19/11/2026,ok,,0.00,0.00\n{row}\n")
    assert [(error.line_number, error.code) for error in file.errors] == [(4, code)]


def test_a_row_without_a_side_is_not_guessed():
    data = "Date;Narration;Amount;Dr/Cr;Balance\n20/11/2026;x;5.00;?;5.00\n"
    assert [error.code for error in read(data).errors] == ["BAD_SIDE"]


def test_rows_far_outside_the_days_of_the_file_are_refused():
    text = "Statement Period: 01/11/2026 to 10/11/2026\n" + HEAD + "20/11/2026,x,,5.00,5.00\n"
    assert [error.code for error in read(text).errors] == ["OUTSIDE_PERIOD"]


def test_another_currency_is_refused():
    assert [error.code for error in read(f"Currency:,USD\n{HEAD}20/11/2026,x,,5,5\n").errors] == [
        "BAD_CURRENCY"
    ]
    head = "Date,Details,Debit,Credit,Balance,Currency\n"
    assert [error.code for error in read(f"{head}20/11/2026,x,,5,5,USD\n").errors] == ["BAD_CURRENCY"]


def test_words_that_go_on_and_footers_move_nothing():
    file = read(
        f"{HEAD}20/11/2026,RTGS FROM,,5.00,5.00\n,JUMA LTD,,,\n20/11/2026,Notice of charges,,,5.00\n"
        ",TOTAL,0.00,5.00,\n,Page 1 of 1,,,\n"
    )
    assert {cents for _, _, cents, _ in facts(file)} == {5_00, 0}
    shown = dict(zip(file.frame["details"], file.frame["moves"], strict=True))
    assert shown == {"RTGS FROM JUMA LTD": True, "Notice of charges": False}
    assert (file.declared_paid_in, file.declared_withdrawn) == (5_00, 0)


def test_declared_sums_that_rows_do_not_have_break_the_file():
    file = read(f"{HEAD}20/11/2026,x,,5.00,5.00\n,TOTAL,0.00,7.00,\n")
    assert (file.errors, file.chain.ok, file.declared_paid_in) == ((), False, 7_00)


def test_balances_carried_from_page_to_page_are_not_the_opening():
    file = read(
        f"{HEAD},Balance b/f,,,10.00\n20/11/2026,x,,5.00,15.00\n,Balance c/f,,,15.00\n{HEAD}"
        ",Balance b/f,,,15.00\n20/11/2026,y,,5.00,20.00\n"
    )
    assert [cents for _, _, cents, _ in facts(file)] == [5_00, 5_00]
    assert (file.declared_opening, file.declared_closing, file.closing) == (10_00, None, 20_00)


def test_a_quiet_month_says_its_balance():
    file = read(money_in_out([], 500_00, first=FRIDAY, last=MONDAY))
    assert (file.errors, len(file.frame), file.opening, file.closing) == ((), 0, 500_00, 500_00)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "STATEMENT_EMPTY"),
        (b" \r\n", "STATEMENT_EMPTY"),
        (A.read_bytes(), "NOT_A_STATEMENT"),
        (b"<html><table><tr><td>Date<td>Debit<td>Credit<td>Balance", "NOT_A_STATEMENT"),
        (b"PK\x03\x04 nothing", "NOT_A_STATEMENT"),
        (b"Date,Details,Debit,Debit,Credit,Balance\n20/11/2026,x,1,1,,5", "COLUMN_TWICE"),
        (b"Date,Details,Credit,Balance\n20/11/2026,x,5,5", "NOT_A_STATEMENT"),
    ],
)
def test_what_is_no_bank_statement_is_refused(data, code):
    with pytest.raises(InvalidInput) as refused:
        read(data)
    assert refused.value.code == code


def test_cells_that_compute_are_refused_where_they_could_be_money():
    book = Workbook()
    page = book.active
    page.append(["Date", "Details", "Debit", "Credit", "Balance"])
    page.append([FRIDAY, '=HYPERLINK("http://x")', None, "=2+3", 5.0])
    page.append([FRIDAY, "=cmd|'/c calc'!A1", None, 5.0, 10.0])
    target = io.BytesIO()
    book.save(target)
    file = read(target.getvalue())
    assert [(error.line_number, error.column, error.code) for error in file.errors] == [
        (2, "paid_in", "FORMULA")
    ]
