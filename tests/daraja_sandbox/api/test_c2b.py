import hashlib
import threading
from typing import Any

import pytest

from tests.daraja_sandbox.conftest import new_organisation
from tests.daraja_sandbox.daraja import Daraja, accounts, balance_of
from tests.daraja_sandbox.sink import Sink


@pytest.fixture
def organisation(daraja: Daraja) -> str:
    return str(new_organisation(daraja.sandbox, validation=True, opening_balance="500.00")["shortcode"])


def registered(daraja: Daraja, sink: Sink, code: str, path: str, default: str = "Completed") -> None:
    answer = daraja.register(code, f"{sink.url}{path}/c", f"{sink.url}{path}/v", default)
    assert answer.status_code == 200, answer.text


def pay(daraja: Daraja, phone: str, code: str, **changes: Any) -> Any:
    given = {"msisdn": phone, "shortcode": code, "amount": "100.50", "account": " Inv 8"} | changes
    return daraja.sandbox.post("/_sandbox/pay", given)


def test_register_answers_with_safaricoms_spelling(daraja: Daraja, paybill: dict[str, Any]) -> None:
    code = paybill["shortcode"]
    answer = daraja.register(code, "https://example.com/c", "https://example.com/v", "Cancelled")

    assert answer.status_code == 200
    assert set(answer.json()) == {
        "OriginatorCoversationID",
        "ConversationID",
        "ResponseCode",
        "ResponseDescription",
    }
    assert answer.json()["ResponseCode"] == "0"
    again = daraja.register(code, "https://example.com/c2", "https://example.com/v2", "Completed")
    assert again.status_code == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"ResponseType": "completed"}, "ResponseType"),
        ({"ShortCode": "999999"}, "ShortCode"),
        ({"ConfirmationURL": "https://example.com/sql"}, "ConfirmationURL"),
        ({"ValidationURL": ""}, "ValidationURL"),
    ],
)
def test_register_refusals(daraja: Daraja, changes: dict[str, str], field: str) -> None:
    body = {
        "ShortCode": "600984",
        "ResponseType": "Completed",
        "ConfirmationURL": "https://example.com/c",
        "ValidationURL": "https://example.com/v",
    }
    answer = daraja.post("/mpesa/c2b/v1/registerurl", body | changes)

    assert answer.status_code == 400
    assert answer.json()["errorMessage"] == f"Bad Request - Invalid {field}"


def test_simulated_payment_is_confirmed_in_strings(
    daraja: Daraja, sink: Sink, paybill: dict[str, Any], phone: str, path: str
) -> None:
    code = paybill["shortcode"]
    registered(daraja, sink, code, path)
    daraja.sandbox.post("/_sandbox/customers", {"msisdn": phone, "name": "PAYER FOR ONE"})

    answer = daraja.post(
        "/mpesa/c2b/v1/simulate",
        {
            "ShortCode": int(code),
            "CommandID": "CustomerPayBillOnline",
            "Amount": 5,
            "Msisdn": int(phone),
            "BillRefNumber": "INV-7",
        },
    )

    assert answer.status_code == 200
    assert answer.json()["ResponseCode"] == "0"
    (received,) = sink.wait_for(f"{path}/c")
    message = received.json
    receipt, stamp = message.pop("TransID"), message.pop("TransTime")
    assert len(receipt) == 10
    assert len(stamp) == 14
    assert message == {
        "TransactionType": "Pay Bill",
        "TransAmount": "5.00",
        "BusinessShortCode": code,
        "BillRefNumber": "INV-7",
        "InvoiceNumber": "",
        "OrgAccountBalance": "5.00",
        "ThirdPartyTransID": "",
        "MSISDN": f"{phone[:5]}****{phone[-3:]}",
        "FirstName": "PAYER",
        "MiddleName": "FOR",
        "LastName": "ONE",
    }
    assert sink.at(f"{path}/v") == []  # validation is off unless asked for


def test_validation_accepts_and_names_its_own_id(
    daraja: Daraja, sink: Sink, organisation: str, phone: str, path: str
) -> None:
    registered(daraja, sink, organisation, path, default="Cancelled")
    sink.answers[f"{path}/v"] = (
        200,
        {"ResultCode": "0", "ResultDesc": "Accepted", "ThirdPartyTransID": "own-1"},
    )

    receipt = pay(daraja, phone, organisation).json()["receipt"]

    (validation,), (confirmation,) = sink.wait_for(f"{path}/v"), sink.wait_for(f"{path}/c")
    assert validation.json["OrgAccountBalance"] == ""
    assert validation.json["TransID"] == confirmation.json["TransID"] == receipt
    assert confirmation.json["ThirdPartyTransID"] == "own-1"
    assert confirmation.json["BillRefNumber"] == " Inv 8"
    assert confirmation.json["OrgAccountBalance"] == "600.50"


