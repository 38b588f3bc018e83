"""Matching one account's statement with its books: at once, or in parts by a hash of the receipt."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Iterable
from typing import TypeAlias

import numpy as np
import pandas as pd  # type: ignore[import-untyped,unused-ignore]

from reconciliation.runs.matching.facts import facts_of, match_facts
from reconciliation.runs.matching.identifiers import mark_unclear, match_identifiers
from reconciliation.runs.matching.own import own_sweeps
from reconciliation.runs.matching.pairing import Bools, Ints, Pairs, nothing
from reconciliation.runs.matching.pool import Group, Pool, Suggestion, Taken
from reconciliation.runs.matching.receipts import ByReceipt, match_receipts
from reconciliation.runs.matching.results import (
    Matches,
    chosen,
    conflict_frame,
    exact_frame,
    grouped_frame,
    suggestion_frame,
)
from reconciliation.runs.matching.sides import LEGS, booked_rows, days_of, leg_codes, statement_rows
from reconciliation.runs.matching.sums import match_sums
from reconciliation.runs.rulesets import STANDARD, Rule, Ruleset

#: The first passes over both sides, or over a part of them.
First: TypeAlias = Callable[[pd.DataFrame, pd.DataFrame], ByReceipt]
#: As `map`: in order, here or elsewhere.
Each: TypeAlias = Callable[[First, Iterable[pd.DataFrame], Iterable[pd.DataFrame]], Iterable[ByReceipt]]
#: What the first passes look at.
_OF_ROWS, _OF_BOOKS = ["receipt", "leg", "cents", "moves"], ["receipt", "leg", "cents"]


def match(
    statement: pd.DataFrame,
    booked: pd.DataFrame,
    *,
    ruleset: Ruleset = STANDARD,
    others: pd.DataFrame | None = None,
    whole_days: Collection[str] | None = None,
    first: First = match_receipts,
) -> Matches:
    """Match a statement frame (`read_statement`) with booked rows of the same M-Pesa account.

    `booked` needs `BOOKED_COLUMNS`; cents are signed, + into the account. It holds the rows of the period and
    every older row that no earlier statement has shown. It may have `alias` (other ids of the movement,
    blanks between them), `account_reference` and `payer` (whole, masked or a hash). `others` are statement
    rows of the till's other accounts, with `account`. `whole_days`: the accounting days (ISO) of which the
    statement shows everything; if they are not given, all from its first row to its last. `first` does the
    first passes (`in_parts`). Pure; raises ValueError on money that is no integer or a leg outside `LEGS`.
    """
    rows, books = statement_rows(statement), booked_rows(booked)
    return _rest(rows, books, first(rows, books), ruleset, others, whole_days)


def in_parts(parts: int, each: Each = map) -> First:
    """The first passes over one part of the receipts after another, wherever `each` has them done: the same
    result as over the whole."""

    def first(rows: pd.DataFrame, books: pd.DataFrame) -> ByReceipt:
        of_rows, of_books = part_of(rows["receipt"], parts), part_of(books["receipt"], parts)
        places = [
            (np.flatnonzero(of_rows == part), np.flatnonzero(of_books == part)) for part in range(parts)
        ]
        lefts = (rows[_OF_ROWS].take(at).reset_index(drop=True) for at, _ in places)
        rights = (books[_OF_BOOKS].take(at).reset_index(drop=True) for _, at in places)
        whole = _Whole(len(rows), len(books))
        for found, (at_left, at_right) in zip(each(match_receipts, lefts, rights), places, strict=True):
            whole.add(found, at_left, at_right)
        return whole.found()

    return first


def part_of(receipts: pd.Series, parts: int) -> Ints:
    """The part of each receipt: the same on every machine, and for however it is written."""
    codes, texts = pd.factorize(receipts.fillna("").astype("str").str.strip().str.upper())
    hashes = np.array([zlib.crc32(text.encode()) % parts for text in texts], dtype=np.int64)
    found: Ints = hashes[codes] if len(codes) else np.zeros(0, np.int64)
    return found


class _Whole:
    """What parts found, put together at the positions of the whole."""

    def __init__(self, rows: int, books: int) -> None:
        self.masks = [np.zeros(size, np.bool_) for size in (rows, books, rows, books, rows)]
        self.exact, self.unknown = [nothing()], [nothing()]

    def add(self, part: ByReceipt, at_left: Ints, at_right: Ints) -> None:
        for kept, fresh in ((self.exact, part.exact), (self.unknown, part.unknown)):
            kept.append(Pairs(at_left[fresh.left], at_right[fresh.right], fresh.alike))
        masks = (part.left_free, part.right_free, part.left_repeats, part.right_repeats, part.left_known)
        for mask, told, at in zip(
            self.masks, masks, (at_left, at_right, at_left, at_right, at_left), strict=True
        ):
            mask[at] = told

    def found(self) -> ByReceipt:
        return ByReceipt(_joined(self.exact), _joined(self.unknown), *self.masks)


def _joined(parts: list[Pairs]) -> Pairs:
    return Pairs(
        np.concatenate([part.left for part in parts]),
        np.concatenate([part.right for part in parts]),
        np.concatenate([part.alike for part in parts]),
    )


def _rest(
    rows: pd.DataFrame,
    books: pd.DataFrame,
    first: ByReceipt,
    ruleset: Ruleset,
    others: pd.DataFrame | None,
    whole_days: Collection[str] | None,
) -> Matches:
    """The later passes over what the first ones left, and the frames of all."""
    sweeps = own_sweeps(rows, others)
    settled = np.zeros(len(rows), np.bool_)
    settled[sweeps["at"].to_numpy(np.int64)[sweeps["settled"].to_numpy(dtype=bool)]] = True
    pool = what_is_left(rows, books, first, whole_days)
    match_identifiers(pool, ruleset, settled[first.left_free])
    if not pool.done:
        mark_unclear(pool)
        if (pool.right_free & ~pool.right_unclear).any():
            facts = facts_of(pool)
            match_facts(pool, ruleset, *facts)
            match_sums(pool, ruleset, *facts)
    return all_frames(rows, books, first, pool, sweeps)


def what_is_left(
    rows: pd.DataFrame, books: pd.DataFrame, first: ByReceipt, whole_days: Collection[str] | None = None
) -> Pool:
    """What the first passes left, for later ones to take from."""
    at_left, at_right = np.flatnonzero(first.left_free), np.flatnonzero(first.right_free)
    return Pool(
        rows.take(at_left).reset_index(drop=True),
        books.take(at_right).reset_index(drop=True),
        (first.left_known | first.left_repeats)[at_left],
        first.right_repeats[at_right],
        _days_shown(rows) if whole_days is None else _numbered_days(whole_days),
    )


def all_frames(
    rows: pd.DataFrame, books: pd.DataFrame, first: ByReceipt, pool: Pool, sweeps: pd.DataFrame
) -> Matches:
    """The frames of what the first passes found, what later ones took, and what none did."""
    at_left, at_right = np.flatnonzero(first.left_free), np.flatnonzero(first.right_free)
    taken = [Taken(one.rule, at_left[one.left], at_right[one.right], one.evidence) for one in pool.taken]
    groups = [
        Group(one.rule, _at(at_left, one.left), _at(at_right, one.right), one.evidence) for one in pool.groups
    ]
    suggestions = [
        Suggestion(int(at_left[one.left]), int(at_right[one.right]), one.rule, one.evidence)
        for one in pool.suggestions
        if pool.left_free[one.left] and pool.right_free[one.right]
    ]
    conflicts = pool.conflicts or nothing()
    conflicts = Pairs(at_left[conflicts.left], at_right[conflicts.right], conflicts.alike)
    left_free = _kept(len(rows), at_left[pool.left_free])
    right_free = _kept(len(books), at_right[pool.right_free])
    by_receipt = {Rule.RECEIPT_LEG_AMOUNT: first.exact, Rule.RECEIPT_AMOUNT: first.unknown}
    return Matches(
        exact=exact_frame(rows, books, by_receipt, taken),
        grouped=grouped_frame(rows, books, groups),
        amount_conflicts=conflict_frame(rows, books, conflicts),
        on_statement_only=chosen(rows, left_free & ~first.left_repeats),
        statement_duplicates=chosen(rows, left_free & first.left_repeats),
        not_moving=chosen(rows, ~rows["moves"].to_numpy(dtype=bool)),
        booked_only=chosen(books, right_free & ~first.right_repeats),
        booked_duplicates=chosen(books, right_free & first.right_repeats),
        openings=chosen(books, leg_codes(books["leg"]) == LEGS.index("opening")),
        suggestions=suggestion_frame(rows, books, suggestions),
        sweeps=sweeps.drop(columns="at"),
    )


def _days_shown(rows: pd.DataFrame) -> Ints:
    """All accounting days from the first row to the last."""
    if not len(rows):
        return np.zeros(0, np.int64)
    first, last = days_of(pd.Series([rows["completed_at"].min(), rows["completed_at"].max()])).tolist()
    return np.arange(first, last + 1)


def _numbered_days(days: Collection[str]) -> Ints:
    numbered: Ints = np.array(sorted(days), dtype="datetime64[D]").astype(np.int64)
    return numbered


def _at(positions: Ints, chosen_ones: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(positions[list(chosen_ones)].tolist())


def _kept(size: int, at: Ints) -> Bools:
    kept = np.zeros(size, np.bool_)
    kept[at] = True
    return kept
