"""Asking: the question is judged and written down; the push leaves after commit."""

from __future__ import annotations

import secrets

from core.errors import Conflict, Detail, Findings
from core.machine.crypto import keyed_digests
from core.machine.jobs import wake
from core.money import Cents, Rounding, round_to_shilling
from core.phone import canonical_phone
from core.rows.idempotency import first_or_conflict
from core.rows.locks import AdvisoryLock
from core.text import checked_key
from mpesa.collections.payers import payer_of_phone
from mpesa.collections.requests.limits import require_within_limits
from mpesa.collections.requests.pausing import why_held
from mpesa.collections.requests.queues import PUSH_QUEUE
from mpesa.collections.requests.steps import publish
from mpesa.daraja import bodies
from mpesa.models import Payer, PaymentRequest, Till
from mpesa.models.collections import OPEN
from mpesa.tills.tills import require_usable
from users.access import Right, require_right
from users.actors import Actor, person

_asking = AdvisoryLock("mpesa.asking")


def request_payment(
    *,
    till: Till,
    phone: str,
    amount: Cents,
    account_reference: str,
    key: str,
    description: str = "",
    actor: Actor,
) -> PaymentRequest:
    """Ask a customer for money, as ask_for_payment does. Needs the right payment.request."""
    require_right(actor, till.business, Right.PAYMENT_REQUEST)
    return ask_for_payment(
        till=till,
        phone=phone,
        amount=amount,
        account_reference=account_reference,
        key=key,
        description=description,
        actor=actor,
    )


def ask_for_payment(
    *,
    till: Till,
    phone: str,
    amount: Cents,
    account_reference: str,
    key: str,
    description: str = "",
    actor: Actor,
) -> PaymentRequest:
    """Ask a payer for money; the push leaves after commit. The caller has looked at the rights.

    M-Pesa asks for whole shillings: the amount follows the business's rounding policy. Idempotent by
    (business, key): the same question returns the first request, another one under the same key is a
    Conflict KEY_REUSED. While one is open, the same question under another key is a Conflict
    DUPLICATE_REQUEST that names it: a second prompt could be paid too. Raises InvalidInput BAD_PHONE /
    BAD_AMOUNT / BAD_REFERENCE / BAD_KEY, Problems where several hold, and for a new question what limits.py
    says, and InvalidState REQUESTS_PAUSED / BOOKS_BROKEN while no phone may ring, TILL_INACTIVE /
    BASE_URL_NOT_HTTPS while the till cannot ask. Two who ask for one business at once are judged one after
    the other.
    """
    business = till.business
    found = Findings()
    with found.noting():
        number = canonical_phone(phone)
    note_terms(found, amount=amount, account_reference=account_reference, key=key, rounding=business.rounding)
    found.settle()
    asked, _ = round_to_shilling(amount, Rounding(business.rounding))
    reference = account_reference.strip()
    described = bodies.description_field(description)
    # Keyed, since a phone could be guessed from a plain hash.
    question = keyed_digests(["payment_request", till.pk, number, amount, reference, described])

    def write() -> PaymentRequest:
        if held := why_held(till):
            raise held
        require_usable(till)
        payer = payer_of_phone(business.pk, number)
        assert payer is not None
        _asking.take(business.pk)
        _require_none_open(till, payer, asked, reference)
        require_within_limits(till, payer, asked)
        request = PaymentRequest.objects.create(
            business=business,
            till=till,
            ref=secrets.token_hex(16),
            key=key,
            key_hash=question[0],
            payer=payer,
            amount=asked,
            account_reference=reference,
            description=described,
            requested_by=person(actor),
        )
        wake(PUSH_QUEUE)
        publish(request)
        return request

    known = PaymentRequest.objects.filter(business=business, key=key).select_related("payer", "till")
    return first_or_conflict(known, digests=question, write=write, what="request")[0]


def _require_none_open(till: Till, payer: Payer, amount: Cents, reference: str) -> None:
    """Raises Conflict DUPLICATE_REQUEST."""
    open_one = PaymentRequest.objects.filter(
        payer=payer, till=till, amount=amount, account_reference__iexact=reference, state__in=OPEN
    ).first()
    if open_one is not None:
        raise Conflict(
            "DUPLICATE_REQUEST",
            "phone",
            "This phone is asked for the same amount and account already; see what becomes of that first.",
            detail=Detail(other=("PaymentRequest", open_one.pk)),
        )


def note_terms(
    found: Findings,
    *,
    amount: Cents | None,
    account_reference: str,
    key: str,
    rounding: str = Rounding.NEAREST,
) -> None:
    """Note what is wrong with a question besides its phone; an amount that is None is not looked at."""
    with found.noting():
        checked_key(key)
    with found.noting():
        if amount is not None:
            bodies.stk_amount(round_to_shilling(amount, Rounding(rounding))[0])
    with found.noting():
        bodies.reference_field(account_reference.strip())
