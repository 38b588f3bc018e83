"""Tying recorded moves to the rows of the verified statement that show them.

A row may show a move when account, way, amount and day agree and nothing else is known of it. Where as many
rows as moves fit, each is given one, in order of time; where they are not as many, nobody is: people say
more, or take a record back. The leg where it arrived has the receipt of the leg where it left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from core import days
from core.days import day_bounds
from core.rows.locks import lock_rows
from core.rows.states import take_step
from mpesa.models import MpesaAccount, PayoutAttempt, PayoutKind, Till
from mpesa.models.payouts import LIVE
from mpesa.tills.accounts import account_code
from reconciliation.models import MoveState, PortalMove, StatementRow
from reconciliation.statement_files.kinds import Kind
from reconciliation.verified.changes import Changed
from reconciliation.verified.coverage import AccountBook

#: A move that is begun late shows on one of the next days.
SHOWN_WITHIN: Final = timedelta(days=2)
_KINDS: Final = (Kind.SWEEP, Kind.BANK_WITHDRAWAL, Kind.UNKNOWN)


@transaction.atomic
def tie_moves(till: Till) -> int:
    """Tie what of a till's moves is shown now, and untie what is shown no more; how many are tied now that
    were not. Locks its moves. Safe to repeat."""
    approved = PortalMove.objects.filter(till=till, state__in=(MoveState.OPEN, MoveState.TIED))
    moves = lock_rows(approved.select_related("left", "arrived", "till"))
    before = {move.pk for move in moves if move.state == MoveState.TIED}
    for move in moves:
        _forget_struck(move)
    for leg in ("left", "arrived"):
        _give_rows(till, moves, leg)
    for move in moves:
        _settle(move)
    return len({move.pk for move in moves if move.state == MoveState.TIED} - before)


def other_sides(rows: Sequence[StatementRow]) -> dict[int, str]:
    """Row's key -> the account of the books on its other side, of rows that moves explain. One query, or none
    without rows."""
    keys = [row.pk for row in rows]
    moves = PortalMove.objects.filter(Q(left__in=keys) | Q(arrived__in=keys)).select_related("till")
    found: dict[int, str] = {}
    for move in moves if keys else ():
        if move.arrived_id is not None:
            found[move.arrived_id] = account_code(move.till, MpesaAccount(move.source))
        if move.left_id is not None:
            there = move.bank_account
            found[move.left_id] = there or account_code(move.till, MpesaAccount(move.target))
    return found


def tie_changed(changed: Changed) -> None:
    """The verified statement of a till says more, or something else."""
    tie_moves(changed.till)


def _forget_struck(move: PortalMove) -> None:
    for leg in ("left", "arrived"):
        row = getattr(move, leg)
        if row is not None and row.struck_at is not None:
            setattr(move, leg, None)


def _account(move: PortalMove, leg: str) -> str:
    return move.source if leg == "left" else move.target


def _give_rows(till: Till, moves: Sequence[PortalMove], leg: str) -> None:
    """Give each move without a row on this side one, where it is clear which."""
    alike: defaultdict[tuple[str, int, str], list[PortalMove]] = defaultdict(list)
    for move in moves:
        if getattr(move, leg) is None and _account(move, leg):
            other = move.arrived if leg == "left" else move.left
            alike[_account(move, leg), move.amount, other.receipt if other else ""].append(move)
    for (account, amount, receipt), some in alike.items():
        some.sort(key=lambda move: (move.day, move.pk))
        rows = _rows(till, account, leg, amount, receipt, some)
        fitting = [[row for row in rows if _may_show(move, row)] for move in some]
        if len(rows) == len(some) and all(fitting):
            free = list(rows)
            for move, mine in zip(some, fitting, strict=True):
                row = next((row for row in mine if row in free), None)
                if row is not None:
                    free.remove(row)
                    setattr(move, leg, row)


def _rows(
    till: Till, account: str, leg: str, amount: int, receipt: str, moves: Sequence[PortalMove]
) -> list[StatementRow]:
    start = day_bounds(moves[0].day)[0]
    end = day_bounds(moves[-1].day + SHOWN_WITHIN)[1]
    rows = AccountBook(till.pk, account).rows()
    rows = rows.filter(moves=True, kind__in=_KINDS, completed_at__gte=start, completed_at__lt=end)
    rows = rows.filter(withdrawn=amount) if leg == "left" else rows.filter(paid_in=amount)
    if receipt:
        rows = rows.filter(receipt=receipt)
    taken = PortalMove.objects.filter(till=till).exclude(**{leg: None})
    ordered = PayoutAttempt.objects.filter(till=till).exclude(receipt="")
    if PayoutAttempt.objects.filter(
        till=till, state__in=LIVE, payout__kind=PayoutKind.FLOAT, amount=amount
    ).exists():
        return []  # it may be that order's: nobody knows
    rows = rows.exclude(pk__in=taken.values(leg)).exclude(receipt__in=ordered.values("receipt"))
    known = rows.order_by("completed_at", "pk")
    return [row for row in known if any(_may_show(move, row) for move in moves)]


def _may_show(move: PortalMove, row: StatementRow) -> bool:
    return move.day <= days.accounting_day(row.completed_at) <= move.day + SHOWN_WITHIN


def _settle(move: PortalMove) -> None:
    """Tied once each leg whose statement is there has its row."""
    seen = move.left or move.arrived
    waits = seen is None or any(
        getattr(move, leg) is None and _account(move, leg) and _covers(move, _account(move, leg), seen)
        for leg in ("left", "arrived")
    )
    take_step(move, MoveState.OPEN if waits else MoveState.TIED)
    move.tied_at = None if waits else move.tied_at or days.now()
    move.save(update_fields=["state", "left", "arrived", "tied_at"])


def _covers(move: PortalMove, account: str, row: StatementRow) -> bool:
    """Whether the statement of another account knows the moment of a row."""
    pieces = AccountBook(move.till_id, account).pieces()
    return any(piece.from_at <= row.completed_at < piece.until_at for piece in pieces)
