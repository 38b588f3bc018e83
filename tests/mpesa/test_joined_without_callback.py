"""A request whose callback is lost is paid by the receipt that another channel brings, before or after."""

from __future__ import annotations

import itertools
import json
from datetime import timedelta

import pytest
from django.utils import timezone

from core.days import to_daraja_stamp
from mpesa.callbacks.inbox import store_callback
from mpesa.collections.requests.pushing import record_answer
from mpesa.collections.requests.querying import record_outcome
from mpesa.collections.requests.requesting import request_payment
from mpesa.daraja.answers import StkAccepted, StkOutcome, StkState
from mpesa.daraja.errors import DarajaUnknown
from mpesa.models import PaymentRequest, Till
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from users.actors import SYSTEM

PAID = StkOutcome(StkState.SUCCESS, "0", "The service request is processed successfully.")
LOST = DarajaUnknown("DARAJA_CONNECTION_LOST")
NOBODY_KNOWS = StkOutcome(StkState.UNKNOWN, "DARAJA_TIMEOUT", "")
_numbers = itertools.count()


@pytest.fixture(params=["PAYBILL", "TILL"])
def shop(request, business) -> Till:
    return create_till(
        business=business,
        name="Water",
        kind=request.param,
        shortcode="600984",
        store_number="600985" if request.param == "TILL" else "",
        credentials=TillCredentials("a" * 8, "b" * 8, "c" * 8),
        actor=SYSTEM,
    )


def ask(till: Till, phone: str = "254700000101") -> PaymentRequest:
    number = next(_numbers)
    request = request_payment(
        till=till, phone=phone, amount=70_00, account_reference="HOUSE4", key=f"ask-{number}", actor=SYSTEM
    )
    PaymentRequest.objects.filter(pk=request.pk).update(claims=1, sent_at=timezone.now())
    return request


def confirm(
    till: Till, receipt: str, *, phone: str = "25470****101", cents: int = 70_00, ago: int = 0
) -> None:
    """As Safaricom tells it: payments to a Buy Goods till have no account."""
    body = {
        "TransID": receipt,
        "TransTime": to_daraja_stamp(timezone.now() - timedelta(minutes=ago)),
        "TransAmount": f"{cents // 100}.00",
        "BusinessShortCode": till.shortcode,
        "BillRefNumber": "" if till.kind == "TILL" else "HOUSE4",
        "MSISDN": phone,
    }
    store_callback(
        till=till,
        kind="c2b/confirmation",
        ref="",
        body=json.dumps(body).encode(),
        headers={},
        address=None,
    )


def found(request: PaymentRequest) -> tuple[str, str, bool]:
    row = PaymentRequest.objects.select_related("receipt").get(pk=request.pk)
    return row.state, row.receipt.number if row.receipt else "", row.flagged


def test_the_receipt_comes_when_nobody_knows_what_became_of_the_push(shop, drain) -> None:
    request = ask(shop)
    record_answer(request.pk, LOST)
    confirm(shop, "UKS1AA00W1")
    drain("mpesa.inbox", twice=True)
    assert found(request) == ("PAID", "UKS1AA00W1", False)


def test_the_receipt_was_here_before_the_query_said_that_it_is_paid(shop, drain) -> None:
    request = ask(shop)
    record_answer(request.pk, StkAccepted("m-1", "ws-1"))
    confirm(shop, "UKS1AA00W2")
    drain("mpesa.inbox", twice=True)
    assert found(request) == ("PENDING", "", False)
    record_outcome(request.pk, PAID)
    assert found(request) == ("PAID", "UKS1AA00W2", False)


def test_the_receipt_was_here_before_the_push_was_given_up(shop, drain) -> None:
    request = ask(shop)
    confirm(shop, "UKS1AA00W3")
    drain("mpesa.inbox", twice=True)
    assert found(request) == ("INITIATED", "", False)
    record_answer(request.pk, LOST)
    assert found(request) == ("PAID", "UKS1AA00W3", False)


def test_the_receipt_was_here_before_the_last_question(shop, drain) -> None:
    request = ask(shop)
    record_answer(request.pk, StkAccepted("m-4", "ws-4"))
    confirm(shop, "UKS1AA00W4")
    drain("mpesa.inbox")
    PaymentRequest.objects.filter(pk=request.pk).update(queries=99)
    record_outcome(request.pk, NOBODY_KNOWS)
    assert found(request)[:2] == ("PAID", "UKS1AA00W4")


def test_two_that_fit_are_joined_by_nobody(shop, drain) -> None:
    first, second = ask(shop), ask(shop, "254710000101")  # their masks cannot be told apart
    for request in (first, second):
        record_answer(request.pk, LOST)
    confirm(shop, "UKS1AA00W5", phone="2547*****101")
    drain("mpesa.inbox", twice=True)
    assert {found(first), found(second)} == {("UNKNOWN", "", False)}


def test_two_receipts_for_one_request_are_told_apart_by_nobody(shop, drain) -> None:
    request = ask(shop)
    for receipt in ("UKS1AA00W6", "UKS1AA00W7"):
        confirm(shop, receipt)
    drain("mpesa.inbox")
    record_answer(request.pk, LOST)
    assert found(request) == ("UNKNOWN", "", False)


@pytest.mark.parametrize("other", [{"phone": "25470****999"}, {"cents": 71_00}, {"ago": 9}])
def test_the_receipt_of_somebody_else_joins_nothing(shop, drain, other) -> None:
    request = ask(shop)
    confirm(shop, "UKS1AA00W8", **other)
    drain("mpesa.inbox")
    record_answer(request.pk, LOST)
    assert found(request) == ("UNKNOWN", "", False)
