"""Public Daraja clients, unchanged, pointed here by their base URL; each call they have."""

import json
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import pytest
from mpesakit import MpesaClient
from mpesakit.b2c import B2CCommandIDType

from tests.daraja_sandbox.api.test_enquiries import paid
from tests.daraja_sandbox.conftest import new_organisation
from tests.daraja_sandbox.daraja import (
    PASSKEY,
    PASSWORD,
    Daraja,
    Operator,
    accounts,
    balance_of,
    certificate,
    credential,
    new_phone,
    values,
)
from tests.daraja_sandbox.sink import Sink

HERE = Path(__file__).parent


@pytest.fixture
def client(daraja: Daraja) -> MpesaClient:
    client = MpesaClient(consumer_key="sandbox-key", consumer_secret="sandbox-secret")
    client.http_client.base_url = daraja.sandbox.url
    return client


@pytest.fixture
def common(operator: Operator) -> dict[str, Any]:
    return {
        "security_credential": credential(operator.daraja.sandbox),
        "remarks": "Third party",
        "queue_timeout_url": operator.urls["QueueTimeOutURL"],
        "result_url": operator.urls["ResultURL"],
    }


def result_at(operator: Operator, count: int = 1) -> dict[str, Any]:
    result: dict[str, Any] = operator.sink.wait_for(f"{operator.path}/r", count)[-1].json
    assert str(result["Result"]["ResultCode"]) == "0", result
    return result


def test_mpesakit_pushes_queries_and_reads_the_callback(
    daraja: Daraja, client: MpesaClient, sink: Sink, phone: str, path: str
) -> None:
    pushed = client.stk_push(
        business_short_code=174379,
        transaction_type="CustomerPayBillOnline",
        amount=25,
        party_a=phone,
        party_b="174379",
        phone_number=phone,
        callback_url=sink.url + path,
        account_reference="INV-7",
        transaction_desc="Payment",
        passkey=PASSKEY,
    )

    assert pushed.is_successful()
    daraja.sandbox.post("/_sandbox/approve", {"checkout_request_id": pushed.CheckoutRequestID})
    queried = client.stk_query(
        business_short_code=174379, checkout_request_id=pushed.CheckoutRequestID, passkey=PASSKEY
    )
    assert queried.is_successful()
    assert queried.ResultCode in ("0", 0)
    callback = client.process_stk_callback(sink.wait_for(path)[0].json)
    assert callback.is_successful


def test_mpesakit_registers_and_makes_a_code(operator: Operator, client: MpesaClient) -> None:
    registered = client.c2b.register_url(
        short_code=int(operator.shortcode),
        response_type="Completed",
        confirmation_url="https://example.com/c",
        validation_url="https://example.com/v",
    )
    operator.daraja.sandbox.post("/_sandbox/switches", {"qr_response_code": "00"})
    code = client.dynamic_qr.generate(
        merchant_name="EXAMPLE", ref_no="INV-7", amount=10, trx_code="PB", cpi="174379", size="300"
    )

    assert registered.is_successful()
    assert code.is_successful()
    assert code.QRCode


def test_mpesakit_pays_out(
    operator: Operator, client: MpesaClient, common: dict[str, Any], phone: str
) -> None:
    answer = client.b2c.send_payment(
        originator_conversation_id=str(uuid.uuid4()),
        initiator_name="testapi",
        command_id=B2CCommandIDType.BusinessPayment,
        amount=100,
        party_a=operator.shortcode,
        party_b=phone,
        **common,
    )

    assert answer.is_successful()
    assert values(result_at(operator)["Result"])["TransactionAmount"] == 100
    assert balance_of(operator.daraja.sandbox, phone) == "100100.00"


@pytest.mark.parametrize("call", ["paybill", "buygoods", "topup", "tax"])
def test_mpesakit_pays_organisations(
    operator: Operator, client: MpesaClient, common: dict[str, Any], call: str
) -> None:
    kind = "till" if call == "buygoods" else "paybill"
    receiver = new_organisation(operator.daraja.sandbox, kind=kind)["shortcode"]
    party = int(operator.shortcode)
    given = {"initiator": "testapi", "amount": 250, "account_reference": "A1", **common}
    parties: dict[str, Any] = {"party_a": party, "party_b": int(receiver), "requester": "254700000001"}
    if call == "topup":
        parties |= {"party_a": str(party), "party_b": str(receiver)}
        answer = client.b2c.account_topup(**given, **parties)
    elif call == "tax":
        answer = client.tax.remittance(**given, party_a=party)
    else:
        answer = getattr(client.b2b, call)(**given, **parties)

    assert answer.is_successful()
    told = result_at(operator)
    assert values(told["Result"])["Amount"] == "250.00"
    if call == "tax":
        client.process_tax_remittance_callback(told)
    assert accounts(operator.daraja.sandbox, operator.shortcode)["Working Account"] == "19750.00"


def test_mpesakit_asks_and_reverses(
    operator: Operator, client: MpesaClient, common: dict[str, Any], phone: str
) -> None:
    receipt = paid(operator, phone)
    party = int(operator.shortcode)
    asked = client.transactions.query_status(
        initiator="testapi", transaction_id=receipt, party_a=party, identifier_type=4, **common
    )
    assert asked.is_successful()
    assert values(result_at(operator)["Result"])["TransactionStatus"] == "Completed"
    balance = client.balance.query(
        initiator="testapi", command_id="AccountBalance", party_a=party, identifier_type=4, **common
    )
    assert balance.is_successful()
    client.process_account_balance_callback(result_at(operator, 2))

    reversed_ = client.reversal.reverse(
        initiator="testapi", transaction_id=receipt, amount=300, receiver_party=party, **common
    )

    assert reversed_.is_successful()
    assert client.process_reversal_callback(result_at(operator, 3)).is_successful()


def test_django_daraja(operator: Operator, sink: Sink, path: str, tmp_path: Path) -> None:
    """In a process of its own: it is a Django app with settings and a table."""
    phone = new_phone()
    (tmp_path / "certs").mkdir()
    (tmp_path / "certs" / "sandbox.cer").write_bytes(certificate(operator.daraja.sandbox))
    given = {
        "base_url": operator.daraja.sandbox.url,
        "folder": str(tmp_path),
        "shortcode": operator.shortcode,
        "passkey": PASSKEY,
        "password": PASSWORD,
        "phone": phone,
        "url": f"{sink.url}{path}/r",
    }
    done = subprocess.run(
        [sys.executable, str(HERE / "run_django_daraja.py")],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == dict.fromkeys(("push", "business", "salary", "promotion"), "0")
    results = sink.wait_for(f"{path}/r", 3)
    assert [received.json["Result"]["ResultCode"] for received in results] == [0, 0, 0]
    operator.daraja.sandbox.post("/_sandbox/approve", {"msisdn": phone})
    sink.wait_for(f"{path}/r", 4)
    assert balance_of(operator.daraja.sandbox, phone) == "100025.00"
