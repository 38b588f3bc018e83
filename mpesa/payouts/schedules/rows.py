"""What a schedule pays each time: the payouts that it repeats, and the digest over them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from core.digests import digest
from core.errors import InvalidState
from ledger.models import Account
from mpesa.models import BatchState, Payout, PayoutBatch, PayoutSchedule, PayoutState
from mpesa.payouts.batches.repeating import NOT_AGAIN, REPEATED, left_of
from mpesa.payouts.requesting import require_payable, source_named

#: What is signed of each; `ref` names the payout that is repeated. Names of people stay out of it.
_SIGNED: Final = ("ref", *(column for column in REPEATED if column != "name_sealed"))
_WAITING: Final = (PayoutState.DRAFT, PayoutState.PENDING_APPROVAL)


def rows_again(batch: PayoutBatch | None, payout: Payout | None) -> list[Payout]:
    """What is paid again of a batch that was approved, or of one payout that was: all that was not taken
    back. Raises InvalidState BATCH_MOVED_ON / PAYOUT_MOVED_ON where there is nothing."""
    if batch is not None:
        rows = left_of(batch)
        if batch.state != BatchState.APPROVED or not rows:
            raise InvalidState(
                "BATCH_MOVED_ON", "batch", f"This batch is {batch.state}, or nothing is left of it to pay."
            )
        return rows
    assert payout is not None
    if payout.state in (*_WAITING, *NOT_AGAIN):
        raise InvalidState("PAYOUT_MOVED_ON", "payout", f"This payout is {payout.state}: it is not repeated.")
    if payout.refunds_id is not None or payout.is_own_move:
        text = "A refund, and a move of the business's own money, is made once."
        raise InvalidState("PAYOUT_MOVED_ON", "payout", text)
    return [payout]


def rows_of(schedule: PayoutSchedule) -> list[Payout]:
    """What a schedule pays on its next day, by how these payouts stand now. Raises as rows_again does."""
    return rows_again(schedule.batch, schedule.payout)


def require_rows_payable(rows: Sequence[Payout]) -> None:
    """What a person who brought them in now would be asked: the till, and the accounts. Raises what
    require_payable and source_named raise."""
    require_payable(rows[0].till)
    for account in Account.objects.filter(pk__in={row.source_id for row in rows}).order_by("pk"):
        source_named(rows[0].business, account.code, None)


def digest_of_rows(rows: Sequence[Payout]) -> str:
    """SHA-256 in hex over every payout: who, how much, from what, for what."""
    return digest([[str(getattr(row, column)) for column in _SIGNED] for row in rows]).hex()
