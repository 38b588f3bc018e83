"""Callbacks that say less than they should, or contradict the books: booked once, and a person told."""

from __future__ import annotations

from typing import Any

from core import days
from mpesa.collections.requests.pushing import record_answer
from mpesa.collections.requests.requesting import request_payment
from mpesa.daraja.answers import StkAccepted
from mpesa.models import CallbackWork, Discrepancy, PaymentRequest, Receipt
from tests.mpesa.shops import PHONES, Shop
from users.actors import SYSTEM


def test_what_is_wrong_beside_the_money_stops_no_money_and_is_noted(house, drain):
    shop = Shop(house, "600100")
    confirmed = {"TransAmount": "50.00", "BusinessShortCode": shop.shortcode, "BillRefNumber": "nobody"}
    ahead = f"{days.today().year + 1}0101000000"
    for number, changes in enumerate(
        (
            {"TransTime": "yesterday"},
            {"TransTime": ahead},
            {"TransTime": shop.stamp, "FirstName": "A\x00", "BusinessShortCode": None},
            {"TransTime": shop.stamp},
        )
    ):
        shop.keep("c2b/confirmation", {"TransID": f"UKK{number:07}", **confirmed, **changes})
    items = [{"Name": "Amount", "Value": 50}, {"Name": "MpesaReceiptNumber", "Value": "UKK0000009"}]
    bare = {"ResultCode": 0, "CallbackMetadata": {"Item": items}}
    shop.keep("stk", bare, shop.requests[0].ref)
    drain("mpesa.inbox", "mpesa.route")
    assert Receipt.objects.count() == 5 and set(CallbackWork.objects.values_list("note", flat=True)) == {
        "booked"
    }
    assert PaymentRequest.objects.get(pk=shop.requests[0].pk).receipt.number == "UKK0000009"
    told = {each.receipt.number: each.detail for each in Discrepancy.objects.filter(code="FIELD_UNREADABLE")}
    assert {number: detail.partition("not say: ")[2] for number, detail in told.items()} == {
        "UKK0000000": "TransTime.",
        "UKK0000002": "text, BusinessShortCode.",
        "UKK0000009": "Body, stkCallback, CheckoutRequestID.",
    }
    assert Discrepancy.objects.get(code="TIME_DOUBTED").receipt.number == "UKK0000001"
    for receipt in Receipt.objects.all():
        callback = receipt.evidence.get().callback
        assert receipt.occurred_at <= callback.received_at


def test_a_failure_that_names_a_receipt_is_shown_to_a_person_and_decides_nothing(house, drain):
    shop = Shop(house, "600100")
    items = [{"Name": "Amount", "Value": 50}, {"Name": "MpesaReceiptNumber", "Value": "UKK0000009"}]
    for request, code in zip(shop.requests, (1032, 1, "00", 77), strict=False):
        shop.keep("stk", {"ResultCode": code, "CallbackMetadata": {"Item": items}}, request.ref)
    drain("mpesa.inbox", "mpesa.route")
    assert not Receipt.objects.exists()
    states = PaymentRequest.objects.filter(pk__in=[each.pk for each in shop.requests[:4]])
    assert set(states.values_list("state", flat=True)) == {"PENDING"}
    told = Discrepancy.objects.filter(code="RESULT_CONTRADICTS").order_by("request")
    assert [each.request_id for each in told] == [each.pk for each in shop.requests[:4]]
    assert all("UKK0000009" in each.subject for each in told)


def test_a_request_is_not_paid_by_a_receipt_of_another_amount(house, drain):
    """Whichever channel came first, what is booked is what a request is measured by."""
    shop = Shop(house, "600100")
    shop.confirm("UKK0000009", 1_00, "nobody", PHONES[0])
    shop.call_back(0, "0", "UKK0000009", shop.requests[0].amount)
    drain("mpesa.inbox", "mpesa.route")
    request = PaymentRequest.objects.get(pk=shop.requests[0].pk)
    assert (request.state, request.flagged, request.receipt) == ("PENDING", True, None)
    codes = set(Discrepancy.objects.values_list("code", flat=True))
    assert codes == {"CHANNELS_DIFFER", "AMOUNT_DIFFERS"}
    assert Receipt.objects.get().amount == 1_00


