"""Payment requests and receipts as they change."""

from __future__ import annotations

from typing import Any

import strawberry

from graphql_api.events.changes import changes_of
from graphql_api.mpesa.claims import ReceiptClaim
from graphql_api.mpesa.payout_types import Payout
from graphql_api.mpesa.types import PaymentRequest, Receipt


@strawberry.type
class MpesaSubscriptions:
    payment_request_changed: Any = changes_of(
        PaymentRequest,
        "payment_request.changed",
        description="First how things stand, then every payment request that is made or comes a step further:"
        " of one business, or one request.",
    )
    receipt_changed: Any = changes_of(
        Receipt,
        "receipt.recorded",
        "receipt.routed",
        "receipt.reversed",
        description="First how things stand, then every receipt that is booked, and once more when its money"
        " has gone to its owner, to Suspense or from there, or was taken back: of one business, or one"
        " receipt.",
    )
    receipt_claim_changed: Any = changes_of(
        ReceiptClaim,
        "claim.changed",
        description="First how things stand, then every claim of a receipt that is made or comes a step"
        " further: of one business, or one claim.",
    )
    payout_changed: Any = changes_of(
        Payout,
        "payout.changed",
        description="First how things stand, then every payout that is asked for or comes a step further: of"
        " one business, or one payout.",
    )
