"""A claim joins a receipt to a request only where that money can have been what was asked for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from core import days
from graphql_api.ids import write_id
from mpesa.asking.enquiries import settle
from mpesa.collections.reversals import ReversalFacts, ReversalReport, record_reversals
from mpesa.models import Channel, Enquiry, PaymentRequest, Receipt
from tests.graphql_api.conftest import House
from tests.mpesa.shops import PHONES, Shop
from tests.mpesa.test_claims import claim
from users.models import Role

NUMBER = "UKK0000001"


def paid(shop: Shop, drain, *, ago: timedelta, reference: str) -> Receipt:
    at = (days.now() - ago).astimezone(days.EAT)
    body = {
        "TransID": NUMBER, "TransTime": f"{at:%Y%m%d%H%M%S}", "TransAmount": "50.00",
        "BusinessShortCode": shop.shortcode, "BillRefNumber": reference, "MSISDN": PHONES[0],
    }  # fmt: skip
    shop.keep("c2b/confirmation", body)
    drain("mpesa.inbox")
    drain("mpesa.route")
    return Receipt.objects.get()


@pytest.mark.parametrize(
    ("ago", "bill", "back", "state"),
    [
        (timedelta(0), 0, "", "PAID"),
        (timedelta(0), None, "", "PAID"),  # typed wrongly: it waits in Suspense
        (timedelta(days=3), 0, "", "PENDING"),
        (timedelta(0), 1, "", "PENDING"),  # it paid another bill
        (timedelta(0), 0, "all", "PENDING"),
        (timedelta(0), 0, "too much", "PAID"),  # nothing is booked of that
    ],
)
def test_money_of_another_day_bill_or_that_went_back_pays_no_request(
    house: House, drain, ago, bill, back, state
):
    shop = Shop(house, "600100")
    request = shop.requests[0]
    reference = "nobody" if bill is None else shop.invoices[bill].number
    receipt = paid(shop, drain, ago=ago, reference=reference)
    if back:
        with transaction.atomic():
            told = ReversalFacts(NUMBER, None if back == "all" else 999_00, days.now().replace(microsecond=0))
            record_reversals([ReversalReport(shop.till, told, Channel.STATEMENT, source="row 1")])
    told = claim(
        house.browser(Role.CASHIER), shop.till, NUMBER, request=write_id("PaymentRequest", request.pk)
    )
    assert (told["problems"], told["claim"]["state"]) == ([], "BOOKED")
    found = PaymentRequest.objects.get(pk=request.pk)
    assert (found.state, found.receipt) == (state, receipt if state == "PAID" else None)


def test_the_key_of_a_claim_is_for_one_request(house: House):
    """Another request is another claim."""
    shop = Shop(house, "600100")
    cashier = house.browser(Role.CASHIER)
    named = {"request": write_id("PaymentRequest", shop.requests[0].pk)}
    assert claim(cashier, shop.till, NUMBER, "claim-0001", **named)["problems"] == []
    assert claim(cashier, shop.till, NUMBER, "claim-0001", **named)["problems"] == []
    other = {"request": write_id("PaymentRequest", shop.requests[1].pk)}
    refused = claim(cashier, shop.till, NUMBER, "claim-0001", **other)
    assert refused["problems"][0]["code"] == "KEY_REUSED"
    assert Enquiry.objects.count() == 1


def test_receipts_that_are_asked_about_anew_count_again(house: House, monkeypatch):
    shop = Shop(house, "600100")
    cashier = house.browser(Role.CASHIER)
    for place in range(3):
        assert claim(cashier, shop.till, f"UKK000000{place}", f"claim-{place:04}")["problems"] == []
    for row in Enquiry.objects.all():
        settle(row, "ANSWERED", verdict="NOT_COMPLETED")
    Enquiry.objects.update(
        claimed_at=days.now() - timedelta(hours=1), begun_at=days.now() - timedelta(hours=1)
    )
    monkeypatch.setattr("mpesa.collections.claims.PER_BUSINESS", 2)
    codes = [
        [
            each["code"]
            for each in claim(cashier, shop.till, f"UKK000000{place}", f"again-{place:04}")["problems"]
        ]
        for place in range(3)
    ]
    assert codes == [[], [], ["TOO_MANY_CLAIMS"]]
