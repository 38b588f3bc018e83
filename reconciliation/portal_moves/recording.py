"""Recording what was done in the portal, with the yes of another person; and taking that back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from django.db import transaction

from core import days
from core.errors import Findings, InvalidInput, InvalidState, NotFound
from core.machine.crypto import keyed_digests
from core.money import Cents, display
from core.rows.idempotency import first_or_conflict
from core.rows.locks import lock_row
from core.rows.states import take_step
from core.text import checked_key, one_line
from mpesa.models import MpesaAccount, Till
from reconciliation.accounts import account_shown, require_bank_account
from reconciliation.models import MoveState, PortalMove
from reconciliation.portal_moves.tying import tie_moves
from users.access import Right, require_right
from users.approvals.approving import cancel_waiting, request_approval
from users.approvals.kinds import Content, Payload
from users.audit import record_audit
from users.models import Approval, Business, User

KIND: Final = "portal_move.record"
RIGHT: Final = Right.PAYOUT_REQUEST
#: So long ago something may have been done that is recorded now.
MOST_AGO: Final = timedelta(days=366)


def record_portal_move(
    *,
    till: Till,
    source: str,
    target: str = "",
    bank_account: str = "",
    amount: Cents,
    day: date,
    note: str,
    key: str,
    comment: str = "",
    actor: User,
) -> PortalMove:
    """Record that money went from one M-Pesa account of a till to another, or to a bank account of the books.

    Needs the right payout.request; within the solo limit it stands at once, else another person approves it.
    Books nothing. Idempotent by (business, key). Raises InvalidInput BAD_KEY / BAD_AMOUNT / BAD_DAY /
    NOTE_MISSING / SAME_ACCOUNT / WHICH_TARGET / ACCOUNT_UNKNOWN, Problems where several hold, Conflict
    KEY_REUSED.
    """
    business = till.business
    require_right(actor, business, RIGHT)
    found = Findings()
    note_move(found, source=source, target=target, bank_account=bank_account, amount=amount, day=day,
              note=note, key=key)  # fmt: skip
    if bank_account:
        with found.noting():
            require_bank_account(business.pk, bank_account)
    found.settle()
    said = one_line(note)
    asked = keyed_digests(["portal move", till.pk, str(source), str(target), bank_account, amount, day, said])

    def write() -> PortalMove:
        move = PortalMove.objects.create(
            business=business,
            till=till,
            key=key,
            key_hash=asked[0],
            source=MpesaAccount(source),
            target=MpesaAccount(target) if target else "",
            bank_account=bank_account,
            amount=amount,
            day=day,
            note=said,
            recorded_by=actor,
        )
        record_audit(actor=actor, business=business, action="portal_move.record", subject=move)
        request_approval(
            kind=KIND,
            business=business,
            payload={"move": move.pk},
            maker=actor,
            key=f"portal_move:{move.pk}",
            comment=comment,
        )
        return move

    known = PortalMove.objects.filter(business=business, key=key)
    move, _ = first_or_conflict(known, digests=asked, write=write, what="portal move")
    return PortalMove.objects.select_related("business", "till").get(pk=move.pk)


def note_move(
    found: Findings,
    *,
    source: str,
    target: str,
    bank_account: str,
    amount: Cents | None,
    day: date,
    note: str,
    key: str,
) -> None:
    """Note what is wrong with a move besides its bank account; an amount that is None is not looked at."""
    with found.noting():
        checked_key(key, "portal move")
    with found.noting():
        if bool(target) == bool(bank_account):
            raise InvalidInput(
                "WHICH_TARGET", "target", "Say where it went: an M-Pesa account or a bank account."
            )
        if target == source:
            raise InvalidInput("SAME_ACCOUNT", "target", "It went to another account than it came from.")
    with found.noting():
        if amount is not None and amount <= 0:
            raise InvalidInput("BAD_AMOUNT", "amount", "Give the amount that was moved.")
    with found.noting():
        if not days.today() - MOST_AGO <= day <= days.today():
            raise InvalidInput("BAD_DAY", "day", "Use the day on which it was done, within the last year.")
    with found.noting():
        if not 1 <= len(one_line(note)) <= 200:
            raise InvalidInput("NOTE_MISSING", "note", "Say in up to 200 characters what it was for.")


def describe_move(business: Business, payload: Payload) -> Content:
    """What went where. Locks the move. Raises InvalidState MOVE_MOVED_ON."""
    move = _awaiting(business.pk, payload)
    return Content(
        facts={
            "till": move.till.shortcode,
            "amount": display(move.amount),
            "from": account_shown(move.source),
            "to": account_shown(move.target or move.bank_account),
            "day": move.day.isoformat(),
            "for": move.note,
        },
        amount=move.amount,
        subject=f"portal_move:{move.pk}",
    )


def execute_move(approval: Approval) -> None:
    """It stands, and is looked for on the statements. Raises as describe_move does."""
    move = _awaiting(approval.business_id, approval.payload)
    take_step(move, MoveState.OPEN)
    move.approval = approval
    move.save(update_fields=["state", "approval"])
    tie_moves(move.till)


def put_back(approval: Approval) -> None:
    """Nobody approves it: refused, taken back or not answered."""
    move = _locked(approval.business_id, approval.payload["move"])
    if move.state == MoveState.PENDING_APPROVAL:
        _cancel(move, str(approval.state))


def cancel_portal_move(*, move: PortalMove, reason: str, actor: User) -> PortalMove:
    """Take a record back that no statement shows: it was not done, or is written otherwise.

    Needs the right payout.request. Idempotent. Locks the move. Raises InvalidState MOVE_MOVED_ON once a
    statement shows it, InvalidInput REASON_MISSING.
    """
    require_right(actor, move.business, RIGHT)
    said = one_line(reason)
    if not said:
        raise InvalidInput("REASON_MISSING", "reason", "Say why it is taken back.")
    with transaction.atomic():
        cancel_waiting(
            kinds=(KIND,),
            business=move.business,
            subject=f"portal_move:{move.pk}",
            maker=actor,
            comment=said,
        )
        row = _locked(move.business_id, move.pk)
        if row.state != MoveState.CANCELLED:
            if row.state == MoveState.TIED or row.left_id or row.arrived_id:
                raise InvalidState("MOVE_MOVED_ON", "move", "A statement shows this move: it was made.")
            _cancel(row, "TAKEN_BACK")
            record_audit(
                actor=actor,
                business=row.business,
                action="portal_move.cancel",
                subject=row,
                details={"reason": said},
            )
    return row


def _cancel(move: PortalMove, code: str) -> None:
    take_step(move, MoveState.CANCELLED)
    move.code = code
    move.save(update_fields=["state", "code"])


def _awaiting(business_id: int, payload: Payload) -> PortalMove:
    move = _locked(business_id, payload["move"])
    if move.state != MoveState.PENDING_APPROVAL:
        raise InvalidState("MOVE_MOVED_ON", "move", f"This move is {move.state} already.")
    return move


def _locked(business_id: int, pk: int) -> PortalMove:
    rows = PortalMove.objects.filter(pk=pk, business=business_id).select_related("business", "till")
    move = lock_row(rows)
    if move is None:
        raise NotFound("portal move", "move")
    return move
