"""Whom Safaricom is told to pay: a PayBill asks for itself, a Buy Goods till by its store number.

Swapped, the gateway says "Wrong credentials" or the push fails with 2028 / SFC_IC0003 (reference/daraja.md).
"""

from __future__ import annotations

import base64
from typing import Any

import pytest

from ledger.reads.selectors import balance_by_code
from mpesa.collections.requests import querying
from mpesa.models import PaymentRequest, Receipt, Till
from mpesa.tills import connections
from mpesa.tills.accounts import account_code
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from tests.graphql_api.conftest import House
from tests.mpesa.daraja.conftest import FakeDaraja, http
from tests.mpesa.requests.conftest import ask
from tests.processes import SandboxProcess
from tests.tills import PASSKEY, NewTill
from users.actors import SYSTEM

PUSH, QUERY = "/mpesa/stkpush/v1/processrequest", "/mpesa/stkpushquery/v1/query"
HOSTS = {"SANDBOX": "https://sandbox.safaricom.co.ke", "PRODUCTION": "https://api.safaricom.co.ke"}


def test_the_tills_of_a_business_are_each_paid_what_was_asked_for_them(
    house: House, sandbox: SandboxProcess, new_till: NewTill, drain
):
    """Two PayBills and two Buy Goods tills, with one phone each, all at once."""
    tills = [new_till(house.business, kind=kind) for kind in ("PAYBILL", "TILL", "TILL", "PAYBILL")]
    cashier = house.browser("CASHIER")
    for place, till in enumerate(tills):
        assert ask(cashier, till, f"25470000081{place}", f"{(place + 1) * 100}", f"A{place}") is None
    drain("mpesa.push")
    prompts = sandbox.get("/_sandbox/state").json()["prompts"]
    for till in tills:
        request = PaymentRequest.objects.get(till=till)
        assert request.state == "PENDING"
        (prompt,) = [one for one in prompts if one["checkout_request_id"] == request.checkout_request_id]
        assert prompt["shortcode"] == till.shortcode, "the customer sees the till's own number"
        sandbox.post("/_sandbox/approve", {"checkout_request_id": request.checkout_request_id})
    sandbox.drain()
    drain()
    for place, till in enumerate(tills):
        receipt = Receipt.objects.get(till=till)
        assert (receipt.amount, receipt.request.state) == ((place + 1) * 100_00, "PAID")
        assert balance_by_code(house.business.pk, account_code(till)) == receipt.amount
    assert len({account_code(till) for till in tills}) == 4


def test_a_till_is_asked_about_by_its_store_number_too(
    house: House, sandbox: SandboxProcess, new_till: NewTill, drain
):
    till = new_till(house.business, kind="TILL")
    assert ask(house.browser("CASHIER"), till, "254700000820", "70", "A1") is None
    drain("mpesa.push")
    request = PaymentRequest.objects.get()
    sandbox.post("/_sandbox/faults", {"fault": "lose_callback", "call": "stk", "times": 1}).raise_for_status()
    sandbox.post("/_sandbox/approve", {"checkout_request_id": request.checkout_request_id})
    assert querying.ask_outcome(request).state == "SUCCESS"


@pytest.mark.parametrize("environment", sorted(HOSTS))
@pytest.mark.parametrize("kind", ["PAYBILL", "TILL"])
def test_what_goes_over_the_wire(
    house: House, daraja: FakeDaraja, drain, monkeypatch, settings, environment: str, kind: str
):
    settings.BASE_URL = "https://maji.example"
    store = "600102" if kind == "TILL" else ""
    till = create_till(
        business=house.business,
        name="Water",
        kind=kind,
        shortcode="600101",
        store_number=store,
        environment=environment,
        credentials=TillCredentials("a-consumer-key", "a-consumer-secret", PASSKEY),
        actor=SYSTEM,
    )
    assert connections.base_url(till) == HOSTS[environment]
    monkeypatch.setattr(connections, "base_url", lambda till: daraja.url)
    accepted = {"ResponseCode": "0", "MerchantRequestID": "m-1", "CheckoutRequestID": "ws_CO_1"}
    daraja.says(PUSH, http(200, accepted | {"ResponseDescription": "Success", "CustomerMessage": "Success"}))
    daraja.says(QUERY, http(200, {"ResponseCode": "0", "ResultCode": "1032", "ResultDesc": "Cancelled"}))
    assert ask(house.browser("CASHIER"), till, "254700000830", "70", "A1") is None
    drain("mpesa.push")

    request = PaymentRequest.objects.get()
    (sent,) = [call.json for call in daraja.calls(PUSH)]
    asking = store or "600101"
    assert (sent["BusinessShortCode"], sent["PartyB"]) == (asking, "600101")
    assert sent["TransactionType"] == ("CustomerBuyGoodsOnline" if store else "CustomerPayBillOnline")
    assert (sent["Amount"], sent["PartyA"], sent["PhoneNumber"]) == (70, 254700000830, 254700000830)
    assert sent["CallBackURL"] == f"https://maji.example/hooks/{till.hook_token}/stk/{request.ref}"
    assert _password(sent) == f"{asking}{PASSKEY}{sent['Timestamp']}"
    assert request.state == "PENDING"
    querying.ask_outcome(request)
    (asked,) = [call.json for call in daraja.calls(QUERY)]
    assert (asked["BusinessShortCode"], asked["CheckoutRequestID"]) == (asking, "ws_CO_1")
    assert _password(asked) == f"{asking}{PASSKEY}{asked['Timestamp']}"


def test_a_production_till_asks_nobody_without_a_public_address(house: House, settings):
    settings.BASE_URL = "http://maji.example"
    till = create_till(
        business=house.business,
        name="Water",
        kind="PAYBILL",
        shortcode="600101",
        environment="PRODUCTION",
        credentials=TillCredentials("a-consumer-key", "a-consumer-secret", PASSKEY),
        actor=SYSTEM,
    )
    refused = ask(house.browser("CASHIER"), till, "254700000840", "70", "A1")
    assert (refused["code"], refused["field"]) == ("BASE_URL_NOT_HTTPS", ["till"])
    assert not PaymentRequest.objects.exists() and Till.objects.get().environment == "PRODUCTION"


def _password(body: dict[str, Any]) -> str:
    return base64.b64decode(body["Password"]).decode()
