"""Comparing a file with the verified statement: what is the same, what is new, what would be changed.

Pure. A row is the same row where its key is (reconciliation/statement_files/framing.py): account, receipt,
whether it is a charge, signed amount, occurrence. Its text, its masks and its seconds do not count, and its
balance tells whether two files agree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from core.days import accounting_day
from core.money import Cents, display
from reconciliation.statement_files.chain import Step, trail_start

MINUTE = timedelta(minutes=1)


class Change(StrEnum):
    """What a file would do to a stretch that is verified."""

    OTHER_BALANCE = "OTHER_BALANCE"
    OTHER_DAY = "OTHER_DAY"
    ROW_PUT_IN = "ROW_PUT_IN"
    ROW_TAKEN_OUT = "ROW_TAKEN_OUT"


@dataclass(frozen=True)
class Row:
    """A row that moves money: cents are signed, + into the account; `balance` is the one after it."""

    key: str
    receipt: str
    cents: Cents
    balance: Cents
    at: datetime

    @property
    def group(self) -> str:
        """Rows that may stand in any order among themselves: of a receipt, or of a day of a bank, with which
        the numbers of its rows begin."""
        return self.receipt.partition("-")[0]


@dataclass(frozen=True)
class Difference:
    """One line of what a file changes. Cents: of the row, or (OTHER_BALANCE) new balance less known one."""

    change: Change
    receipt: str
    cents: Cents

    @property
    def message(self) -> str:
        return {
            Change.OTHER_BALANCE: f"The balance after {self.receipt} differs by {display(self.cents)}.",
            Change.OTHER_DAY: f"{self.receipt} is verified on another day: are day and month swapped?",
            Change.ROW_PUT_IN: f"{self.receipt} ({display(self.cents)}) would be put into verified time.",
            Change.ROW_TAKEN_OUT: f"{self.receipt} ({display(self.cents)}) is verified, and not in the file.",
        }[self.change]


def told(differences: Iterable[Difference]) -> list[str]:
    """The differences in words: rows, each in its line, then all other balances in one, since they follow
    from the rows mostly."""
    every = list(differences)
    balances = [each for each in every if each.change is Change.OTHER_BALANCE]
    lines = [each.message for each in every if each.change is not Change.OTHER_BALANCE]
    if len(balances) > 1:
        first = balances[0]
        lines.append(
            f"The balances after {len(balances)} rows differ, the first after {first.receipt} by"
            f" {display(first.cents)}."
        )
    return lines + [each.message for each in balances[:1] if len(balances) == 1]


@dataclass(frozen=True)
class Comparison:
    """`new` are the file's rows that are not known; `differences` what it would change of the known ones."""

    new: frozenset[str]
    differences: tuple[Difference, ...]


def minute_of(moment: datetime) -> datetime:
    """The moment without its seconds: a spreadsheet may have lost them."""
    return moment.replace(second=0, microsecond=0)


def compare(
    file: Sequence[Row], known: Sequence[Row], *, from_at: datetime, until_at: datetime
) -> Comparison:
    """Compare the moving rows of a file that claims [from_at, until_at) with those known.

    `known` holds every known row of that time and whatever else has a key of the file's. A row that one side
    lacks counts as changed only before the other side's last row: a file may end, and a stretch may have been
    exported, in the middle of a day, of a minute even.
    """
    in_file = {row.key: row for row in file}
    in_book = {row.key: row for row in known}
    differences = [*_other_balances(in_file, in_book), *_other_days(in_file, in_book)]
    end_of_file = minute_of(max((row.at for row in file), default=from_at))
    within = [row for row in known if from_at <= row.at < until_at]
    for row in within:
        if row.key not in in_file and row.at < end_of_file:
            differences.append(Difference(Change.ROW_TAKEN_OUT, row.receipt, row.cents))
    new = frozenset(key for key in in_file if key not in in_book)
    return Comparison(new, tuple(differences))


def put_in(file: Sequence[Row], new: Iterable[str], pieces: Iterable[tuple[datetime, datetime]]) -> list[Row]:
    """The new rows that lie in verified time: each of `pieces` is (its beginning, its last row)."""
    spans = [(start, minute_of(last)) for start, last in pieces]
    wanted = set(new)
    return [
        row
        for row in file
        if row.key in wanted and any(start <= row.at and minute_of(row.at) < last for start, last in spans)
    ]


def _other_balances(in_file: dict[str, Row], in_book: dict[str, Row]) -> list[Difference]:
    """Rows on both sides with other balances; rows of one group may have swapped theirs."""
    unequal: dict[str, list[str]] = defaultdict(list)
    for key, row in in_file.items():
        known = in_book.get(key)
        if known is not None and known.balance != row.balance:
            unequal[row.group].append(key)
    found: list[Difference] = []
    for keys in unequal.values():
        if _walk([in_file[key] for key in keys]) == _walk([in_book[key] for key in keys]) is not None:
            continue
        found.extend(
            Difference(
                Change.OTHER_BALANCE, in_file[key].receipt, in_file[key].balance - in_book[key].balance
            )
            for key in keys
        )
    return found


def _other_days(in_file: dict[str, Row], in_book: dict[str, Row]) -> list[Difference]:
    """Rows that both sides have, on days of their own: such a file would cover days that it says nothing of.
    Within a day, and for a minute around midnight, a spreadsheet may have changed the time."""
    return [
        Difference(Change.OTHER_DAY, row.receipt, row.cents)
        for key, row in in_file.items()
        if (known := in_book.get(key)) is not None
        and abs(known.at - row.at) > MINUTE
        and accounting_day(known.at) != accounting_day(row.at)
    ]


def _walk(rows: Sequence[Row]) -> Cents | None:
    """Where the rows begin, taken as one walk; None where they are none."""
    return trail_start(
        [Step(place, row.receipt, row.balance - row.cents, row.balance) for place, row in enumerate(rows)],
        None,
    )
