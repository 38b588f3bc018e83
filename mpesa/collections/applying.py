"""What is done with a callback about collected money, by its kind (the table is in mpesa/callbacks/inbox.py).

Each returns a short note, is safe to repeat, runs in the caller's transaction and raises MalformedCallback.
"""

from __future__ import annotations

from mpesa.collections.discrepancies import note_discrepancy
from mpesa.collections.payment_requests import lock_request, move, settle, settle_without_callback
from mpesa.collections.receipts import ReceiptFacts, record_receipt
from mpesa.daraja.callbacks import StkResult, parse_c2b, parse_stk_callback
from mpesa.daraja.codes import CodeClass, classify_stk
from mpesa.models import Callback, Channel, PaymentRequest, RequestState


def apply_c2b(callback: Callback, body: bytes) -> str:
    """Book a C2B confirmation, and join it to the request that it may answer."""
    facts, till = parse_c2b(body), callback.till
    if facts.shortcode not in (till.shortcode, till.store_number):
        note_discrepancy(
            till=till,
            code="SHORTCODE_DIFFERS",
            subject=f"callback {callback.pk}",
            detail="A confirmation at this till's address names another shortcode; it is not booked.",
        )
        return "another shortcode"
    receipt, created = record_receipt(
        till=till,
        facts=ReceiptFacts(
            facts.receipt, facts.amount_cents, facts.occurred_at, facts.account_reference, facts.payer
        ),
        channel=Channel.C2B,
        callback=callback,
    )
    if created:
        settle_without_callback(receipt, phone=facts.payer)
    return "booked" if created else "known"


def apply_stk(callback: Callback, body: bytes) -> str:
    """Take the step of the request that an STK result tells of, and book the money. Locks the request."""
    result, till = parse_stk_callback(body), callback.till
    request = lock_request(till=till, ref=callback.ref)
    if request is None or not _ids_agree(request, result):
        note_discrepancy(
            till=till,
            code="CALLBACK_FOREIGN",
            subject=f"callback {callback.pk}",
            detail="The body does not belong to the request in its address; nothing is booked from it.",
            request=request,
        )
        return "not of this request"
    verdict = classify_stk(result.result_code)
    if verdict.kind == CodeClass.SUCCESS:
        return _apply_success(callback, request, result)
    state = RequestState.CANCELLED if verdict.cancelled else RequestState.FAILED
    if verdict.kind == CodeClass.FAILED and request.may_become(state):
        move(request, state, code=result.result_code, text=verdict.meaning)
        return state.lower()
    return f"code {result.result_code}"


def _ids_agree(request: PaymentRequest, result: StkResult) -> bool:
    """Whether the checkout id is the request's own; a request whose answer was lost adopts it."""
    if request.checkout_request_id is None:
        if PaymentRequest.objects.filter(checkout_request_id=result.checkout_request_id).exists():
            return False
        request.checkout_request_id = result.checkout_request_id
        request.merchant_request_id = result.merchant_request_id
        request.save(update_fields=["checkout_request_id", "merchant_request_id"])
    return request.checkout_request_id == result.checkout_request_id


def _apply_success(callback: Callback, request: PaymentRequest, result: StkResult) -> str:
    assert result.amount_cents is not None and result.receipt is not None
    if result.amount_cents != request.amount:
        request.flagged = True
        request.save(update_fields=["flagged"])
        note_discrepancy(
            till=callback.till,
            code="AMOUNT_DIFFERS",
            subject=f"request {request.ref} receipt {result.receipt}",
            detail="The callback names another amount than was asked for; the statement will decide.",
            request=request,
        )
        return "amount differs; not booked"
    occurred_at = result.occurred_at or callback.received_at.replace(microsecond=0)
    receipt, created = record_receipt(
        till=callback.till,
        facts=ReceiptFacts(
            result.receipt, result.amount_cents, occurred_at, request.account_reference, result.phone
        ),
        channel=Channel.STK,
        callback=callback,
    )
    settle(request, receipt)
    return "booked" if created else "known"
