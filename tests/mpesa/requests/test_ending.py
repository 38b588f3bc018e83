"""Every request comes to an end, or stands in a case that names its reason."""

from __future__ import annotations

import pytest
from django.db import transaction

from mpesa.collections.receipts import ReceiptFacts, record_receipt
from mpesa.collections.requests import querying
from mpesa.collections.requests.pushing import record_answer
from mpesa.collections.requests.settling import settle_without_callback
from mpesa.daraja.answers import StkAccepted, StkOutcome, StkState
from mpesa.daraja.errors import DarajaUnknown
from mpesa.models import Channel, Discrepancy, PaymentRequest


def cases() -> list[str]:
    return sorted(Discrepancy.objects.values_list("code", flat=True))


@pytest.fixture
def asked(monkeypatch):
    """What Safaricom answers to a query, and how often it was asked."""

    class Asked:
        times, answer = 0, StkOutcome(StkState.UNKNOWN, "17", "cannot say")

        def __call__(self, request):
            self.times += 1
            return self.answer

    asked = Asked()
    monkeypatch.setattr(querying, "ask_outcome", asked)
    return asked


def pushed(desk, answer) -> PaymentRequest:
    assert desk.ask() is None
    request = PaymentRequest.objects.get()
    PaymentRequest.objects.update(claims=1, sent_at=request.created_at)
    record_answer(request.pk, answer)
    return PaymentRequest.objects.get()


def test_after_the_last_query_it_is_a_case(desk, drain, clock, asked):
    pushed(desk, StkAccepted("m", "ws_1"))
    for seconds in (30, *querying.INTERVALS[:-1]):
        assert cases() == []
        clock.pass_seconds(seconds)
        drain("mpesa.query")
    request = PaymentRequest.objects.get()
    assert (asked.times, request.state, request.next_query_at) == (7, "EXPIRED", None)
    assert (request.said, cases()) == ("cannot say", ["REQUEST_UNRESOLVED"])


def test_one_whose_answer_was_lost_cannot_be_asked_about_and_becomes_a_case(desk, drain, clock, asked):
    assert pushed(desk, DarajaUnknown("DARAJA_TIMEOUT")).state == "UNKNOWN"
    clock.pass_seconds(7190)
    drain("mpesa.query")
    assert (PaymentRequest.objects.get().state, cases()) == ("UNKNOWN", [])
    assert desk.ask() is None  # for another account
    clock.pass_seconds(20)
    drain("mpesa.query")
    first = PaymentRequest.objects.order_by("pk").first()
    assert (first.state, first.next_query_at, asked.times) == ("EXPIRED", None, 0)
    assert cases() == ["REQUEST_UNRESOLVED"]
    drain("mpesa.query")
    assert cases() == ["REQUEST_UNRESOLVED"]


def test_one_that_is_paid_without_a_receipt_becomes_a_case(desk, drain, clock, asked):
    asked.answer = StkOutcome(StkState.SUCCESS, "0", "The service request is processed successfully.")
    pushed(desk, StkAccepted("m", "ws_1"))
    clock.pass_seconds(31)
    drain("mpesa.query")
    assert (PaymentRequest.objects.get().state, cases()) == ("CONFIRMED", [])
    clock.pass_seconds(1801)
    drain("mpesa.query")
    assert (asked.times, cases()) == (1, ["CONFIRMED_WITHOUT_RECEIPT"])
    request = PaymentRequest.objects.get()
    assert request.next_query_at is None
    facts = ReceiptFacts("UKK1AA00A1", request.amount, clock.now(), request.account_reference, "254700000101")
    with transaction.atomic():
        receipt, _ = record_receipt(till=desk.till, facts=facts, channel=Channel.C2B)
        settle_without_callback(receipt, phone="254700000101")
    assert PaymentRequest.objects.get().state == "PAID"
    case = Discrepancy.objects.get()
    assert case.closing.person is None and "Safaricom has told" in case.closing.comment