def test_what_fits_no_request_is_kept_in_a_case(house, drain):
    shop = Shop(house, "600100")
    shop.keep("result", b'{"Result": {"ResultCode": 0}}', "nothing/abc")
    shop.keep("timeout", b"rubbish", "nothing/abc")
    shop.keep("stk", {"ResultCode": 0, **_items("UKK0000001")}, "f" * 32)
    shop.keep("stk", {"ResultCode": 1032}, "f" * 31)
    drain("mpesa.inbox", "mpesa.route")
    assert not Receipt.objects.exists()
    codes = Discrepancy.objects.order_by("code").values_list("code", flat=True)
    assert list(codes) == ["CALLBACK_FOREIGN"] * 2 + ["RESULT_UNEXPECTED"] * 2


def test_safaricoms_own_answer_has_the_last_word_on_whose_result_it_is(house, drain):
    """A result with an id of its own came before the answer; then the real one, which was not believed."""
    shop = Shop(house, "600100")
    lost = request_payment(
        till=shop.till, phone=PHONES[0], amount=7_00, account_reference="A1", key="lost-one", actor=SYSTEM
    )
    wrong = {"ResultCode": 1032, "CheckoutRequestID": "ws_CO_other"}
    right = {"ResultCode": 0, "CheckoutRequestID": "ws_CO_mine", **_items("UKK0000001", 7)}
    shop.keep("stk", wrong, lost.ref)
    shop.keep("stk", right, lost.ref)
    drain("mpesa.inbox")
    assert not Receipt.objects.exists()
    record_answer(lost.pk, StkAccepted("m-1", "ws_CO_mine"))
    drain("mpesa.inbox", "mpesa.route")
    lost.refresh_from_db()
    assert (lost.state, lost.checkout_request_id, lost.receipt.number) == ("PAID", "ws_CO_mine", "UKK0000001")
    assert lost.flagged  # a failure came before it
    told = Discrepancy.objects.filter(request=lost).values_list("code", flat=True)
    assert {"ANSWER_DIFFERS", "CALLBACK_FOREIGN"} <= set(told)


def _items(receipt: str, amount: int = 50) -> dict[str, Any]:
    items = [{"Name": "Amount", "Value": amount}, {"Name": "MpesaReceiptNumber", "Value": receipt}]
    return {"CallbackMetadata": {"Item": items}}


def test_the_same_receipt_with_another_amount_is_a_case_and_books_nothing(house, drain):
    shop = Shop(house, "600100")
    for cents in (50_00, 90_00, 50_00):
        shop.confirm("UKK0000001", cents, "nobody", PHONES[0])
    drain("mpesa.inbox", "mpesa.route")
    assert Receipt.objects.get().amount == 50_00
    assert [each.code for each in Discrepancy.objects.all()] == ["CHANNELS_DIFFER"]


def test_the_body_of_one_till_at_the_address_of_another_books_nothing(house, other_house, drain):
    here, there = Shop(house, "600100"), Shop(other_house, "600200")
    there.shortcode = here.shortcode
    there.confirm("UKK0000001", 50_00, "nobody", PHONES[0])
    items = _items("UKK0000002", here.requests[0].amount // 100)
    result = {"ResultCode": 0, "CheckoutRequestID": "600100-0", **items}
    there.keep("stk", {"Body": {"stkCallback": result}}, here.requests[0].ref)
    drain("mpesa.inbox", "mpesa.route")
    assert not Receipt.objects.exists()
    told = Discrepancy.objects.order_by("pk")
    assert [each.code for each in told] == ["SHORTCODE_DIFFERS", "CALLBACK_FOREIGN"]
    assert {each.business_id for each in told} == {other_house.business.pk}
    assert {each.request for each in told} == {None}  # nobody learns of a request that is not theirs
