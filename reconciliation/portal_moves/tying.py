"""Tying recorded moves to the rows of the verified statement that show them.

A row may show a move when account, way, amount and day agree and nothing else is known of it: it is of the
kind that the move is, its words name no other account, it is not booked on another one, and it may be no
order that nobody knows. Where as many rows as moves between the same accounts fit, each is given one, in
order of time; where they are not as many, or a row fits moves between others too, nobody is: people say more,
or take a record back. The leg where it arrived has the receipt of the leg where it left. Runs try again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from core import days
from core.days import day_bounds
from core.rows.locks import lock_rows
from core.rows.states import take_step
from ledger.models import Line
from mpesa.collections.receipts import AGAIN, receipt_reference
from mpesa.models import MpesaAccount, PayoutAttempt, PayoutWay, Till
from mpesa.models.payouts import LIVE
from mpesa.payouts.statements import doubted, may_be
from mpesa.tills.accounts import account_code
from reconciliation.models import MoveState, PortalMove, StatementRow
from reconciliation.statement_files.accounts import accounts_of_sweep
from reconciliation.statement_files.kinds import Kind
from reconciliation.verified.changes import Changed
from reconciliation.verified.coverage import AccountBook
from reconciliation.verified.payouts import NO_PAYMENTS, row_of

#: A move that is begun late shows on one of the next days.
SHOWN_WITHIN: Final = timedelta(days=2)
_KINDS: Final = (Kind.SWEEP, Kind.BANK_WITHDRAWAL)


@transaction.atomic
def tie_moves(till: Till) -> int:
    """Tie what of a till's moves is shown now, and untie what is shown no more; how many are tied now that
    were not. Locks those that a row may be given to, or taken from. Safe to repeat."""
    struck = Q(left__struck_at__isnull=False) | Q(arrived__struck_at__isnull=False)
    lacks_a_leg = Q(left=None) | Q(arrived=None) & ~Q(target="")
    unsettled = Q(state=MoveState.OPEN) | Q(state=MoveState.TIED) & (struck | lacks_a_leg)
    approved = PortalMove.objects.filter(unsettled, till=till)
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
        given = {getattr(move, f"{leg}_id") for move in moves}
        rows = [row for row in rows if row.pk not in given]
        booked = _booked(till, rows)
        fitting = {move.pk: [row for row in rows if _may_show(move, row, leg, booked)] for move in some}
        _give_clear(some, fitting, leg)


def _give_clear(moves: Sequence[PortalMove], fitting: Mapping[int, Sequence[StatementRow]], leg: str) -> None:
    """Moves between the same accounts, as many as rows fit them, have one each; where a row fits moves
    between others too, none of either has one."""
    ways: defaultdict[str, list[PortalMove]] = defaultdict(list)
    for move in moves:
        ways[_other_code(move, leg)].append(move)
    shown = {way: {row.pk for move in some for row in fitting[move.pk]} for way, some in ways.items()}
    for way, some in ways.items():
        others = set().union(*(rows for each, rows in shown.items() if each != way))
        clear = len(shown[way]) == len(some) and all(fitting[move.pk] for move in some)
        if shown[way] & others or not clear:
            continue
        given: set[int] = set()
        for move in some:
            row = next((row for row in fitting[move.pk] if row.pk not in given), None)
            if row is not None:
                given.add(row.pk)
                setattr(move, leg, row)


def _rows(
    till: Till, account: str, leg: str, amount: int, receipt: str, moves: Sequence[PortalMove]
) -> list[StatementRow]:
    """Rows that may show some of these moves by account, amount and day, and may be no order."""
    start = day_bounds(moves[0].day)[0]
    end = day_bounds(moves[-1].day + SHOWN_WITHIN)[1]
    rows = AccountBook(till.pk, account).rows()
    rows = rows.filter(moves=True, kind__in=_KINDS, completed_at__gte=start, completed_at__lt=end)
    rows = rows.filter(withdrawn=amount) if leg == "left" else rows.filter(paid_in=amount)
    if receipt:
        rows = rows.filter(receipt=receipt)
    taken = PortalMove.objects.filter(till=till).exclude(**{leg: None})
    ordered = PayoutAttempt.objects.filter(till=till).exclude(receipt="")
    rows = rows.exclude(pk__in=taken.values(leg)).exclude(receipt__in=ordered.values("receipt"))
    open_ones = PayoutAttempt.objects.filter(
        Q(state__in=LIVE) | doubted(), till=till, way=PayoutWay.B2B, amount=amount
    )
    orders = list(open_ones.select_related("payout__payee"))
    return [row for row in rows.order_by("completed_at", "pk") if not _may_be_order(row, orders)]


def _may_be_order(row: StatementRow, orders: Sequence[PayoutAttempt]) -> bool:
    """Whether a row could be the payment of one of these orders: nobody knows yet, so it shows no move."""
    if row.kind in NO_PAYMENTS:
        return False
    shown = replace(row_of(row), amount=row.withdrawn or row.paid_in)
    return any(may_be(order, shown) for order in orders)


def _booked(till: Till, rows: Sequence[StatementRow]) -> dict[str, set[str]]:
    """Receipt -> the accounts on which its row is booked and stands."""
    receipts = {
        receipt_reference(till, row.receipt, leg): row.receipt for row in rows for leg in AGAIN["sweep"]
    }
    lines = Line.objects.filter(
        entry__business=till.business_id,
        entry__reference__in=receipts,
        entry__reversed_by=None,
    )
    found: defaultdict[str, set[str]] = defaultdict(set)
    for reference, code in lines.values_list("entry__reference", "account__code") if receipts else ():
        found[receipts[reference]].add(code)
    return found


def _other_code(move: PortalMove, leg: str) -> str:
    """The account of the books on the other side of a leg's row."""
    if leg == "arrived":
        return account_code(move.till, MpesaAccount(move.source))
    return move.bank_account or account_code(move.till, MpesaAccount(move.target))


def _may_show(move: PortalMove, row: StatementRow, leg: str, booked: Mapping[str, Collection[str]]) -> bool:
    """Whether nothing about a row says that it shows another move."""
    return (
        move.day <= days.accounting_day(row.completed_at) <= move.day + SHOWN_WITHIN
        and row.kind == (Kind.BANK_WITHDRAWAL if move.bank_account else Kind.SWEEP)
        and not _names_others(move, row)
        and (row.receipt not in booked or _other_code(move, leg) in booked[row.receipt])
    )


def _names_others(move: PortalMove, row: StatementRow) -> bool:
    """Whether the words of a sweep name another account than the two of the move."""
    named = set(accounts_of_sweep(row.details)) - {""}
    mine = {str(MpesaAccount(each).label) for each in (move.source, move.target) if each}
    return row.kind == Kind.SWEEP and not named <= mine


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
