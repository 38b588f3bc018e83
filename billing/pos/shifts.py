"""Shifts: opened with a float, cash put in and taken out, closed with a count and a Z-report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db import IntegrityError, transaction

from billing.models import DrawerMove, DrawerMoveKind, Register, Shift, ShiftState
from billing.pos.drawers import in_the_books, last_line, locked_shift, write_move
from billing.pos.z_reports import z_report_of
from core import days
from core.digests import digest
from core.errors import Findings, InvalidInput, InvalidState
from core.money import MAX_CENTS, Cents, display
from core.rows.events import record_event
from core.rows.idempotency import first_or_conflict
from core.rows.locks import lock_row
from core.rows.states import take_step
from core.text import checked_key, checked_name, required_reason
from ledger.chart.standard import BAD_DEBTS, BANK, CASH, CASH_OVER_SHORT, COST_OF_GOODS, MPESA_CHARGES
from ledger.chart.system_accounts import line_up, require_open_to_people
from ledger.models import AccountKind
from ledger.vouchers.lines import accounts_by_code
from users.access import Right, has_right, require_right
from users.audit import record_audit
from users.models import User

RIGHT = Right.POS_SELL
#: The notes and coins of Kenya, in cents.
DENOMINATIONS: Final = (1000_00, 500_00, 200_00, 100_00, 50_00, 40_00, 20_00, 10_00, 5_00, 1_00, 50)
MAX_PIECES = 1_000_000
#: Expenses that counts, goods, debts given up and Safaricom's charges make: no cash is moved against them.
KEPT: Final = {CASH_OVER_SHORT, COST_OF_GOODS, BAD_DEBTS, MPESA_CHARGES}


def open_shift(*, register: Register, counted: Cents, key: str, actor: User) -> Shift:
    """Begin a shift with `counted` cents in the drawer; what the books have there more or less goes to 5900.

    Needs the right pos.sell. One shift is open at a register and of a cashier. Idempotent by (business, key).
    Locks the register. Raises InvalidInput BAD_AMOUNT / BAD_KEY, InvalidState REGISTER_BUSY / SHIFT_OPEN,
    Conflict KEY_REUSED.
    """
    business = register.business
    require_right(actor, business, RIGHT)
    found = Findings()
    with found.noting():
        _checked_count(counted)
    with found.noting():
        checked_key(key, "shift")
    found.settle()
    asked = digest(["open", register.pk, actor.pk, counted])

    def write() -> Shift:
        with transaction.atomic():
            place = lock_row(Register.objects.filter(pk=register.pk).select_related("account", "business"))
            assert place is not None, "registers are never deleted"
            _require_free(place, actor)
            expected = in_the_books(place)
            before = place.shifts.order_by("-number").first()
            try:
                with transaction.atomic():
                    shift = Shift.objects.create(
                        business=business,
                        register=place,
                        cashier=actor,
                        number=place.shifts.count() + 1,
                        opened_at=days.now(),
                        opening_counted=counted,
                        opening_expected=expected,
                        opening_carried=(before.closing_counted or 0) if before else 0,
                        key=key,
                        key_hash=asked,
                    )
            except IntegrityError:  # the cashier opens at two registers in the same instant
                _require_free(place, actor)
                raise
            write_move(
                shift,
                kind=DrawerMoveKind.OPENING,
                cents=counted - expected,
                against=CASH_OVER_SHORT,
                description=f"{place.name}, shift {shift.number}: float counted",
                key_hash=asked,
                actor=actor,
            )
            record_audit(
                actor=actor,
                business=business,
                action="shift.open",
                subject=shift,
                details={
                    "register": place.name,
                    "counted": display(counted),
                    "expected": display(expected),
                    "between": display(shift.between),
                },
            )
            _tell(shift)
        return shift

    known = Shift.objects.filter(business=business, key=key)
    return first_or_conflict(known, digests=[asked], write=write, what="shift")[0]


def move_cash(
    *, shift: Shift, cents: Cents, account_code: str, reason: str, key: str, actor: User
) -> DrawerMove:
    """Put cash into the drawer (`cents` above zero: Dr drawer / Cr account) or take it out (below zero).

    Needs the right pos.sell, in a shift that is the actor's own unless they have ledger.write. Idempotent by
    (business, key). Locks the shift. Raises InvalidInput BAD_AMOUNT / UNKNOWN_ACCOUNT / SYSTEM_ACCOUNT /
    NOT_FOR_DRAWER / REASON_MISSING / REASON_TOO_LONG / BAD_KEY, InvalidState SHIFT_CLOSED /
    SHIFT_OF_ANOTHER, Conflict KEY_REUSED.
    """
    business = shift.business
    require_right(actor, business, RIGHT)
    found = Findings()
    said = ""
    with found.noting():
        if not 0 < abs(cents) <= MAX_CENTS:
            raise InvalidInput("BAD_AMOUNT", "amount", "Say how much, above zero.")
    with found.noting():
        said = required_reason(reason, "Say what the cash is for, or where it comes from.")
    with found.noting():
        check_other_side(shift, account_code, actor)
    with found.noting():
        checked_key(key, "movement of cash")
    found.settle()
    asked = digest(["move", shift.pk, cents, account_code, said])

    def write() -> DrawerMove:
        with transaction.atomic():
            row = locked_shift(shift, actor)
            move = write_move(
                row,
                kind=DrawerMoveKind.IN if cents > 0 else DrawerMoveKind.OUT,
                cents=cents,
                against=account_code,
                description=f"{row.register.name}, shift {row.number}: {said}",
                reason=said,
                key=key,
                key_hash=asked,
                actor=actor,
            )
            record_audit(
                actor=actor,
                business=business,
                action="shift.cash",
                subject=row,
                details={"amount": display(cents), "account": account_code, "reason": said},
            )
            _tell(row)
        return move

    known = DrawerMove.objects.filter(business=business, key=key)
    return first_or_conflict(known, digests=[asked], write=write, what="movement of cash")[0]


def close_shift(
    *,
    shift: Shift,
    counted: Cents | None = None,
    denominations: Mapping[str, int] | None = None,
    note: str = "",
    actor: User,
) -> Shift:
    """Close a shift: what was counted more or less than the books have goes to 5900, and the Z-report is
    written for good.

    By its cashier, or who has ledger.write. Give `counted` cents, or how many of each note and coin (by its
    cents). What a shift that is closed already was closed with stays. Locks the shift, then its sales. Raises
    InvalidInput BAD_AMOUNT / BAD_DENOMINATION, InvalidState SHIFT_OF_ANOTHER.
    """
    require_right(actor, shift.business, RIGHT)
    pieces, sum_ = _counted(counted, denominations)
    said = checked_name(note, longest=200, field="note") if note.strip() else ""
    with transaction.atomic():
        closed = lock_row(Shift.objects.filter(pk=shift.pk).select_related("register", "business"))
        if closed is not None and closed.state == ShiftState.CLOSED:
            return closed
        row = locked_shift(shift, actor)
        seen = last_line(row.register)
        report = z_report_of(row, counted=sum_, closed_at=days.now())
        expected = report.cash.expected
        write_move(
            row,
            kind=DrawerMoveKind.CLOSING,
            cents=sum_ - expected,
            against=CASH_OVER_SHORT,
            description=f"{row.register.name}, shift {row.number}: drawer counted",
            key_hash=digest(["close", row.pk]),
            actor=actor,
        )
        take_step(row, ShiftState.CLOSED)
        row.closed_at, row.closed_by = report.closed_at, actor
        row.closing_counted, row.closing_expected, row.seen_line = sum_, expected, seen
        row.denominations, row.note = pieces, said
        row.report = report.facts()
        row.report_digest = digest(row.report)
        row.save(
            update_fields=[
                "state", "closed_at", "closed_by", "closing_counted", "closing_expected", "denominations",
                "note", "report", "report_digest", "seen_line",
            ]
        )  # fmt: skip
        record_audit(
            actor=actor,
            business=row.business,
            action="shift.close",
            subject=row,
            details={
                "register": row.register.name,
                "counted": display(sum_),
                "expected": display(expected),
                "over_short": display(sum_ - expected),
            },
        )
        _tell(row)
    return row


def check_other_side(shift: Shift, code: str, actor: User) -> None:
    """Cash goes to, and comes from, expenses, the bank and 1020 itself; equity is for who may write vouchers.

    Not to another drawer, where nobody would count it; nor to what verbs of their own account for. Raises
    InvalidInput UNKNOWN_ACCOUNT / SYSTEM_ACCOUNT / SUSPENSE_IS_PLACED / SAME_ACCOUNT / NOT_FOR_DRAWER."""
    account = accounts_by_code(shift.business_id, [code]).get(code)
    if account is None:
        raise InvalidInput("UNKNOWN_ACCOUNT", "account", "The business has no account with this code.")
    require_open_to_people([account], field="account")
    if account.pk == shift.register.account_id:
        raise InvalidInput("SAME_ACCOUNT", "account", "Say where the cash goes, or comes from.")
    codes = {place.code for place in line_up(account)}
    is_open = code == CASH or BANK in codes or (account.kind == AccountKind.EXPENSE and not codes & KEPT)
    is_equity = account.kind == AccountKind.EQUITY and has_right(actor, shift.business, Right.LEDGER_WRITE)
    if not is_open and not is_equity:
        text = "Cash of a drawer goes to, or comes from, an expense, 1020 Cash or 1100 Bank."
        raise InvalidInput("NOT_FOR_DRAWER", "account", text)


def _require_free(register: Register, cashier: User) -> None:
    """Raises InvalidState REGISTER_BUSY / SHIFT_OPEN."""
    is_open = Shift.objects.filter(state=ShiftState.OPEN)
    if is_open.filter(register=register).exists():
        raise InvalidState("REGISTER_BUSY", "register", "Another shift is open at this register.")
    if is_open.filter(business=register.business_id, cashier=cashier).exists():
        raise InvalidState("SHIFT_OPEN", "register", "You have a shift at another register: close it first.")


def _checked_count(cents: Cents) -> Cents:
    if not 0 <= cents <= MAX_CENTS:
        raise InvalidInput("BAD_AMOUNT", "counted", "There is nothing in the drawer, or more.")
    return cents


def _counted(counted: Cents | None, pieces: Mapping[str, int] | None) -> tuple[dict[str, int], Cents]:
    """The pieces, and the sum. Raises InvalidInput."""
    if pieces:
        found = Findings()
        for place, (name, many) in enumerate(pieces.items()):
            with found.noting("denominations", place):
                if name not in map(str, DENOMINATIONS) or not 0 <= many <= MAX_PIECES:
                    raise InvalidInput(
                        "BAD_DENOMINATION", "", "Say how many there are of a note or coin of Kenya."
                    )
        found.settle()
        sum_ = sum(int(name) * many for name, many in pieces.items())
        if counted is not None and counted != sum_:
            raise InvalidInput("BAD_AMOUNT", "counted", "The notes and coins sum to another amount.")
        return {name: many for name, many in pieces.items() if many}, sum_
    if counted is None:
        raise InvalidInput("BAD_AMOUNT", "counted", "Count the drawer.")
    return {}, _checked_count(counted)


def _tell(shift: Shift) -> None:
    record_event(topic="shift.changed", business_id=shift.business_id, shift=shift.pk, state=shift.state)
