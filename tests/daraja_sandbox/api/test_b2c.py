"""B2C: an organisation pays a customer."""

import re
from typing import Any

import pytest

from tests.daraja_sandbox.conftest import new_organisation
from tests.daraja_sandbox.daraja import (
    B2C,
    B2C_V1,
    PASSWORD,
    Operator,
    accounts,
    balance_of,
    credential,
    values,
)

POCHI = "/mpesa/b2pochi/v1/paymentrequest"
PLACEHOLDER = re.compile(r"[A-Z][A-L][1-9A-V]0{7}")


def test_payment_moves_money_and_tells_it(operator: Operator, phone: str) -> None:
    body = operator.b2c_body(phone)
    answer = operator.send(B2C, body)

    ack = answer.json()
    assert list(ack) == ["ConversationID", "OriginatorConversationID", "ResponseCode", "ResponseDescription"]
    assert re.fullmatch(r"AG_\d{8}_[0-9a-f]{20}", ack["ConversationID"])
    assert ack["OriginatorConversationID"] == body["OriginatorConversationID"]
    assert (ack["ResponseCode"], ack["ResponseDescription"]) == (
        "0",
        "Accept the service request successfully.",
    )
    (received,) = operator.sink.wait_for(f"{operator.path}/r")
    result = received.json["Result"]
    receipt = result["TransactionID"]
    assert len(receipt) == 10
    assert {name: result[name] for name in list(result)[:6]} == {
        "ResultType": 0,
        "ResultCode": 0,
        "ResultDesc": "The service request is processed successfully.",
        "OriginatorConversationID": body["OriginatorConversationID"],
        "ConversationID": ack["ConversationID"],
        "TransactionID": receipt,
    }
    told = values(result)
    assert re.fullmatch(r"\d\d\.\d\d\.\d{4} \d\d:\d\d:\d\d", told.pop("TransactionCompletedDateTime"))
    assert told == {
        "TransactionAmount": 1200,
        "TransactionReceipt": receipt,
        "ReceiverPartyPublicName": f"{phone} - PAYER {phone[-4:]}",
        "B2CUtilityAccountAvailableFunds": 48800.00,
        "B2CWorkingAccountAvailableFunds": 20000.00,
        "B2CRecipientIsRegisteredCustomer": "Y",
        "B2CChargesPaidAccountAvailableFunds": -5.00,
    }
    assert '"Value": 48800.00}' in received.text
    assert result["ReferenceData"]["ReferenceItem"] == {
        "Key": "QueueTimeoutURL",
        "Value": "https://internalsandbox.safaricom.co.ke/mpesa/b2cresults/v1/submit",
    }
    assert balance_of(operator.daraja.sandbox, phone) == "101200.00"
    held = accounts(operator.daraja.sandbox, operator.shortcode)
    assert (held["Utility Account"], held["Charges Paid Account"]) == ("48800.00", "-5.00")


def test_charge_can_leave_utility_instead(operator: Operator, phone: str) -> None:
    operator.daraja.sandbox.post("/_sandbox/switches", {"b2c_charges": "utility"})

    told = values(operator.b2c(phone))

    assert told["B2CUtilityAccountAvailableFunds"] == 48795.00
    assert accounts(operator.daraja.sandbox, operator.shortcode)["Charges Paid Account"] == "0.00"


def test_same_originator_id_pays_once(operator: Operator, phone: str) -> None:
    body = operator.b2c_body(phone)
    operator.result_of(B2C, body)

    again = operator.send(B2C, body)

    assert again.status_code == 500
    assert (
        again.json().items()
        >= {
            "errorCode": "500.002.1001",
            "errorMessage": "Duplicate OriginatorConversationID.",
        }.items()
    )
    assert balance_of(operator.daraja.sandbox, phone) == "101200.00"


def test_v1_has_no_id_of_the_callers(operator: Operator, phone: str) -> None:
    body = operator.b2c_body(phone)
    del body["OriginatorConversationID"]

    first, second = (operator.send(B2C_V1, body).json()["OriginatorConversationID"] for _ in range(2))

    assert first != second
    operator.sink.wait_for(f"{operator.path}/r", 2)
    assert balance_of(operator.daraja.sandbox, phone) == "102400.00"


def test_pochi(operator: Operator, phone: str) -> None:
    result = operator.result_of(POCHI, operator.b2c_body(phone, CommandID="BusinessPayToPochi"))

    assert result["ResultCode"] == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("OriginatorConversationID", ""),
        ("InitiatorName", None),
        ("SecurityCredential", ""),
        ("CommandID", "BusinessPayToPochi"),
        ("Amount", "10.50"),
        ("Amount", 10.5),
        ("Amount", 0),
        ("Amount", -10),
        ("PartyA", "999999"),
        ("PartyA", "12"),
        ("PartyB", "0712345678"),
        ("Remarks", ""),
        ("Remarks", "x"),
        ("Remarks", "x" * 101),
        ("Occassion", "x" * 101),
        ("ResultURL", "https://example.com/mpesa"),
        ("QueueTimeOutURL", "here"),
    ],
)
def test_refused_field_is_named(operator: Operator, phone: str, field: str, value: Any) -> None:
    answer = operator.send(B2C, operator.b2c_body(phone, **{field: value}))

    assert answer.status_code == 400
    assert answer.json()["errorCode"] == "400.002.02"
    assert answer.json()["errorMessage"] == f"Bad Request - Invalid {field}"
    assert balance_of_or_none(operator, phone) is None


