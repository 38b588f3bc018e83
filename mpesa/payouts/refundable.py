"""What of a payment may still be given back to who paid it."""

from __future__ import annotations

from typing import Final

from django.db.models import Sum

from core.errors import Detail, InvalidInput, InvalidState
from core.money import Cents, display
from mpesa.models import Payout, PayoutState, Receipt, ReceiptRoute, Reversal, RouteState

#: What gives nothing back, and never will.
_OVER: Final = (PayoutState.CANCELLED, PayoutState.REVERSED)


def require_refundable(receipt: Receipt, amount: Cents, *, but: Payout | None = None) -> None:
    """Raises InvalidState RECEIPT_NOT_PLACED, InvalidInput OVER_RECEIPT where other refunds than `but`, and
    what M-Pesa took back or a statement alone says that it did, leave less."""
    placed = (RouteState.ROUTED, RouteState.PLACED)
    if not ReceiptRoute.objects.filter(receipt=receipt, state__in=placed).exists():
        raise InvalidState(
            "RECEIPT_NOT_PLACED", "receipt", "Its money has not gone to an owner who could give it back."
        )
    given = Payout.objects.filter(refunds=receipt).exclude(state__in=_OVER)
    if but is not None:
        given = given.exclude(pk=but.pk)
    gone = Reversal.objects.filter(receipt=receipt)
    left = receipt.amount - int(given.aggregate(sum=Sum("amount"))["sum"] or 0)
    left -= int(gone.aggregate(sum=Sum("taken_back"))["sum"] or 0)
    if amount > left:
        text = f"At most {display(max(left, 0))} can be given back."
        raise InvalidInput("OVER_RECEIPT", "amount", text, detail=Detail(limit=max(left, 0)))
