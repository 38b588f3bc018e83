"""Dynamic QR and Pull Transactions: answered at once."""

import base64
from datetime import datetime, timedelta
from typing import Any

import pytest
import requests

from tests.daraja_sandbox.api.test_enquiries import paid
from tests.daraja_sandbox.daraja import Daraja, Operator

QR = {
    "MerchantName": "EXAMPLE",
    "RefNo": "INV-7",
    "Amount": 1,
    "TrxCode": "PB",
    "CPI": "174379",
    "Size": "300",
}
FORMAT = "%Y-%m-%d %H:%M:%S"


def test_code_is_a_picture(daraja: Daraja) -> None:
    answer = daraja.post("/mpesa/qrcode/v1/generate", QR).json()

    assert set(answer) == {"ResponseCode", "RequestID", "ResponseDescription", "QRCode"}
    assert answer["ResponseCode"].startswith("AG_")
    assert answer["ResponseDescription"] == "QR Code Successfully Generated."
    picture = base64.b64decode(answer["QRCode"])
    assert picture.startswith(b"\x89PNG")
    width = int.from_bytes(picture[16:20], "big")
    assert 200 <= width <= 300
    daraja.sandbox.post("/_sandbox/switches", {"qr_response_code": "00"})
    assert daraja.post("/mpesa/qrcode/v1/generate", QR).json()["ResponseCode"] == "00"


@pytest.mark.parametrize(
    ("field", "value"),
    [("TrxCode", "XX"), ("Amount", 0), ("Size", "big"), ("Size", 5000), ("CPI", ""), ("MerchantName", None)],
)
def test_code_refusals(daraja: Daraja, field: str, value: Any) -> None:
    answer = daraja.post("/mpesa/qrcode/v1/generate", QR | {field: value})

    assert (answer.status_code, answer.json()["errorCode"]) == (400, "400.002.05")


def register(operator: Operator, **changes: Any) -> requests.Response:
    body = {"ShortCode": operator.shortcode, "RequestType": "Pull", "NominatedNumber": "254700000001"}
    body["CallBackURL"] = "https://example.com/pull"
    return operator.daraja.post("/pulltransactions/v1/register", body | changes)


def pull(operator: Operator, **changes: Any) -> requests.Response:
    now = datetime.fromisoformat(operator.daraja.sandbox.get("/_sandbox/state").json()["now"])
    body = {
        "ShortCode": operator.shortcode,
        "StartDate": (now - timedelta(hours=60)).strftime(FORMAT),
        "EndDate": now.strftime(FORMAT),
        "OffSetValue": "0",
    }
    return operator.daraja.post("/pulltransactions/v1/query", body | changes)


def test_registers_once(operator: Operator) -> None:
    first, second = register(operator).json(), register(operator).json()

    assert set(first) == {"ResponseRefID", "ResponseStatus", "ShortCode", "ResponseDescription"}
    assert (first["ResponseStatus"], second["ResponseStatus"]) == ("1000", "1001")
    assert second["ResponseDescription"] == "ShortCode already Registered"
    operator.daraja.sandbox.post("/_sandbox/switches", {"pull_status_key": "Response Status"})
    assert register(operator).json()["Response Status"] == "1001"


def test_payments_of_two_days_in_a_list_in_a_list(operator: Operator, phone: str) -> None:
    register(operator)
    old = paid(operator, phone, "100")
    operator.daraja.sandbox.post("/_sandbox/clock", {"advance_seconds": 49 * 3600})
    receipt = paid(operator, phone, "168")

    answer = pull(operator).json()

    assert (answer["ResponseCode"], answer["ResponseMessage"]) == ("1000", "Success")
    ((line,),) = answer["Response"]
    assert line["transactionId"] == receipt != old
    stamp = line.pop("trxDate")
    assert stamp.endswith("Z")
    assert line == {
        "transactionId": receipt,
        "msisdn": int(phone),
        "sender": "MPESA",
        "transactiontype": "c2b-pay-bill-debit",
        "billreference": "INV-7",
        "amount": "168.00",
        "organizationname": "EXAMPLE LTD",
    }
    operator.daraja.sandbox.post("/_sandbox/switches", {"pull_zone": "utc"})
    other = pull(operator).json()["Response"][0][0]["trxDate"]
    assert datetime.fromisoformat(stamp) - datetime.fromisoformat(other) == timedelta(hours=3)


def test_pages_end_with_an_empty_one(operator: Operator, phone: str) -> None:
    register(operator)
    receipts = [paid(operator, phone, "10") for _ in range(103)]

    pages = [pull(operator, OffSetValue=str(offset)).json() for offset in (0, 100, 200)]

    seen = [line["transactionId"] for page in pages for line in page["Response"][0]]
    assert seen == receipts
    assert (pages[2]["ResponseCode"], pages[2]["Response"]) == ("1001", [[]])


def test_get_is_taken_too(operator: Operator) -> None:
    register(operator)
    headers = {"Authorization": f"Bearer {operator.daraja.token()}"}
    asked = {"ShortCode": operator.shortcode, "StartDate": "2026-01-01 00:00:00"}
    asked |= {"EndDate": "2026-01-02 00:00:00", "OffSetValue": "0"}

    answer = operator.daraja.sandbox.get("/pulltransactions/v1/query", params=asked, headers=headers)

    assert answer.json()["ResponseCode"] == "1001"


def test_pull_refusals(operator: Operator) -> None:
    for answer in (
        pull(operator),  # not registered
        register(operator, ShortCode="999999"),
        register(operator, RequestType="Push"),
        register(operator, NominatedNumber="0700"),
        pull(operator, StartDate="yesterday"),
    ):
        assert (answer.status_code, answer.json()["errorCode"]) == (400, "400.001")
