"""Giving a payment back: a payout to the phone that paid, of at most what was paid."""

from __future__ import annotations

from core.errors import Findings
from core.machine.crypto import keyed_digests
from core.money import Cents, Rounding, round_to_shilling
from core.rows.locks import AdvisoryLock
from core.text import required_comment
from mpesa.models import Payout, Receipt
from mpesa.payouts.refund_sources import hold_refund
from mpesa.payouts.refundable import phone_to_refund, require_refundable
from mpesa.payouts.requesting import KIND, RIGHT, asked_once, note_terms, source_named, write_payout
from users.access import require_right
from users.models import User

_refunds = AdvisoryLock("mpesa.refunds")


def refund_receipt(
    *, receipt: Receipt, amount: Cents, account_code: str, key: str, comment: str, actor: User
) -> Payout:
    """Ask that the payer of a receipt gets money back, from an account of the books.

    Needs the right payout.request. By the till that took it; approved as a payout is. All refunds of a
    receipt are together at most its amount, less what M-Pesa took back (advisory lock). Idempotent by
    (business, key). Out of credit, what is left of it is held (mpesa/payouts/refund_sources.py). Raises
    InvalidState PAYER_UNKNOWN, InvalidInput COMMENT_MISSING, and what
    require_refundable and create_payout raise.
    """
    business = receipt.business
    require_right(actor, business, RIGHT)
    found = Findings()
    description = f"Refund of {receipt.number}"
    note_terms(found, amount=amount, description=description, name="", key=key, business=business)
    with found.noting():
        said = required_comment(comment)
    found.settle()
    whole, _ = round_to_shilling(amount, Rounding.DOWN)
    source = source_named(business, account_code, None)
    asked = keyed_digests(["refund", receipt.pk, amount, source.pk])

    def write() -> Payout:
        _refunds.take(receipt.pk)
        require_refundable(receipt, whole)
        payout = write_payout(
            Payout(
                business=business,
                till=receipt.till,
                key=key,
                key_hash=asked[0],
                amount=whole,
                residue=amount - whole,
                source=source,
                refunds=receipt,
                description=description,
                requested_by=actor,
            ),
            phone=phone_to_refund(receipt),
            kind=KIND,
            comment=said,
        )
        hold_refund(payout)
        return payout

    return asked_once(business, key, digests=asked, write=write)
