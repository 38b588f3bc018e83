"""One approval for a whole batch: its digest is made of every payout in it, and what is approved is set aside
at once, all or nothing."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.db.models import Count, Max, Sum

from core import days
from core.digests import digest
from core.errors import InvalidState, NotFound
from core.machine.jobs import wake
from core.money import display
from core.rows.locks import lock_row, lock_rows
from core.rows.states import take_step
from ledger.models import Account
from mpesa.models import BatchState, Payout, PayoutBatch, PayoutState
from mpesa.payouts.batches.importing import tell_batch
from mpesa.payouts.batches.outliers import LARGEST
from mpesa.payouts.moves import Moves
from mpesa.payouts.queues import SEND_QUEUE
from mpesa.payouts.receivers import fact_row
from mpesa.payouts.requesting import RIGHT, require_payable
from mpesa.payouts.reserving import reserve_payouts
from users.access import require_right
from users.actors import Actor
from users.approvals.approving import request_approval
from users.approvals.kinds import Content, Payload
from users.models import Approval, Business, User

BATCH: Final = "payout.batch"


def ask_for_batch(*, batch: PayoutBatch, key: str, comment: str = "", actor: User) -> Approval:
    """Ask that a batch is paid. Somebody else approves it, whatever the amount, and then all of it is set
    aside at once.

    Needs the right payout.request. Idempotent by (business, key). Locks the batch and its payouts. Raises
    InvalidState BATCH_MOVED_ON, and what require_payable raises.
    """
    require_right(actor, batch.business, RIGHT)
    require_payable(batch.till)
    with transaction.atomic():
        begin_batch(batch, actor)
        return request_approval(
            kind=BATCH,
            business=batch.business,
            payload={"batch": batch.pk},
            maker=actor,
            key=key,
            comment=comment,
        )


def describe_batch(business: Business, payload: Payload) -> Content:
    """What is paid in all, what is odd about it, and a digest over every payout. Locks the batch and its
    payouts. Raises InvalidState BATCH_MOVED_ON."""
    batch = locked_batch(payload["batch"], business.pk)
    if batch.state != BatchState.PENDING_APPROVAL:
        raise InvalidState("BATCH_MOVED_ON", "batch", f"This batch is {batch.state} already.")
    going = Payout.objects.filter(batch=batch, state=PayoutState.PENDING_APPROVAL).order_by()
    found = going.aggregate(count=Count("pk"), sum=Sum("amount"), **{"from": Max("not_before")})
    if not found["count"]:
        raise InvalidState("BATCH_MOVED_ON", "batch", "All of this batch was taken back.")
    largest = going.select_related("payee", "source").order_by("-amount", "pk")[:LARGEST]
    return Content(
        facts={
            "batch": batch.ref,
            "name": batch.name,
            "till": batch.till.shortcode,
            "rows": str(found["count"]),
            "sum": display(int(found["sum"])),
            **({"not_before": found["from"].isoformat()} if found["from"] else {}),
            "middle_amount": display(batch.middle),
            "largest": [fact_row(each) for each in largest],
            "over_ten_times_the_middle": str(batch.odd),
            "phones_never_paid": str(batch.fresh),
            "to_one_phone_several": str(batch.repeated),
            "all": _digest(batch),
        },
        subject=f"batch:{batch.pk}",
    )


def _digest(batch: PayoutBatch) -> str:
    """Over every payout that is to go: who, how much, from what, for what."""
    rows = Payout.objects.filter(batch=batch, state=PayoutState.PENDING_APPROVAL).order_by("pk")
    columns = (
        "ref", "kind", "payee", "account_number", "amount", "source", "command", "description", "not_before",
    )  # fmt: skip
    return digest([list(row) for row in rows.values_list(*columns)]).hex()


def execute_batch(approval: Approval) -> None:
    """Approve all payouts of the batch, set their money aside, and have them sent. Raises what
    reserve_payouts raises; then nothing has happened."""
    batch = locked_batch(approval.payload["batch"], approval.business_id)
    if batch.state != BatchState.PENDING_APPROVAL:
        raise InvalidState("BATCH_MOVED_ON", "batch", f"This batch is {batch.state} already.")
    pay_batch(batch, approval, by=approval.checker or approval.maker)


def pay_batch(batch: PayoutBatch, approval: Approval, *, by: Actor) -> None:
    """Let a locked batch that waits go by an approval that covers it (the database looks at that too). In the
    caller's transaction. Raises what reserve_payouts raises."""
    payouts = _payouts_in(batch, PayoutState.PENDING_APPROVAL)
    moves = Moves(by, tells=False)
    for payout in payouts:
        payout.approval = approval
        moves.move(payout, PayoutState.APPROVED)
    moves.save()  # the database wants to see each step
    reserve_payouts(payouts, moves)
    moves.save()
    take_step(batch, BatchState.APPROVED)
    batch.approval, batch.approved_at = approval, days.now()
    batch.save(update_fields=["state", "approval", "approved_at"])
    tell_batch(batch)
    wake(SEND_QUEUE)


def put_back_batch(approval: Approval) -> None:
    """Nobody approves it: refused, taken back or not answered."""
    batch = locked_batch(approval.payload["batch"], approval.business_id)
    if batch.state == BatchState.PENDING_APPROVAL:
        end_batch(batch, str(approval.state), by=approval.checker or approval.maker)


def end_batch(batch: PayoutBatch, code: str, *, by: Actor, text: str = "") -> None:
    """Take all of a locked batch back that nobody has approved."""
    moves = Moves(by, tells=False)
    for payout in _payouts_in(batch, PayoutState.DRAFT, PayoutState.PENDING_APPROVAL):
        moves.move(payout, PayoutState.CANCELLED, code=code, text=text)
    moves.save()
    take_step(batch, BatchState.CANCELLED)
    batch.code = code
    batch.save(update_fields=["state", "code"])
    tell_batch(batch)


def locked_batch(pk: int, business_id: int) -> PayoutBatch:
    """A batch, locked. Raises NotFound."""
    rows = PayoutBatch.objects.filter(pk=pk, business=business_id).select_related("till", "business")
    batch = lock_row(rows)
    if batch is None:
        raise NotFound("batch", "batch")
    return batch


def begin_batch(batch: PayoutBatch, actor: Actor) -> PayoutBatch:
    """Its drafts wait for a yes, with it; locked until the end of the transaction. Safe to repeat."""
    row = locked_batch(batch.pk, batch.business_id)
    if row.state != BatchState.DRAFT:
        return row
    moves = Moves(actor, tells=False)
    for payout in _payouts_in(row, PayoutState.DRAFT):
        moves.move(payout, PayoutState.PENDING_APPROVAL)
    moves.save()
    take_step(row, BatchState.PENDING_APPROVAL)
    row.save(update_fields=["state"])
    tell_batch(row)
    return row


def _payouts_in(batch: PayoutBatch, *states: PayoutState) -> list[Payout]:
    """Its payouts in some states, locked, with what setting them aside needs: thousands share few accounts,
    so those are not read with each of them."""
    rows = [row for row in lock_rows(Payout.objects.filter(batch=batch)) if row.state in states]
    sources = Account.objects.in_bulk({row.source_id for row in rows})
    for row in rows:
        row.batch, row.till, row.business = batch, batch.till, batch.business
        row.source = sources[row.source_id]
    return rows
