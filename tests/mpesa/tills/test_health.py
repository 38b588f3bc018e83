"""A till's health: what is well is not told, what is not is named, in the API and by verify_system."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from core import days
from core.machine.alerts import raise_alert
from graphql_api.ids import write_id
from mpesa.models import DarajaApp, Environment, PaymentRequest, Till
from mpesa.tills.health import health_of
from mpesa.tills.registering import register_urls
from mpesa.tills.rotating import rotate_hook_token
from mpesa.tills.tills import set_till_active
from tests.graphql_api.conftest import House
from tests.tills import NewTill
from users.actors import SYSTEM

HEALTH = """query ($id: ID!) { node(id: $id) { ... on Till { health { findings credentialsDays tokenGotAt
    tokenFailedAt tokenFailure slowUntil registeredAddress presentAddress urlsCurrent lastConfirmationAt
    lastValidationAt lastResultAt lastPushAt lastQueryAt callbacksDue callbacksLost openAlerts } } } }"""


@pytest.fixture
def shop(house: House, new_till: NewTill) -> Till:
    return new_till(house.business, app="well")


def health(house: House, till: Till) -> dict[str, Any]:
    return house.browser().data(HEALTH, id=write_id("Till", till.pk))["node"]["health"]


def said(till: Till, capsys) -> str:
    with pytest.raises(CommandError):  # no cluster beats here
        call_command("verify_system", "--json")
    return json.loads(capsys.readouterr().out.strip().splitlines()[-1])[f"till {till.shortcode}"]


def test_a_new_till_is_to_be_registered_and_is_well_then(house: House, shop: Till, hook_server: str, capsys):
    found = health(house, shop)
    assert found["findings"] == ["URLS_NOT_REGISTERED"]
    assert (found["registeredAddress"], found["urlsCurrent"]) == (None, False)
    assert said(shop, capsys) == "C2B addresses are not registered: register_urls"
    register_urls(till=shop, actor=SYSTEM)
    found = health(house, shop)
    assert found["findings"] == []
    assert found["registeredAddress"] == found["presentAddress"] == hook_server
    assert found["urlsCurrent"] and found["tokenGotAt"] and found["credentialsDays"] == 0
    assert said(shop, capsys) == "ok"


def test_an_address_that_safaricom_does_not_have_is_noticed(house: House, shop: Till, settings, capsys):
    register_urls(till=shop, actor=SYSTEM)
    before = settings.BASE_URL
    settings.BASE_URL = "https://moved.example.co.ke"
    assert health(house, shop)["findings"] == ["URLS_ELSEWHERE"]
    assert "registered with another address" in said(shop, capsys)
    settings.BASE_URL = before
    assert health(house, shop)["findings"] == []
    rotate_hook_token(till=shop, actor=SYSTEM)
    assert health(house, shop)["findings"] == ["URLS_ELSEWHERE"]
    register_urls(till=Till.objects.get(), actor=SYSTEM)
    assert health(house, shop)["findings"] == ["FORMER_ADDRESS_OPEN"]
    assert said(shop, capsys).startswith("ok: its former address")


def test_everything_else_that_is_not_well(house: House, shop: Till, drain, settings):
    register_urls(till=shop, actor=SYSTEM)
    now = days.now()
    for number in range(4):
        asked = house.browser().act(
            "requestPayment",
            "paymentRequest { id }",
            till=write_id("Till", shop.pk),
            phone=f"07332000{number:02}",
            amount="90.00",
            accountReference=f"A{number}",
            idempotencyKey=f"the-health-{number}",
        )
        assert "code" not in asked
    drain("mpesa.push")
    assert health(house, shop)["callbacksDue"] == 0, "they may still come"
    PaymentRequest.objects.update(sent_at=now - timedelta(minutes=6))
    DarajaApp.objects.filter(pk=shop.app_id).update(
        slow_until=now + timedelta(minutes=1),
        token_failed_at=now + timedelta(seconds=1),
        token_failure="DARAJA_NO_TOKEN",
    )
    raise_alert(
        code="TILL_SILENT",
        severity="CRITICAL",
        detail="",
        business_id=shop.business_id,
        subject=f"till:{shop.pk}",
    )
    set_till_active(till=shop, active=False, actor=SYSTEM)
    found = health(house, shop)
    assert found["findings"] == ["INACTIVE", "TOKEN_FAILS", "CALLBACKS_LOST", "APP_SLOW", "ALERTS_OPEN"]
    assert (found["callbacksDue"], found["callbacksLost"], found["openAlerts"]) == (4, 4, 1)
    assert found["lastPushAt"] and found["slowUntil"] and found["tokenFailure"] == "DARAJA_NO_TOKEN"


def test_a_production_till_wants_https_and_fresh_credentials(house: House, new_till: NewTill, settings):
    till = new_till(house.business, environment=Environment.PRODUCTION)
    Till.objects.update(credentials_set_at=days.now() - timedelta(days=91))
    settings.BASE_URL = "http://pay.example.co.ke"
    found = health(house, till)
    assert found["findings"] == ["BASE_URL_NOT_HTTPS", "URLS_NOT_REGISTERED", "CREDENTIALS_OLD"]
    assert found["credentialsDays"] == 91


def test_however_many_tills_are_read_in_as_many_queries(
    house: House, new_till: NewTill, django_assert_num_queries
):
    tills = [new_till(house.business).pk for _ in range(3)]
    with django_assert_num_queries(7):
        assert set(health_of(tills)) == set(tills)
