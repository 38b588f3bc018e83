"""Pausing a batch, letting it go on, and taking back what of it was not sent."""

from __future__ import annotations

from django.db import transaction

from core import days
from core.errors import InvalidState
from core.machine.jobs import wake
from core.text import required_reason
from ledger.journal.batches import post_entries
from mpesa.models import BatchState, Payout, PayoutBatch, PayoutState
from mpesa.payouts.batches.approving import BATCH, end_batch, locked_batch
from mpesa.payouts.batches.importing import tell_batch
from mpesa.payouts.moves import Moves, lock_payouts
from mpesa.payouts.queues import SEND_QUEUE
from mpesa.payouts.requesting import CANCELLABLE, RIGHT
from mpesa.payouts.reserving import give_back
from users.access import require_right
from users.actors import Actor, person
from users.approvals.approving import cancel_waiting
from users.audit import record_audit
from users.models import User

_PAUSE = ["paused_at", "paused_by", "pause_reason"]
#: So many of a batch are taken back in one transaction.
STEP = 1_000


def pause_batch(*, batch: PayoutBatch, reason: str, actor: Actor) -> PayoutBatch:
    """Order nothing more of a batch. Needs the right payout.request.

    Paused already, it keeps its first reason. Audited; locks the batch. Raises InvalidInput REASON_MISSING /
    REASON_TOO_LONG, InvalidState BATCH_MOVED_ON for one that was cancelled.
    """
    require_right(actor, batch.business, RIGHT)
    said = required_reason(reason, "Say in a few words why, for who finds it paused.")
    with transaction.atomic():
        row = locked_batch(batch.pk, batch.business_id)
        if row.state == BatchState.CANCELLED:
            raise InvalidState("BATCH_MOVED_ON", "batch", "This batch was taken back.")
        if row.paused_at is None:
            row.paused_at, row.paused_by, row.pause_reason = days.now(), person(actor), said
            _save_pause(row, actor, "payout_batch.pause")
    return row


def resume_batch(*, batch: PayoutBatch, actor: Actor) -> PayoutBatch:
    """Order the rest of a batch. Needs the right payout.request. Safe to repeat; audited; locks the batch."""
    require_right(actor, batch.business, RIGHT)
    with transaction.atomic():
        row = locked_batch(batch.pk, batch.business_id)
        if row.paused_at is not None:
            row.paused_at, row.paused_by, row.pause_reason = None, None, ""
            _save_pause(row, actor, "payout_batch.resume")
            wake(SEND_QUEUE)
    return row


def _save_pause(row: PayoutBatch, actor: Actor, action: str) -> None:
    row.save(update_fields=_PAUSE)
    record_audit(actor=actor, business=row.business, action=action, subject=row)
    tell_batch(row)


def cancel_batch(*, batch: PayoutBatch, reason: str, actor: User) -> PayoutBatch:
    """Take a batch back: all of it before it was approved, else what of it is not with Safaricom or paid.

    Needs the right payout.request. Safe to repeat. Locks the batch, then its payouts, STEP at a time. Raises
    InvalidInput REASON_MISSING / REASON_TOO_LONG.
    """
    require_right(actor, batch.business, RIGHT)
    said = required_reason(reason, "Say why it is not to be paid.")
    with transaction.atomic():
        cancel_waiting(
            kinds=(BATCH,), business=batch.business, subject=f"batch:{batch.pk}", maker=actor, comment=said
        )
        row = locked_batch(batch.pk, batch.business_id)
        if row.state == BatchState.CANCELLED:
            return row
        record_audit(actor=actor, business=row.business, action="payout_batch.cancel", subject=row)
        if row.state != BatchState.APPROVED:
            end_batch(row, "TAKEN_BACK", by=actor, text=said)
            return row
    while _take_back_some(row, said, actor):
        pass
    return row


@transaction.atomic
def _take_back_some(batch: PayoutBatch, reason: str, actor: User) -> bool:
    keys = (
        Payout.objects.filter(batch=batch, state__in=CANCELLABLE).order_by("pk").values_list("pk", flat=True)
    )
    payouts = [row for row in lock_payouts(list(keys[:STEP])).values() if row.state in CANCELLABLE]
    moves = Moves(actor)
    post_entries([give_back(row, f"Taken back: {reason}") for row in payouts if row.reserve is not None])
    for row in payouts:
        moves.move(row, PayoutState.CANCELLED, code="TAKEN_BACK", text=reason)
    moves.save()
    return bool(payouts)
