"""Do the running balances of a statement hang together?

Each row that moves money is a step from one balance to the next: `balance - net` to `balance`. A whole
statement is one walk over all steps, from its opening to its closing balance. Rows of one receipt, and rows
of one second, may stand in any order, so within such a group the steps need only form some walk that uses
each step once (an Eulerian trail; Hierholzer 1873), not the walk of the file.

A break is told with what it looks like. One wrong step cannot say by itself whether a row is missing before
it or its own amount was edited: the declared totals decide where they can, and `could_be` keeps the rest.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd  # type: ignore[import-untyped,unused-ignore]

from core.money import Cents, display

#: A file that breaks more often than this is no statement; the rest is only counted.
MAX_BREAKS = 1_000
_HALF = 2**32


class Look(StrEnum):
    MISSING_ROW = "MISSING_ROW"
    EDITED_AMOUNT = "EDITED_AMOUNT"
    EDITED_BALANCE = "EDITED_BALANCE"
    DUPLICATE_ROW = "DUPLICATE_ROW"


@dataclass(frozen=True)
class Break:
    """`expected` is the balance before the row, from the row below it; `found` is what the row implies.

    `ordinal` and `receipt` name the row after the break (-1 and empty after the last row). `cents` is what
    is missing, signed as it would move the balance: `found - expected`. `says` is what the row says that it
    moves, signed, where it may be that which is wrong.
    """

    ordinal: int
    receipt: str
    expected: Cents
    found: Cents
    looks_like: Look
    could_be: tuple[Look, ...] = ()
    says: Cents | None = None

    @property
    def cents(self) -> Cents:
        return self.found - self.expected

    @property
    def message(self) -> str:
        where = f"before {self.receipt}" if self.receipt else "after the last row"
        amount = display(self.cents)
        both = ""
        if self.says is not None:
            meant = display(abs(self.says + self.cents))
            both = f": its row says {display(abs(self.says))}, the balances {meant}"
        perhaps = f", or the amount of {self.receipt} is off by that{both}" if self.could_be else ""
        return {
            Look.MISSING_ROW: f"A movement of {amount} is missing {where}{perhaps}.",
            Look.EDITED_AMOUNT: f"The amount of {self.receipt} is off by {amount}{both}.",
            Look.EDITED_BALANCE: f"The balance of {self.receipt} is off by {amount}.",
            Look.DUPLICATE_ROW: f"{self.receipt} stands in the file twice.",
        }[self.looks_like]


@dataclass(frozen=True)
class ChainResult:
    """`ok` means: one unbroken walk from opening to closing, and declared totals (where given) agree.

    Totals are magnitudes over moving rows. `opening` and `closing` are computed from the rows; None when
    no row moves money and nothing was declared.
    """

    ok: bool
    breaks: tuple[Break, ...]
    breaks_left_off: int
    opening: Cents | None
    closing: Cents | None
    paid_in: Cents
    withdrawn: Cents
    totals_agree: bool


@dataclass(frozen=True)
class Step:
    """From one balance to the next; steps with equal `twin` are the same row twice."""

    ordinal: int
    receipt: str
    before: Cents
    after: Cents
    twin: tuple[str, str, Cents, Cents] = ("", "", 0, 0)


def check_chain(
    frame: pd.DataFrame,
    opening: Cents | None = None,
    closing: Cents | None = None,
    *,
    paid_in: Cents | None = None,
    withdrawn: Cents | None = None,
) -> ChainResult:
    """Walk a statement frame (oldest first, as `read_statement` gives it). Declared figures may be absent."""
    moving = frame[frame["moves"].to_numpy(dtype=bool) & frame["balance"].notna().to_numpy(dtype=bool)]
    rows = _Rows(moving)
    sums = total(rows.paid_in), total(rows.withdrawn)
    totals_agree = (paid_in is None or paid_in == sums[0]) and (withdrawn is None or withdrawn == sums[1])
    walk = _Walk(rows, opening)
    walk.run()
    if closing is not None and walk.at is not None and walk.at != closing:
        walk.breaks.append(Break(-1, "", walk.at, closing, Look.MISSING_ROW))
    gaps = None if paid_in is None or withdrawn is None else (paid_in - sums[0], withdrawn - sums[1])
    breaks = _judge(walk.breaks, rows, gaps)
    found_opening, found_closing = walk.opening, walk.at
    if not len(moving):
        found_opening, found_closing = opening, closing
        if opening is not None and closing is not None and opening != closing:
            breaks = [Break(-1, "", opening, closing, Look.MISSING_ROW)]
    return ChainResult(
        ok=not breaks and totals_agree,
        breaks=tuple(breaks[:MAX_BREAKS]),
        breaks_left_off=max(0, len(breaks) - MAX_BREAKS),
        opening=found_opening,
        closing=found_closing,
        paid_in=sums[0],
        withdrawn=sums[1],
        totals_agree=totals_agree,
    )


def total(cents: npt.NDArray[np.int64]) -> Cents:
    """The sum, also where 64 bits are too few for it."""
    high, low = np.divmod(cents, _HALF)
    return int(high.sum()) * _HALF + int(low.sum())


class _Rows:
    """Columns of the moving rows as arrays, and where the groups of one receipt or one second begin."""

    def __init__(self, moving: pd.DataFrame) -> None:
        self.frame = moving
        self.paid_in: npt.NDArray[np.int64] = moving["paid_in"].to_numpy(dtype=np.int64)
        self.withdrawn: npt.NDArray[np.int64] = moving["withdrawn"].to_numpy(dtype=np.int64)
        self.ordinals: npt.NDArray[np.int64] = moving["ordinal"].to_numpy(dtype=np.int64)
        self.after: npt.NDArray[np.int64] = moving["balance"].to_numpy(dtype=np.int64)
        self.net = self.paid_in - self.withdrawn
        self.before = self.after - self.net
        if len(moving):
            receipts, times = moving["receipt"], moving["completed_at"]
            new = (receipts != receipts.shift()).to_numpy() & (times != times.shift()).to_numpy()
            new[0] = True
            self.starts: npt.NDArray[np.int64] = np.flatnonzero(new)
        else:
            self.starts = np.zeros(0, dtype=np.int64)

    def __len__(self) -> int:
        return len(self.after)

    @cached_property
    def texts(self) -> tuple[list[str], list[str]]:
        """Receipts and details: only where groups or breaks are, they are needed one by one."""
        return self.frame["receipt"].to_list(), self.frame["details"].to_list()

    def steps(self, start: int, stop: int) -> list[Step]:
        receipts, details = self.texts
        return [
            Step(
                int(ordinal),
                str(receipt),
                int(before),
                int(after),
                (str(receipt), str(detail), int(net), int(after)),
            )
            for ordinal, receipt, detail, before, after, net in zip(
                self.ordinals[start:stop],
                receipts[start:stop],
                details[start:stop],
                self.before[start:stop],
                self.after[start:stop],
                self.net[start:stop],
                strict=True,
            )
        ]


class _Walk:
    """Group by group; a group in file order with no gap costs nothing but a vectorised comparison."""

    def __init__(self, rows: _Rows, opening: Cents | None) -> None:
        self.rows = rows
        self.at = opening
        self.opening: Cents | None = None
        self.breaks: list[Break] = []

    def run(self) -> None:
        rows = self.rows
        if not len(rows):
            return
        starts, stops = rows.starts, np.append(rows.starts[1:], len(rows))
        link_ok = np.ones(len(rows), dtype=np.bool_)
        link_ok[1:] = rows.before[1:] == rows.after[:-1]
        link_ok[0] = self.at is None or int(rows.before[0]) == self.at
        dirty = np.add.reduceat(~link_ok, starts) > 0
        if self.at is None and stops[0] > 1:
            dirty[0] = True  # the first row of a group need not be its first step
        suspects = np.flatnonzero(dirty)
        group = 0
        while group < len(starts):
            place = int(np.searchsorted(suspects, group))
            suspect = int(suspects[place]) if place < len(suspects) else len(starts)
            if suspect > group:  # all groups up to the next suspect are one unbroken run
                self._note_opening(int(rows.before[starts[group]]))
                self.at = int(rows.after[stops[suspect - 1] - 1])
                group = suspect
                continue
            settled = False  # until the walk stands where the file says, the next group is judged too
            while not settled and group < len(starts):
                settled = self._take(int(starts[group]), int(stops[group]))
                group += 1

    def _note_opening(self, cents: Cents) -> None:
        if self.opening is None:
            self.opening = cents

    def _take(self, start: int, stop: int) -> bool:
        """Walk one group; whether the walk ends at its last row, so that the next group can be compared."""
        steps = self.rows.steps(start, stop)
        begin = trail_start(steps, self.at)
        if begin is None:
            once, twins = _without_twins(steps)
            if twins and (begin := trail_start(once, self.at)) is not None:
                steps = once
                for twin in twins:
                    self.breaks.append(
                        Break(twin.ordinal, twin.receipt, twin.after, twin.before, Look.DUPLICATE_ROW)
                    )
        if begin is None:
            self._walk_pieces(steps)
        else:
            if self.at is not None and begin != self.at:
                head = next((step for step in steps if step.before == begin), steps[0])
                self._break_before(head, begin)
            self._note_opening(begin)
            self.at = begin + sum(step.after - step.before for step in steps)
        return self.at == int(self.rows.after[stop - 1])

    def _break_before(self, step: Step, found: Cents) -> None:
        if self.at is not None:
            self.breaks.append(Break(step.ordinal, step.receipt, self.at, found, Look.MISSING_ROW))

    def _walk_pieces(self, steps: list[Step]) -> None:
        """No single walk: follow steps while they join, and note a break where they do not."""
        ends = {step.after for step in steps}
        waiting: dict[Cents, list[int]] = defaultdict(list)
        for index in range(len(steps) - 1, -1, -1):
            waiting[steps[index].before].append(index)
        heads = [index for index, step in enumerate(steps) if step.before not in ends]
        queue = iter([*heads, *range(len(steps))])
        used = [False] * len(steps)
        for _ in steps:
            joined = waiting.get(self.at, []) if self.at is not None else []
            while joined and used[joined[-1]]:
                joined.pop()
            index = joined.pop() if joined else next(index for index in queue if not used[index])
            used[index] = True
            step = steps[index]
            if step.before != self.at:
                self._break_before(step, step.before)
            self._note_opening(step.before)
            self.at = step.after


def trail_start(steps: list[Step], at: Cents | None) -> Cents | None:
    """Where a walk that uses every step once begins: `at` if it can, else elsewhere; None: no such walk."""
    surplus: dict[Cents, int] = defaultdict(int)
    joined: dict[Cents, Cents] = {}

    def root(node: Cents) -> Cents:
        while joined.setdefault(node, node) != node:
            joined[node] = joined[joined[node]]
            node = joined[node]
        return node

    for step in steps:
        surplus[step.before] += 1
        surplus[step.after] -= 1
        joined[root(step.before)] = root(step.after)
    if len({root(step.before) for step in steps}) != 1:
        return None
    uneven = {node: excess for node, excess in surplus.items() if excess}
    if not uneven:  # a round trip can begin at any of its balances
        return at if at is not None and at in surplus else steps[0].before
    if sorted(uneven.values()) != [-1, 1]:
        return None
    return next(node for node, excess in uneven.items() if excess == 1)


def _without_twins(steps: list[Step]) -> tuple[list[Step], list[Step]]:
    seen: set[tuple[str, str, Cents, Cents]] = set()
    kept: list[Step] = []
    twins: list[Step] = []
    for step in steps:
        (twins if step.twin in seen else kept).append(step)
        seen.add(step.twin)
    return kept, twins


def _judge(breaks: list[Break], rows: _Rows, gaps: tuple[Cents, Cents] | None) -> list[Break]:
    """Join pairs that are one wrong row; let declared totals tell a missing row from an edited amount."""
    if not breaks:
        return []
    place = {int(ordinal): position for position, ordinal in enumerate(rows.ordinals)}
    twins = rows.frame.duplicated(
        ["receipt", "details", "paid_in", "withdrawn", "balance"], keep=False
    ).to_numpy()
    judged: list[Break] = []
    skip = False
    for one, after in pairwise([*breaks, None]):
        position = None if one is None else place.get(one.ordinal)
        if one is None or skip:
            skip = False
        elif one.looks_like is not Look.MISSING_ROW or position is None:
            judged.append(one)
        else:
            net = int(rows.net[position])
            resumes = None  # where the walk goes on right after this one row, if it breaks there again
            if after is not None and after.looks_like is Look.MISSING_ROW:
                resumes = after.found if place.get(after.ordinal, len(rows)) == position + 1 else None
            if resumes == one.expected and twins[position]:
                judged.append(replace(one, looks_like=Look.DUPLICATE_ROW))
            elif resumes == one.expected + net:
                judged.append(replace(one, looks_like=Look.EDITED_BALANCE))
            else:
                resumes = None
                judged.append(_missing_or_edited(one, net, gaps))
            skip = resumes is not None
    return judged


def _missing_or_edited(one: Break, net: Cents, gaps: tuple[Cents, Cents] | None) -> Break:
    """A lone break. `gaps` are declared less counted (paid in, withdrawn)."""
    missing = (max(one.cents, 0), max(-one.cents, 0))
    edited = (one.cents, 0) if net > 0 else (0, -one.cents)
    if gaps is not None and (missing == gaps) != (edited == gaps):
        if missing == gaps:
            return replace(one, looks_like=Look.MISSING_ROW)
        return replace(one, looks_like=Look.EDITED_AMOUNT, says=net)
    return replace(one, could_be=(Look.EDITED_AMOUNT,), says=net)
