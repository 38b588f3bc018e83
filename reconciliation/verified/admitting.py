"""Admitting: a file becomes part of the verified statement as a whole, or nothing of it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd  # type: ignore[import-untyped,unused-ignore]
from django.db.models import Max, Q

from core import days
from core.days import EAT
from core.money import Cents, display
from core.text import counted
from reconciliation.accounts import account_shown
from reconciliation.models import Statement, StatementRow, StatementState, Stretch
from reconciliation.statement_files.kinds import Kind
from reconciliation.verified.comparing import (
    MINUTE,
    Change,
    Difference,
    Row,
    compare,
    minute_of,
    put_in,
    told,
)
from reconciliation.verified.coverage import AccountBook, Piece

SECOND = timedelta(seconds=1)
KEYS = 10_000
#: Kinds of rows that stand on one account of a till alone.
_OF_ONE_ACCOUNT = [str(kind) for kind in (Kind.CUSTOMER_PAYMENT, Kind.BUSINESS_RECEIPT, Kind.B2C)]


@dataclass(frozen=True)
class Claim:
    """What a file says of one account: its rows (a frame of `read_statement`) and the time that they fill."""

    account: str
    frame: pd.DataFrame
    from_at: datetime
    until_at: datetime
    opening: Cents
    closing: Cents

    @property
    def moving(self) -> pd.DataFrame:
        return self.frame[self.frame["moves"].to_numpy(dtype=bool)]

    @property
    def last_at(self) -> datetime | None:
        moving = self.moving["completed_at"]
        return moving.max().to_pydatetime() if len(moving) else None

    def days_of(self, rows: Any) -> set[date]:
        """The accounting days of some of its rows: a mask over them."""
        times = self.frame["completed_at"][rows]
        return (
            {day.date() for day in times.dt.tz_convert(EAT).dt.normalize().unique()} if len(times) else set()
        )


@dataclass(frozen=True)
class Judgement:
    """What becomes of a claim, why, and which of its rows are new."""

    state: StatementState
    problems: tuple[str, ...] = ()
    new: frozenset[str] | None = None


def claim_of(
    account: str,
    frame: pd.DataFrame,
    *,
    period: tuple[datetime | None, datetime | None],
    seen_at: datetime,
    opening: Cents,
    closing: Cents,
) -> Claim:
    """The claim of a file's rows. It fills the declared period, as far as that lay in the past when the file
    was seen (`seen_at`); without a period, or with rows outside of it, the time from first row to last."""
    times = frame["completed_at"]
    rows = (times.min().to_pydatetime(), times.max().to_pydatetime() + SECOND) if len(times) else None
    from_at, until_at = _declared(period, seen_at, rows) or rows or (seen_at, seen_at + SECOND)
    return Claim(account, frame, from_at, until_at, opening, closing)


def _declared(
    period: tuple[datetime | None, datetime | None],
    seen_at: datetime,
    rows: tuple[datetime, datetime] | None,
) -> tuple[datetime, datetime] | None:
    start, last = period
    if start is None or last is None:
        return None
    if rows is None:
        return start, max(start + SECOND, min(last + SECOND, seen_at))
    if rows[0] < minute_of(start) or rows[1] > last + SECOND:
        return None
    return min(start, rows[0]), max(rows[1], min(last + SECOND, seen_at))


def judge(book: AccountBook, claim: Claim) -> Judgement:
    """Whether a claim whose own balances hold agrees with the verified statement, by the rules M1 to M6
    (docs/reconciliation.md), and with those of the till's other accounts, by M10. The caller holds the book's
    lock."""
    if elsewhere := _verified_elsewhere(book, claim):
        return _told([elsewhere])
    known = _known(book, claim)
    pieces = book.pieces()
    if not known:
        seams = _seams(book, claim, [], [], pieces)
        if seams:
            return _told(seams)
        spans = _spans(book, pieces, claim)
        quiet = rows_of(claim.moving) if spans else []
        late = put_in(quiet, [row.key for row in quiet], spans)
        return _restated(late) if late else Judgement(StatementState.ADMITTED)
    rows = rows_of(claim.moving)
    compared = compare(rows, known, from_at=claim.from_at, until_at=claim.until_at)
    if len(compared.new) == len(rows) and compared.differences:
        return _told(
            ["None of its rows is among those verified for this time: is it of another account or till?"]
        )
    days = [each.message for each in compared.differences if each.change is Change.OTHER_DAY]
    if days:
        return _told(days)
    late = put_in(rows, compared.new, _spans(book, pieces, claim)) if compared.new else []
    if compared.differences or late:
        return _restated(late, compared.differences)
    seams = _seams(book, claim, rows, known, pieces)
    if seams:
        return _told(seams)
    return Judgement(StatementState.ADMITTED, new=compared.new)


def _verified_elsewhere(book: AccountBook, claim: Claim) -> str:
    """What is said where payments of the claim are verified on another account of the till: one payment moves
    one account. Sweeps move two, and charges may be listed in two."""
    others = StatementRow.objects.filter(till=book.till_id, moves=True, struck_at=None)
    others = others.exclude(account=book.account).filter(kind__in=_OF_ONE_ACCOUNT)
    if not others.exists():
        return ""
    alone = claim.frame["kind"].isin(_OF_ONE_ACCOUNT) & claim.frame["moves"].to_numpy(dtype=bool)
    payments = claim.frame.loc[alone, ["receipt", "kind", "paid_in", "withdrawn"]]
    found: dict[str, str] = {}
    for start in range(0, len(payments), KEYS):
        mine = set(payments.iloc[start : start + KEYS].itertuples(index=False, name=None))
        rows = others.filter(receipt__in={row[0] for row in mine})
        columns = ("receipt", "kind", "paid_in", "withdrawn", "account")
        for receipt, kind, paid_in, withdrawn, account in rows.values_list(*columns):
            if (receipt, kind, paid_in, withdrawn) in mine:
                found[receipt] = account
    if not found:
        return ""
    first = min(found)
    shown = account_shown(found[first])
    return (
        f"{counted(len(found), 'payment')} of it ({first}{' ...' if len(found) > 1 else ''}) are verified on"
        f" {shown} already: is it of that account? If the file there was the wrong one, withdraw that first."
    )


def _told(problems: list[str]) -> Judgement:
    return Judgement(StatementState.QUARANTINED, tuple(problems))


def _restated(late: Sequence[Row], differences: Sequence[Difference] = ()) -> Judgement:
    """What would be changed: which rows would be put into verified time and taken out of it, and in one line
    the balances that change."""
    put = (f"{row.receipt} ({display(row.cents)}) would be put into verified time." for row in late)
    return Judgement(StatementState.RESTATED, (*put, *told(differences)))


def _spans(book: AccountBook, pieces: Sequence[Piece], claim: Claim) -> list[tuple[datetime, datetime]]:
    """Of each piece that the claim touches its beginning and its last row."""
    found = []
    for piece in pieces:
        if piece.until_at <= claim.from_at or piece.from_at >= claim.until_at:
            continue
        last = (
            book.rows()
            .filter(moves=True, completed_at__gte=piece.from_at, completed_at__lt=piece.until_at)
            .aggregate(last=Max("completed_at"))["last"]
        )
        if last is not None:
            found.append((piece.from_at, last))
    return found


def _seams(
    book: AccountBook, claim: Claim, rows: Sequence[Row], known: Sequence[Row], pieces: Sequence[Piece]
) -> list[str]:
    """Where the claim begins, and where stretches begin that it reaches: is the balance the same?"""
    found = []
    for piece in pieces:
        if piece.from_at <= claim.from_at <= piece.until_at:
            before = book.balance_at(piece, claim.from_at)
            if before != claim.opening:
                found.append(_jump(claim.opening - before, f"before {_eat(claim.from_at)}"))
    later = book.stretches().filter(from_at__gt=claim.from_at, from_at__lte=claim.until_at)
    stretches = list(later)
    if not stretches:
        return found
    union = {row.key: row for row in (*known, *(rows or rows_of(claim.moving)))}
    within = sorted(
        ((row.at, row.cents) for row in union.values() if claim.from_at <= row.at < claim.until_at),
    )
    at, place = claim.opening, 0
    for stretch in stretches:
        while place < len(within) and within[place][0] < stretch.from_at:
            at += within[place][1]
            place += 1
        if at != stretch.opening:
            found.append(_jump(stretch.opening - at, f"before {_eat(stretch.from_at)}"))
            break
    return found


def _jump(cents: Cents, where: str) -> str:
    return (
        f"A movement of {display(cents)} is missing {where}, between this file and what is verified there:"
        " was one of them exported before its period had ended?"
    )


def _eat(moment: datetime) -> str:
    return f"{moment.astimezone(EAT):%d-%m-%Y %H:%M:%S}"


def rows_of(moving: pd.DataFrame) -> list[Row]:
    """Moving rows of a frame, to compare."""
    cents = moving["paid_in"].to_numpy() - moving["withdrawn"].to_numpy()
    return [
        Row(key, receipt, int(net), int(balance), at.to_pydatetime())
        for key, receipt, net, balance, at in zip(
            moving["row_key"],
            moving["receipt"],
            cents,
            moving["balance"],
            moving["completed_at"],
            strict=True,
        )
    ]


def _known(book: AccountBook, claim: Claim) -> list[Row]:
    """The book's moving rows of the claimed time, and those with a key of the claim's rows."""
    rows = book.rows().filter(moves=True)
    if not rows.exists():
        return []
    names = ("row_key", "receipt", "paid_in", "withdrawn", "balance", "completed_at")
    within = Q(completed_at__gte=minute_of(claim.from_at), completed_at__lt=claim.until_at + MINUTE)
    found = {row[0]: row for row in rows.filter(within).values_list(*names).iterator(chunk_size=KEYS)}
    others = [key for key in claim.moving["row_key"] if key not in found]
    for start in range(0, len(others), KEYS):
        part = rows.filter(row_key__in=others[start : start + KEYS])
        found |= {row[0]: row for row in part.values_list(*names)}
    return [
        Row(key, receipt, paid_in - withdrawn, balance, at)
        for key, receipt, paid_in, withdrawn, balance, at in found.values()
    ]


def begin_stretch(statement: Statement, claim: Claim) -> Stretch:
    """Make the time of an admitted claim part of what is covered."""
    return Stretch.objects.create(
        statement=statement,
        till_id=statement.till_id,
        account=claim.account,
        from_at=claim.from_at,
        until_at=claim.until_at,
        last_at=claim.last_at,
        opening=claim.opening,
        closing=claim.closing,
        rows=len(claim.frame),
        admitted_at=days.now(),
    )


def unknown_still(book: AccountBook, frame: pd.DataFrame) -> Any:
    """Of rows that move nothing, which are not kept yet: a mask over the frame's rows."""
    still = ~frame["moves"].to_numpy(dtype=bool)
    keys = frame["row_key"][still].tolist()
    known: set[str] = set()
    for start in range(0, len(keys), KEYS):
        part = keys[start : start + KEYS]
        known |= set(book.rows().filter(row_key__in=part).values_list("row_key", flat=True))
    return still & ~frame["row_key"].isin(known).to_numpy()
