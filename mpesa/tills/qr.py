"""QR codes that M-Pesa's app reads: a customer pays without typing number, account or amount.

Safaricom draws them. Nothing is kept of it: what is paid comes in as every payment to the till does.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from core.errors import Findings
from core.money import Cents, Rounding, round_to_shilling
from mpesa.daraja import bodies
from mpesa.models import Till, TillKind
from mpesa.tills.apps import require_not_slow
from mpesa.tills.connections import client_for
from mpesa.tills.tills import require_active
from users.access import Right, require_right
from users.actors import Actor


@dataclass(frozen=True, slots=True)
class TillQr:
    """A PNG picture, and the cents that stand in it: whole shillings."""

    png: bytes = field(repr=False)
    amount: Cents


def till_qr(*, till: Till, amount: Cents, account_reference: str, actor: Actor) -> TillQr:
    """Have Safaricom draw a code for one payment to a till. Needs the right payment.request.

    `amount` in cents follows the business's rounding policy, as that of a payment request does. Raises
    InvalidInput BAD_AMOUNT / BAD_REFERENCE, Problems where both hold, InvalidState TILL_INACTIVE,
    DarajaRefused DARAJA_RATE_LIMITED while the app is left alone, and what the client raises. Outside any
    transaction: one HTTP call. Safe to repeat.
    """
    require_right(actor, till.business, Right.PAYMENT_REQUEST)
    asked, _ = round_to_shilling(amount, Rounding(till.business.rounding))
    reference = account_reference.strip()
    found = Findings()
    with found.noting():
        bodies.stk_amount(asked)
    with found.noting():
        bodies.reference_field(reference)
    found.settle()
    require_active(till)
    require_not_slow(till)
    drawn = client_for(till).qr(
        shortcode=till.shortcode,
        kind="till" if till.kind == TillKind.TILL else "paybill",
        merchant=till.name,
        amount_cents=asked,
        account_reference=reference,
    )
    return TillQr(drawn.png, asked)
