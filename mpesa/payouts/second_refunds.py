"""A refund is paid, and more was given back than the payment was: it had been called failed and another one
took its place, or M-Pesa took the payment back meanwhile."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from core.machine.alerts import raise_alert
from core.models import Severity
from core.money import display
from mpesa.collections.discrepancies import note_discrepancy
from mpesa.models import Payout
from mpesa.payouts.refundable import left_to_refund

REFUNDED_TWICE: Final = "REFUND_PAID_TWICE"


def tell_second_refunds(payouts: Iterable[Payout]) -> None:
    """Open an alert and a case for each of these refunds, which were paid, by which a receipt is given back
    beyond what was paid. In the caller's transaction, after their steps are written. Safe to repeat."""
    for payout in payouts:
        receipt = payout.refunds
        assert receipt is not None, "a refund"
        over = -left_to_refund(receipt)
        if over <= 0:
            continue
        said = f"Receipt {receipt.number}: {display(over)} more is given back, or on its way, than was paid."
        note_discrepancy(
            till=payout.till,
            code="REFUND_PAID_TWICE",
            subject=f"payout {payout.ref}",
            detail=f"{said} One that had failed was paid after all, or M-Pesa took the payment back too.",
            receipt=receipt,
        )
        raise_alert(
            code=REFUNDED_TWICE,
            severity=Severity.CRITICAL,
            business_id=payout.business_id,
            subject=f"payout:{payout.pk}",
            detail=f"{said} Take back what of it is not sent, and ask the payer for the rest.",
        )
