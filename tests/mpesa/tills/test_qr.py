"""QR codes of a till, by the API and the local Daraja: what stands in them, who gets them, and when not."""

from __future__ import annotations

import base64
import struct
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from core import days
from graphql_api.ids import write_id
from mpesa.daraja.client import DarajaClient
from mpesa.models import DarajaApp, PaymentRequest, Till
from tests.graphql_api.conftest import House, signed_in
from tests.processes import SandboxProcess
from tests.tills import NewTill
from users.models import Role

HEAD = "data:image/png;base64,"


@pytest.fixture
def sent(monkeypatch) -> list[dict[str, Any]]:
    """What is asked of Daraja, each time outside any transaction of ours."""
    calls: list[dict[str, Any]] = []
    outside = len(connection.savepoint_ids)
    exchange = DarajaClient.exchange

    def heard(self: DarajaClient, path: str, fields: Any, **more: Any) -> Any:
        assert len(connection.savepoint_ids) == outside
        calls.append(dict(fields))
        return exchange(self, path, fields, **more)

    monkeypatch.setattr(DarajaClient, "exchange", heard)
    return calls


def draw(house: House, till: Till, role: Role = Role.OWNER, **other: Any) -> dict[str, Any]:
    wanted = {"till": write_id("Till", till.pk), "amount": "1250", "accountReference": "INV-37"} | other
    return signed_in(house.people[role]).act("tillQr", "image amount", **wanted)


def picture(drawn: dict[str, Any]) -> bytes:
    assert drawn["image"].startswith(HEAD), drawn
    return base64.b64decode(drawn["image"].removeprefix(HEAD), validate=True)


@pytest.mark.parametrize("answers", ["id", "00"])
@pytest.mark.parametrize(("kind", "code"), [("PAYBILL", "PB"), ("TILL", "BG")])
def test_a_code_is_a_picture_that_says_whom_and_how_much(
    house: House, new_till: NewTill, switches, sent, kind: str, code: str, answers: str
) -> None:
    switches(qr_response_code=answers)
    till = new_till(house.business, kind=kind)
    try:
        drawn = draw(house, till, Role.CASHIER, accountReference=" INV-37 ")
    finally:
        switches(qr_response_code="id")
    png = picture(drawn)
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack_from(">II", png, 16)
    assert width == height and 100 <= width <= 300
    assert drawn["amount"] == "1250.00"
    assert sent == [
        {
            "MerchantName": till.name,
            "RefNo": "INV-37",
            "Amount": 1250,
            "TrxCode": code,
            "CPI": till.shortcode,
            "Size": "300",
        }
    ]
    assert not PaymentRequest.objects.exists()


def test_cents_are_rounded_as_those_of_a_payment_request(house: House, new_till: NewTill, sent) -> None:
    drawn = draw(house, new_till(house.business), amount="99.60")
    assert (drawn["amount"], sent[0]["Amount"]) == ("100.00", 100)


@pytest.mark.parametrize(
    ("other", "code", "field"),
    [
        ({"amount": "0"}, "BAD_AMOUNT", ["amount"]),
        ({"amount": "-5"}, "BAD_AMOUNT", ["amount"]),
        ({"amount": "250001"}, "BAD_AMOUNT", ["amount"]),
        ({"accountReference": ""}, "BAD_REFERENCE", ["accountReference"]),
        ({"accountReference": "thirteen-long"}, "BAD_REFERENCE", ["accountReference"]),
        ({"accountReference": "<b>"}, "BAD_REFERENCE", ["accountReference"]),
    ],
)
def test_what_mpesa_would_not_take_is_not_asked(
    house: House, new_till: NewTill, sent, other: dict[str, str], code: str, field: list[str]
) -> None:
    refused = draw(house, new_till(house.business), **other)
    assert (refused["code"], refused["field"], sent) == (code, field, [])


def test_all_that_is_wrong_is_told_at_once(house: House, new_till: NewTill) -> None:
    till = write_id("Till", new_till(house.business).pk)
    asking = "mutation ($input: TillQrInput!) { tillQr(input: $input) { image problems { code } } }"
    for amount in ("0", "many"):
        given = house.browser().data(asking, input={"till": till, "amount": amount, "accountReference": "!"})
        assert given["tillQr"] == {
            "image": None,
            "problems": [{"code": "BAD_AMOUNT"}, {"code": "BAD_REFERENCE"}],
        }


def test_the_largest_amount_is_taken(house: House, new_till: NewTill) -> None:
    assert picture(draw(house, new_till(house.business), amount="250000"))


def test_only_who_may_ask_for_payments_gets_one(house: House, other_house: House, new_till: NewTill, sent):
    till = new_till(house.business)
    assert draw(house, till, Role.AUDITOR)["code"] == "NOT_ALLOWED"
    assert draw(other_house, till)["code"] == "NOT_FOUND"
    assert sent == []


def test_a_till_out_of_use_has_none(house: House, new_till: NewTill, sent) -> None:
    till = new_till(house.business)
    browser = house.browser()
    browser.act("setTillActive", "till { id }", till=write_id("Till", till.pk), active=False)
    assert (draw(house, till)["code"], sent) == ("TILL_INACTIVE", [])


def test_an_app_that_was_told_to_slow_down_is_left_alone(
    house: House, new_till: NewTill, sandbox: SandboxProcess, sent
) -> None:
    till, other = new_till(house.business, app="qr-hasty"), new_till(house.business, app="qr-calm")
    fault = {"fault": "refuse", "call": "qr", "how": "spike_arrest", "times": 1}
    sandbox.post("/_sandbox/faults", fault).raise_for_status()
    assert draw(house, till)["code"] == "DARAJA_RATE_LIMITED"
    until = DarajaApp.objects.get(pk=till.app_id).slow_until
    assert until is not None and until > days.now() and len(sent) == 1
    DarajaApp.objects.filter(pk=till.app_id).update(slow_until=days.now() + timedelta(minutes=5))
    refused = house.browser().data(
        "mutation ($input: TillQrInput!) { tillQr(input: $input) { problems { code detail { retryAt } } } }",
        input={"till": write_id("Till", till.pk), "amount": "5", "accountReference": "A"},
    )["tillQr"]["problems"]
    assert refused[0]["code"] == "DARAJA_RATE_LIMITED" and refused[0]["detail"]["retryAt"] and len(sent) == 1
    assert picture(draw(house, other))
    DarajaApp.objects.filter(pk=till.app_id).update(slow_until=days.now() - timedelta(seconds=1))
    assert picture(draw(house, till))


def test_daraja_away_is_said_and_nothing_else(house: House, new_till: NewTill, settings) -> None:
    till = new_till(house.business, app="qr-away")
    settings.DARAJA_SANDBOX_URL = "http://127.0.0.1:9"
    refused = draw(house, till)
    assert refused["code"] == "DARAJA_UNREACHABLE" and refused["message"]