@pytest.mark.parametrize(
    ("changes", "customer", "code"),
    [
        ({"Amount": 60_000}, {}, 1),
        ({"Amount": 9}, {}, 2),
        ({"Amount": 250_001}, {}, 3),
        ({}, {"wallet_limit": "100500"}, 8),
        ({}, {"suspended": True}, 14),
        ({}, {"registered": False}, 2040),
    ],
)
def test_failed_payment_has_no_parameters(
    operator: Operator, phone: str, changes: dict[str, Any], customer: dict[str, Any], code: int
) -> None:
    operator.daraja.sandbox.post("/_sandbox/customers", {"msisdn": phone, **customer})

    result = operator.b2c(phone, **changes)

    assert result["ResultCode"] == code
    assert PLACEHOLDER.fullmatch(result["TransactionID"])
    assert "ResultParameters" not in result
    assert set(result["ReferenceData"]) == {"ReferenceItem"}
    assert balance_of(operator.daraja.sandbox, phone) == "100000.00"
    assert accounts(operator.daraja.sandbox, operator.shortcode)["Utility Account"] == "50000.00"


def test_suspended_organisation_cannot_pay(operator: Operator, phone: str) -> None:
    given = {"shortcode": operator.shortcode, "suspended": True}
    operator.daraja.sandbox.post("/_sandbox/organisations", given)

    assert operator.b2c(phone)["ResultCode"] == 11


def test_wrong_password_locks_the_operator(operator: Operator, phone: str) -> None:
    wrong = credential(operator.daraja.sandbox, "not it")
    results = [operator.b2c(phone, SecurityCredential=wrong) for _ in range(4)]

    assert [result["ResultCode"] for result in results] == [2001, 2001, 2001, 8006]
    # It looks real, and is none: no placeholder, no money.
    assert not PLACEHOLDER.fullmatch(results[0]["TransactionID"])
    assert operator.b2c(phone)["ResultCode"] == 8006
    reset = {"shortcode": operator.shortcode, "initiators": [{"name": "testapi", "password": PASSWORD}]}
    operator.daraja.sandbox.post("/_sandbox/organisations", reset)
    assert operator.b2c(phone)["ResultCode"] == 0


@pytest.mark.parametrize("sealed", ["not base64!", "AAAA", "unknown operator"])
def test_credential_that_is_none(operator: Operator, phone: str, sealed: str) -> None:
    changes = {"InitiatorName": "nobody"} if sealed == "unknown operator" else {"SecurityCredential": sealed}

    assert operator.b2c(phone, **changes)["ResultCode"] == 2001


def test_right_password_forgets_wrong_ones(operator: Operator, phone: str) -> None:
    wrong = credential(operator.daraja.sandbox, "not it")
    for sealed in (wrong, wrong, None, wrong, wrong):
        changes = {} if sealed is None else {"SecurityCredential": sealed}
        operator.b2c(phone, **changes)

    assert operator.b2c(phone)["ResultCode"] == 0


def test_role_is_needed(operator: Operator, phone: str) -> None:
    initiators = [{"name": "testapi", "password": PASSWORD, "roles": ["status"]}]
    operator.daraja.sandbox.post(
        "/_sandbox/organisations", {"shortcode": operator.shortcode, "initiators": initiators}
    )

    assert operator.b2c(phone)["ResultCode"] == 21


def test_password_with_a_timestamp_is_a_switch(operator: Operator, phone: str) -> None:
    stamped = credential(operator.daraja.sandbox, f"{PASSWORD}20261120103000")

    refused = operator.b2c(phone, SecurityCredential=stamped)["ResultCode"]
    operator.daraja.sandbox.post("/_sandbox/switches", {"credential_timestamp": True})

    assert (refused, operator.b2c(phone, SecurityCredential=stamped)["ResultCode"]) == (2001, 0)


def test_organisation_of_another_app_is_refused(operator: Operator, phone: str) -> None:
    other = new_organisation(operator.daraja.sandbox, consumer_key="b2c-other", consumer_secret="x")

    answer = operator.send(B2C, operator.b2c_body(phone, PartyA=other["shortcode"]))

    assert answer.json()["errorMessage"] == "Bad Request - Invalid PartyA"


def balance_of_or_none(operator: Operator, phone: str) -> str | None:
    customers = operator.daraja.sandbox.get("/_sandbox/state").json()["customers"]
    return next((c["balance"] for c in customers if c["msisdn"] == phone), None)
