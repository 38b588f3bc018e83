"""Claims: a receipt number that somebody read from a customer's SMS.

Safaricom is asked what became of it (Transaction Status), and what it confirms is booked by the path of every
receipt. Until then a claim is nobody's money: it posts nothing. While Safaricom cannot be asked (it is away,
or the till has no initiator), the claim waits, and whichever channel brings the receipt ends it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from core import days
from core.errors import Conflict, Detail, Findings, InvalidState, NotFound
from core.phone import masks_agree
from core.rows.locks import AdvisoryLock, lock_row
from core.text import checked_key
from mpesa.asking.enquiries import CLAIM, ask_about, publish, settle
from mpesa.collections.requests.settling import Settlement, may_have_paid
from mpesa.daraja.bodies import receipt_field
from mpesa.models import Enquiry, EnquiryState, PaymentRequest, Receipt, RouteState, Till, Verdict
from users.access import Right, require_right
from users.actors import Actor, person

#: What one person, and one business, may claim in a minute: numbers are read, not tried out.
PER_PERSON, PER_BUSINESS = 10, 60
MINUTE: Final = timedelta(minutes=1)
_claiming = AdvisoryLock("mpesa.claiming")


def claim_receipt(
    *, till: Till, receipt_number: str, key: str, request: PaymentRequest | None = None, actor: Actor
) -> Enquiry:
    """Ask Safaricom about the receipt in a customer's SMS; booked when it says Completed, for this till.

    Needs the right payment.request. `request` is the payment request that it is to have paid. One claim for
    each receipt, whoever makes it: the same number gives the same claim, and one that came to no end is asked
    anew; a receipt that is booked is an answer at once. Idempotent by (business, key): another number under
    the key is a Conflict KEY_REUSED. Raises InvalidInput BAD_RECEIPT_NUMBER / BAD_KEY, Problems where several
    hold, InvalidState TOO_MANY_CLAIMS, NotFound for a request of another till. Locks the claim.
    """
    business = till.business
    require_right(actor, business, Right.PAYMENT_REQUEST)
    found = Findings()
    number = ""
    with found.noting():
        number = receipt_field(receipt_number)
    with found.noting():
        checked_key(key)
    found.settle()
    if request is not None and request.till_id != till.pk:
        raise NotFound("payment request", "request")
    with transaction.atomic():
        _claiming.take(business.pk)
        by_key = Enquiry.objects.filter(business=business, key=key).first()
        if by_key is not None:
            if (by_key.till_id, by_key.number) != (till.pk, number) or _is_for_another(by_key, request):
                raise Conflict(
                    "KEY_REUSED", "key", "This key was used for another claim.",
                    detail=Detail(other=("ReceiptClaim", by_key.pk)),
                )  # fmt: skip
            return by_key
        _require_room(business.pk, actor)
        claim = ask_about(till=till, receipt=number, why=CLAIM, request=request)
        if claim.claimed_at is None:
            claim.claimed_by, claim.claimed_at, claim.key = person(actor), days.now(), key
            claim.save(update_fields=["claimed_by", "claimed_at", "key"])
        _look_in_the_books(claim)
        publish([claim])
        if request is not None and claim.receipt is not None:
            _settle_request(request, claim.receipt)
    return claim


def _is_for_another(claim: Enquiry, request: PaymentRequest | None) -> bool:
    """Whether it was made for another request. A callback that is doubted may have named one before."""
    if request is None or claim.request_id is None or claim.callback_id is not None:
        return False
    return claim.request_id != request.pk


def _require_room(business_id: int, actor: Actor) -> None:
    """Raises InvalidState TOO_MANY_CLAIMS. What is asked anew counts again for the business, and not for who
    claimed it first: others ask anew too."""
    since = days.now() - MINUTE
    claims = Enquiry.objects.filter(business=business_id, claimed_at__isnull=False)
    recent = claims.filter(Q(claimed_at__gt=since) | Q(begun_at__gt=since))
    mine = claims.filter(claimed_by=person(actor), claimed_at__gt=since)
    if recent.count() >= PER_BUSINESS or mine.count() >= PER_PERSON:
        raise InvalidState(
            "TOO_MANY_CLAIMS", "receipt_number", "Enough receipts for one minute: wait a little."
        )


def _look_in_the_books(claim: Enquiry) -> None:
    """A receipt that is booked needs no question, at this till or at another of the business; one that is
    held does."""
    known = Receipt.objects.filter(business=claim.business_id, number=claim.number)
    booked = known.exclude(route__state=RouteState.HELD).select_related("till")
    receipts = {receipt.till_id: receipt for receipt in booked[:20]}
    if receipt := receipts.get(claim.till_id):
        settle(claim, EnquiryState.BOOKED, verdict=Verdict.COMPLETED, receipt=receipt)
    elif receipts:
        other = next(iter(receipts.values())).till
        text = f"This receipt was paid to {other.name} ({other.shortcode}) and is booked there."
        settle(claim, EnquiryState.ANSWERED, verdict=Verdict.ELSEWHERE, text=text)


def _settle_request(request: PaymentRequest, receipt: Receipt) -> None:
    """Join a booked receipt that no request has to the request it is claimed for, where amount, phone, time
    and the bill that it paid allow it."""
    locked = lock_row(PaymentRequest.objects.filter(pk=request.pk).select_related("till", "payer"))
    assert locked is not None
    if PaymentRequest.objects.filter(receipt=receipt).exists() or locked.receipt_id is not None:
        return
    fits = locked.amount == receipt.amount and masks_agree(receipt.payer_masked, locked.payer.phone_masked)
    if fits and may_have_paid(receipt, locked):
        settlement = Settlement([receipt])
        settlement.settle(locked, receipt)
        settlement.save()
