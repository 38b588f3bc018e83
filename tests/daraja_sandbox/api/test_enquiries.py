"""Transaction Status and Account Balance."""

from typing import Any

import pytest

from tests.daraja_sandbox.daraja import B2C, BALANCE, STATUS, Operator, values


def paid(operator: Operator, phone: str, amount: str = "300") -> str:
    given = {"msisdn": phone, "shortcode": operator.shortcode, "amount": amount, "account": "INV-7"}
    return str(operator.daraja.sandbox.post("/_sandbox/pay", given).json()["receipt"])


def test_status_of_a_payment_by_its_own_id(operator: Operator, phone: str) -> None:
    body = operator.b2c_body(phone)
    payment = operator.result_of(B2C, body)

    result = operator.status(OriginalConversationID=body["OriginatorConversationID"], Occasion="")

    told = values(result)
    assert (result["ResultType"], result["ResultCode"]) == (0, 0)
    assert result["TransactionID"].endswith("0000000")
    initiated, finalised = told.pop("InitiatedTime"), told.pop("FinalisedTime")
    assert len(str(initiated)) == len(str(finalised)) == 14
    name = f"{phone} - PAYER {phone[-4:]}"
    assert told == {
        "DebitPartyName": name,
        "CreditPartyName": name,
        "OriginatorConversationID": body["OriginatorConversationID"],
        "ConversationID": payment["ConversationID"],
        "DebitAccountType": "Utility Account",
        "DebitPartyCharges": "Fee For B2C Payment|KES|5.00",
        "TransactionReason": None,
        "ReasonType": "Business Payment to Customer via API",
        "TransactionStatus": "Completed",
        "Amount": 1200,
        "ReceiptNo": payment["TransactionID"],
    }
    items = result["ResultParameters"]["ResultParameter"]
    parties = [item["Value"] for item in items if item["Key"] == "DebitPartyName"]
    assert parties == [f"{operator.shortcode} - EXAMPLE LTD", name]
    assert {"Key": "TransactionReason"} in items
    assert result["ReferenceData"]["ReferenceItem"] == {"Key": "Occasion"}


def test_older_spelling_of_the_id_is_taken_too(operator: Operator, phone: str) -> None:
    body = operator.b2c_body(phone)
    operator.result_of(B2C, body)

    told = values(operator.status(OriginatorConversationID=body["OriginatorConversationID"]))

    assert told["TransactionStatus"] == "Completed"


def test_status_of_a_customers_payment_by_receipt(operator: Operator, phone: str) -> None:
    receipt = paid(operator, phone)

    told = values(operator.status(TransactionID=receipt))

    assert (told["ReceiptNo"], told["Amount"], told["TransactionStatus"]) == (receipt, 300, "Completed")
    assert told["DebitPartyName"] == f"{operator.shortcode} - EXAMPLE LTD"


def test_status_of_a_refused_a_waiting_and_a_dropped_payment(operator: Operator, phone: str) -> None:
    sandbox = operator.daraja.sandbox
    refused = operator.b2c_body(phone, Amount=9)
    operator.result_of(B2C, refused)
    waiting, dropped = operator.b2c_body(phone), operator.b2c_body(phone)
    for body, how in ((waiting, "then_result"), (dropped, "dropped")):
        sandbox.post(
            "/_sandbox/faults", {"fault": "queue_timeout", "call": "b2c", "how": how, "seconds": 900}
        )
        assert operator.send(B2C, body).status_code == 200
    operator.sink.wait_for(f"{operator.path}/t", 2)

    found = [
        values(operator.status(OriginalConversationID=body["OriginatorConversationID"]))
        for body in (refused, waiting, dropped)
    ]

    assert [told["TransactionStatus"] for told in found] == ["Declined", "Initiated", "Expired"]
    assert {told["ReceiptNo"] for told in found} == {None}
    sandbox.post("/_sandbox/clock", {"advance_seconds": 900})
    sandbox.drain()


@pytest.mark.parametrize("style", ["2033", "R000002"])
def test_what_is_not_there(operator: Operator, phone: str, style: str) -> None:
    operator.daraja.sandbox.post("/_sandbox/switches", {"status_not_found": style})

    for asked in ({"TransactionID": "UKK1AA00A1"}, {"OriginalConversationID": "unknown"}):
        assert str(operator.status(**asked)["ResultCode"]) == style


def test_question_without_an_id(operator: Operator) -> None:
    result = operator.status()

    assert result["ResultCode"] == 25
    assert result["ResultDesc"] == "The format of parameter null is invalid."


@pytest.mark.parametrize(
    ("path", "field", "value"),
    [
        (STATUS, "CommandID", "AccountBalance"),
        (STATUS, "PartyA", "x"),
        (STATUS, "IdentifierType", "11"),
        (STATUS, "Remarks", ""),
        (STATUS, "Occasion", "x" * 101),
        (BALANCE, "CommandID", "Balance"),
        (BALANCE, "IdentifierType", None),
        (BALANCE, "Initiator", ""),
    ],
)
def test_refused_field_is_named(operator: Operator, path: str, field: str, value: Any) -> None:
    body = operator.status_body() if path == STATUS else operator.balance_body()

    answer = operator.send(path, body | {field: value})

    assert (answer.status_code, answer.json()["errorCode"]) == (400, "400.002.02")
    assert answer.json()["errorMessage"] == f"Bad Request - Invalid {field}"


def test_balance_names_every_account(operator: Operator, phone: str) -> None:
    operator.b2c(phone)

    result = operator.balance()

    told = values(result)
    stamp = told.pop("BOCompletedTime")
    assert isinstance(stamp, int)
    assert len(str(stamp)) == 14
    assert told == {
        "AccountBalance": "Working Account|KES|20000.00|20000.00|0.00|0.00"
        "&Utility Account|KES|48800.00|48800.00|0.00|0.00"
        "&Charges Paid Account|KES|-5.00|-5.00|0.00|0.00"
        "&Organization Settlement Account|KES|0.00|0.00|0.00|0.00"
    }
    assert result["ReferenceData"]["ReferenceItem"]["Value"].endswith("/mpesa/abresults/v1/submit")
