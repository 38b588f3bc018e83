"""What the first passes left of both sides, and what later passes take from it: each row once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd  # type: ignore[import-untyped,unused-ignore]

from reconciliation.runs.matching.pairing import Bools, Ints, Pairs, numbered, pair_keys
from reconciliation.runs.matching.sides import leg_codes
from reconciliation.runs.rulesets import Rule

#: Evidence of pairs, from their positions on both sides.
Evidence = Callable[[Ints, Ints], list[str]]


@dataclass(frozen=True)
class Taken:
    """Pairs that one pass took, with their rule and what shows it."""

    rule: Rule
    left: Ints
    right: Ints
    evidence: list[str]


@dataclass(frozen=True)
class Group:
    """Rows of one side that make one of the other; either side has one position."""

    rule: Rule
    left: tuple[int, ...]
    right: tuple[int, ...]
    evidence: str


@dataclass(frozen=True)
class Suggestion:
    left: int
    right: int
    rule: Rule
    evidence: str


@dataclass
class Pool:
    """Positions are those of `rows` and `books`. `*_unclear`: rows that facts and sums must not use, since an
    id of theirs is known on the other side, or an equal row of their own side comes before them.
    `days`: the accounting days of which the statement shows everything."""

    rows: pd.DataFrame
    books: pd.DataFrame
    left_unclear: Bools
    right_unclear: Bools
    days: Ints
    taken: list[Taken] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    suggestions: list[Suggestion] = field(default_factory=list)
    conflicts: Pairs | None = None

    def __post_init__(self) -> None:
        self.left_free = np.ones(len(self.rows), np.bool_)
        self.right_free = np.ones(len(self.books), np.bool_)
        self.left_legs, self.right_legs = leg_codes(self.rows["leg"]), leg_codes(self.books["leg"])
        self.left_cents = self.rows["cents"].to_numpy(np.int64)
        self.right_cents = self.books["cents"].to_numpy(np.int64)
        self.left_amounts, self.right_amounts = numbered(self.left_cents, self.right_cents)

    @property
    def done(self) -> bool:
        return not self.left_free.any() or not self.right_free.any()

    def take(
        self, rule: Rule, left: Ints, right: Ints, left_wanted: Bools, right_wanted: Bools, evidence: Evidence
    ) -> None:
        """Pair what is free and wanted by equal keys."""
        pairs = pair_keys(left, right, self.left_free & left_wanted, self.right_free & right_wanted)
        self.take_pairs(rule, pairs.left, pairs.right, evidence(pairs.left, pairs.right))

    def take_pairs(self, rule: Rule, left: Ints, right: Ints, evidence: list[str]) -> None:
        if len(left):
            self.use(left, right)
            self.taken.append(Taken(rule, left, right, evidence))

    def legs_agree(self, left: int, right: int) -> bool:
        """Whether neither leg contradicts the other; none is no contradiction."""
        return bool(self.right_legs[right] == 0 or self.left_legs[left] in (0, self.right_legs[right]))

    def use(self, left: Ints, right: Ints) -> None:
        assert self.left_free[left].all() and self.right_free[right].all(), "no pass takes a row twice"
        self.left_free[left], self.right_free[right] = False, False
