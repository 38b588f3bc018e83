"""Matching a bank's statement with the lines of its account: days and amounts, since banks number nothing.

1. RECEIPT_LEG_AMOUNT: what a person has tied to a row goes by the row's own number.
2. NAMED_RECEIPT: the words of the row name the M-Pesa receipt of a booking; the same cents. With other cents
   it is an amount conflict.
3. AMOUNT_IN_DAYS, each of the same cents:
   a. what comes from M-Pesa by its words, with sweeps that left at most so many days before, the oldest with
      the oldest; not where there are more such rows than sweeps, unless their words are the same;
   b. bookings and rows of one day, where there are as many of the one as of the other;
   c. what is the only candidate of its only candidate, at most so many days apart.
   Sweeps come after they left; other bookings may be written down before or after the bank's day.
4. A settlement of which the bank kept a little: the only such row and sweep of each other are an amount
   conflict, whose difference is listed.
What fits in several ways is suggested. Bank accounts are small: this looks at rows one by one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd  # type: ignore[import-untyped,unused-ignore]

from reconciliation.runs.matching.own import own_sweeps
from reconciliation.runs.matching.pairing import Pairs, combined, nothing, pair_keys
from reconciliation.runs.matching.pool import Pool, Suggestion
from reconciliation.runs.matching.receipts import match_receipts
from reconciliation.runs.matching.results import Matches
from reconciliation.runs.matching.sides import LEGS, booked_rows, column, days_of, id_codes, statement_rows
from reconciliation.runs.matching.whole import all_frames, what_is_left
from reconciliation.runs.rulesets import STANDARD, Rule, Ruleset

_SWEEP = LEGS.index("sweep")
_NO_LETTERS = re.compile(r"[^a-z]+")
#: Of equal amounts that fit in several ways so many pairs are suggested.
SHOWN = 10


@dataclass(frozen=True)
class _Thing:
    """A free row or booking: its place in the pool, its day since 1970, and what it is or reads like. `key`
    is its own, whatever file or posting came first."""

    at: int
    day: int
    key: tuple[int, str]
    is_sweep: bool
    words: str = ""


def match_bank(statement: pd.DataFrame, booked: pd.DataFrame, *, ruleset: Ruleset = STANDARD) -> Matches:
    """Match the rows of a bank account with the lines of the books on it. Pure; frames as `match` has them.

    `booked` holds every line since the statement begins that no earlier row has settled.
    """
    rows, books = statement_rows(statement), booked_rows(booked)
    first = match_receipts(rows, books)
    pool = what_is_left(rows, books, first)
    if not pool.done:
        linked, receipts = id_codes(column(pool.rows, "linked"), pool.books["receipt"])
        pool.take(
            Rule.NAMED_RECEIPT,
            combined(linked, pool.left_amounts),
            combined(receipts, pool.right_amounts),
            linked >= 0,
            receipts >= 0,
            lambda left, right: ["the bank's words name the receipt"] * len(left),
        )
        conflicts = pair_keys(
            linked * 2 + (pool.left_cents > 0),
            receipts * 2 + (pool.right_cents > 0),
            pool.left_free & (linked >= 0),
            pool.right_free & (receipts >= 0),
        )
        pool.use(conflicts.left, conflicts.right)
        pool.conflicts = conflicts
        if ruleset.has(Rule.AMOUNT_IN_DAYS):
            _Days(pool, ruleset).run()
    return all_frames(rows, books, first, pool, own_sweeps(rows.iloc[:0], None))


class _Days:
    """The passes by amounts and days over a pool."""

    def __init__(self, pool: Pool, ruleset: Ruleset) -> None:
        self.pool, self.window, self.netted = pool, ruleset.bank_days, ruleset.netted_cents
        self.left_days, self.right_days = (
            days_of(pool.rows["completed_at"]),
            days_of(pool.books["occurred_at"]),
        )
        self.words = [_NO_LETTERS.sub(" ", text.lower()) for text in column(pool.rows, "details").tolist()]

    def run(self) -> None:
        for rows, books in self._of_one_amount():
            self._take_sweeps(
                [row for row in rows if row.is_sweep], [book for book in books if book.is_sweep]
            )
        for rows, books in self._of_one_amount():
            self._take_same_day(rows, books)
        for rows, books in self._of_one_amount():
            self._take_only_ones(rows, books)
        self._note_netted()
        for rows, books in self._of_one_amount():
            self._suggest(rows, books)

    def _of_one_amount(self) -> Iterator[tuple[list[_Thing], list[_Thing]]]:
        """What is free of each amount that both sides have, in order of days."""
        found: dict[int, tuple[list[_Thing], list[_Thing]]] = defaultdict(lambda: ([], []))
        for at in np.flatnonzero(self.pool.right_free & (self.pool.right_cents != 0)).tolist():
            found[int(self.pool.right_cents[at])][1].append(self._book(at))
        for at in np.flatnonzero(self.pool.left_free).tolist():
            cents = int(self.pool.left_cents[at])
            if cents in found:
                found[cents][0].append(self._row(at))
        for cents in sorted(found):
            rows, books = found[cents]
            if rows:
                yield sorted(rows, key=_order), sorted(books, key=_order)

    def _row(self, at: int) -> _Thing:
        key = (0, str(self.pool.rows["row_key"].iat[at]))
        return _Thing(at, int(self.left_days[at]), key, self.pool.left_legs[at] == _SWEEP, self.words[at])

    def _book(self, at: int) -> _Thing:
        key = (int(self.pool.books["seal"].iat[at]), str(self.pool.books["reference"].iat[at]))
        return _Thing(at, int(self.right_days[at]), key, self.pool.right_legs[at] == _SWEEP)

    def _near(self, row: _Thing, book: _Thing) -> bool:
        """A sweep comes after it left; of anything else the books may know before or after the bank."""
        apart = row.day - book.day
        return 0 <= apart <= self.window or (not book.is_sweep and -self.window <= apart < 0)

    def _take_sweeps(self, rows: list[_Thing], books: list[_Thing]) -> None:
        for some_rows, some_books in self._clusters(rows, books):
            if len(some_rows) > len(some_books) and len({row.words for row in some_rows}) > 1:
                continue
            waiting = list(some_books)
            for row in some_rows:
                book = next((book for book in waiting if self._near(row, book)), None)
                if book is not None:
                    waiting.remove(book)
                    alone = len(some_rows) == len(some_books) == 1
                    how = "the only settlement of this amount" if alone else "equal settlements, oldest first"
                    self._take([(row, book)], how)

    def _clusters(
        self, rows: Iterable[_Thing], books: Iterable[_Thing]
    ) -> Iterator[tuple[list[_Thing], list[_Thing]]]:
        """Parts of a time without a pause longer than the window."""
        part: tuple[list[_Thing], list[_Thing]] = ([], [])
        last = 0
        for side, thing in sorted(
            [*((0, row) for row in rows), *((1, book) for book in books)],
            key=lambda each: (each[1].day, -each[0], each[1].key),
        ):
            if (part[0] or part[1]) and thing.day - last > self.window:
                yield part
                part = ([], [])
            part[side].append(thing)
            last = thing.day
        yield part

    def _take_same_day(self, rows: list[_Thing], books: list[_Thing]) -> None:
        by_day: dict[int, tuple[list[_Thing], list[_Thing]]] = defaultdict(lambda: ([], []))
        for side, things in enumerate((rows, books)):
            for thing in things:
                by_day[thing.day][side].append(thing)
        for some_rows, some_books in by_day.values():
            if len(some_rows) == len(some_books):
                how = (
                    "the same day" if len(some_rows) == 1 else "the same day; equal amounts, first with first"
                )
                self._take(zip(some_rows, some_books, strict=True), how)

    def _take_only_ones(self, rows: list[_Thing], books: list[_Thing]) -> None:
        for row, book in _only_ones(rows, books, self._near):
            self._take([(row, book)], f"the only one of this amount within {self.window} days")

    def _take(self, pairs: Iterable[tuple[_Thing, _Thing]], how: str) -> None:
        for row, book in pairs:
            evidence = f"{how}; {_apart(row.day - book.day)}"
            self.pool.take_pairs(
                Rule.AMOUNT_IN_DAYS, np.array([row.at], np.int64), np.array([book.at], np.int64), [evidence]
            )

    def _note_netted(self) -> None:
        """Settlements that came with a little less: a conflict, so that the difference is listed."""
        pool = self.pool
        rows = [
            row
            for row in map(self._row, np.flatnonzero(pool.left_free & (pool.left_cents > 0)).tolist())
            if row.is_sweep
        ]
        books = [
            book
            for book in map(self._book, np.flatnonzero(pool.right_free & (pool.right_cents > 0)).tolist())
            if book.is_sweep
        ]

        def fits(row: _Thing, book: _Thing) -> bool:
            sent = int(pool.right_cents[book.at])
            kept = sent - int(pool.left_cents[row.at])
            return 0 < kept <= min(self.netted, sent // 10) and self._near(row, book)

        found = _only_ones(rows, books, fits)
        if found:
            left, right = (np.array([pair[side].at for pair in found], np.int64) for side in (0, 1))
            pool.use(left, right)
            known = pool.conflicts or nothing()
            pool.conflicts = Pairs(
                np.concatenate([known.left, left]),
                np.concatenate([known.right, right]),
                np.concatenate([known.alike, np.zeros(len(left), np.bool_)]),
            )

    def _suggest(self, rows: list[_Thing], books: list[_Thing]) -> None:
        pairs = [(row, book) for row in rows for book in books if self._near(row, book)]
        for row, book in pairs[:SHOWN]:
            words = f"one of several of this amount; {_apart(row.day - book.day)}"
            self.pool.suggestions.append(Suggestion(row.at, book.at, Rule.AMOUNT_IN_DAYS, words))


def _only_ones(
    rows: list[_Thing], books: list[_Thing], fits: Callable[[_Thing, _Thing], bool]
) -> list[tuple[_Thing, _Thing]]:
    """Pairs of which each is the only candidate of the other."""
    of_row: dict[int, list[_Thing]] = defaultdict(list)
    of_book: dict[int, list[_Thing]] = defaultdict(list)
    for row in rows:
        for book in books:
            if fits(row, book):
                of_row[row.at].append(book)
                of_book[book.at].append(row)
    return [
        (row, of_row[row.at][0])
        for row in rows
        if len(of_row[row.at]) == 1 and len(of_book[of_row[row.at][0].at]) == 1
    ]


def _order(thing: _Thing) -> tuple[int, tuple[int, str]]:
    return thing.day, thing.key


def _apart(days: int) -> str:
    if not days:
        return "the bank has it on that day"
    return (
        f"the bank has it {abs(days)} day{'s' if abs(days) > 1 else ''} {'later' if days > 0 else 'earlier'}"
    )
