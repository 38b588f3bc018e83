"""Registering, and changing a token or BASE_URL, against a Safaricom that takes addresses once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
import requests
from django.core.management import CommandError, call_command

from core.errors import InvalidState
from core.models import Alert
from graphql_api.ids import write_id
from mpesa.models import (
    Callback,
    Discrepancy,
    FormerHookToken,
    PaymentRequest,
    Receipt,
    Till,
    UrlRegistration,
)
from mpesa.tills.registering import are_current, register_urls, registered
from mpesa.tills.rotating import retire_hook_token, rotate_hook_token
from tests.graphql_api.conftest import House
from tests.mpesa.shops import STAMP
from tests.processes import SandboxProcess, wait_until
from tests.tills import NewTill
from users.actors import SYSTEM
from users.models import AuditEntry, Role

SHOWN = "till { urlRegistration { version whenUnreachable address done code answer } urlsRegisteredAt }"
Turn = Callable[..., None]


@pytest.fixture
def shop(house: House, new_till: NewTill) -> Till:
    return new_till(house.business)


def registers(house: House, till: Till, **wanted: Any) -> dict[str, Any]:
    return house.browser().act("registerUrls", SHOWN, till=write_id("Till", till.pk), **wanted)


def pays(sandbox: SandboxProcess, till: Till, drain, amount: int) -> str:
    """A customer pays from the phone; the confirmation comes to where Safaricom was told. Its receipt."""
    before = Callback.objects.count()
    answer = sandbox.post(
        "/_sandbox/pay",
        {"shortcode": till.shortcode, "msisdn": "254708374149", "amount": amount, "account": "A1"},
    )
    answer.raise_for_status()
    wait_until(lambda: Callback.objects.count() > before)
    drain("mpesa.inbox")
    return str(answer.json()["receipt"])


def announce(hooks: str, token: str, receipt: str) -> int:
    body = {
        "TransactionType": "Pay Bill",
        "TransID": receipt,
        "TransTime": STAMP,
        "TransAmount": "70.00",
        "BusinessShortCode": Till.objects.get().shortcode,
        "BillRefNumber": "A1",
        "MSISDN": "254700000001",
    }
    return requests.post(f"{hooks}/hooks/{token}/c2b/confirmation", json=body, timeout=10).status_code


def test_version_and_default_action_are_chosen_and_safaricoms_answer_is_shown(
    house: House, shop: Till, hook_server: str, sandbox: SandboxProcess
):
    first = registers(house, shop)["till"]
    assert first["urlsRegisteredAt"]
    assert first["urlRegistration"] == {
        "version": "V1",
        "whenUnreachable": "COMPLETED",
        "address": hook_server,
        "done": True,
        "code": "",
        "answer": "Success",
    }
    second = registers(house, shop, version="V2", whenUnreachable="CANCELLED")["till"]["urlRegistration"]
    assert (second["version"], second["whenUnreachable"]) == ("V2", "CANCELLED")
    third = registers(house, shop)["till"]["urlRegistration"]
    assert (third["version"], third["whenUnreachable"]) == ("V2", "CANCELLED"), "as the last time"
    told = next(
        each
        for each in sandbox.get("/_sandbox/state").json()["organisations"]
        if each["shortcode"] == shop.shortcode
    )
    assert told["response_type"] == "Cancelled"
    assert UrlRegistration.objects.filter(done=True).count() == 3
    for role in (Role.ACCOUNTANT, Role.AUDITOR):
        refused = house.browser(role).act("registerUrls", SHOWN, till=write_id("Till", shop.pk))
        assert refused["code"] == "NOT_ALLOWED"


def test_what_safaricom_refuses_is_kept_in_its_words(
    house: House, shop: Till, sandbox: SandboxProcess, capsys
):
    fault = {"fault": "refuse", "call": "register", "how": "gateway_nested", "times": 1}
    sandbox.post("/_sandbox/faults", fault).raise_for_status()
    problem = registers(house, shop)
    assert problem["code"].startswith("DARAJA_")
    (kept,) = UrlRegistration.objects.all()
    assert (kept.done, kept.code) == (False, problem["code"])
    assert kept.answer and kept.answer in problem["message"]
    assert Till.objects.get().urls_registered_at is None
    call_command(
        "register_urls", "--till", shop.shortcode, "--urls-version", "v2", "--when-unreachable", "Cancelled"
    )
    assert "v2, Cancelled). Safaricom says: Success" in capsys.readouterr().out


def test_production_takes_them_once(house: House, shop: Till, switches: Turn, settings):
    switches(register_once=True)
    assert registers(house, shop)["till"]["urlRegistration"]["done"]
    again = registers(house, shop)["till"]["urlRegistration"]
    assert (again["done"], again["code"]) == (True, "DARAJA_URLS_REGISTERED"), "the same ones: fine"
    settings.BASE_URL = "https://elsewhere.example"
    assert not are_current(registered(shop))
    problem = registers(house, shop)
    assert problem["code"] == "DARAJA_URLS_REGISTERED"
    assert "Urls are already registered" in problem["message"] and "URL Management" in problem["message"]
    last = UrlRegistration.objects.order_by("pk").last()
    assert last is not None and (last.done, last.address) == (False, "https://elsewhere.example")


def test_a_new_token_loses_nothing_on_the_way(
    house: House, shop: Till, sandbox: SandboxProcess, switches: Turn, drain, hook_server: str
):
    switches(register_once=True)
    register_urls(till=shop, actor=SYSTEM)
    old = shop.hook_token
    id, browser = write_id("Till", shop.pk), house.browser()
    turned = browser.act("rotateHookToken", "till { formerAddress { retiredAt } }", till=id)
    assert turned["till"] == {"formerAddress": {"retiredAt": None}}
    new = Till.objects.get().hook_token
    assert new != old and re.fullmatch("[0-9a-f]{32}", new)
    assert browser.act("rotateHookToken", till=id)["code"] == "ROTATION_OPEN"
    # Safaricom still calls the old address: that is booked.
    receipts = [pays(sandbox, shop, drain, 70)]
    assert registers(house, shop)["code"] == "DARAJA_URLS_REGISTERED"
    assert browser.act("retireHookToken", till=id)["code"] == "ADDRESS_IN_USE"
    # A person has removed the old addresses in the portal.
    switches(register_once=False)
    assert registers(house, shop)["till"]["urlRegistration"]["done"]
    assert browser.act("retireHookToken", till=id)["code"] == "ADDRESS_IN_USE", "nothing came by it yet"
    receipts.append(pays(sandbox, shop, drain, 80))
    call_command("rotate_hook_token", "--till", shop.shortcode, "--retire")
    assert browser.act("retireHookToken", "till { formerAddress { retiredAt } }", till=id)["till"]
    assert list(Receipt.objects.order_by("pk").values_list("number", flat=True)) == receipts
    assert list(
        Callback.objects.filter(kind="c2b/confirmation")
        .order_by("pk")
        .values_list("former_token__token", flat=True)
    ) == [old, None]
    assert not Discrepancy.objects.exists()
    actions = AuditEntry.objects.filter(action__startswith="till.r").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        "till.register_urls",
        "till.rotate_address",
        "till.register_urls",
        "till.retire_address",
    ]


def test_a_retired_address_keeps_and_does_not_believe(shop: Till, hook_server: str, drain):
    old = shop.hook_token
    rotate_hook_token(till=shop, actor=SYSTEM)
    with pytest.raises(InvalidState, match="new address"):
        retire_hook_token(till=shop, actor=SYSTEM)
    assert announce(hook_server, old, "TKA1BC2001") == 200
    drain("mpesa.inbox")
    call_command("rotate_hook_token", "--till", shop.shortcode, "--retire-even-so")
    assert announce(hook_server, old, "TKA1BC2002") == 200, "kept all the same"
    drain("mpesa.inbox")
    assert list(Receipt.objects.values_list("number", flat=True)) == ["TKA1BC2001"]
    assert Discrepancy.objects.get().code == "ADDRESS_RETIRED"
    alert = Alert.objects.get(code="RETIRED_ADDRESS_USED")
    assert shop.shortcode in alert.detail and old not in alert.detail
    assert alert.subject == f"till:{shop.pk}", "two tills are two alerts, and each page shows its own"
    # The same body at the present address is Safaricom's: it is booked.
    new = Till.objects.get().hook_token
    assert announce(hook_server, new, "TKA1BC2002") == 200
    drain("mpesa.inbox")
    assert Receipt.objects.count() == 2
    # Retired too early: nothing is lost, it is booked when a person believes the address again.
    assert announce(hook_server, old, "TKA1BC2003") == 200
    drain("mpesa.inbox")
    assert Receipt.objects.count() == 2
    call_command("rotate_hook_token", "--till", shop.shortcode, "--reopen")
    drain("mpesa.inbox")
    assert sorted(Receipt.objects.values_list("number", flat=True)) == [
        f"TKA1BC200{number}" for number in (1, 2, 3)
    ]
    assert announce(hook_server, "0" * 32, "TKA1BC2009") == 404


def test_a_request_on_its_way_is_paid_at_the_address_it_was_sent_with(
    house: House, shop: Till, sandbox: SandboxProcess, drain
):
    asked = house.browser().act(
        "requestPayment",
        "paymentRequest { state }",
        till=write_id("Till", shop.pk),
        phone="0712345678",
        amount="90.00",
        accountReference="A1",
        idempotencyKey="on-its-way",
    )
    assert "code" not in asked
    drain("mpesa.push")
    rotate_hook_token(till=shop, actor=SYSTEM)
    retire_hook_token(till=shop, even_so=True, actor=SYSTEM)
    request = PaymentRequest.objects.get()
    sandbox.post("/_sandbox/approve", {"checkout_request_id": request.checkout_request_id}).raise_for_status()
    wait_until(lambda: Callback.objects.exists())
    drain("mpesa.inbox")
    request.refresh_from_db()
    assert request.state == "PAID"
    assert Callback.objects.get().former_token == FormerHookToken.objects.get()
    assert not Alert.objects.filter(code="RETIRED_ADDRESS_USED").exists()


def test_production_is_told_https_only(house: House, new_till: NewTill, settings):
    till = new_till(house.business, environment="PRODUCTION")
    settings.BASE_URL = "http://pay.example.co.ke"
    assert registers(house, till)["code"] == "BASE_URL_NOT_HTTPS"
    asked = {
        "till": write_id("Till", till.pk),
        "phone": "0712345678",
        "amount": "90.00",
        "accountReference": "A1",
        "idempotencyKey": "no-https-yet",
    }
    assert house.browser().act("requestPayment", **asked)["code"] == "BASE_URL_NOT_HTTPS"
    assert not PaymentRequest.objects.exists()
    assert not UrlRegistration.objects.exists()
    with pytest.raises(CommandError, match="https"):
        call_command("register_urls", "--till", till.shortcode)


def test_a_sandbox_that_wants_https_says_so(house: House, shop: Till, switches: Turn):
    switches(https_only=True)
    problem = registers(house, shop)
    assert problem["code"] == "DARAJA_BAD_REQUEST" and "ConfirmationURL" in problem["message"]


def test_the_secret_is_nowhere_to_be_read(house: House, shop: Till, hook_server: str):
    old = shop.hook_token
    registers(house, shop)
    rotate_hook_token(till=shop, actor=SYSTEM)
    till = Till.objects.get()
    shown = house.browser().data(
        "query ($id: ID!) { node(id: $id) { ... on Till { name shortcode formerAddress { replacedAt"
        " retiredAt } urlRegistration { address answer } } } }",
        id=write_id("Till", till.pk),
    )
    kept = json.dumps(list(AuditEntry.objects.values_list("details", flat=True)))
    assert not any(token in json.dumps(shown) + kept for token in (old, till.hook_token))
