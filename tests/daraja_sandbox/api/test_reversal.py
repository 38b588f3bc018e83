"""Reversal: a customer's payment goes back, whole and once."""

from typing import Any

import pytest

from tests.daraja_sandbox.api.test_enquiries import paid
from tests.daraja_sandbox.bank.test_statement import assert_chain_holds, csv_rows, download
from tests.daraja_sandbox.daraja import REVERSAL, Operator, accounts, balance_of, values


def test_payment_goes_back_and_shows_on_the_statement(operator: Operator, phone: str) -> None:
    receipt = paid(operator, phone)

    result = operator.reverse(receipt, 300)

    told = values(result)
    assert (result["ResultType"], result["ResultCode"]) == (0, "0")
    assert len(told.pop("TransCompletedTime")) == 14
    assert told == {
        "DebitAccountBalance": "Utility Account|KES|50000.00|50000.00|0.00|0.00",
        "Amount": "300.00",
        "OriginalTransactionID": receipt,
        "Charge": "0",
        "CreditPartyPublicName": f"{phone} - PAYER {phone[-4:]}",
        "DebitPartyPublicName": f"{operator.shortcode} - EXAMPLE LTD",
    }
    # The payer's charge of 5 shillings stays with Safaricom.
    assert balance_of(operator.daraja.sandbox, phone) == "99995.00"
    lines = assert_chain_holds(csv_rows(download(operator.daraja, operator.shortcode).content))
    assert lines[0][0] == result["TransactionID"] != receipt
    assert lines[0][3] == f"Reversal of {receipt}"
    assert (lines[0][6], lines[0][9], lines[0][11]) == ("-300.00", "Pay Bill Reversal", receipt)


def test_second_reversal_is_refused(operator: Operator, phone: str) -> None:
    receipt = paid(operator, phone)
    operator.reverse(receipt, 300)

    assert operator.reverse(receipt, 300)["ResultCode"] == "R000001"
    assert accounts(operator.daraja.sandbox, operator.shortcode)["Utility Account"] == "50000.00"


def test_what_cannot_be_reversed(operator: Operator, phone: str) -> None:
    receipt, sent = paid(operator, phone), operator.b2c(phone)["TransactionID"]

    assert operator.reverse("UKK1AA00A1", 300)["ResultCode"] == "R000002"
    assert operator.reverse(sent, 1200)["ResultCode"] == "R000002"
    part = operator.reverse(receipt, 299)
    assert (part["ResultCode"], part["ResultDesc"]) == ("25", "The format of parameter Amount is invalid.")
    operator.daraja.sandbox.post("/_sandbox/sweep", {"shortcode": operator.shortcode})
    broke = operator.reverse(receipt, 300)
    assert broke["ResultCode"] == "1"
    assert broke["TransactionID"].endswith("0000000")
    assert "ResultParameters" not in broke


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("CommandID", "Reverse"),
        ("TransactionID", ""),
        ("Amount", "0.5"),
        ("ReceiverParty", "999999"),
        ("RecieverIdentifierType", "1"),
        ("Remarks", "x"),
    ],
)
def test_refused_field_is_named(operator: Operator, field: str, value: Any) -> None:
    answer = operator.send(REVERSAL, operator.reversal_body("UKK1AA00A1", 300, **{field: value}))

    assert (answer.status_code, answer.json()["errorCode"]) == (400, "400.002.02")
    assert answer.json()["errorMessage"] == f"Bad Request - Invalid {field}"
