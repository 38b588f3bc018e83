"""Trying again what has definitely failed, and only that: its money is set aside anew, and it goes out under
a new id. What is not known is never tried again."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction

from core import days
from core.errors import DomainError, InvalidInput, InvalidState
from core.machine.jobs import wake
from ledger.journal.wallets import hold_wallet
from ledger.models import Wallet
from mpesa.models import Payout, PayoutBatch, PayoutState
from mpesa.payouts.moves import Moves, lock_payouts
from mpesa.payouts.queues import SEND_QUEUE
from mpesa.payouts.refundable import require_refundable
from mpesa.payouts.requesting import RIGHT, require_payable
from mpesa.payouts.reserving import reserve_payouts
from mpesa.payouts.withdrawing import require_not_asked_out
from users.access import require_right
from users.actors import Actor
from users.audit import record_audit
from users.models import Business

#: How far back failures are tried again together, and how many at once.
MOST_HOURS: Final = 24 * 31
MOST: Final = 1_000


def retry_payout(*, payout: Payout, actor: Actor) -> Payout:
    """Try a failed payout again. Needs the right payout.request. Idempotent while it is on its way again.

    Locks the payout. Raises InvalidState PAYOUT_NOT_FAILED for one that may have been paid, TILL_INACTIVE /
    INITIATOR_MISSING / WITHDRAWAL_WAITS, and what require_refundable and reserve_payouts raise.
    """
    require_right(actor, payout.business, RIGHT)
    with transaction.atomic():
        row = lock_payouts([payout.pk])[payout.pk]
        if row.state == PayoutState.RESERVED:
            return row
        if row.state != PayoutState.FAILED:
            raise InvalidState(
                "PAYOUT_NOT_FAILED",
                "payout",
                f"This payout is {row.state}: only what has definitely failed is tried again.",
            )
        _retry(row, actor)
    return row


def _retry(row: Payout, actor: Actor) -> None:
    require_payable(row.till)
    if row.refunds is not None:
        require_refundable(row.refunds, row.amount, but=row)
    _require_not_asked_anew(row)
    moves = Moves(actor)
    reserve_payouts([row], moves)
    moves.save()
    record_audit(actor=actor, business=row.business, action="payout.retry", subject=row)
    wake(SEND_QUEUE)


def _require_not_asked_anew(row: Payout) -> None:
    """Raises InvalidState WITHDRAWAL_WAITS where the wallet's money waits to be paid out by now: its player
    has asked for it since."""
    wallet = Wallet.objects.filter(account=row.source_id).first()
    if wallet is not None and (gross := row.amount + row.tax) <= (held := hold_wallet(wallet)):
        require_not_asked_out(wallet, gross, held)


def retry_failed_payouts(
    *, business: Business, hours: int, batch: PayoutBatch | None = None, actor: Actor
) -> tuple[list[Payout], list[tuple[Payout, DomainError]]]:
    """Try again what of a business, or of one batch of it, has failed in the last hours; those that go again,
    and those that cannot, each with why. Needs the right payout.request.

    Each in a transaction of its own; locks each payout. Raises InvalidInput BAD_PERIOD.
    """
    require_right(actor, business, RIGHT)
    if not 1 <= hours <= MOST_HOURS:
        raise InvalidInput("BAD_PERIOD", "hours", f"Use 1 to {MOST_HOURS} hours.")
    failed = Payout.objects.filter(
        business=business, state=PayoutState.FAILED, settled_at__gte=days.now() - timedelta(hours=hours)
    )
    if batch is not None:
        failed = failed.filter(batch=batch)
    again: list[Payout] = []
    refused: list[tuple[Payout, DomainError]] = []
    for pk in failed.order_by("pk").values_list("pk", flat=True)[:MOST]:
        row, error = _retried(pk, actor)
        if error is not None:
            refused.append((row, error))
        elif row.state == PayoutState.RESERVED:
            again.append(row)
    return again, refused


def _retried(pk: int, actor: Actor) -> tuple[Payout, DomainError | None]:
    """The payout, tried again where nobody else has done so since; or why it cannot be."""
    row = Payout.objects.select_related("till", "business", "source").get(pk=pk)
    try:
        with transaction.atomic():
            row = lock_payouts([pk])[pk]
            if row.state == PayoutState.FAILED:
                _retry(row, actor)
    except DomainError as error:
        return row, error
    return row, None
