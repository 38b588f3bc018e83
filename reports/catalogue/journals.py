"""The sealed journal as files that QuickBooks Online and Xero import: the keys of columns are their heads.

Sources: Intuit, "Import journal entries" (a journal number that groups lines; names of accounts, of one below
another behind that and a colon; debits and credits, the one that does not apply left empty). Xero, "Enter
multiple manual journals using an import template" (narration and date group lines, a debit is above zero and
a credit below, days as dd/mm/yyyy, a tax rate on each line, at most 300 lines in a file: so it gets a journal
for each day).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import QuerySet, Sum

from core.days import display_day
from core.money import Cents
from core.text import one_line
from ledger.models import Account, Line
from ledger.reads.searching import lines_between
from ledger.reads.selectors import trial_balance
from reports.catalogue.covers import book_of
from reports.kinds import Asked, Parameter, Report, Words
from reports.presets import Preset
from reports.sheets.description import Book, Check, Column, Kind, Row, Rows, Table, Total, TotalOf
from users.access import Right

CHUNK = 5_000
_NO_TAX = "Tax Exempt"
_QUICKBOOKS = (
    Column("Journal No", "Journal No", Kind.INT),
    Column("Journal Date", "Journal Date", width=14),
    Column("Account Name", "Account Name", width=40),
    Column("Description", "Description", width=40),
    Column("Debits", "Debits", Kind.SIDE, total=Total.SUM),
    Column("Credits", "Credits", Kind.SIDE, total=Total.SUM),
)
_XERO = (
    Column("*Narration", "Narration", width=30),
    Column("*Date", "Date", width=14),
    Column("Description", "Description", width=40),
    Column("*AccountCode", "Account code", width=16),
    Column("*TaxRate", "Tax rate", width=14),
    Column("*Amount", "Amount", Kind.MONEY, total=Total.SUM),
)


def _quickbooks(asked: Asked) -> Book:
    moved = trial_balance(asked.business.pk, from_day=asked.first_day, day=asked.last_day, seal=asked.seal)
    equals = {"Debits": sum(row.debit for row in moved), "Credits": sum(row.credit for row in moved)}
    debits, credits = TotalOf("journal", "Debits"), TotalOf("journal", "Credits")
    return book_of(
        QUICKBOOKS,
        asked,
        Table("journal", "Journal", _QUICKBOOKS, (Rows(_entries(asked)),), "Total", equals=equals),
        shown=(("Debits", debits), ("Credits", credits)),
        checks=(Check("Debits less credits", (debits,), (credits,)),),
    )


def _xero(asked: Asked) -> Book:
    amount = TotalOf("journal", "*Amount")
    return book_of(
        XERO,
        asked,
        Table("journal", "Journal", _XERO, (Rows(_days(asked)),), "Total", equals={"*Amount": 0}),
        checks=(Check("Debits less credits", (amount,), ()),),
    )


def _lines(asked: Asked) -> QuerySet[Line]:
    lines = Line.objects.filter(account__business=asked.business, entry__seal__number__lte=asked.seal)
    return lines_between(lines, asked.first_day, asked.last_day)


def _entries(asked: Asked) -> Iterator[Row]:
    """A journal for each entry, by its printed number."""
    names = _names(asked)
    lines = _lines(asked).order_by("entry__effective_on", "entry__seal__number", "pk").values_list(
        "entry__seal__number", "entry__effective_on", "account_id", "entry__description", "entry__kind",
        "debit", "credit",
    )  # fmt: skip
    for number, day, account, description, kind, debit, credit in lines.iterator(chunk_size=CHUNK):
        said = description or kind.capitalize()
        yield number, _as_written(day), names[account], said, debit or None, credit or None


def _days(asked: Asked) -> Iterator[Row]:
    """A journal for each day: what each account moved on it, but for those that moved as much back."""
    days: QuerySet[Any, Any] = (
        _lines(asked).order_by().values_list("entry__effective_on", "account__code", "account__name")
    )
    sums = days.annotate(debits=Sum("debit"), credits=Sum("credit"))
    for day, code, name, debits, credits in sums.order_by("entry__effective_on", "account__code"):
        net: Cents = int(debits - credits)
        if net:
            yield f"Journal of {display_day(day)}", _as_written(day), name, code, _NO_TAX, net


def _names(asked: Asked) -> dict[int, str]:
    """Each account behind those above it, as QuickBooks wants sub-accounts."""
    known = {account.pk: account for account in Account.objects.filter(business=asked.business)}

    def whole(account: Account) -> str:
        above = "" if account.parent_id is None else f"{whole(known[account.parent_id])}:"
        return above + one_line(account.name.replace(":", " "))

    return {pk: whole(account) for pk, account in known.items()}


def _as_written(day: date) -> str:
    """Both take 20/11/2026, QuickBooks where its import is told so."""
    return f"{day:%d/%m/%Y}"


def _report(key: str, program: str, describe: Any, en: str, sw: str) -> Report:
    return Report(
        key=key,
        title=Words(f"Journal for {program}", f"Jarida la {program}"),
        answers=Words(en, sw),
        right=Right.LEDGER_READ,
        describe=describe,
        needs=frozenset({Parameter.PERIOD}),
        takes=frozenset({Parameter.SEAL}),
        presets=tuple(Preset),
    )


QUICKBOOKS = _report(
    "journal_quickbooks",
    "QuickBooks",
    _quickbooks,
    "Every sealed entry as a journal; its CSV is what QuickBooks Online imports.",
    "Kila ingizo lililofungwa kama jarida; CSV yake huingizwa kwenye QuickBooks Online.",
)
XERO = _report(
    "journal_xero",
    "Xero",
    _xero,
    "What accounts moved on each day as a manual journal; its CSV is what Xero imports.",
    "Akaunti zilivyobadilika kila siku kama jarida; CSV yake huingizwa kwenye Xero.",
)
