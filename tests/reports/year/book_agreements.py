"""What the reports of the books must agree with: every account's lines, and each other."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Sum

from core.money import to_cents
from ledger.chart.standard import OPENING_BALANCES, RETAINED_EARNINGS
from ledger.models import Account, EntryKind, Line
from tests.reports.year.files import Files


def trial_balance(files: Files) -> None:
    rows = files.tables("trial_balance")["trial_balance"]
    for when in ("opening", "moved", "closing"):
        debits, credits = (
            files.sum("trial_balance", "trial_balance", f"{when}_{side}") for side in ("debit", "credit")
        )
        assert debits == credits, when
    assert files.sum("trial_balance", "trial_balance", "moved_debit") > 0
    closing = nets(files)
    for account in Account.objects.filter(business=files.pk):
        lines = Line.objects.filter(account=account).aggregate(debit=Sum("debit"), credit=Sum("credit"))
        assert closing.get(account.code, 0) == (lines["debit"] or 0) - (lines["credit"] or 0), account.code
    assert len(rows) == len(closing)


def general_ledger(files: Files) -> None:
    """Its last balance of each account is that of the trial balance, its sums are what moved there."""
    last: dict[str, int] = {}
    for row in files.tables("general_ledger")["general_ledger"]:
        last[row["account"]] = to_cents(row["balance"])
    closing = nets(files)
    assert {code: abs(cents) for code, cents in last.items()} == {
        code: abs(net) for code, net in closing.items()
    }
    for side in ("debit", "credit"):
        moved = files.sum("trial_balance", "trial_balance", f"moved_{side}")
        assert files.sum("general_ledger", "general_ledger", side) == moved


def account_statement(files: Files) -> None:
    last: dict[str, int] = {}
    for row in files.tables("account_statement")["account_statement"]:
        last[row["account"]] = to_cents(row["balance"])
    assert sum(last.values()) == files.books("1010")


def income_statement(files: Files) -> None:
    """The profit is what changed in equity, but for what was put in: no year was there before."""
    rows = files.tables("income_statement")["income_statement"]
    kinds = dict(Account.objects.filter(business=files.pk).values_list("code", "kind"))
    profit = sum(to_cents(row["amount"]) * (1 if kinds[row["code"]] == "INCOME" else -1) for row in rows)
    of_books = equity(files)
    closing = nets(files)
    put_in = -sum(closing.get(code, 0) for code in ("3000", OPENING_BALANCES))
    assert profit == of_books - put_in and profit != 0
    closed = Line.objects.filter(
        account__business=files.pk, account__code=RETAINED_EARNINGS, entry__kind=EntryKind.CLOSING
    )
    assert closed.exists() and closing[RETAINED_EARNINGS] != 0
    year = files.year
    months = [
        files.tables("income_statement", first_day=first, last_day=last) for first, last in _halves(files)
    ]
    parts = sum(
        to_cents(row["amount"]) * (1 if kinds[row["code"]] == "INCOME" else -1)
        for tables in months
        for row in tables["income_statement"]
    )
    assert parts == profit, f"halves of {year.first}"


def balance_sheet(files: Files) -> None:
    kinds = dict(Account.objects.filter(business=files.pk).values_list("code", "kind"))
    sides = {"ASSET": 0, "LIABILITY": 0, "EQUITY": 0}
    for row in files.tables("balance_sheet")["balance_sheet"]:
        cents = to_cents(row["amount"])
        sides[kinds.get(row["code"], "EQUITY")] += cents
        if row["code"]:
            assert cents == files.books(row["code"]), row
    assert sides["ASSET"] == sides["LIABILITY"] + sides["EQUITY"]
    assert sides["EQUITY"] == equity(files)


def journal_quickbooks(files: Files) -> None:
    """Each journal balances, and all of them move what the trial balance does."""
    key = "journal_quickbooks"
    journals: dict[int, int] = {}
    for row in files.tables(key)["journal"]:
        net = to_cents(row["Debits"] or "0") - to_cents(row["Credits"] or "0")
        journals[row["Journal No"]] = journals.get(row["Journal No"], 0) + net
    assert set(journals.values()) == {0}
    moved = files.sum("trial_balance", "trial_balance", "moved_debit")
    assert files.sum(key, "journal", "Debits") == moved == files.sum(key, "journal", "Credits")


def journal_xero(files: Files) -> None:
    """Each journal balances, and each account moves by them what the trial balance says."""
    journals: dict[str, int] = {}
    accounts: dict[str, int] = {}
    for row in files.tables("journal_xero")["journal"]:
        cents = to_cents(row["*Amount"])
        journals[row["*Narration"]] = journals.get(row["*Narration"], 0) + cents
        accounts[row["*AccountCode"]] = accounts.get(row["*AccountCode"], 0) + cents
    assert set(journals.values()) == {0}
    for row in files.tables("trial_balance")["trial_balance"]:
        net = to_cents(row["moved_debit"]) - to_cents(row["moved_credit"])
        assert accounts.pop(row["code"], 0) == net, row
    assert not any(accounts.values())


def nets(files: Files) -> dict[str, int]:
    """Code -> debits less credits, as the trial balance closes."""
    return {
        row["code"]: to_cents(row["closing_debit"]) - to_cents(row["closing_credit"])
        for row in files.tables("trial_balance")["trial_balance"]
    }


def equity(files: Files) -> int:
    """Assets less liabilities, by the trial balance."""
    kinds = dict(Account.objects.filter(business=files.pk).values_list("code", "kind"))
    return sum(net for code, net in nets(files).items() if kinds[code] in ("ASSET", "LIABILITY"))


def _halves(files: Files) -> list[tuple[object, object]]:
    middle = files.year.first + timedelta(days=150)
    return [(files.year.first, middle), (middle + timedelta(days=1), files.year.last)]
