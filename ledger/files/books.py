"""The books of a business as files that other programs read: CSV, beancount and hledger.

Everything up to a seal, so that figures and balances are of one moment. Amounts are shillings with two
decimals, positive for debits. An account is `Assets:1100-1-Main-bank`: its code and its name, flat below the
five roots.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO

from django.db import connection, transaction

from core.errors import InvalidInput
from core.files.formulas import harmless
from core.money import Cents, to_shillings
from core.text import one_line
from ledger.journal.sealing import ledger_head
from ledger.journal.turnovers import turnovers
from ledger.models import Account, AccountKind, Entry
from users.models import Business

FORMATS = ("csv", "beancount", "hledger")
CHUNK = 2000
_ROOTS = {
    AccountKind.ASSET: ("Assets", "A"),
    AccountKind.LIABILITY: ("Liabilities", "L"),
    AccountKind.EQUITY: ("Equity", "E"),
    AccountKind.INCOME: ("Income", "R"),
    AccountKind.EXPENSE: ("Expenses", "X"),
}

_ENTRIES = """
SELECT seal.number, entry.id, entry.effective_on, entry.posted_at, entry.kind, entry.description,
       entry.reference, entry.reverses_id, lines.accounts, lines.debits, lines.credits
FROM ledger_seal AS seal JOIN ledger_entry AS entry ON entry.id = seal.entry_id
CROSS JOIN LATERAL (
    SELECT array_agg(line.account_id ORDER BY line.id) AS accounts,
           array_agg(line.debit ORDER BY line.id) AS debits,
           array_agg(line.credit ORDER BY line.id) AS credits
    FROM ledger_line AS line WHERE line.entry_id = entry.id) AS lines
WHERE seal.business_id = %s AND seal.number <= %s AND entry.effective_on >= %s AND entry.effective_on <= %s
  AND (entry.effective_on, seal.number) > (%s, %s)
ORDER BY entry.effective_on, seal.number LIMIT %s
"""
_FIRST, _LAST = date(1, 1, 1), date(9998, 12, 31)


@dataclass(frozen=True)
class _Entry:
    number: int
    id: int
    day: date
    posted_at: str
    kind: str
    description: str
    reference: str
    reverses: int | None
    lines: list[tuple[int, Cents, Cents]]

    @property
    def text(self) -> str:
        return one_line(self.description) or self.kind.capitalize()


@dataclass(frozen=True)
class _Books:
    """What is exported: up to a seal, from one day to another, both included."""

    business: Business
    head: int
    from_day: date | None
    to_day: date | None
    accounts: dict[int, Account]

    def entries(self) -> Iterator[_Entry]:
        """By day and number, a few thousand in memory at a time."""
        place = (_FIRST, 0)
        while True:
            with transaction.atomic(), connection.cursor() as cursor:
                first, last = self.from_day or _FIRST, self.to_day or _LAST
                cursor.execute(_ENTRIES, [self.business.pk, self.head, first, last, *place, CHUNK])
                rows = cursor.fetchall()
            for number, id, day, posted_at, kind, description, reference, reverses, *lines in rows:
                posted = posted_at.isoformat(timespec="seconds")
                parts = list(zip(*lines, strict=True))
                yield _Entry(number, id, day, posted, kind, description, reference, reverses, parts)
            if len(rows) < CHUNK:
                return
            place = (rows[-1][2], rows[-1][0])

    def balances(self, day: date | None) -> dict[int, Cents]:
        """Debits less credits of every account up to a day."""
        sums = turnovers(self.business.pk, day=day, seal=self.head)
        return {pk: sums.get(pk, (0, 0))[0] - sums.get(pk, (0, 0))[1] for pk in self.accounts}

    def brought_forward(self) -> dict[int, Cents]:
        """The balances before the first day that are not zero; none when the books begin there."""
        if self.from_day is None:
            return {}
        return {pk: net for pk, net in self.balances(self.from_day - timedelta(days=1)).items() if net}

    def first_day(self) -> date:
        """The day on which the accounts are opened in the file."""
        if self.from_day is not None:
            return self.from_day
        days = Entry.objects.filter(business=self.business, seal__number__lte=self.head)
        oldest = days.order_by("effective_on").values_list("effective_on", flat=True).first()
        return min(oldest or date(2000, 1, 1), self.to_day or _LAST)

    def last_day(self) -> date:
        """The day of which the balances at the end are."""
        if self.to_day is not None:
            return self.to_day
        newest = Entry.objects.filter(business=self.business, seal__number__lte=self.head)
        found = newest.order_by("-effective_on").values_list("effective_on", flat=True).first()
        return max(found or self.first_day(), self.first_day())


def book_lines(
    business: Business, *, format: str, from_day: date | None = None, to_day: date | None = None
) -> Iterator[str]:
    """The lines of a file with the sealed entries from one accounting day to another, both included.

    beancount and hledger begin with the accounts and what they brought forward, and end with an assertion of
    every balance. Raises InvalidInput BAD_FORMAT / BAD_FILTER.
    """
    if format not in FORMATS:
        raise InvalidInput("BAD_FORMAT", "format", f"Formats: {', '.join(FORMATS)}.")
    far = [day for day in (from_day, to_day) if day is not None and not _FIRST < day <= _LAST]
    if far or (from_day is not None and to_day is not None and from_day > to_day):
        raise InvalidInput("BAD_FILTER", "to_day", "The last day is before the first, or no day of this age.")
    head = ledger_head(business.pk)  # before the accounts: none that it needs can be missing
    accounts = {account.pk: account for account in Account.objects.filter(business=business).order_by("code")}
    books = _Books(business, head, from_day, to_day, accounts)
    return {"csv": _csv, "beancount": _beancount, "hledger": _hledger}[format](books)


def account_names(accounts: dict[int, Account]) -> dict[int, str]:
    """A name for every account that beancount and hledger take, each another one."""
    names: dict[int, str] = {}
    taken: set[str] = set()
    for pk, account in accounts.items():
        root, _ = _ROOTS[AccountKind(account.kind)]
        part = "-".join(filter(None, (_plain(account.code), _plain(account.name)))) or "X"
        name = f"{root}:{part if part[0].isdigit() or part[0].isupper() else 'X' + part}"
        while name in taken:
            name = f"{name}-{pk}"
        taken.add(name)
        names[pk] = name
    return names


def _plain(text: str) -> str:
    """Letters, digits and dashes of ASCII; accents are taken off."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", ascii_text).strip("-")


