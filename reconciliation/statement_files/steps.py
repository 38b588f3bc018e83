"""The chain of balances as a picture can be drawn of it: at most `MOST` steps, however many rows there are.

Steps stand in order of time and leave nothing out: each begins where the one before it ended, in time and in
its balance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from core.money import Cents
from reconciliation.statement_files.chain import Break, Look, total

#: A fifth of them shows gaps or holes; where there are more, the rest is told together.
MOST: Final = 100
_COLUMNS: Final = ["ordinal", "completed_at", "receipt", "paid_in", "withdrawn"]


class StepKind(StrEnum):
    #: Rows, or time without any.
    MOVED = "MOVED"
    #: The balance jumps here, and no row says why.
    GAP = "GAP"
    #: Time that no file covers.
    HOLE = "HOLE"


@dataclass(frozen=True)
class Step:
    """From the balance `before` to the one `after`, in cents; None where nobody knows. `receipt` is that of a
    single row; `says` is what a gap looks like."""

    kind: StepKind
    from_at: datetime
    until_at: datetime
    before: Cents | None
    after: Cents | None
    rows: int = 0
    paid_in: Cents = 0
    withdrawn: Cents = 0
    receipt: str = ""
    says: str = ""


class Stay(NamedTuple):
    """Time without a hole, [from_at, until_at), and the balance with which it begins."""

    from_at: datetime
    until_at: datetime
    opening: Cents


def steps_of_file(
    frame: pd.DataFrame, breaks: Sequence[Break], stay: Stay, *, most: int = MOST
) -> list[Step]:
    """What a file says of an account: a frame of `read_statement`, where its balances break (`check_chain`),
    and the time that it fills, with the balance before its first row as that row has it."""
    rows = _moving(frame, frame["balance"].notna())
    jumps = _jumps(breaks, rows)
    kept, left = jumps[: _gaps(most)], jumps[_gaps(most) :]
    walk = _Walk(rows, stay.from_at, stay.opening - sum(jump.cents for jump in jumps if not jump.position))
    cuts = sorted({len(rows), *(jump.position for jump in kept)})
    shares = _shares([stop - start for start, stop in pairwise([0, *cuts])], most - len(kept) - 3)
    steps = walk.quiet_at_first(len(rows))
    for cut, share in zip(cuts, shares, strict=True):
        steps += walk.moved(cut, share)
        steps += [walk.jumped(jump.cents, jump.says) for jump in kept if jump.position == cut]
    if left:
        says = f"Balances do not follow from one another in {len(left)} more places."
        steps.append(walk.jumped(sum(jump.cents for jump in left), says))
    return [*steps, *walk.quiet(stay.until_at)]


def steps_of_stays(
    frame: pd.DataFrame, stays: Sequence[Stay], start: datetime, end: datetime, *, most: int = MOST
) -> list[Step]:
    """What the verified statement says of [start, end): its rows, oldest first, and what of that time is
    covered, in order."""
    frame = _moving(frame)
    shown = stays[-_gaps(most) :]
    times = pd.DatetimeIndex(frame["completed_at"])
    places = [
        (int(times.searchsorted(stay.from_at)), int(times.searchsorted(stay.until_at))) for stay in shown
    ]
    shares = _shares([stop - begin for begin, stop in places], most - 3 * len(shown) - 1)
    steps: list[Step] = []
    at, balance = start, None
    for stay, (begin, stop), share in zip(shown, places, shares, strict=True):
        if stay.from_at > at:
            more = len(stays) - len(shown) if not steps else 0
            says = f"A part of it is covered, in {more} pieces." if more else ""
            steps.append(Step(StepKind.HOLE, at, stay.from_at, balance, stay.opening, says=says))
        walk = _Walk(frame, stay.from_at, stay.opening, begin)
        steps += [*walk.quiet_at_first(stop), *walk.moved(stop, share), *walk.quiet(stay.until_at)]
        at, balance = stay.until_at, walk.balance
    return [*steps, Step(StepKind.HOLE, at, end, balance, None)] if at < end else steps


def _moving(frame: pd.DataFrame, wanted: pd.Series[bool] | bool = True) -> pd.DataFrame:
    """Of the rows that move money what steps are made of: there may be a million rows, with long texts."""
    return frame.loc[(frame["moves"] & wanted).to_numpy(dtype=bool), _COLUMNS]


class _Jump(NamedTuple):
    """By so much the balance jumps before the row at this position."""

    position: int
    cents: Cents
    says: str


def _jumps(breaks: Sequence[Break], rows: pd.DataFrame) -> list[_Jump]:
    """In the order of the rows. A row that is wrong by itself breaks the balances before it and after it."""
    places = {int(ordinal): place for place, ordinal in enumerate(rows["ordinal"])} if breaks else {}
    found = []
    for each in breaks:
        place = places.get(each.ordinal, len(rows))
        found.append(_Jump(place, each.cents, each.message))
        back = 0
        if each.looks_like is Look.EDITED_BALANCE:
            back = -each.cents
        elif each.looks_like is Look.DUPLICATE_ROW and place < len(rows):
            back = -each.cents - int(rows["paid_in"].iloc[place]) + int(rows["withdrawn"].iloc[place])
        if back:
            found.append(_Jump(place + 1, back, each.message))
    return sorted(found, key=lambda jump: jump.position)


class _Walk:
    """From row to row: where it stands, when, and with which balance."""

    def __init__(self, rows: pd.DataFrame, at: datetime, balance: Cents, place: int = 0) -> None:
        self.at, self.balance, self.place = at, balance, place
        self.times = rows["completed_at"]
        self.receipts = rows["receipt"]
        self.paid_in = rows["paid_in"].to_numpy(dtype=np.int64)
        self.withdrawn = rows["withdrawn"].to_numpy(dtype=np.int64)

    def moved(self, stop: int, parts: int) -> list[Step]:
        """On to the row at `stop`, in so many steps of about as many rows."""
        edges = np.linspace(self.place, stop, parts + 1).astype(int).tolist()
        return [self._rows(until) for until in edges[1:] if until > self.place]

    def _rows(self, stop: int) -> Step:
        paid_in, withdrawn = (total(each[self.place : stop]) for each in (self.paid_in, self.withdrawn))
        single = str(self.receipts.iloc[self.place]) if stop == self.place + 1 else ""
        until = max(self.at, self.times.iloc[self.place : stop].max().to_pydatetime())
        before, after = self.balance, self.balance + paid_in - withdrawn
        step = Step(
            StepKind.MOVED, self.at, until, before, after, stop - self.place, paid_in, withdrawn, single
        )
        self.at, self.balance, self.place = until, after, stop
        return step

    def jumped(self, cents: Cents, says: str) -> Step:
        """To another balance, until the next row."""
        until = self._next_at() if self.place < len(self.times) else self.at
        before, self.balance = self.balance, self.balance + cents
        step = Step(StepKind.GAP, self.at, until, before, self.balance, says=says)
        self.at = step.until_at
        return step

    def quiet(self, until: datetime) -> list[Step]:
        """On to a moment before which nothing moves."""
        if until <= self.at:
            return []
        step = Step(StepKind.MOVED, self.at, until, self.balance, self.balance)
        self.at = until
        return [step]

    def quiet_at_first(self, stop: int) -> list[Step]:
        """On to the next row, if there is one before `stop`."""
        return self.quiet(self._next_at()) if self.place < stop else []

    def _next_at(self) -> datetime:
        row_at: datetime = self.times.iloc[self.place].to_pydatetime()
        return max(self.at, row_at)


def _gaps(most: int) -> int:
    return most // 5


def _shares(counts: Sequence[int], room: int) -> list[int]:
    """How many steps each part of the rows has: one at least where it has rows, together at most `room`."""
    free, rows = max(0, room - sum(count > 0 for count in counts)), max(1, sum(counts))
    return [min(count, 1 + free * count // rows) for count in counts]
