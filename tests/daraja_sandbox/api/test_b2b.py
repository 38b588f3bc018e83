"""B2B, top-up, float and tax."""

from typing import Any

import pytest

from tests.daraja_sandbox.conftest import new_organisation
from tests.daraja_sandbox.daraja import B2B, TAX, Operator, accounts, values


@pytest.fixture
def supplier(operator: Operator) -> str:
    return str(new_organisation(operator.daraja.sandbox, name="WATER SUPPLIER")["shortcode"])


@pytest.fixture
def shop(operator: Operator) -> str:
    return str(new_organisation(operator.daraja.sandbox, kind="till")["shortcode"])


def held(operator: Operator, code: str | None = None) -> dict[str, str]:
    return accounts(operator.daraja.sandbox, code or operator.shortcode)


def test_paybill_is_paid_from_working(operator: Operator, supplier: str) -> None:
    operator.daraja.register(
        supplier, f"{operator.sink.url}{operator.path}/c", "http://127.0.0.1:9/v", "Completed"
    )

    result = operator.b2b(supplier)

    assert (result["ResultType"], result["ResultCode"]) == ("0", "0")
    told = values(result)
    assert len(told.pop("TransCompletedTime")) == 14
    worth = "{Amount={CurrencyCode=KES, MinimumAmount=1981000, BasicAmount=19810.00}}"
    assert told == {
        "DebitAccountBalance": worth,
        "Amount": "190.00",
        "DebitPartyAffectedAccountBalance": "Working Account|KES|19810.00|19810.00|0.00|0.00",
        "DebitPartyCharges": "",
        "ReceiverPartyPublicName": f"{supplier} - WATER SUPPLIER",
        "Currency": "KES",
        "InitiatorAccountCurrentBalance": worth,
    }
    assert result["ReferenceData"]["ReferenceItem"] == [
        {"Key": "BillReferenceNumber", "Value": "19008"},
        {
            "Key": "QueueTimeoutURL",
            "Value": "https://internalsandbox.safaricom.co.ke/mpesa/b2bresults/v1/submit",
        },
    ]
    assert held(operator)["Working Account"] == "19810.00"
    assert held(operator, supplier)["Utility Account"] == "190.00"
    (confirmation,) = operator.sink.wait_for(f"{operator.path}/c")
    assert confirmation.json["TransactionType"] == "Organization To Organization Transfer"
    assert confirmation.json["TransID"] == result["TransactionID"]


def test_till_and_bulk(operator: Operator, shop: str, supplier: str) -> None:
    bought = operator.b2b(
        shop, CommandID="BusinessBuyGoods", RecieverIdentifierType="2", AccountReference=None
    )
    loaded = operator.b2b(supplier, CommandID="BusinessPayToBulk")

    assert (bought["ResultCode"], loaded["ResultCode"]) == ("0", "0")
    assert held(operator, shop)["Merchant Account"] == "190.00"
    assert held(operator, supplier)["Utility Account"] == "190.00"


def test_float_moves_inside_and_not_out(operator: Operator) -> None:
    into = operator.b2b(operator.shortcode, CommandID="BusinessTransferFromMMFToUtility")
    out = operator.b2b(operator.shortcode, CommandID="BusinessTransferFromUtilityToMMF")

    assert (into["ResultCode"], out["ResultCode"]) == ("0", "21")
    assert (held(operator)["Working Account"], held(operator)["Utility Account"]) == ("19810.00", "50190.00")


def test_failure_has_one_parameter_that_is_no_list(operator: Operator, supplier: str) -> None:
    result = operator.b2b(supplier, Amount=30_000)

    assert result["ResultCode"] == "1"
    parameter = result["ResultParameters"]["ResultParameter"]
    assert (parameter["Key"], len(str(parameter["Value"]))) == ("BOCompletedTime", 14)
    assert result["ReferenceData"]["ReferenceItem"]["Key"] == "QueueTimeoutURL"
    assert held(operator)["Working Account"] == "20000.00"


@pytest.mark.parametrize(
    ("wanted", "sent", "code"), [("2", "4", "SFC_IC0003"), ("2", "2", "0"), ("4", "2", "SFC_IC0003")]
)
def test_type_of_a_till_is_a_switch(operator: Operator, shop: str, wanted: str, sent: str, code: str) -> None:
    operator.daraja.sandbox.post("/_sandbox/switches", {"buygoods_receiver": wanted})

    result = operator.b2b(shop, CommandID="BusinessBuyGoods", RecieverIdentifierType=sent)

    assert result["ResultCode"] == code


def test_receiver_that_is_not_there_or_of_the_other_kind(operator: Operator, shop: str) -> None:
    for receiver in ("999999", shop):
        assert operator.b2b(receiver)["ResultCode"] == "SFC_IC0003"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("CommandID", "BusinessToBusinessTransfer"),
        ("SenderIdentifierType", "1"),
        ("RecieverIdentifierType", "2"),
        ("RecieverIdentifierType", None),
        ("Amount", "1.5"),
        ("PartyB", "x"),
        ("AccountReference", ""),
        ("AccountReference", "12345678901234"),
        ("Requester", "0700"),
        ("Remarks", ""),
    ],
)
def test_refused_field_is_named(operator: Operator, supplier: str, field: str, value: Any) -> None:
    answer = operator.send(B2B, operator.b2b_body(supplier, **{field: value}))

    assert (answer.status_code, answer.json()["errorCode"]) == (400, "400.002.02")
    assert answer.json()["errorMessage"] == f"Bad Request - Invalid {field}"


def test_tax(operator: Operator) -> None:
    body = operator.b2b_body("572572", CommandID="PayTaxToKRA", AccountReference="PRN-0001", Amount=239)

    result = operator.result_of(TAX, body)

    assert result["ResultCode"] == "0"
    assert values(result)["ReceiverPartyPublicName"] == "572572 - KENYA REVENUE AUTHORITY"
    assert held(operator)["Working Account"] == "19761.00"
    refused = operator.send(TAX, body | {"PartyB": "572573"})
    assert refused.json()["errorMessage"] == "Bad Request - Invalid PartyB"
