"""How many receipts a person may claim in a minute: those that this person claims, and no others."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from core import days
from core.errors import InvalidState
from mpesa.asking.enquiries import settle
from mpesa.asking.initiators import set_initiator
from mpesa.collections import claims
from mpesa.collections.claims import claim_receipt
from mpesa.models import Enquiry, EnquiryState
from tests.clock import Clock
from tests.graphql_api.conftest import House
from tests.mpesa.shops import Shop
from users.actors import SYSTEM
from users.models import Role, User

NUMBERS = ("UKK0000001", "UKK0000002")


@pytest.fixture
def shop(house: House, clock: Clock, monkeypatch) -> Shop:
    clock.at = days.now() + timedelta(minutes=1)
    monkeypatch.setattr(claims, "PER_PERSON", 2)
    return Shop(house, "600100")


def claim(shop: Shop, number: str, key: str, by: User) -> Enquiry:
    return claim_receipt(till=shop.till, receipt_number=number, key=f"claim-{key}", actor=by)


def test_what_others_ask_anew_takes_no_room_of_who_claimed_first(house: House, shop: Shop, clock: Clock):
    cashier, owner = house.people[Role.CASHIER], house.people[Role.OWNER]
    for number in NUMBERS:
        made = claim(shop, number, number, cashier)
        with transaction.atomic():
            settle(made, EnquiryState.ANSWERED, verdict="NOT_FOUND", code="2033")
    with pytest.raises(InvalidState, match="wait a little"):
        claim(shop, "UKK0000003", "third", cashier)
    clock.pass_seconds(61)
    for number in NUMBERS:
        assert claim(shop, number, f"again-{number}", owner).state == "WAITING"
    assert claim(shop, "UKK0000003", "third", cashier).claimed_by == cashier


def test_what_is_asked_when_an_initiator_comes_takes_no_room(house: House, shop: Shop, clock: Clock):
    cashier = house.people[Role.CASHIER]
    for number in NUMBERS:
        claim(shop, number, number, cashier)
    clock.pass_seconds(61)
    set_initiator(till=shop.till, name="testapi", password="a-password", actor=SYSTEM)
    shop.till.refresh_from_db()
    assert set(Enquiry.objects.values_list("state", flat=True)) == {"ASKING"}
    assert claim(shop, "UKK0000003", "third", cashier).state == "ASKING"
    clock.pass_seconds(1)
    claim(shop, "UKK0000004", "fourth", cashier)
    with pytest.raises(InvalidState, match="wait a little"):
        claim(shop, "UKK0000005", "fifth", cashier)
