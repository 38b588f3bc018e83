"""The truth: what happened in the M-Pesa accounts of one till, from a seed.

Amounts are cents, + into the account. Moments are naive and in Nairobi's time, as the portal prints them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

UTILITY = "Utility Account"
SETTLEMENT = "Organization Settlement Account"
WORKING = "Working Account"
ACCOUNTS = (UTILITY, SETTLEMENT, WORKING)

_EAT = timedelta(hours=3)


class Leg(StrEnum):
    PAY = "PAY"
    CHARGE = "CHARGE"
    PAYOUT = "PAYOUT"
    REVERSAL = "REVERSAL"
    SWEEP = "SWEEP"
    BANK = "BANK"


@dataclass(frozen=True)
class Party:
    phone: str
    name: str


@dataclass(frozen=True)
class Row:
    """One row of one account. `words` and `other` hold `{party}` where the portal prints a person."""

    account: str
    receipt: str
    completed: datetime
    leg: Leg
    cents: int
    words: str
    reason: str
    other: str = ""
    party: Party | None = None
    linked: str = ""
    account_no: str = ""
    status: str = "Completed"
    initiated: datetime | None = None
    balance: int = 0

    @property
    def moves(self) -> bool:
        return self.status == "Completed"

    @property
    def net(self) -> int:
        return self.cents if self.moves else 0


@dataclass(frozen=True)
class Told:
    """What a channel other than the statement says about a payment. `at` is UTC."""

    receipt: str
    cents: int
    at: datetime
    account_no: str
    phone: str
    channel: str


@dataclass(frozen=True)
class History:
    """`rows` are oldest first, with their running balances, per account."""

    seed: int
    shortcode: str
    first_day: date
    days: int
    openings: dict[str, int]
    rows: dict[str, tuple[Row, ...]]

    def day(self, number: int) -> date:
        """Days count from 1."""
        return self.first_day + timedelta(days=number - 1)

    def start_of(self, number: int) -> datetime:
        return datetime.combine(self.day(number), time.min)

    def end_of(self, number: int) -> datetime:
        return datetime.combine(self.day(number), time(23, 59, 59))

    def of_day(self, number: int, account: str = UTILITY) -> list[Row]:
        return [row for row in self.rows[account] if row.completed.date() == self.day(number)]

    def payments(self, number: int) -> list[Row]:
        """Payments of a day that came to stay."""
        taken_back = {row.linked for row in self.rows[UTILITY] if row.leg is Leg.REVERSAL}
        rows = self.of_day(number)
        return [row for row in rows if row.leg is Leg.PAY and row.moves and row.receipt not in taken_back]

    def with_rows(self, *extra: Row) -> History:
        """The same, had these rows happened as well: they come after others of their second."""
        return self._with({row.account: [*self.rows[row.account]] for row in extra}, extra)

    def without(self, *gone: Row) -> History:
        """The same, had these rows never happened."""
        lists = {row.account: [*self.rows[row.account]] for row in gone}
        for row in gone:
            lists[row.account].remove(row)
        return self._with(lists, ())

    def _with(self, lists: dict[str, list[Row]], extra: Iterable[Row]) -> History:
        for row in extra:
            lists[row.account].append(row)
        rows = dict(self.rows)
        for account, listed in lists.items():
            rows[account] = balanced(self.openings[account], listed)
        return replace(self, rows=rows)

    def told(self, *, masked: bool, channel: str = "PULL") -> tuple[Told, ...]:
        """What a channel says of every payment that was completed."""
        rows = self.rows[UTILITY]
        return tuple(told_of(row, masked, channel) for row in rows if row.leg is Leg.PAY and row.moves)


def told_of(row: Row, masked: bool, channel: str = "PULL") -> Told:
    assert row.party is not None
    phone = row.party.phone
    shown = f"{phone[:4]} ***** {phone[-3:]}" if masked else phone
    at = (row.initiated or row.completed).replace(tzinfo=UTC) - _EAT
    return Told(row.receipt, row.cents, at, row.account_no, shown, channel)


def balanced(opening: int, rows: Iterable[Row]) -> tuple[Row, ...]:
    """Rows in the order of time, each with the balance after it."""
    found, balance = [], opening
    for row in sorted(rows, key=lambda each: each.completed):
        balance += row.net
        found.append(replace(row, balance=balance))
    return tuple(found)