def test_validation_rejects(daraja: Daraja, sink: Sink, organisation: str, phone: str, path: str) -> None:
    registered(daraja, sink, organisation, path)
    sink.answers[f"{path}/v"] = (200, {"ResultCode": "C2B00012", "ResultDesc": "Rejected"})

    answer = pay(daraja, phone, organisation)

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "C2B00012")
    assert accounts(daraja.sandbox, organisation)["Utility Account"] == "500.00"
    assert balance_of(daraja.sandbox, phone) == "100000.00"
    daraja.sandbox.drain()
    assert sink.at(f"{path}/c") == []


@pytest.mark.parametrize(("default", "status"), [("Completed", 200), ("Cancelled", 400)])
def test_validation_without_an_answer_in_time_does_what_was_registered(
    daraja: Daraja, sink: Sink, organisation: str, phone: str, path: str, default: str, status: int
) -> None:
    registered(daraja, sink, organisation, path, default=default)
    assert daraja.sandbox.get("/_sandbox/state").json()["switches"]["validation_seconds"] == "8"
    daraja.sandbox.post("/_sandbox/switches", {"validation_seconds": "0.2"})
    hold = sink.holds[f"{path}/v"] = threading.Event()

    assert pay(daraja, phone, organisation).status_code == status
    hold.set()

    moved = "600.50" if status == 200 else "500.00"
    assert accounts(daraja.sandbox, organisation)["Utility Account"] == moved


@pytest.mark.parametrize("reply", [(500, {"ResultCode": "0"}), (200, {"Accepted": True})])
def test_useless_validation_answer_counts_as_none(
    daraja: Daraja, sink: Sink, organisation: str, phone: str, path: str, reply: tuple[int, dict[str, Any]]
) -> None:
    registered(daraja, sink, organisation, path, default="Cancelled")
    sink.answers[f"{path}/v"] = reply

    assert pay(daraja, phone, organisation).json()["error"]["code"] == "C2B00016"


def test_lost_validation_leaves_the_default(
    daraja: Daraja, sink: Sink, organisation: str, phone: str, path: str
) -> None:
    registered(daraja, sink, organisation, path)
    daraja.sandbox.post("/_sandbox/faults", {"fault": "lose_callback", "call": "validation"})

    assert pay(daraja, phone, organisation).status_code == 200
    assert sink.at(f"{path}/v") == []


@pytest.mark.parametrize("style", ["plain", "hashed"])
def test_msisdn_styles(
    daraja: Daraja, sink: Sink, paybill: dict[str, Any], phone: str, path: str, style: str
) -> None:
    registered(daraja, sink, paybill["shortcode"], path)
    daraja.sandbox.post("/_sandbox/switches", {"msisdn_style": style})

    pay(daraja, phone, paybill["shortcode"])

    shown = phone if style == "plain" else hashlib.sha256(phone.encode()).hexdigest()
    assert sink.wait_for(f"{path}/c")[0].json["MSISDN"] == shown


def test_payment_without_the_money(daraja: Daraja, paybill: dict[str, Any], phone: str) -> None:
    daraja.sandbox.post("/_sandbox/customers", {"msisdn": phone, "balance": "100.49"})

    answer = pay(daraja, phone, paybill["shortcode"])

    assert answer.json()["error"]["code"] == "INSUFFICIENT_BALANCE"
    assert accounts(daraja.sandbox, paybill["shortcode"])["Utility Account"] == "0.00"


def test_till_payment_has_no_account_number(daraja: Daraja, sink: Sink, phone: str, path: str) -> None:
    till = str(new_organisation(daraja.sandbox, kind="till")["shortcode"])
    registered(daraja, sink, till, path)

    pay(daraja, phone, till, account="ignored")

    message = sink.wait_for(f"{path}/c")[0].json
    assert (message["TransactionType"], message["BillRefNumber"]) == ("Buy Goods", "")
    assert accounts(daraja.sandbox, till)["Merchant Account"] == "100.50"
