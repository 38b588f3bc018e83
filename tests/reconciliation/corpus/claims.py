"""What a file claims: a stretch of one account's rows, and what it declares of itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tests.reconciliation.corpus.history import UTILITY, History, Row


@dataclass(frozen=True)
class Claim:
    """Rows oldest first, from `start` to `end`, both included. Declared figures are cents, withdrawn as -x;
    they are those of the truth until a fault changes them, and `writing` leaves them out where it is told."""

    shortcode: str
    account: str
    start: datetime
    end: datetime
    rows: tuple[Row, ...]
    opening: int
    closing: int
    paid_in: int
    withdrawn: int
    #: When it was exported.
    made_at: datetime

    def with_rows(self, rows: list[Row] | tuple[Row, ...]) -> Claim:
        """Other rows, the figures above them as they were."""
        return replace(self, rows=tuple(rows))

    def redeclared(self) -> Claim:
        """Figures that fit to the rows, as who forges them would write."""
        nets = [row.net for row in self.rows]
        paid_in, withdrawn = sum(net for net in nets if net > 0), sum(net for net in nets if net < 0)
        return replace(self, closing=self.opening + paid_in + withdrawn, paid_in=paid_in, withdrawn=withdrawn)


def claim_of(
    history: History, start: datetime, end: datetime, account: str = UTILITY, *, cut: int = 0
) -> Claim:
    """The true claim about a stretch; without its newest `cut` rows, as if exported in the middle of them."""
    rows = [row for row in history.rows[account] if start <= row.completed <= end]
    rows = rows[: len(rows) - cut]
    before = [row for row in history.rows[account] if row.completed < start]
    opening = before[-1].balance if before else history.openings[account]
    made_at = end if cut else end + timedelta(hours=6, minutes=10, seconds=11)
    return Claim(history.shortcode, account, start, end, tuple(rows), opening, 0, 0, 0, made_at).redeclared()


def early_of(history: History, day: int, hour: int) -> Claim:
    """A whole day, asked for at an hour of that day: the rest of it is not there yet."""
    start, until = history.start_of(day), history.start_of(day) + timedelta(hours=hour)
    return replace(claim_of(history, start, until), end=history.end_of(day), made_at=until)


def days_of(history: History, first: int, last: int = 0, account: str = UTILITY) -> Claim:
    """Whole days, counted from 1."""
    return claim_of(history, history.start_of(first), history.end_of(last or first), account)
