"""What refuses requests, and never money that has arrived."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from core.errors import DomainError
from core.phone import mask_phone
from graphql_api.ids import write_id
from ledger.reads.selectors import balance_by_code
from mpesa.callbacks.inbox import store_callback
from mpesa.collections.receipts import ReceiptFacts, record_receipt
from mpesa.collections.requests.limits import why_refused
from mpesa.collections.requests.pushing import record_answer
from mpesa.collections.requests.requesting import request_payment
from mpesa.collections.requests.rules import set_request_limits
from mpesa.daraja.answers import StkAccepted
from mpesa.models import Channel, PaymentRequest, Receipt, RequestRules
from mpesa.tills.accounts import account_code
from tests.core.threads import run_together
from users.actors import SYSTEM
from users.models import AuditEntry

AMINA, BARAKA = "254700000101", "254700000102"
SET = """mutation ($input: SetRequestLimitsInput!) { setRequestLimits(input: $input) {
    business { requestRules { transactionLimit customerDayLimit phoneMinute businessMinute businessDay } }
    problems { code field } } }"""


def limit(desk, **limits: int) -> None:
    set_request_limits(business=desk.house.business, limits=limits, actor=SYSTEM)


def paid(desk, number: str, cents: int, phone: str = AMINA) -> None:
    at = datetime(2026, 11, 20, 7, 15, tzinfo=UTC)
    with transaction.atomic():
        facts = ReceiptFacts(number, cents, at, "x", phone)
        record_receipt(till=desk.till, facts=facts, channel=Channel.C2B)


def test_a_phone_is_asked_five_times_in_a_minute(desk, clock):
    for _ in range(5):
        assert desk.ask() is None
        clock.pass_seconds(10)
    refused = desk.ask()
    assert (refused["code"], refused["field"]) == ("TOO_MANY_REQUESTS", ["phone"])
    assert refused["detail"]["count"] == 5
    assert refused["detail"]["retryAt"].startswith("2026-11-20T09:01:00")
    assert desk.ask(BARAKA) is None
    clock.pass_seconds(10)
    assert desk.ask() is None
    assert desk.ask()["code"] == "TOO_MANY_REQUESTS"
    assert PaymentRequest.objects.count() == 7


def test_a_business_asks_so_often_in_a_minute_and_in_a_day(desk, clock):
    limit(desk, business_minute=2, business_day=3)
    phones = iter(f"2547000002{number:02}" for number in range(20))
    assert [desk.ask(next(phones)) for _ in range(2)] == [None, None]
    refused = desk.ask(next(phones))
    assert (refused["code"], refused["field"], refused["detail"]["count"]) == ("TOO_MANY_REQUESTS", [], 2)
    assert refused["detail"]["retryAt"].startswith("2026-11-20T09:01:00")
    clock.pass_seconds(61)
    assert desk.ask(next(phones)) is None
    clock.pass_seconds(61)
    refused = desk.ask(next(phones))
    assert refused["detail"]["count"] == 3
    assert refused["detail"]["retryAt"].startswith("2026-11-20T21:00:00")  # midnight in Nairobi
    clock.pass_seconds(12 * 3600)
    assert desk.ask(next(phones)) is None


def asking(desk, number: int, phone: str = AMINA, cents: int = 10_00):
    return lambda: request_payment(
        till=desk.till,
        phone=phone,
        amount=cents,
        account_reference=str(number),
        key=f"key-{number}",
        actor=SYSTEM,
    )


@pytest.mark.parametrize(
    ("limits", "one_phone", "code"),
    [
        ({"phone_minute": 2}, True, "TOO_MANY_REQUESTS"),
        ({"business_minute": 2}, False, "TOO_MANY_REQUESTS"),
        ({"business_day": 2}, False, "TOO_MANY_REQUESTS"),
        ({"customer_day_limit": 25_00}, True, "OVER_CUSTOMER_DAY"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_of_those_who_ask_at_once_only_as_many_pass_as_there_is_room_for(desk, limits, one_phone, code):
    limit(desk, **limits)
    phones = [AMINA if one_phone else f"25470000020{number}" for number in range(6)]
    outcomes = run_together([asking(desk, number, phone) for number, phone in enumerate(phones)])
    refused = [each for each in outcomes if isinstance(each, DomainError)]
    assert PaymentRequest.objects.count() == 2
    assert [each.code for each in refused] == [code] * 4


def test_of_two_limits_that_change_while_others_ask_each_question_meets_one(desk):
    """What was asked for stays, and is paid, whatever the limits are by then."""
    limit(desk, phone_minute=1)
    changes = [lambda count=count: limit(desk, phone_minute=count) for count in (3, 2)]
    outcomes = run_together([*(asking(desk, number) for number in range(5)), *changes])
    assert {getattr(each, "code", "TOO_MANY_REQUESTS") for each in outcomes if each} == {"TOO_MANY_REQUESTS"}
    assert 1 <= PaymentRequest.objects.count() <= 3


def test_limits_that_shrink_leave_open_requests_and_their_money_alone(desk, drain, clock):
    assert desk.ask(amount="5000") is None
    request = PaymentRequest.objects.get()
    PaymentRequest.objects.update(claims=1, sent_at=request.created_at)
    record_answer(request.pk, StkAccepted("m", "ws_1"))
    limit(desk, transaction_limit=10_00, customer_day_limit=10_00, phone_minute=1, business_minute=1)
    limit(desk, business_day=1)
    assert desk.ask(amount="10")["code"] == "OVER_CUSTOMER_DAY"
    paid(desk, "UKK1AA00A1", 70_000_00)
    call_back(desk, request, "UKK1AA00A2")
    clock.pass_seconds(30 * 24 * 3600)  # the database's own clock says when a callback came
    drain("mpesa.inbox", "mpesa.route")
    request.refresh_from_db()
    assert (request.state, request.receipt.number) == ("PAID", "UKK1AA00A2")
    assert sum(Receipt.objects.values_list("amount", flat=True)) == 75_000_00
    assert balance_by_code(desk.till.business_id, account_code(desk.till)) == 75_000_00


def call_back(desk, request: PaymentRequest, receipt: str) -> None:
    items = {"Amount": request.amount // 100, "MpesaReceiptNumber": receipt}
    result = {
        "MerchantRequestID": "m",
        "CheckoutRequestID": "ws_1",
        "ResultCode": 0,
        "ResultDesc": "words",
        "CallbackMetadata": {"Item": [{"Name": name, "Value": value} for name, value in items.items()]},
    }
    body = json.dumps({"Body": {"stkCallback": result}}).encode()
    store_callback(till=desk.till, kind="stk", ref=request.ref, body=body, headers={}, address=None)


def test_a_customer_pays_and_is_asked_for_so_much_in_a_day(desk, clock):
    limit(desk, customer_day_limit=500_00)
    paid(desk, "UKK1AA00A1", 300_00)
    assert desk.ask(amount="100") is None
    refused = desk.ask(amount="101")
    assert (refused["code"], refused["field"]) == ("OVER_CUSTOMER_DAY", ["amount"])
    assert refused["detail"]["limit"] == "500.00"
    assert refused["detail"]["retryAt"].startswith("2026-11-20T21:00:00")
    assert desk.ask(BARAKA, amount="500") is None
    assert desk.ask(amount="100") is None
    PaymentRequest.objects.filter(state="INITIATED").update(state="FAILED")  # what failed is not owed
    assert desk.ask(amount="200") is None
    clock.pass_seconds(13 * 3600)
    assert desk.ask(amount="200") is None  # paid yesterday; 200 is open since then
    assert desk.ask(amount="101")["code"] == "OVER_CUSTOMER_DAY"


def test_two_who_ask_one_customer_at_once_do_not_pass_together(desk):
    limit(desk, customer_day_limit=150_00)
    outcomes = run_together(
        [
            lambda key=key: request_payment(
                till=desk.till, phone=AMINA, amount=100_00, account_reference=key, key=key, actor=SYSTEM
            )
            for key in ("a", "b")
        ]
    )
    assert sorted(getattr(each, "code", "") for each in outcomes) == ["", "OVER_CUSTOMER_DAY"]


def test_validations_are_judged_by_the_same_limits_and_money_that_came_is_booked(desk, clock):
    limit(desk, customer_day_limit=500_00, transaction_limit=400_00)
    over = desk.ask(amount="401")
    assert (over["code"], over["detail"]["limit"]) == ("OVER_TRANSACTION_LIMIT", "400.00")
    paid(desk, "UKK1AA00A1", 450_00)
    assert Receipt.objects.get().amount == 450_00
    said = {
        phone: getattr(why_refused(desk.till, phone, amount, "x"), "code", None)
        for phone, amount in ((AMINA, 51_00), (BARAKA, 400_00), (mask_phone(AMINA), 51_00))
    }
    assert said == {AMINA: "OVER_CUSTOMER_DAY", BARAKA: None, mask_phone(AMINA): None}
    assert why_refused(desk.till, AMINA, 50_00, "x") is None
    assert why_refused(desk.till, mask_phone(AMINA), 400_01, "x").code == "OVER_TRANSACTION_LIMIT"


def test_the_question_about_what_was_asked_for_counts_once(desk, clock):
    """M-Pesa asks before it takes the money of a payment request too: that is open, and not paid besides."""
    limit(desk, customer_day_limit=500_00)
    assert desk.ask(amount="300") is None
    bill = PaymentRequest.objects.get().account_reference

    def refused(amount: int, reference: str, phone: str = AMINA) -> bool:
        return why_refused(desk.till, phone, amount, reference) is not None

    assert not refused(300_00, bill) and not refused(300_00, f" {bill.lower()} ")
    assert refused(300_00, "another") and refused(201_00, bill), "a payment beside it"
    assert not refused(200_00, "another")
    assert desk.ask(amount="201")["code"] == "OVER_CUSTOMER_DAY", "a second request is another payment"
    assert desk.ask(amount="200") is None
    assert not refused(300_00, bill) and refused(1_00, "another")
    PaymentRequest.objects.filter(state="INITIATED").update(state="FAILED")
    assert not refused(500_00, bill)


def test_the_owner_sets_limits_within_their_bounds(desk):
    owner, where = desk.house.browser(), write_id("Business", desk.house.business.pk)
    given = {"transactionLimit": "70000", "phoneMinute": 3}
    shown = owner.data(SET, input={"business": where, **given})["setRequestLimits"]
    assert shown["problems"] == []
    assert shown["business"]["requestRules"] == {
        "transactionLimit": "70000.00",
        "customerDayLimit": "500000.00",
        "phoneMinute": 3,
        "businessMinute": 1000,
        "businessDay": 20000,
    }
    audited = AuditEntry.objects.get(action="requests.limits")
    assert audited.details["transaction_limit"] == "KES 70,000.00"
    wrong = {"transactionLimit": "250000.01", "customerDayLimit": "-1", "phoneMinute": 0}
    wrong |= {"businessMinute": -5, "businessDay": 2_000_000}
    problems = owner.data(SET, input={"business": where, **wrong})["setRequestLimits"]["problems"]
    assert [(each["code"], each["field"]) for each in problems] == [("BAD_LIMIT", [name]) for name in wrong]
    for number in (2**31 - 1, 2**31, 10**30):
        huge = owner.ask(SET, input={"business": where, "phoneMinute": number})
        said = (huge.get("data") or {}).get("setRequestLimits")
        assert huge.get("errors") or said["problems"][0]["field"] == ["phoneMinute"], number
    huge = owner.data(SET, input={"business": where, "customerDayLimit": "9" * 30})["setRequestLimits"]
    assert huge["problems"][0]["field"] == ["customerDayLimit"]
    for role in ("CASHIER", "ACCOUNTANT", "AUDITOR"):
        refused = desk.house.browser(role).data(SET, input={"business": where, "phoneMinute": 9})
        assert refused["setRequestLimits"]["problems"][0]["code"] == "NOT_ALLOWED", role
    rules = RequestRules.objects.get()
    assert (rules.transaction_limit, rules.phone_minute, rules.business_day) == (70_000_00, 3, 20_000)


@pytest.mark.parametrize(
    "limits",
    [
        {"phone_minute": 0},
        {"business_minute": -1},
        {"business_day": 2_000_000},
        {"customer_day_limit": 0},
        {"transaction_limit": 250_000_01},
        {"transaction_limit": -1_00},
    ],
)
def test_the_database_keeps_the_bounds_too(desk, limits):
    with pytest.raises(IntegrityError):
        RequestRules.objects.create(business=desk.house.business, **limits)
