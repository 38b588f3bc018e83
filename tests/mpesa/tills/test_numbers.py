"""The two numbers of a Buy Goods till lead to it and to nothing else; a till out of use still takes money."""

from __future__ import annotations

import json
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from core.errors import InvalidInput, NotFound
from graphql_api.ids import write_id
from mpesa.callbacks.inbox import store_callback
from mpesa.models import CallbackWork, Discrepancy, PaymentRequest, Receipt, Till, TillNumber
from mpesa.tills.addresses import asking_shortcode, till_by_shortcode
from mpesa.tills.credentials import TillCredentials
from mpesa.tills.tills import create_till
from tests.graphql_api.conftest import House
from tests.mpesa.shops import STAMP
from users.models import AuditEntry, Role

SECRETS = {"consumerKey": "kkkk-one", "consumerSecret": "ssss-two", "passkey": "pppp-three"}
C2B = "c2b/confirmation"


def add(house: House, shortcode: str, store: str = "", environment: str = "LOCAL") -> dict[str, Any]:
    return house.browser().act(
        "createTill",
        "till { id shortcode storeNumber }",
        business=house.id,
        name=f"Shop {shortcode}",
        kind="TILL" if store else "PAYBILL",
        shortcode=shortcode,
        storeNumber=store,
        environment=environment,
        credentials=SECRETS,
    )


@pytest.fixture
def shop(house: House) -> Till:
    """Till 500100 of store 500101."""
    add(house, "500100", "500101")
    return Till.objects.get()


def paid(till: Till, drain, *, named: str, receipt: str) -> None:
    body = {
        "TransactionType": "Buy Goods",
        "TransID": receipt,
        "TransTime": STAMP,
        "TransAmount": "70.00",
        "BusinessShortCode": named,
        "BillRefNumber": "",
        "MSISDN": "254700000001",
    }
    store_callback(
        till=till, kind=C2B, ref="", body=json.dumps(body).encode(), headers={}, address="127.0.0.1"
    )
    drain("mpesa.inbox")


def test_no_number_leads_to_two_tills(house: House, other_house: House, shop: Till):
    def refused(*wanted: str) -> tuple[str, list[str]]:
        problem = add(other_house, *wanted)
        return problem["code"], problem["field"]

    assert refused("500100") == ("SHORTCODE_TAKEN", ["shortcode"])
    assert refused("500101") == ("SHORTCODE_TAKEN", ["shortcode"])
    assert refused("500200", "500100") == ("SHORTCODE_TAKEN", ["storeNumber"])
    assert refused("500200", "500101") == ("SHORTCODE_TAKEN", ["storeNumber"])
    assert list(Till.objects.values_list("pk", flat=True)) == [shop.pk]
    assert add(other_house, "500101", environment="SANDBOX")["till"]["shortcode"] == "500101"
    assert add(house, "500300", "500300")["till"]["storeNumber"] == "500300", "both numbers may be one"


def test_the_database_keeps_it_so_whoever_writes(
    house: House, shop: Till, owner_database: psycopg.Connection[tuple[object, ...]]
):
    with pytest.raises(IntegrityError, match="shortcode_once"):
        Till.objects.create(
            business=house.business,
            name="Twin",
            kind="PAYBILL",
            shortcode="500101",
            environment="LOCAL",
            hook_token="0" * 32,
            app=shop.app,
            data_key=shop.data_key,
            consumer_key_sealed=b"",
            consumer_secret_sealed=b"",
            passkey_sealed=b"",
            credentials_set_at=shop.credentials_set_at,
        )
    for change in ("shortcode = '500900'", "store_number = '500900'", "environment = 'PRODUCTION'"):
        with pytest.raises(psycopg.errors.RestrictViolation, match="TILL_FIXED"):
            owner_database.execute(f"UPDATE mpesa_till SET {change}")
    numbers = TillNumber.objects.filter(till=shop).values_list("number", flat=True)
    assert sorted(numbers) == ["500100", "500101"]


