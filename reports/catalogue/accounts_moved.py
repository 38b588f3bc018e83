"""Accounts of the books with what they had, moved and have: beside what other rows say of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ledger.reads.selectors import TrialBalanceRow, on_normal_side
from reports.sheets.description import Column, Kind, Row, Total

#: `moved` is on the normal side of the account, as the balances are.
ACCOUNTS = (
    Column("code", "Account", width=22),
    Column("name", "Name", width=34),
    Column("opening", "Opening", Kind.MONEY, total=Total.SUM),
    Column("debit", "Debit", Kind.SIDE, total=Total.SUM),
    Column("credit", "Credit", Kind.SIDE, total=Total.SUM),
    Column("moved", "Moved", Kind.MONEY, total=Total.SUM),
    Column("closing", "Closing", Kind.MONEY, total=Total.SUM),
)


def rows_under(code: str, books: Sequence[TrialBalanceRow]) -> Iterator[Row]:
    """An account and those below it, of a trial balance; also where nothing moved."""
    for row in books:
        if row.account.code.partition("-")[0] == code:
            nets = (row.before, row.debit - row.credit, row.net)
            opening, moved, closing = (on_normal_side(row.account, net) for net in nets)
            yield row.account.code, row.account.name, opening, row.debit, row.credit, moved, closing
