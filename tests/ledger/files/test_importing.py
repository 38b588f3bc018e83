"""A chart of accounts with opening balances from a file: all of it, or a list of what is wrong."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from ledger.chart.accounts import open_account
from ledger.files.importing import import_chart
from ledger.models import Account, Entry, Voucher
from ledger.reads.selectors import balance_by_code
from ledger.vouchers.writing import post_opening_balances, reverse_journal_entry
from tests.core.threads import run_together
from tests.ledger.vouching import DAY, alone_up_to, code, dr, fresh_key, member, say_yes
from users.actors import SYSTEM
from users.models import AuditEntry, Role

CHART = """code,name,kind,parent,debit,credit
6010,Office rent,Expense,6000,,
6000,Rent,EXPENSE,,,
1020,Cash,asset,,"1,250.50",
1500,Vehicles,Assets,,900000,
2700,Bank loan,liability,,,400000.00
1100,Bank,Asset,,-,
"""


def bring(business, actor, text: str | bytes = CHART, *, day: date | None = DAY, dry_run: bool = False):
    data = text if isinstance(text, bytes) else text.encode()
    return import_chart(business=business, data=data, day=day, actor=actor, dry_run=dry_run)


def test_accounts_are_opened_and_balances_wait_for_approval(business, accountant, approver):
    done = bring(business, accountant)
    assert (done.rows, done.opened, done.known) == (6, ["6000", "1500", "2700", "6010"], 2)
    assert (done.opening_debits, done.opening_credits, done.problems) == (901_250_50, 400_000_00, [])
    office = Account.objects.get(business=business, code="6010")
    assert (office.name, office.kind, office.parent.code) == ("Office rent", "EXPENSE", "6000")
    assert done.voucher is not None and done.voucher.state == "PENDING"
    say_yes(done.voucher, approver)
    assert [balance_by_code(business.pk, each) for each in ("1020", "1500", "2700", "3900")] == [
        *(1_250_50, 900_000_00, 400_000_00, 501_250_50),
    ]
    assert AuditEntry.objects.get(action="chart.import").details == {"accounts": 4}
    again = bring(business, accountant)
    assert (again.opened, again.known, again.voucher) == ([], 6, done.voucher)
    assert Voucher.objects.count() == 1


def test_a_dry_run_says_the_same_and_writes_nothing(business, clerk, books):
    before = books()
    done = bring(business, clerk, dry_run=True)
    assert (len(done.opened), done.opening_debits, done.problems) == (4, 901_250_50, [])
    assert (books(), Voucher.objects.count(), AuditEntry.objects.filter(action="chart.import").count()) == (
        before,
        0,
        0,
    )


def test_every_problem_of_every_row_is_named_at_once_and_nothing_is_written(business, clerk, books):
    opened = post_opening_balances(
        business=business, day=DAY, balances=[dr("1300", 5)], key=fresh_key(), actor=clerk
    )
    before = books()
    found = bring(
        business,
        clerk,
        """code,name,kind,parent,debit,credit
7000,Fine,EXPENSE,,10,
,No code,ASSET,,,
7001,,ASSET,,,
7002,Kind,COST,,,
7000,Twice,EXPENSE,,,
2200-9,Wallet,LIABILITY,,,
1020,Cash,LIABILITY,,,
7003,Orphan,EXPENSE,9999,,
7004,Round,EXPENSE,7005,,
7005,And round,EXPENSE,7004,,
7006,Mixed,INCOME,7000,,
7007,Below,LIABILITY,2200,,
7008,Both,ASSET,,1,1
7009,Minus,ASSET,,-5,
7010,Words,ASSET,,five,
7011,Cents,ASSET,,1.005,
7012,=cmd|' /C calc'!A0,GOLD,=1,five,=2
1010,M-Pesa,ASSET,,5,
3900,Opening balances,EQUITY,,5,
1300,Inventory,ASSET,,5,
""",
    )
    assert [(each.line, each.column, each.code) for each in found.problems] == [
        (3, "code", "BAD_ACCOUNT_CODE"),
        (4, "name", "NAME_MISSING"),
        (5, "kind", "BAD_ACCOUNT_KIND"),
        (6, "code", "ACCOUNT_CODE_TAKEN"),
        (7, "code", "BAD_ACCOUNT_CODE"),
        (8, "code", "ACCOUNT_CODE_TAKEN"),
        (9, "parent", "UNKNOWN_ACCOUNT"),
        (10, "parent", "UNKNOWN_ACCOUNT"),
        (11, "parent", "UNKNOWN_ACCOUNT"),
        (12, "parent", "BAD_ACCOUNT_KIND"),
        (13, "parent", "SYSTEM_ACCOUNT"),
        (14, "credit", "BAD_AMOUNT"),
        (15, "debit", "BAD_AMOUNT"),
        (16, "debit", "BAD_AMOUNT"),
        (17, "debit", "BAD_AMOUNT"),
        (18, "name", "FORMULA"),
        (18, "kind", "BAD_ACCOUNT_KIND"),
        (18, "parent", "FORMULA"),
        (18, "debit", "BAD_AMOUNT"),
        (18, "credit", "FORMULA"),
        (19, "debit", "SYSTEM_ACCOUNT"),
        (20, "debit", "OPENING_ITSELF"),
        (21, "debit", "OPENING_EXISTS"),
    ]
    assert (books(), list(Voucher.objects.all())) == (before, [opened])


def test_floats_of_a_workbook_are_exact_or_refused(business, clerk):
    def book(*amounts: object) -> bytes:
        made = openpyxl.Workbook()
        made.active.append(["Code", "Name", "Kind", "Debit"])
        for number, amount in enumerate(amounts):
            made.active.append([8000 + number, f"Asset {number}", "asset", amount])
        target = BytesIO()
        made.save(target)
        return target.getvalue()

    done = bring(business, clerk, book(0.1 + 0.2, 1234567.89, 5, "7.25", None))
    assert (done.opening_debits, done.opened[0], done.problems) == (30 + 123456789 + 500 + 725, "8000", [])
    found = bring(business, clerk, book(1.005, 1e15, True, date(2024, 1, 1), "=1+1"), dry_run=True)
    assert [(each.line, each.code) for each in found.problems if each.column == "debit"] == [
        *((2, "BAD_AMOUNT"), (3, "BAD_AMOUNT"), (4, "BAD_AMOUNT"), (5, "BAD_AMOUNT"), (6, "FORMULA")),
    ]


def test_nothing_of_a_row_is_lost_in_silence(business, clerk, books):
    before = books()
    found = bring(
        business,
        clerk,
        b"""code,name,kind,parent,debit,credit,currency
