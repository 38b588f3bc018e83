"""Every request comes to an end, or stands in a case that names its reason."""

from __future__ import annotations

import pytest
from django.db import transaction

from core import days
from mpesa.collections.discrepancies import open_cases
from mpesa.collections.receipts import ReceiptFacts, record_receipt
from mpesa.collections.requests import checking, querying
from mpesa.collections.requests.checking import check_payment
from mpesa.collections.requests.pushing import record_answer
from mpesa.collections.requests.settling import settle_without_callback
from mpesa.daraja.answers import StkAccepted, StkOutcome, StkState
from mpesa.daraja.errors import DarajaUnknown
from mpesa.models import Channel, Discrepancy, PaymentRequest
from users.actors import SYSTEM


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
    monkeypatch.setattr(checking, "ask_outcome", asked)
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


def known(desk, request: PaymentRequest, number: str) -> None:
    """Another channel brings a receipt that fits."""
    at = days.now()
    facts = ReceiptFacts(number, request.amount, at, request.account_reference, "254700000101")
    with transaction.atomic():
        receipt, _ = record_receipt(till=desk.till, facts=facts, channel=Channel.C2B)
        settle_without_callback(receipt, phone="254700000101")


def failed_by_query(desk, drain, clock, asked) -> PaymentRequest:
    asked.answer = StkOutcome(StkState.FAILED, "1037", "DS timeout user cannot be reached")
    pushed(desk, StkAccepted("m", "ws_1"))
    clock.pass_seconds(61)
    drain("mpesa.query")
    request = PaymentRequest.objects.get()
    assert (request.state, request.next_query_at) == ("FAILED", None)
    return request


def test_a_success_that_is_asked_for_late_finds_the_receipt_that_is_there(desk, drain, clock, asked):
    """Safaricom said no first; then the money came by another channel, and then Safaricom says yes."""
    request = failed_by_query(desk, drain, clock, asked)
    known(desk, request, "UKK1AA00A1")
    assert PaymentRequest.objects.get().state == "FAILED", "it may be another payment of the same"
    asked.answer = StkOutcome(StkState.SUCCESS, "0", "The service request is processed successfully.")
    clock.pass_seconds(10)
    check_payment(request=request, actor=SYSTEM)
    request.refresh_from_db()
    assert (request.state, request.receipt.number, request.flagged) == ("PAID", "UKK1AA00A1", True)
    assert [step.after for step in request.steps.order_by("pk")][-2:] == ["CONFIRMED", "PAID"]
    assert cases() == []


@pytest.mark.parametrize(
    ("said", "code", "state"), [("FAILED", "1", "FAILED"), ("CANCELLED", "1032", "CANCELLED")]
)
def test_a_no_that_is_asked_for_after_all_queries_ends_it_and_its_case(
    desk, drain, clock, asked, said, code, state
):
    pushed(desk, StkAccepted("m", "ws_1"))
    for seconds in (30, *querying.INTERVALS[:-1]):
        clock.pass_seconds(seconds)
        drain("mpesa.query")
    request = PaymentRequest.objects.get()
    assert (request.state, cases()) == ("EXPIRED", ["REQUEST_UNRESOLVED"])
    asked.answer = StkOutcome(StkState(state), code, "words of the end")
    clock.pass_seconds(10)
    check_payment(request=request, actor=SYSTEM)
    request.refresh_from_db()
    assert (request.state, request.result_code, request.said) == (state, code, "words of the end")
    assert request.steps.order_by("pk").last().cause == "QUERY"
    assert not open_cases().exists()


def test_a_yes_after_all_queries_leaves_one_case_that_names_what_is_missing(desk, drain, clock, asked):
    pushed(desk, StkAccepted("m", "ws_1"))
    for seconds in (30, *querying.INTERVALS[:-1]):
        clock.pass_seconds(seconds)
        drain("mpesa.query")
    asked.answer = StkOutcome(StkState.SUCCESS, "0", "words")
    clock.pass_seconds(10)
    request = check_payment(request=PaymentRequest.objects.get(), actor=SYSTEM)
    assert (request.state, open_cases().count()) == ("CONFIRMED", 0)
    clock.pass_seconds(1801)
    drain("mpesa.query")
    assert [case.code for case in open_cases()] == ["CONFIRMED_WITHOUT_RECEIPT"]