_COLUMNS = (
    "number", "day", "posted_at", "kind", "reference", "description", "account", "account_name", "debit",
    "credit", "entry", "reverses",
)  # fmt: skip


def _csv(books: _Books) -> Iterator[str]:
    yield _row(_COLUMNS)
    for entry in books.entries():
        head = (
            entry.number, entry.day, entry.posted_at, entry.kind, harmless(entry.reference),
            harmless(entry.description),
        )  # fmt: skip
        for pk, debit, credit in entry.lines:
            account = books.accounts[pk]
            sides = (to_shillings(debit) if debit else "", to_shillings(credit) if credit else "")
            names = (harmless(account.code), harmless(account.name))
            yield _row((*head, *names, *sides, entry.id, entry.reverses or ""))


def _row(cells: tuple[object, ...]) -> str:
    target = StringIO()
    csv.writer(target, lineterminator="").writerow(cells)
    return target.getvalue()


def _beancount(books: _Books) -> Iterator[str]:
    names = account_names(books.accounts)
    yield f'option "title" {_quoted(books.business.name)}'
    yield 'option "operating_currency" "KES"'
    yield f"; up to seal {books.head}"
    first = books.first_day()
    yield f"{first} commodity KES"
    for pk, account in books.accounts.items():
        yield f"{first} open {names[pk]} KES"
        yield f"  code: {_quoted(account.code)}"
        yield f"  name: {_quoted(account.name)}"
    if forward := books.brought_forward():
        yield f'{first} * "Balances brought forward"'
        yield from (f"  {names[pk]}  {to_shillings(net)} KES" for pk, net in forward.items())
    for entry in books.entries():
        yield f"{entry.day} * {_quoted(entry.text)}"
        yield f'  number: "{entry.number}"'
        yield f"  reference: {_quoted(entry.reference)}"
        for pk, debit, credit in entry.lines:
            yield f"  {names[pk]}  {to_shillings(debit - credit)} KES"
    after = books.last_day() + timedelta(days=1)  # an assertion counts for the beginning of its day
    for pk, net in books.balances(books.last_day()).items():
        yield f"{after} balance {names[pk]}  {to_shillings(net)} ~ 0.00 KES"


def _quoted(text: str) -> str:
    escaped = one_line(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _hledger(books: _Books) -> Iterator[str]:
    """Descriptions and comments lose what has a meaning there: semicolons, bars, brackets."""
    names = account_names(books.accounts)
    yield f"; {_uncommented(books.business.name)}, up to seal {books.head}"
    yield "commodity 1000.00 KES"
    for pk, account in books.accounts.items():
        yield f"account {names[pk]}  ; type: {_ROOTS[AccountKind(account.kind)][1]}"
    if forward := books.brought_forward():
        yield f"{books.first_day()} * Balances brought forward"
        yield from (f"    {names[pk]}  {to_shillings(net)} KES" for pk, net in forward.items())
    for entry in books.entries():
        yield f"{entry.day} * ({entry.number}) {_uncommented(entry.text)}"
        yield f"    ; reference: {_uncommented(entry.reference)}"
        for pk, debit, credit in entry.lines:
            yield f"    {names[pk]}  {to_shillings(debit - credit)} KES"
    yield f"{books.last_day()} * Balances"
    for pk, net in books.balances(books.last_day()).items():
        yield f"    {names[pk]}  0.00 KES = {to_shillings(net)} KES"


def _uncommented(text: str) -> str:
    return re.sub(r"[;|\[\],]+", " ", one_line(text)).strip() or "-"