6000,Loan,LIABILITY,,,1,KES,250.50
6001,Caf\xc3\xa9 \xff,EXPENSE,,,,
6002,Dollars,ASSET,,5,,USD
6003,"Open,EXPENSE,,,,
6004,Swallowed,EXPENSE,,,,
""",
    )
    assert [(each.line, each.column, each.code) for each in found.problems] == [
        (2, "", "TOO_MANY_CELLS"),
        (3, "name", "BAD_CHARACTERS"),
        (4, "currency", "BAD_CURRENCY"),
        (5, "", "BROKEN_QUOTE"),
    ]
    assert all(each.message for each in found.problems)
    for wrong in (
        b"code,name,kind,debti\n6000,Loan,ASSET,5\n",
        b"code,name,kind,Debit (USD)\n6000,Loan,ASSET,5\n",
    ):
        assert code(bring, business, clerk, wrong) == "COLUMN_UNKNOWN"
    assert (books(), Account.objects.filter(code__startswith="600").count()) == (before, 0)


def test_a_file_that_was_refused_or_reversed_can_come_again(business, clerk):
    alone_up_to(business, 1_000_000_000)
    first = bring(business, clerk).voucher
    reverse_journal_entry(entry=first.entry, reason="wrong day", key=fresh_key(), actor=clerk)
    second = bring(business, clerk).voucher
    assert (second != first, second.state, Entry.objects.count()) == (True, "POSTED", 3)


def test_a_file_and_an_account_from_threads_do_not_meet(business, clerk):
    def open_one() -> object:
        return open_account(business=business, code="6000", name="Rent", kind="EXPENSE", actor=clerk)

    outcomes = run_together([lambda: bring(business, clerk).voucher, open_one] * 3)
    assert [each for each in outcomes if isinstance(each, Exception)] == []
    assert (Voucher.objects.count(), Account.objects.filter(code="6000").count()) == (1, 1)


def test_rights_and_files_that_are_no_tables(business, other_business, clerk, accountant):
    assert code(bring, business, member(business, Role.AUDITOR)) == "NOT_ALLOWED"
    assert code(bring, other_business, accountant) == "NOT_FOUND"
    assert code(bring, business, clerk, b"") == "FILE_EMPTY"
    assert code(bring, business, clerk, b"a,b\n1,2\n") == "COLUMN_MISSING"
    assert code(bring, business, clerk, day=None) == "BAD_DAY"
    assert code(bring, business, SYSTEM) == "ACTOR_MISSING"
    assert Account.objects.filter(code="6000").count() == 0


def test_sheets_that_nobody_sees_are_named(business, tmp_path: Path, capsys):
    book = openpyxl.Workbook()
    for row in (["code", "name", "kind"], ["7000", "Seen", "ASSET"]):
        book.active.append(row)
    away = book.create_sheet("Old\nyear")
    away.append(["7001", "Unseen", "ASSET"])
    away.sheet_state = "hidden"
    book.save(tmp_path / "chart.xlsx")
    call_command("import_chart", str(tmp_path / "chart.xlsx"), business="maji")
    told = capsys.readouterr()
    assert "opened 1 account;" in told.out
    assert told.err == "chart.xlsx: not read, since hidden: Old year.\n"


def test_the_command_previews_imports_and_names_problems(
    business, accountant, approver, tmp_path: Path, capsys
):
    file = tmp_path / "chart.csv"
    file.write_text(CHART)
    call_command("import_chart", str(file), business="maji", day=DAY, actor=accountant.username, dry_run=True)
    assert "would open 4 accounts" in capsys.readouterr().out
    assert Account.objects.filter(code="6000").count() == 0
    call_command("import_chart", str(file), business="maji", day=DAY, actor=accountant.username)
    out = capsys.readouterr().out
    assert "opened 4 accounts" in out and "PENDING: another person approves it." in out
    with pytest.raises(CommandError, match="--as USERNAME"):
        call_command("import_chart", str(file), business="maji", day=DAY)
    file.write_text("code,name,kind\n9000,,ASSET\n")
    with pytest.raises(CommandError, match="nothing was written"):
        call_command("import_chart", str(file), business="maji")
    assert "line 2, name: NAME_MISSING" in capsys.readouterr().err
    for more in ({"business": "nobody"}, {"business": "maji", "actor": "nobody"}):
        with pytest.raises(CommandError, match="NOT_FOUND"):
            call_command("import_chart", str(file), **more)
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("import_chart", str(tmp_path / "absent.csv"), business="maji")
