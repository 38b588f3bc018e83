"""Tax pack: excise on deposits, tax withheld from withdrawals and tax on market fees, by day and by entry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from core.money import Cents
from ledger.reads.selectors import trial_balance
from markets.legal.remitting import ACCOUNTS as TAX_ACCOUNTS
from markets.legal.remitting import DayOfTax, Tax, row_of, tax_lines, taxes_by_day
from reports.catalogue.accounts_moved import ACCOUNTS, rows_under
from reports.catalogue.covers import book_of
from reports.kinds import Asked, Parameter, Report, Words
from reports.presets import Preset
from reports.sheets.description import (
    Book,
    Chart,
    Check,
    Column,
    Group,
    Kind,
    Row,
    Rows,
    Table,
    Total,
    TotalOf,
)
from users.access import Right

CHUNK = 2_000
_TAXES = {
    Tax.EXCISE: "Excise on deposits",
    Tax.WITHHOLDING: "Withheld from withdrawals",
    Tax.GGR: "Tax on market fees",
}
_DAY = Column("day", "Day", Kind.DATE)
_PARTS = (
    Column("charged", "Charged", Kind.MONEY, total=Total.SUM),
    Column("taken_back", "Taken back", Kind.MONEY, total=Total.SUM),
    Column("due", "To be remitted", Kind.MONEY, total=Total.SUM),
    Column("by_hand", "Booked by hand", Kind.MONEY, total=Total.SUM),
    Column("moved", "Moved on the account", Kind.MONEY, total=Total.SUM),
)
_BY_DAY = (
    _DAY,
    *(Column(tax.lower(), title, Kind.MONEY, width=20, total=Total.SUM) for tax, title in _TAXES.items()),
    Column("due", "To be remitted", Kind.MONEY, total=Total.SUM),
)
_ENTRIES = (
    _DAY,
    Column("tax", "Tax", width=14),
    Column("number", "Entry", Kind.INT),
    Column("description", "Description", width=36),
    Column("reference", "Reference", width=34),
    *_PARTS,
)


def _describe(asked: Asked) -> Book:
    found = taxes_by_day(asked.business, asked.first_day, asked.last_day)
    books = trial_balance(asked.business.pk, from_day=asked.first_day, day=asked.last_day)
    by_day = Table(
        "by_day",
        "By day",
        _BY_DAY,
        (Rows(_days(found)),),
        "Total",
        chart=Chart("To be remitted by day", ("due",), "day"),
    )
    by_tax = Table(
        "by_tax",
        "By tax and day",
        (Column("account", "Account", width=22), _DAY, *_PARTS),
        [
            Group(
                title,
                [_of_tax(each) for each in found if each.tax is tax],
                f"Total {title.lower()}",
                name=tax,
            )
            for tax, title in _TAXES.items()
        ],
        "Total",
        is_grouped=True,
    )
    accounts = Table(
        "accounts",
        "Accounts of taxes",
        ACCOUNTS,
        [
            Group(title, rows_under(TAX_ACCOUNTS[tax], books), f"Total {title.lower()}", name=tax)
            for tax, title in _TAXES.items()
        ],
        "Total",
        is_grouped=True,
    )
    return book_of(
        TAX_PACK,
        asked,
        by_day,
        by_tax,
        Table("entries", "Entries", _ENTRIES, (Rows(_entries(asked)),), "Total"),
        accounts,
        shown=tuple((title, TotalOf("by_tax", "due", tax)) for tax, title in _TAXES.items()),
        checks=(
            *(
                Check(
                    f"{title} less account {TAX_ACCOUNTS[tax]}",
                    (_moved("by_tax", tax),),
                    (_moved("accounts", tax),),
                )
                for tax, title in _TAXES.items()
            ),
            Check("Days less taxes", (TotalOf("by_day", "due"),), (TotalOf("by_tax", "due"),)),
            Check("Entries less taxes", (_moved("entries"),), (_moved("by_tax"),)),
        ),
    )


def _moved(table: str, name: str = "") -> TotalOf:
    return TotalOf(table, "moved", name)


def _days(found: list[DayOfTax]) -> Iterator[Row]:
    dues: defaultdict[date, dict[Tax, Cents]] = defaultdict(lambda: dict.fromkeys(Tax, 0))
    for each in found:
        dues[each.day][each.tax] = each.due
    for day in sorted(dues):
        yield day, *(dues[day][tax] for tax in _TAXES), sum(dues[day].values())


def _of_tax(each: DayOfTax) -> Row:
    return TAX_ACCOUNTS[each.tax], each.day, *_parts(each.charged, each.taken_back, each.by_hand)


def _parts(charged: Cents, taken_back: Cents, by_hand: Cents) -> tuple[Cents, ...]:
    due = charged - taken_back
    return charged, taken_back, due, by_hand, due + by_hand


def _entries(asked: Asked) -> Iterator[Row]:
    """Tax after tax, each by day."""
    for tax in _TAXES:
        lines = tax_lines(asked.business, tax, asked.first_day, asked.last_day).select_related("entry__seal")
        for line in lines.iterator(chunk_size=CHUNK):
            row = row_of(line)
            said = (row.number, row.description or row.kind.capitalize(), row.reference)
            parts = _parts(row.charged, row.taken_back, row.by_hand)
            yield line.entry.effective_on, TAX_ACCOUNTS[tax], *said, *parts


TAX_PACK = Report(
    key="tax_pack",
    title=Words("Tax pack", "Kodi za kila siku"),
    answers=Words(
        "Excise on deposits, tax withheld from withdrawals and tax on market fees, by day, to be remitted.",
        "Ushuru wa amana, kodi iliyokatwa kwenye kutoa pesa na kodi ya ada za masoko, kwa siku.",
    ),
    right=Right.LEDGER_READ,
    describe=_describe,
    needs=frozenset({Parameter.PERIOD}),
    presets=tuple(Preset),
)
