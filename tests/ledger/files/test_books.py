"""The books as CSV, beancount and hledger: read back by other programs, to the cent."""

from __future__ import annotations

import csv
import subprocess
import sys
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from beancount import loader
from beancount.core import account, realization
from beancount.core import data as directives
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from core.files.formulas import computes
from core.money import to_cents
from ledger.chart.accounts import open_account, open_money_account
from ledger.chart.standard import open_sub_account
from ledger.files.books import account_names, book_lines
from ledger.journal.posting import reverse_entry
from ledger.journal.sealing import seal_business
from ledger.journal.turnovers import fold_turnovers
from ledger.models import Account, AccountKind, Entry
from ledger.reads.selectors import TrialBalanceRow, trial_balance
from tests.ledger.books import AT, post
from tests.ledger.files.hledger_text import Unreadable, read_hledger
from tests.ledger.vouching import code

EVIL = 'He said "pay \\" now; 100% | [2024-01-01] = @x, Müller 日本 \u202e}{'
COMPUTES = ["=HYPERLINK(1)", "\uff1d1+1"]
NAMES = ['Bänk "A" \\ ;x', "日本", "-", "=1+1", "a:b  c", "Bank", "bank"]


@pytest.fixture
def written(business, clerk):
    """Books with names and texts of every kind, backdated entries, a reversal and several days."""
    for number, name in enumerate(NAMES):
        open_account(business=business, code=f"x.{number}", name=name, kind="ASSET", actor=clerk)
    for suspicious, name in (("a-b", "c"), ("a", "b-c"), ("a.b", "c")):
        open_account(business=business, code=suspicious, name=name, kind="EXPENSE", actor=clerk)
    open_money_account(business=business, parent="1100", name="Main bank", actor=clerk)
    wallet = open_sub_account(
        business_id=business.pk, parent_code="2200", suffix="7", name="Wallet 7", has_floor=True
    )
    days = [date(2024, 1, 31), date(2024, 3, 1), date(2024, 2, 10), date(2024, 2, 10), date(2023, 12, 31)]
    for number, day in enumerate(days):
        more = {"effective_on": day, "description": EVIL if number % 2 else COMPUTES[number // 2 % 2]}
        post(business, f'{EVIL}\n"{number}"', 100_01 + number, by=f"x.{number}", **more)
    post(business, "a", 7, by="a-b", to="a", effective_on=days[1])
    post(business, "b", 8, by="a.b", effective_on=days[1])
    post(business, "topup", 5_000_000_000_000, by="1100-1", to=wallet.code, effective_on=days[2])
    wrong = post(business, "wrong", 300, effective_on=days[3])
    reverse_entry(entry=wrong, reason="-1+1", occurred_at=AT, effective_on=days[1])
    seal_business(business.pk)
    fold_turnovers()
    post(business, "late", 9, occurred_at=datetime(2024, 1, 5, tzinfo=UTC))
    seal_business(business.pk)
    return business


def text_of(business, format: str, **more) -> str:
    return "\n".join(book_lines(business, format=format, **more)) + "\n"


def ours(business, day: date | None = None) -> dict[str, int]:
    """Debits less credits of every account, by the name it has in the files."""
    names = account_names({row.pk: row for row in Account.objects.filter(business=business).order_by("code")})
    rows: list[TrialBalanceRow] = trial_balance(business.pk, day=day)
    return {names[row.account.pk]: row.debit - row.credit for row in rows}


def by_beancount(text: str) -> tuple[list, dict[str, int]]:
    """The directives and every balance as beancount computes them; no error is allowed."""
    entries, errors, _ = loader.load_string(text)
    assert errors == [], errors[:3]
    tree = realization.realize(entries)
    found = {}
    for entry in entries:
        if isinstance(entry, directives.Open):
            place = realization.get(tree, entry.account)
            held = place.balance.get_currency_units("KES").number if place is not None else None
            found[entry.account] = to_cents(held or 0)
    return entries, found


@given(
    st.lists(
        st.tuples(st.sampled_from(AccountKind.values), st.text(max_size=8), st.text(max_size=12)), max_size=12
    )
)
@settings(max_examples=300, deadline=None)
def test_any_account_gets_a_valid_name_of_its_own(rows):
    accounts = {
        pk: Account(pk=pk, kind=kind, code=code, name=name) for pk, (kind, code, name) in enumerate(rows)
    }
    names = account_names(accounts)
    assert len(set(names.values())) == len(rows)
    assert all(account.is_valid(name) and name.isascii() for name in names.values())


def test_names_do_not_meet_those_made_to_differ():
    rows = [("A", ""), ("A-1", ""), ("A", "1"), ("A", "!")]
    accounts = {
        pk: Account(pk=pk, kind="ASSET", code=code, name=name) for pk, (code, name) in enumerate(rows)
    }
    names = account_names(accounts)
    assert sorted(names.values()) == ["Assets:A", "Assets:A-1", "Assets:A-1-2", "Assets:A-3"]


def test_beancount_finds_no_error_and_the_same_balances(written):
    entries, found = by_beancount(text_of(written, "beancount"))
    assert found == ours(written)
    assert len(found) == Account.objects.filter(business=written).count()
    told = [entry for entry in entries if isinstance(entry, directives.Transaction)]
    assert len(told) == Entry.objects.filter(business=written).count()
    assert sum(isinstance(entry, directives.Balance) for entry in entries) == len(found)
    texts = {entry.meta["number"]: entry.narration for entry in told}
    assert " ".join(EVIL.replace("\u202e", " ").split()) in texts.values()
    assert sum(entry.meta["reference"].startswith('He said "pay') for entry in told) == 5
    assert sorted(str(entry.date) for entry in told)[0] == "2023-12-31"


def test_an_assertion_of_beancount_notices_one_cent(written):
    text = text_of(written, "beancount")
    line = next(line for line in text.split("\n") if " balance " in line and "1100-1" in line)
    changed = text.replace(line, line.replace(".00 ~", ".01 ~"))
    assert changed != text
    _, errors, _ = loader.load_string(changed)
    assert len(errors) == 1 and "Balance failed" in errors[0].message


def test_a_part_of_the_books_begins_with_what_was_brought_forward(written):
    part = {"from_day": date(2024, 2, 1), "to_day": date(2024, 2, 29)}
    entries, found = by_beancount(text_of(written, "beancount", **part))
    assert found == ours(written, date(2024, 2, 29))
    told = [entry for entry in entries if isinstance(entry, directives.Transaction)]
    assert [str(entry.date) for entry in told] == ["2024-02-01"] + ["2024-02-10"] * 4
    _, again = read_hledger(text_of(written, "hledger", **part))
    assert again == found


def test_a_part_before_the_first_entry_is_empty_and_sound(written):
    before = {"to_day": date(2020, 1, 1)}
    entries, found = by_beancount(text_of(written, "beancount", **before))
    assert set(found.values()) == {0} == set(read_hledger(text_of(written, "hledger", **before))[1].values())
    assert not [entry for entry in entries if isinstance(entry, directives.Transaction)]


def test_hledger_text_holds_in_a_strict_reader(written):
    text = text_of(written, "hledger")
    told, found = read_hledger(text)
    assert found == ours(written)
    assert len(told) == Entry.objects.filter(business=written).count() + 1
    asserted = next(line for line in text.split("\n") if "1100-1" in line and " = " in line)
    with pytest.raises(Unreadable, match="1100-1"):
        read_hledger(
            text.replace(asserted, asserted.replace(".00 KES", ".01 KES").replace("0.01", "0.00", 1))
        )


def test_csv_gives_every_line_and_nothing_that_computes(written):
    rows = list(csv.DictReader(StringIO(text_of(written, "csv"))))
    assert len(rows) == 2 * Entry.objects.filter(business=written).count()
    found: dict[str, int] = {}
    for row in rows:
        net = to_cents(row["debit"] or "0") - to_cents(row["credit"] or "0")
        found[row["account"]] = found.get(row["account"], 0) + net
        for cell in row.values():
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n")), row
    rows_of = {row.account.code: row.debit - row.credit for row in trial_balance(written.pk)}
    assert found == {code: net for code, net in rows_of.items() if code in found}
    assert {row["description"] for row in rows} >= {"'-1+1", *(f"'{text}" for text in COMPUTES)}
    assert not any(computes(cell) for row in rows for cell in row.values())
    assert [row["day"] for row in rows] == sorted(row["day"] for row in rows)


def test_empty_books_and_other_peoples(business, written, other_business):
    for format in ("beancount", "hledger"):
        text = text_of(other_business, format)
        assert "Wallet" not in text and "x-0" not in text
    assert set(by_beancount(text_of(other_business, "beancount"))[1].values()) == {0}
    assert set(read_hledger(text_of(other_business, "hledger"))[1].values()) == {0}
    assert len(text_of(other_business, "csv").splitlines()) == 1
    assert code(book_lines, business, format="pdf") == "BAD_FORMAT"
    late, early = date(2024, 2, 2), date(2024, 2, 1)
    assert code(book_lines, business, format="csv", from_day=late, to_day=early) == "BAD_FILTER"
    assert code(book_lines, business, format="csv", to_day=date.max) == "BAD_FILTER"


def test_the_command_seals_writes_and_bean_check_agrees(business, written, tmp_path: Path, capsys):
    post(business, "unsealed", 70)
    file = tmp_path / "books.beancount"
    call_command("export_books", business="maji", format="beancount", out=file)
    checked = subprocess.run(
        [sys.executable, "-c", "from beancount.scripts.check import main; main()", str(file)],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")
    assert by_beancount(file.read_text("utf-8"))[1] == ours(business)
    capsys.readouterr()
    call_command(
        "export_books", business="maji", format="csv", from_day=date(2024, 3, 1), to_day=date(2024, 3, 1)
    )
    assert len(capsys.readouterr().out.splitlines()) == 1 + 2 * 4
    with pytest.raises(CommandError, match="NOT_FOUND"):
        call_command("export_books", business="nobody", format="csv")
