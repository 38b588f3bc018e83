"""What a push request may hold, and how Safaricom refuses the rest."""

from typing import Any

import pytest

from tests.daraja_sandbox.daraja import STK, Daraja, password, push_body

URL = "http://127.0.0.1:9/hooks/nobody"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("BusinessShortCode", "12"),
        ("BusinessShortCode", None),
        ("Password", ""),
        ("Timestamp", "2026-11-20 10:30"),
        ("Timestamp", "20261399103000"),
        ("TransactionType", "CustomerPaybillOnline"),
        ("Amount", 0),
        ("Amount", 250_001),
        ("Amount", "10.00"),
        ("Amount", 10.5),
        ("Amount", -1),
        ("Amount", True),
        ("PartyA", "0700000001"),
        ("PartyB", "x"),
        ("PhoneNumber", 254200000000),
        ("PhoneNumber", "+254700000001"),
        ("CallBackURL", "ftp://example.com/x"),
        ("CallBackURL", "not a url"),
        ("CallBackURL", "https://example.com/mpesa/callback"),
        ("CallBackURL", "https://example.com/Query"),
        ("AccountReference", "1234567890123"),
        ("AccountReference", ""),
        ("TransactionDesc", "12345678901234"),
    ],
)
def test_push_names_the_field_it_refuses(daraja: Daraja, phone: str, field: str, value: Any) -> None:
    answer = daraja.push(phone, URL, **{field: value})

    assert answer.status_code == 400
    assert answer.json()["errorCode"] == "400.002.02"
    assert answer.json()["errorMessage"] == f"Bad Request - Invalid {field}"
    assert not [p for p in daraja.sandbox.get("/_sandbox/state").json()["prompts"] if p["msisdn"] == phone]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"Password": password("174379", stamp="20261120103001")}, "[MerchantValidate] - Wrong credentials"),
        ({"Password": "%%%"}, "[MerchantValidate] - Wrong credentials"),
        ({"BusinessShortCode": 999999, "PartyB": 999999}, "Merchant does not exist"),
    ],
)
def test_push_with_wrong_credentials(
    daraja: Daraja, phone: str, changes: dict[str, Any], message: str
) -> None:
    answer = daraja.push(phone, URL, **changes)

    assert answer.status_code == 500
    assert (answer.json()["errorCode"], answer.json()["errorMessage"]) == ("500.001.1001", message)


def test_body_that_is_not_json_blames_the_first_field(daraja: Daraja) -> None:
    headers = {"Authorization": f"Bearer {daraja.token()}"}

    form = daraja.sandbox._client.post(STK, data={"Amount": "1"}, headers=headers)
    broken = daraja.sandbox._client.post(
        STK, data=b"{", headers=headers | {"Content-Type": "application/json"}
    )

    assert form.json()["errorMessage"] == "Bad Request - Invalid BusinessShortCode"
    assert broken.json()["errorCode"] == "400.002.05"


def test_numbers_and_strings_are_both_taken(daraja: Daraja, phone: str) -> None:
    body = {name: str(value) for name, value in push_body(phone, URL).items()}

    assert daraja.post(STK, body).status_code == 200
    daraja.sandbox.post("/_sandbox/cancel", {"msisdn": phone})
