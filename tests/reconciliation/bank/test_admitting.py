"""A bank's file is judged by the rules of every statement: M1 to M7 and M11 of docs/reconciliation.md."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from core.errors import InvalidInput
from reconciliation.models import Statement, StatementRow, Stretch
from reconciliation.restating.changing import withdraw_statement
from reconciliation.verified.coverage import AccountBook
from reconciliation.verified.importing import store_statement
from reconciliation.verified.reading import Told
from tests.reconciliation.bank.books import BANK, BankBooks
from tests.reconciliation.bank.files import Line, money_in_out, one_amount
from tests.reconciliation.exceptions.books import Books
from tests.reconciliation.statement_files import A
from users.actors import SYSTEM
from users.models import Role

FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)
TUESDAY = MONDAY + timedelta(days=1)
LINES = [
    Line(FRIDAY, "CASH DEPOSIT", 1_250_50),
    Line(FRIDAY, "CHEQUE 000123", -400_00),
    Line(MONDAY, "MPESA SETTLEMENT", 5_000_00),
    Line(MONDAY, "LEDGER FEE", -150_00),
    Line(MONDAY, "LEDGER FEE", -150_00),
]


def rows() -> list[tuple[str, str, int]]:
    found = StatementRow.objects.filter(struck_at=None).order_by("completed_at", "pk")
    return [(row.account, row.details, row.paid_in - row.withdrawn) for row in found]


def test_a_bank_file_is_admitted_as_a_whole(books: BankBooks):
    statement = books.take(money_in_out(LINES, 10_000_00, first=FRIDAY, last=MONDAY, number="0123456789"))
    assert (statement.state, statement.problems, statement.account) == ("ADMITTED", [], BANK)
    assert (statement.opening, statement.closing, statement.rows_done) == (10_000_00, 15_550_50, 5)
    assert (statement.template, statement.number_end) == ("K", "6789")
    assert rows() == [(BANK, line.words, line.cents) for line in LINES]
    (piece,) = AccountBook(books.till.pk, BANK).pieces()
    assert (piece.opening, piece.until_at - piece.from_at) == (10_000_00, timedelta(days=4))


def test_the_same_days_in_another_shape_add_nothing(books: BankBooks):
    """M3, M4: equal rows are counted, whatever their words; an older export takes nothing away."""
    books.take(money_in_out(LINES, 10_000_00))
    again = books.take(one_amount(LINES, 10_000_00), "other.csv")
    part = books.take(money_in_out(LINES[:4], 10_000_00, marks=False), "older.csv")
    assert (again.state, part.state, len(rows())) == ("ADMITTED", "ADMITTED", 5)


def test_overlapping_exports_merge(books: BankBooks):
    """Friday and half of Monday; then Monday and Tuesday."""
    more = [*LINES, Line(MONDAY, "LEDGER FEE", -150_00), Line(TUESDAY, "INTEREST", 7_05)]
    books.take(money_in_out(LINES, 10_000_00, first=FRIDAY, last=MONDAY))
    second = books.take(money_in_out(more[2:], 10_850_50, first=MONDAY, last=TUESDAY), "later.csv")
    assert (second.state, second.problems) == ("ADMITTED", [])
    assert [cents for *_, cents in rows()] == [line.cents for line in more]


def test_rows_of_a_day_may_stand_in_another_order(books: BankBooks):
    books.take(money_in_out(LINES, 10_000_00))
    turned = books.take(money_in_out([LINES[1], LINES[0], *LINES[2:]], 10_000_00), "turned.csv")
    assert (turned.state, turned.problems, len(rows())) == ("ADMITTED", [], 5)


def test_a_file_whose_balance_does_not_run_is_quarantined(books: BankBooks):
    """M1: nothing of it counts, and it is said how much is missing."""
    data = money_in_out(LINES, 10_000_00, marks=False).replace(b"11,250.50", b"11,240.50")
    statement = books.take(data)
    assert (statement.state, statement.chain_ok) == ("QUARANTINED", False)
    assert "KES 10.00" in statement.problems[0]
    assert not StatementRow.objects.exists() and not Stretch.objects.exists()


def test_neighbours_meet(books: BankBooks):
    """M2: an export of Friday's noon ends before the cheque; the one of its evening lets Monday's in."""
    books.take(money_in_out(LINES[:1], 10_000_00, first=FRIDAY, last=FRIDAY))
    monday = money_in_out(LINES[2:], 10_850_50, first=FRIDAY + timedelta(days=1), last=MONDAY)
    waits = books.take(monday, "monday.csv")
    assert waits.state == "QUARANTINED" and "-KES 400.00 is missing before 21-11-2026" in waits.problems[0]
    books.take(money_in_out(LINES[:2], 10_000_00, first=FRIDAY, last=FRIDAY), "evening.csv")
    waits.refresh_from_db()
    assert (waits.state, len(rows())) == ("ADMITTED", 5)


def test_another_row_in_verified_days_restates_them(books: BankBooks):
    """M6: a row put in before others, with all balances after it computed anew."""
    books.take(money_in_out(LINES, 10_000_00))
    forged = [LINES[0], Line(FRIDAY, "GIFT", 777_00), *LINES[1:]]
    statement = books.take(money_in_out(forged, 10_000_00), "forged.csv")
    assert statement.state == "RESTATED"
    assert any("KES 777.00) would be put into verified time" in each for each in statement.problems)
    assert 777_00 not in [cents for *_, cents in rows()]


def test_another_accounts_file_is_told_by_its_number(books: BankBooks):
    books.take(money_in_out(LINES, 10_000_00, number="0123456789"))
    other = [Line(TUESDAY, "SALARY", -900_00)]
    wrong = books.take(money_in_out(other, 3_000_00, number="0123451111"), "other.csv")
    assert wrong.state == "REFUSED"
    assert "ends in 1111, and 1100-1 is the one that ends in 6789" in wrong.problems[0]


def test_another_accounts_file_is_told_by_its_rows(books: BankBooks):
    books.take(money_in_out(LINES, 10_000_00))
    other = [Line(line.day, line.words, line.cents - 1_00) for line in LINES]
    wrong = books.take(money_in_out(other, 3_000_00), "other.csv")
    assert wrong.state == "QUARANTINED" and "another account or till" in wrong.problems[0]


def test_accounts_have_books_of_their_own(books: BankBooks):
    second = books.open_bank("Co-op")
    books.take(money_in_out(LINES, 10_000_00))
    theirs = books.take(money_in_out(LINES[:2], 700_00), "coop.csv", account=second)
    assert (theirs.state, theirs.account) == ("ADMITTED", "1100-2")
    assert sorted({account for account, *_ in rows()}) == ["1100-1", "1100-2"]


def test_the_same_bytes_for_another_account_are_another_claim(books: BankBooks):
    second = books.open_bank("Co-op")
    data = money_in_out(LINES, 10_000_00)
    assert books.take(data).pk != books.take(data, account=second).pk
    assert books.take(data).pk == Statement.objects.get(account=BANK).pk


def test_bank_accounts_stand_under_the_oldest_till(books: BankBooks):
    """Whichever till of the business is named: one book for one bank account."""
    younger = Books(books.house, "600985").till
    statement = store_statement(
        till=younger, file_name="x.csv", data=money_in_out(LINES, 0), actor=SYSTEM, told=Told(BANK)
    )
    assert statement.till_id == books.till.pk


@pytest.mark.parametrize("account", ["1100-2", "1100-0", "1020-1", "1010", "bank"])
def test_what_is_no_bank_account_of_the_business_is_refused(books: BankBooks, account):
    with pytest.raises(InvalidInput) as refused:
        store_statement(
            till=books.till, file_name="x.csv", data=money_in_out(LINES, 0), actor=SYSTEM, told=Told(account)
        )
    assert refused.value.code == "ACCOUNT_UNKNOWN" and not Statement.objects.exists()


def test_a_file_of_mpesa_is_no_bank_statement(books: BankBooks):
    statement = books.take(A.read_bytes())
    assert statement.state == "REFUSED" and "not a bank statement" in statement.problems[0]


def test_cells_that_cannot_be_read_are_named(books: BankBooks):
    data = money_in_out(LINES, 10_000_00).replace(b'"5,000.00"', b'"=5000"')
    statement = books.take(data)
    assert statement.state == "REFUSED"
    assert statement.problems == ["BAD_AMOUNT [paid_in]: line 6: This is no amount in shillings and cents."]


def test_days_that_no_file_says_are_told_by_hand(books: BankBooks):
    """M5: without a period the days of the rows count; told, those between as well."""
    data = money_in_out(LINES[:2], 10_000_00, marks=False)
    statement = store_statement(
        till=books.till,
        file_name="x.csv",
        data=data,
        actor=SYSTEM,
        told=Told(BANK, FRIDAY - timedelta(days=4), FRIDAY),
    )
    books.take(data, "again.csv")
    statement.refresh_from_db()
    assert statement.state == "ADMITTED"
    (piece,) = AccountBook(books.till.pk, BANK).pieces()
    assert piece.until_at - piece.from_at == timedelta(days=5)


def test_a_bank_file_is_withdrawn(books: BankBooks):
    """M11."""
    statement = books.take(money_in_out(LINES, 10_000_00))
    withdraw_statement(
        statement=statement, key="withdraw-1", comment="of another bank", actor=books.house.people[Role.OWNER]
    )
    statement.refresh_from_db()
    assert (statement.state, rows()) == ("WITHDRAWN", [])


def test_it_is_brought_in_by_command(books: BankBooks, tmp_path: Path, capsys):
    path = tmp_path / "bank.csv"
    path.write_bytes(money_in_out(LINES, 10_000_00))
    call_command("import_statement", str(path), "--till", books.till.shortcode, "--bank", BANK)
    assert "5 rows admitted" in capsys.readouterr().out
    with pytest.raises(CommandError, match="--account or --bank"):
        call_command(
            "import_statement", str(path), "--till", "600984", "--bank", BANK, "--account", "utility"
        )
