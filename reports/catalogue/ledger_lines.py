"""The lines of accounts with a running balance, as the general ledger and the statement of an account show
them: read from the database while they are written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import F

from ledger.models import Account
from ledger.reads.general_ledger import Ledger
from ledger.reads.selectors import TrialBalanceRow, on_normal_side
from reports.sheets.description import Column, Group, Kind, Row, Table, Total, TotalsDiffer

CHUNK = 5_000
_NONE: tuple[int | None, Iterator[Any]] = (None, iter(()))
COLUMNS = (
    Column("account", "Account", width=22),
    Column("day", "Day", Kind.DATE),
    Column("number", "Entry", Kind.INT),
    Column("description", "Description", width=36),
    Column("reference", "Reference", width=34),
    Column("debit", "Debit", Kind.SIDE, total=Total.SUM),
    Column("credit", "Credit", Kind.SIDE, total=Total.SUM),
    Column("balance", "Balance", Kind.MONEY, total=Total.LAST),
)


def lines_table(key: str, title: str, ledger: Ledger, first_day: date) -> Table:
    """A group for each account of the ledger. What the lines sum to must be what the day turnovers say."""
    sums = {
        "debit": sum(row.debit for row in ledger.rows),
        "credit": sum(row.credit for row in ledger.rows),
    }
    return Table(key, title, COLUMNS, _groups(ledger, first_day), "Total moved", equals=sums, is_grouped=True)


def _groups(ledger: Ledger, first_day: date) -> Iterator[Group]:
    """By code, accounts as lines: both are ordered by PostgreSQL, which orders letters in its own way."""
    rows = {row.account.pk: row for row in ledger.rows}
    ordered = Account.objects.filter(pk__in=rows).order_by("code", "pk").values_list("pk", flat=True)
    lines = (
        ledger.lines()
        .filter(account__in=rows)
        .order_by(F("account__code"), F("account"), F("entry__effective_on"), F("pk"))
    )
    waiting = _Lines(
        lines.values_list(
            "account_id", "entry__effective_on", "entry__seal__number", "entry__description", "entry__kind",
            "entry__reference", "debit", "credit",
        ).iterator(chunk_size=CHUNK)
    )  # fmt: skip
    for pk in ordered:
        row, account = rows[pk], rows[pk].account
        yield Group(
            f"{account.code} {account.name}",
            _rows_of(row, waiting, first_day),
            f"Closing {account.code}",
            name=account.code,
            equals={"debit": row.debit, "credit": row.credit},
        )


def _rows_of(row: TrialBalanceRow, lines: _Lines, first_day: date) -> Iterator[Row]:
    """The opening balance, and each line with what it left."""
    code, net = row.account.code, row.before
    sign = on_normal_side(row.account, 1)
    yield code, first_day, None, "Opening balance", "", 0, 0, sign * net
    for _, day, number, description, kind, reference, debit, credit in lines.of(row.account.pk):
        net += debit - credit
        yield code, day, number, description or kind.capitalize(), reference, debit, credit, sign * net
    if net != row.net:
        raise TotalsDiffer(f"{code} ends with {net} cents by its lines, and with {row.net} in the books")


class _Lines:
    """Lines in the order of their accounts, taken account by account."""

    def __init__(self, lines: Iterator[Any]) -> None:
        self._accounts: Iterator[tuple[int | None, Iterator[Any]]] = groupby(lines, itemgetter(0))
        self._account, self._lines = next(self._accounts, _NONE)

    def of(self, account: int) -> Iterator[Any]:
        if account == self._account:
            yield from self._lines
            self._account, self._lines = next(self._accounts, _NONE)
