import json
import re
from decimal import Decimal
from typing import Any

import pytest

from tests.daraja_sandbox.conftest import new_organisation
from tests.daraja_sandbox.daraja import (
    PASSKEY,
    STAMP,
    Daraja,
    accounts,
    balance_of,
    new_phone,
    password,
    prompt_of,
)
from tests.daraja_sandbox.sink import Sink

URL = "http://127.0.0.1:9/hooks/nobody"
RECEIPT = re.compile(r"[A-Z][A-L][1-9A-V][0-9A-Z]{7}")


def outcome(daraja: Daraja, checkout: str) -> tuple[str, str]:
    answer = daraja.query(checkout).json()
    return answer["ResultCode"], answer["ResultDesc"]


def test_approved_prompt_moves_money_and_calls_back(
    daraja: Daraja, sink: Sink, phone: str, path: str
) -> None:
    before = Decimal(accounts(daraja.sandbox, "174379")["Utility Account"])
    ack = daraja.push(phone, sink.url + path, Amount="250").json()
    checkout = ack["CheckoutRequestID"]

    assert re.fullmatch(rf"ws_CO_\d{{14}}\d{{1,3}}{phone[-9:]}", checkout)
    assert ack["ResponseCode"] == "0"
    assert ack["CustomerMessage"] == "Success. Request accepted for processing"

    approved = daraja.sandbox.post("/_sandbox/approve", {"msisdn": phone}).json()
    (callback,) = sink.wait_for(path)

    receipt = approved["receipt"]
    assert RECEIPT.fullmatch(receipt)
    stk = callback.json["Body"]["stkCallback"]
    assert stk["ResultCode"] == 0
    assert stk["MerchantRequestID"] == ack["MerchantRequestID"]
    items = {item["Name"]: item.get("Value") for item in stk["CallbackMetadata"]["Item"]}
    assert '"Value": 250.00' in callback.text
    assert items["MpesaReceiptNumber"] == receipt
    assert items["PhoneNumber"] == int(phone)
    assert re.fullmatch(r"20\d{12}", str(items["TransactionDate"]))
    assert {"Name": "Balance"} in stk["CallbackMetadata"]["Item"]
    assert "INV-7" not in callback.text
    assert callback.content_type == "application/json;charset=UTF-8"
    # 250 shillings and the payer's charge of 5
    assert balance_of(daraja.sandbox, phone) == "99745.00"
    assert Decimal(accounts(daraja.sandbox, "174379")["Utility Account"]) == before + 250
    answer = daraja.query(checkout)
    assert answer.status_code == 200
    assert answer.json()["ResultCode"] == "0"
    assert receipt not in answer.text


def test_cancelled_prompt(daraja: Daraja, sink: Sink, phone: str, path: str) -> None:
    checkout = daraja.pushed(phone, sink.url + path)

    daraja.sandbox.post("/_sandbox/cancel", {"checkout_request_id": checkout})

    (callback,) = sink.wait_for(path)
    stk = callback.json["Body"]["stkCallback"]
    assert (stk["ResultCode"], stk["ResultDesc"]) == (1032, "Request canceled by user.")
    assert "CallbackMetadata" not in stk
    assert outcome(daraja, checkout) == ("1032", "Request cancelled by user")
    assert balance_of(daraja.sandbox, phone) == "100000.00"


def test_unanswered_prompt_expires(daraja: Daraja, sink: Sink, phone: str, path: str) -> None:
    checkout = daraja.pushed(phone, sink.url + path)
    daraja.sandbox.post("/_sandbox/clock", {"advance_seconds": 59})
    assert prompt_of(daraja.sandbox, checkout)["state"] == "open"

    daraja.sandbox.post("/_sandbox/clock", {"advance_seconds": 1})

    (callback,) = sink.wait_for(path)
    assert callback.json["Body"]["stkCallback"]["ResultCode"] == 1037
    assert outcome(daraja, checkout) == ("1037", "DS timeout user cannot be reached.")
    late = daraja.sandbox.post("/_sandbox/approve", {"checkout_request_id": checkout})
    assert (late.status_code, late.json()["error"]["code"]) == (400, "NO_OPEN_PROMPT")


def test_insufficient_balance(daraja: Daraja, sink: Sink, phone: str, path: str) -> None:
    daraja.sandbox.post("/_sandbox/customers", {"msisdn": phone, "name": "PAYER ONE", "balance": "9.99"})
    checkout = daraja.pushed(phone, sink.url + path)

    approved = daraja.sandbox.post("/_sandbox/approve", {"msisdn": phone}).json()

    assert (approved["state"], approved["receipt"]) == ("failed", None)
    (callback,) = sink.wait_for(path)
    assert callback.json["Body"]["stkCallback"]["ResultCode"] == 1
    assert outcome(daraja, checkout)[0] == "1"
    assert balance_of(daraja.sandbox, phone) == "9.99"


@pytest.mark.parametrize(("answer", "code"), [("approve", 0), ("cancel", 1032)])
def test_customer_who_answers_alone(
    daraja: Daraja, sink: Sink, phone: str, path: str, answer: str, code: int
) -> None:
    daraja.sandbox.post("/_sandbox/customers", {"msisdn": phone, "answer": answer})

    daraja.pushed(phone, sink.url + path)

    (callback,) = sink.wait_for(path)
    assert callback.json["Body"]["stkCallback"]["ResultCode"] == code


