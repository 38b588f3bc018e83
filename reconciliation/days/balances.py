"""What snapshots of an account's balance say of a day: pure.

A snapshot is taken within the hour of midnight, while payments come in. So it is carried to midnight by what
the books have in between, and what was booked within JITTER of it may be in it or not. Charges are told by
the statement alone: a day may lack as many as its payments can cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from core.money import Cents
from mpesa.balances.chain import JITTER

#: A snapshot says something of a midnight that is so near.
NEAR: Final = timedelta(hours=2)
#: More payments that may be in a snapshot or not make it say anything.
_MOST: Final = 10


@dataclass(frozen=True)
class Snapshot:
    """What Safaricom says was in an account, in cents."""

    at: datetime
    balance: Cents


@dataclass(frozen=True)
class Booked:
    """A line of the books on that account."""

    at: datetime
    cents: Cents


@dataclass(frozen=True)
class AtMidnight:
    """What was there at midnight, and what of it is in doubt: each of `doubts` may have to be added."""

    balance: Cents
    doubts: tuple[Cents, ...] = ()


def nearest(snapshots: Sequence[Snapshot], midnight: datetime) -> Snapshot | None:
    """The snapshot that says most of a midnight."""
    near = [each for each in snapshots if abs(each.at - midnight) <= NEAR]
    return min(near, key=lambda each: (abs(each.at - midnight), each.at), default=None)


def span_of(snapshot: Snapshot, midnight: datetime) -> tuple[datetime, datetime]:
    """The time of which `carried` wants what is booked."""
    return min(snapshot.at - JITTER, midnight), max(snapshot.at + JITTER, midnight)


def carried(snapshot: Snapshot, midnight: datetime, booked: Sequence[Booked]) -> AtMidnight | None:
    """The balance at midnight; None where too much is in doubt."""
    balance, doubts = snapshot.balance, []
    for line in booked:
        if abs(line.at - snapshot.at) <= JITTER:
            # Counted by its own time; should it be on the other side of the snapshot, the balance is this
            # much more or less.
            doubts.append(-line.cents if line.at >= snapshot.at else line.cents)
        if snapshot.at <= line.at < midnight:
            balance += line.cents
        elif midnight <= line.at < snapshot.at:
            balance -= line.cents
    return AtMidnight(balance, tuple(doubts)) if len(doubts) <= _MOST else None


@dataclass(frozen=True)
class Judged:
    """By how much more moved than is expected, and what of the difference charges explain (below zero)."""

    discrepancy: Cents
    charges: Cents = 0


def judge_by_balances(begin: AtMidnight, end: AtMidnight, expected: Cents, charges: Cents) -> Judged:
    """What two midnights say of the day between them, of which `charges` may be missing at most."""
    over = end.balance - begin.balance - expected
    sums = {0}
    for cents in (*end.doubts, *(-cents for cents in begin.doubts)):
        sums |= {some + cents for some in sums}
    explained = [over + some for some in sums if -charges <= over + some <= 0]
    return Judged(0, max(explained)) if explained else Judged(over)
