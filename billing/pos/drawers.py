"""Drawers: cash that moves in a shift, each time with its entry on the drawer's account."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Max, QuerySet

from billing.models import DrawerMove, DrawerMoveKind, Invoice, Register, Shift, ShiftState
from core import days
from core.errors import InvalidState, NotFound
from core.money import Cents
from core.rows.locks import lock_row
from ledger.journal.posting import Leg, credit, debit, post_entry
from ledger.journal.turnovers import accounts_under
from ledger.models import EntryKind, Line
from ledger.reads.selectors import balance_by_code
from users.access import Right, has_right
from users.actors import Actor, System, person


def in_the_books(register: Register) -> Cents:
    """What should be in the drawer: the balance of its account."""
    return balance_by_code(register.business_id, register.account.code)


def drawer_lines(register: Register) -> QuerySet[Line]:
    """The lines of the books on its account."""
    return Line.objects.filter(account__in=accounts_under([register.account_id]))


def last_line(register: Register) -> int:
    """The key of the last one; 0 where there is none."""
    return drawer_lines(register).aggregate(last=Max("pk"))["last"] or 0


def locked_shift(shift: Shift, actor: Actor, *, of: int | None = None) -> Shift:
    """The shift, locked, open, and the person's to work in: their own, or any for who may close others'.
    With `of` it is one of the business with this key.

    Raises NotFound, InvalidState SHIFT_CLOSED / SHIFT_OF_ANOTHER.
    """
    rows = Shift.objects.filter(pk=shift.pk).select_related("business", "register__account", "register__till")
    row = lock_row(rows)
    if row is None or of not in (None, row.business_id):
        raise NotFound("shift", "shift")
    if row.state != ShiftState.OPEN:
        raise InvalidState("SHIFT_CLOSED", "shift", "This shift is closed: open another one.")
    if not may_work_in(row, actor):
        raise InvalidState("SHIFT_OF_ANOTHER", "shift", "This is another cashier's shift: open your own.")
    return row


def may_work_in(shift: Shift, actor: Actor) -> bool:
    """Whether it is the person's own, or they answer for the books anyway."""
    return (
        isinstance(actor, System)
        or shift.cashier_id == actor.pk
        or has_right(actor, shift.business, Right.LEDGER_WRITE)
    )


def reference_of(shift: Shift, number: int) -> str:
    """Of the entry of the `number`th move of a shift."""
    return f"shift:{shift.pk}:{number}"


def write_move(
    shift: Shift,
    *,
    kind: DrawerMoveKind,
    cents: Cents,
    against: str,
    description: str,
    reason: str = "",
    key: str | None = None,
    key_hash: bytes,
    actor: Actor,
) -> DrawerMove:
    """Post what came into the drawer of a locked shift, or left it (below zero), against an account, and
    append it. Nothing is posted where nothing moved.

    A move that the system makes by itself has no key, so that none of a client can be in its place."""
    number = shift.moves.count() + 1
    reference = reference_of(shift, number) if cents else ""
    if cents:
        post_entry(
            business_id=shift.business_id,
            kind=EntryKind.DRAWER,
            reference=reference,
            legs=legs_between(shift.register.account.code, against, cents),
            occurred_at=days.now(),
            description=description,
            actor_id=actor.pk,
        )
    return append_move(
        shift,
        kind=kind,
        cents=cents,
        against=against,
        reason=reason,
        reference=reference,
        key=key,
        key_hash=key_hash,
        actor=actor,
    )


def append_move(
    shift: Shift,
    *,
    kind: DrawerMoveKind,
    cents: Cents,
    against: str,
    reference: str,
    tendered: Cents | None = None,
    reason: str = "",
    invoice: Invoice | None = None,
    key: str | None = None,
    key_hash: bytes,
    actor: Actor,
) -> DrawerMove:
    """Append a move of a locked shift; the entry that it is part of was posted by the caller."""
    return DrawerMove.objects.create(
        shift=shift,
        business=shift.business,
        kind=kind,
        cents=cents,
        tendered=tendered,
        account_code=against,
        reason=reason,
        invoice=invoice,
        reference=reference,
        key=key,
        key_hash=key_hash,
        by=person(actor),
    )


def legs_between(drawer: str, against: str, cents: Cents) -> Sequence[Leg]:
    """Dr drawer / Cr the other side; the other way round below zero."""
    if cents > 0:
        return [debit(drawer, cents), credit(against, cents)]
    return [debit(against, -cents), credit(drawer, -cents)]