def test_second_push_to_a_phone_with_an_open_prompt(
    daraja: Daraja, sink: Sink, phone: str, path: str
) -> None:
    first = daraja.pushed(phone, sink.url + path)

    second = daraja.push(phone, sink.url + path)

    assert second.status_code == 500
    assert second.json()["errorCode"] == "500.001.1001"
    assert second.json()["errorMessage"].startswith("Unable to lock subscriber")
    daraja.sandbox.post("/_sandbox/cancel", {"checkout_request_id": first})
    assert daraja.pushed(phone, sink.url + path) != first
    daraja.sandbox.post("/_sandbox/cancel", {"msisdn": phone})


def test_query_in_flight_has_three_shapes(daraja: Daraja, phone: str) -> None:
    checkout = daraja.pushed(phone, URL)

    answer = daraja.query(checkout)
    assert (answer.status_code, answer.json()["errorCode"]) == (500, "500.001.1001")
    assert answer.json()["errorMessage"] == "The transaction is being processed"
    daraja.sandbox.post("/_sandbox/switches", {"query_in_flight": "200"})
    answer = daraja.query(checkout)
    assert (answer.status_code, answer.json()["errorCode"]) == (200, "500.001.1001")
    assert answer.json()["errorMessage"] == ""
    daraja.sandbox.post("/_sandbox/switches", {"query_in_flight": "4999"})
    answer = daraja.query(checkout)
    assert (answer.status_code, answer.json()["ResultCode"]) == (200, "4999")
    daraja.sandbox.post("/_sandbox/cancel", {"msisdn": phone})


def test_query_of_an_unknown_id_and_of_another_organisation(
    daraja: Daraja, phone: str, paybill: dict[str, Any]
) -> None:
    checkout = daraja.pushed(phone, URL)

    unknown = daraja.query("ws_CO_20112026103000123700000001")
    foreign = daraja.query(checkout, shortcode=paybill["shortcode"])
    refused = daraja.query("")

    for answer in (unknown, foreign):
        assert answer.status_code == 500
        assert answer.json()["errorMessage"] == "The transaction does not Exist"
    assert refused.json()["errorMessage"] == "Bad Request - Invalid CheckoutRequestID"
    daraja.sandbox.post("/_sandbox/cancel", {"msisdn": phone})


def test_till_is_asked_for_by_store_number(daraja: Daraja, sink: Sink, phone: str, path: str) -> None:
    till = new_organisation(daraja.sandbox, kind="till", store_number="777001")["shortcode"]
    buy = {"TransactionType": "CustomerBuyGoodsOnline", "AccountReference": "TILL"}
    store = {"BusinessShortCode": "777001", "Password": password("777001"), "PartyB": till}

    checkout = daraja.pushed(phone, sink.url + path, **buy, **store)
    daraja.sandbox.post("/_sandbox/approve", {"checkout_request_id": checkout})

    sink.wait_for(path)
    assert accounts(daraja.sandbox, till)["Merchant Account"] == "10.00"
    assert daraja.query(checkout, shortcode="777001").json()["ResultCode"] == "0"
    swapped = {"BusinessShortCode": till, "Password": password(till), "PartyB": "777001"}
    assert "Wrong credentials" in daraja.push(phone, sink.url + path, **buy, **swapped).text


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"TransactionType": "CustomerBuyGoodsOnline"}, 2028),
        ({"PartyB": 600984}, 2028),
        ({"PartyB": 999999}, "SFC_IC0003"),
    ],
)
def test_push_to_the_wrong_party_is_accepted_and_fails(
    daraja: Daraja, sink: Sink, phone: str, path: str, changes: dict[str, Any], code: int | str
) -> None:
    daraja.pushed(phone, sink.url + path, **changes)

    (callback,) = sink.wait_for(path)
    assert callback.json["Body"]["stkCallback"]["ResultCode"] == code


def test_business_tariff_takes_the_charge_from_the_organisation(
    daraja: Daraja, sink: Sink, phone: str, path: str
) -> None:
    code = new_organisation(daraja.sandbox, tariff="business", opening_balance="100.50")["shortcode"]
    own = {"BusinessShortCode": code, "Password": password(code), "PartyB": code, "Amount": 1000}

    daraja.pushed(phone, sink.url + path, **own)
    daraja.sandbox.post("/_sandbox/approve", {"msisdn": phone})

    sink.wait_for(path)
    assert accounts(daraja.sandbox, code)["Utility Account"] == "1090.50"
    assert balance_of(daraja.sandbox, phone) == "99000.00"


def test_stk_payment_can_confirm_by_c2b_as_well(daraja: Daraja, sink: Sink, path: str) -> None:
    code = new_organisation(daraja.sandbox)["shortcode"]
    daraja.register(code, f"{sink.url}{path}/c2b", f"{sink.url}{path}/v", "Completed")
    daraja.sandbox.post("/_sandbox/switches", {"stk_confirms_c2b": True})
    phone = new_phone()

    daraja.pushed(
        phone, sink.url + path, BusinessShortCode=code, Password=password(code, PASSKEY, STAMP), PartyB=code
    )
    receipt = daraja.sandbox.post("/_sandbox/approve", {"msisdn": phone}).json()["receipt"]

    (confirmation,) = sink.wait_for(f"{path}/c2b")
    assert confirmation.json["TransID"] == receipt
    assert confirmation.json["BillRefNumber"] == "INV-7"
    assert json.loads(sink.wait_for(path)[0].text)["Body"]["stkCallback"]["ResultCode"] == 0
