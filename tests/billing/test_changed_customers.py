"""A customer's name and phone are put right; the account number and the bills stay."""

from __future__ import annotations

from typing import Any

import pytest

from billing.models import Customer, CustomerPhone
from graphql_api.ids import write_id
from tests.billing.placing import Desk
from tests.graphql_api.conftest import House
from users.models import AuditEntry, Role

CHANGE = """mutation ($input: UpdateCustomerInput!) { updateCustomer(input: $input) {
    customer { name phone accountNumber } problems { code field } } }"""
BY_NAME = "query ($business: ID!, $text: String!) { search(business: $business, text: $text) { label } }"
BY_PHONE = """query ($business: ID!, $phone: Phone!) {
    customers(business: $business, filter: {phone: $phone}) { nodes { accountNumber } } }"""


@pytest.fixture
def customer(house: House, drain) -> Customer:
    return Desk(house, drain).customer(name="Amina Otino", phone="254712345678")


def change(house: House, customer: Customer, role: str = Role.CASHIER, **given: Any) -> dict[str, Any]:
    asked = {"customer": write_id("Customer", customer.pk), "name": "Amina Otieno", "phone": "0722 000 111"}
    return house.browser(role).data(CHANGE, input=asked | given)["updateCustomer"]


def named(house: House, text: str) -> int:
    return len(house.browser().data(BY_NAME, business=house.id, text=text)["search"])


def phoned(house: House, phone: str) -> int:
    return len(house.browser().data(BY_PHONE, business=house.id, phone=phone)["customers"]["nodes"])


def changes() -> list[tuple[str, dict]]:
    entries = AuditEntry.objects.filter(action="customer.update").order_by("pk")
    return [(str(entry.actor), entry.details) for entry in entries]


def test_a_name_and_a_phone_are_put_right_and_found_anew(house: House, customer: Customer):
    answer = change(house, customer)
    shown = {"name": "Amina Otieno", "phone": "254722000111", "accountNumber": customer.account_number}
    assert answer == {"customer": shown, "problems": []}
    assert (named(house, "otieno"), named(house, "otino")) == (1, 0)
    assert (phoned(house, "0722000111"), phoned(house, "0712345678")) == (1, 0)
    # Who and what, never the name or the number.
    assert changes() == [(str(house.people[Role.CASHIER]), {"name": True, "phone": True})]


def test_the_same_again_changes_and_notes_nothing(house: House, customer: Customer):
    change(house, customer)
    before = Customer.objects.values().get()
    change(house, customer)
    assert Customer.objects.values().get() == before and len(changes()) == 1


def test_without_a_phone_none_is_kept(house: House, customer: Customer):
    assert change(house, customer, name="Amina Otino", phone=None)["customer"]["phone"] is None
    assert not CustomerPhone.objects.exists()
    assert changes() == [(str(house.people[Role.CASHIER]), {"phone": True})]


def test_everything_wrong_is_said_at_once_and_nothing_moves(house: House, customer: Customer):
    before = Customer.objects.values().get()
    problems = change(house, customer, name=" ", phone="12")["problems"]
    assert [(each["code"], each["field"]) for each in problems] == [
        ("BAD_PHONE", ["phone"]),
        ("NAME_MISSING", ["name"]),
    ]
    assert Customer.objects.values().get() == before and changes() == []


@pytest.mark.parametrize(("role", "code"), [(Role.AUDITOR, "NOT_ALLOWED"), (Role.PLAYER, "NOT_FOUND")])
def test_who_may_not_bill_changes_nobody(house: House, customer: Customer, role: str, code: str):
    before = Customer.objects.values().get()
    assert [each["code"] for each in change(house, customer, role)["problems"]] == [code]
    assert Customer.objects.values().get() == before


def test_who_was_erased_stays_erased(house: House, customer: Customer):
    Customer.objects.filter(pk=customer.pk).update(data_key=None)
    assert [each["code"] for each in change(house, customer)["problems"]] == ["CUSTOMER_ERASED"]
    assert changes() == []