def test_what_comes_in_by_either_number_is_the_tills(shop: Till, drain):
    paid(shop, drain, named="500100", receipt="TKA1BC1001")
    paid(shop, drain, named="500101", receipt="TKA1BC1002")
    paid(shop, drain, named="500102", receipt="TKA1BC1003")
    assert list(Receipt.objects.order_by("pk").values_list("till", "number")) == [
        (shop.pk, "TKA1BC1001"),
        (shop.pk, "TKA1BC1002"),
    ]
    assert Discrepancy.objects.get().code == "SHORTCODE_DIFFERS"


def test_commands_and_the_search_know_both_numbers(house: House, shop: Till, capsys):
    add(house, "500101", environment="SANDBOX")
    assert till_by_shortcode("500100") == shop
    with pytest.raises(InvalidInput, match="two environments"):
        till_by_shortcode("500101")
    with pytest.raises(NotFound):
        till_by_shortcode("500102")
    with pytest.raises(CommandError, match="till"):
        call_command("reconcile", "--till", "500102", "--from", "2026-11-01", "--to", "2026-11-02")
    found = house.browser().data('{ search(text: "500101", allMine: true) { label } }')
    assert "Shop 500100" in {hit["label"] for hit in found["search"]}


def test_safaricom_is_asked_by_the_store_number(house: House, shop: Till):
    add(house, "500400")
    assert asking_shortcode(shop) == "500101"
    assert asking_shortcode(Till.objects.get(shortcode="500400")) == "500400"


def test_a_paybill_has_no_store_number(house: House):
    answer = house.browser().act(
        "createTill",
        business=house.id,
        name="Shop",
        kind="PAYBILL",
        shortcode="500500",
        storeNumber="500501",
        credentials=SECRETS,
    )
    assert (answer["code"], answer["field"]) == ("BAD_SHORTCODE", ["storeNumber"])
    assert not Till.objects.exists()


def test_a_till_gets_another_name(house: House, shop: Till):
    id = write_id("Till", shop.pk)
    done = house.browser().act("renameTill", "till { name }", till=id, name="  Duka la juu ")
    assert done["till"] == {"name": "Duka la juu"}
    told = AuditEntry.objects.get(action="till.rename")
    assert told.details == {"name": "Duka la juu", "name_before": "Shop 500100"}
    for wrong in (" ", "x" * 81):
        assert house.browser().act("renameTill", till=id, name=wrong)["code"] == "NAME_MISSING"
    assert house.browser(Role.ACCOUNTANT).act("renameTill", till=id, name="Mine")["code"] == "NOT_ALLOWED"
    assert Till.objects.get().name == "Duka la juu"


def test_a_till_out_of_use_asks_for_nothing_and_takes_what_comes(house: House, shop: Till, drain):
    id, browser = write_id("Till", shop.pk), house.browser()
    done = browser.act("setTillActive", "till { deactivatedAt }", till=id, active=False)
    assert done["till"]["deactivatedAt"]
    again = browser.act("setTillActive", "till { deactivatedAt }", till=id, active=False)
    assert again == done, "safe to repeat"
    asked = {
        "till": id,
        "phone": "0712345678",
        "amount": "70.00",
        "accountReference": "A",
        "idempotencyKey": "till-out-of-use",
    }
    assert browser.act("requestPayment", **asked)["code"] == "TILL_INACTIVE"
    assert not PaymentRequest.objects.exists()
    paid(shop, drain, named="500100", receipt="TKA1BC1004")
    assert Receipt.objects.get().number == "TKA1BC1004"
    assert CallbackWork.objects.get().state == "DONE"
    browser.act("setTillActive", till=id, active=True)
    assert "code" not in browser.act("requestPayment", "paymentRequest { state }", **asked)
    actions = AuditEntry.objects.filter(action__startswith="till.").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        "till.create",
        "till.deactivate",
        "till.activate",
    ]


def test_a_till_made_by_code_has_its_numbers_too(house: House):
    made = create_till(
        business=house.business,
        name="",
        kind="TILL",
        shortcode="500600",
        store_number="500601",
        credentials=TillCredentials("a", "b", "c"),
        actor=house.people[Role.OWNER],
    )
    assert till_by_shortcode("500601") == made
