"""Callbacks that say less than they should, or contradict the books: booked once, and a person told."""

from __future__ import annotations

from core import days
from mpesa.models import CallbackWork, Discrepancy, PaymentRequest, Receipt
from tests.mpesa.shops import PHONES, Shop


def test_what_is_wrong_beside_the_money_stops_no_money_and_is_noted(house, drain):
    shop = Shop(house, "600100")
    confirmed = {"TransAmount": "50.00", "BusinessShortCode": shop.shortcode, "BillRefNumber": "nobody"}
    ahead = f"{days.today().year + 1}0101000000"
    for number, changes in enumerate(
        (
            {"TransTime": "yesterday"},
            {"TransTime": ahead},
            {"TransTime": "20261120101500", "FirstName": "A\x00", "BusinessShortCode": None},
            {"TransTime": "20261120101500"},
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
        "UKK0000001": "a time yet to come.",
        "UKK0000002": "text, BusinessShortCode.",
        "UKK0000009": "Body, stkCallback, CheckoutRequestID.",
    }
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
