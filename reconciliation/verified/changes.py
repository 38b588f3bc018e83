"""What changes in the verified statement: told, in the transaction that changes it, to whoever listens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeAlias

from core.days import accounting_day
from core.registry import Registry
from mpesa.models import Till
from reconciliation.models import StatementRow
from reconciliation.verified.coverage import AccountBook, Piece

DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Span:
    """Accounting days without a break, both included."""

    first: date
    last: date

    def __len__(self) -> int:
        return (self.last - self.first).days + 1

    def days(self) -> Iterator[date]:
        for number in range((self.last - self.first).days + 1):
            yield self.first + number * DAY


@dataclass(frozen=True)
class Changed:
    """Accounting days of an M-Pesa account of which the verified statement says more, less or something else
    than before: newly covered, with other rows, or covered no longer."""

    till: Till
    account: str
    days: frozenset[date]


#: Called while the till's book is locked.
BookListener: TypeAlias = Callable[[Changed], None]
#: Called in the transaction that has struck rows: whose, which, and why, for people.
StruckListener: TypeAlias = Callable[[Till, Sequence[StatementRow], str], None]
_listeners: Registry[BookListener] = Registry("listener for the verified statement")

_struck_listeners: Registry[StruckListener] = Registry("listener for struck rows")


def register_book_listener(name: str, listener: BookListener) -> None:
    """Have it called with every change. Called from config/wiring only."""
    _listeners.register(name, listener)


def register_struck_listener(name: str, listener: StruckListener) -> None:
    """Have it called with rows of a file that was withdrawn. Called from config/wiring only."""
    _struck_listeners.register(name, listener)


def tell_struck(till: Till, rows: Sequence[StatementRow], why: str) -> None:
    """Tell of rows that a withdrawn file showed; another one may show them still."""
    for listener in _struck_listeners.values():
        listener(till, rows, why)


def tell_changed(till: Till, account: str, days: Iterable[date]) -> None:
    """Tell of days that have changed, if there are any. The caller holds the book's lock."""
    changed = Changed(till, account, frozenset(days))
    if changed.days:
        for listener in _listeners.values():
            listener(changed)


def days_between(start: datetime, end: datetime) -> set[date]:
    """The accounting days that [start, end) touches."""
    if start >= end:
        return set()
    return set(Span(accounting_day(start), accounting_day(end - _INSTANT)).days())


def days_without(pieces: Iterable[Piece], start: datetime, end: datetime) -> set[date]:
    """The days of what [start, end) has and none of the pieces, which stand in order of time."""
    found: set[date] = set()
    for piece in pieces:
        found |= days_between(start, min(end, piece.from_at))
        start = max(start, piece.until_at)
    return found | days_between(start, end)


def covered_days(book: AccountBook, days: Iterable[date]) -> set[date]:
    """Those of the days of which something is covered, be it an hour."""
    pieces = book.pieces()
    known: set[date] = set()
    for piece in pieces:
        known |= days_between(piece.from_at, piece.until_at)
    return known & set(days)


def spans_of(days: Iterable[date], *, longest: int) -> list[Span]:
    """Days as stretches without a break, in order of time, none of more than `longest` days."""
    spans: list[Span] = []
    for day in sorted(set(days)):
        if spans and spans[-1].last + DAY == day and len(spans[-1]) < longest:
            spans[-1] = Span(spans[-1].first, day)
        else:
            spans.append(Span(day, day))
    return spans
