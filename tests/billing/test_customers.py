"""All that is known of a customer: kept sealed, found exactly, shown by right, put right with a trace."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.models import Customer, CustomerPhone, Invoice
from core.errors import InvalidState
from core.machine.crypto import blind_index
from graphql_api.ids import write_id
from tests.billing.placing import Desk
from tests.core.threads import run_together
from tests.graphql_api.conftest import House
from users.models import AuditEntry, Role

FACTS = "name phone otherPhones kraPin email externalRef tags creditLimit"
CREATE = f"""mutation ($input: CreateCustomerInput!) {{ createCustomer(input: $input) {{
    customer {{ id {FACTS} }} problems {{ code field detail {{ other count limit }} }} }} }}"""
UPDATE = f"""mutation ($input: UpdateCustomerInput!) {{ updateCustomer(input: $input) {{
    customer {{ {FACTS} }} problems {{ code field detail {{ other }} }} }} }}"""
ARCHIVE = """mutation ($id: ID!) { archiveCustomer(input: {customer: $id}) {
    customer { archivedAt } problems { code } } }"""
UNARCHIVE = ARCHIVE.replace("archiveCustomer", "unarchiveCustomer")
LIST = """query ($business: ID!, $filter: CustomerFilter) { customers(business: $business, filter: $filter) {
    nodes { name } } }"""
SHOW = f"query ($id: ID!) {{ node(id: $id) {{ ... on Customer {{ {FACTS} }} }} }}"
AMINA: dict[str, Any] = {
    "name": "Amina Otieno",
    "phone": "0712 345 678",
    "otherPhones": ["0722000111", "+254 733 000 222"],
    "kraPin": "a012345678z",
    "email": " Amina@Example.com",
    "externalRef": "OLD/17",
    "tags": ["Kilimani", "vip", "VIP"],
    "creditLimit": "5000",
}
SHOWN = {
    "name": "Amina Otieno",
    "phone": "254712345678",
    "otherPhones": ["254722000111", "254733000222"],
    "kraPin": "A012345678Z",
    "email": "amina@example.com",
    "externalRef": "OLD/17",
    "tags": ["kilimani", "vip"],
    "creditLimit": "5000.00",
}


def create(house: House, role: str = Role.CASHIER, **given: Any) -> dict[str, Any]:
    asked = {"business": house.id, "idempotencyKey": given.get("name", "key")} | given
    return house.browser(role).data(CREATE, input=asked)["createCustomer"]


def update(house: House, customer: str, role: str = Role.CASHIER, **given: Any) -> dict[str, Any]:
    return house.browser(role).data(UPDATE, input={"customer": customer} | given)["updateCustomer"]


def names(house: House, **filter: Any) -> list[str]:
    found = house.browser().data(LIST, business=house.id, filter=filter)["customers"]["nodes"]
    return sorted(each["name"] for each in found)


def told(payload: dict[str, Any]) -> list[tuple[str, list[str]]]:
    assert payload["customer"] is None
    return [(each["code"], each["field"]) for each in payload["problems"]]


def changes() -> list[dict[str, Any]]:
    return list(AuditEntry.objects.filter(action="customer.update").values_list("details", flat=True))


@pytest.fixture
def amina(house: House) -> str:
    made = create(house, **AMINA)
    assert made["problems"] == []
    return made["customer"]["id"]


def test_all_of_it_is_kept_sealed_and_shown_to_whom_it_may_be(house: House, amina: str):
    row = Customer.objects.get()
    stored = [row.name_sealed, row.kra_pin_sealed, row.email_sealed, row.kra_pin_index]
    stored += [part for phone in row.phones.all() for part in (phone.phone_sealed, phone.phone_index)]
    kept = b"|".join(map(bytes, stored)) + f"{row.kra_pin_masked}{row.email_masked}".encode()
    for secret in (b"Amina", b"amina", b"712345678", b"722000111", b"012345"):
        assert secret not in kept
    assert house.browser(Role.CASHIER).data(SHOW, id=amina)["node"] == SHOWN
    masked = house.browser(Role.AUDITOR).data(SHOW, id=amina)["node"]
    assert masked == SHOWN | {
        "phone": "25471****678",
        "otherPhones": ["25472****111", "25473****222"],
        "kraPin": "A****678Z",
        "email": "a****@example.com",
        "creditLimit": None,
    }


def test_the_same_again_is_the_same_customer_and_anything_else_is_not(house: House, amina: str):
    assert create(house, **AMINA)["customer"]["id"] == amina
    for other in ({"otherPhones": []}, {"kraPin": None}, {"tags": ["vip"]}, {"creditLimit": None}):
        assert told(create(house, **(AMINA | other)))[0][0] == "KEY_REUSED"
    assert Customer.objects.count() == 1 and CustomerPhone.objects.count() == 3


def test_everything_wrong_is_said_at_once_and_nothing_is_kept(house: House):
    bad = {
        "name": "", "phone": "12", "otherPhones": ["0722000111", "13"], "kraPin": "A12", "email": "amina",
        "externalRef": "<b>", "tags": ["a" * 25], "creditLimit": "-1", "idempotencyKey": "",
    }  # fmt: skip
    assert sorted(told(create(house, **bad))) == [
        ("BAD_AMOUNT", ["creditLimit"]),
        ("BAD_EMAIL", ["email"]),
        ("BAD_EXTERNAL_REF", ["externalRef"]),
        ("BAD_KEY", ["idempotencyKey"]),
        ("BAD_KRA_PIN", ["kraPin"]),
        ("BAD_PHONE", ["otherPhones", "1"]),
        ("BAD_PHONE", ["phone"]),
        ("BAD_TAG", ["tags"]),
        ("NAME_MISSING", ["name"]),
    ]
    many = [f"07120000{count:02}" for count in range(5)]
    assert told(create(house, name="A", phone="0733000111", otherPhones=many)) == [
        ("TOO_MANY_PHONES", ["otherPhones"])
    ]
    assert told(create(house, name="A", tags=[f"t{count}" for count in range(11)])) == [("BAD_TAG", ["tags"])]
    assert not Customer.objects.exists() and not CustomerPhone.objects.exists()


def test_what_is_not_said_stays(house: House, amina: str):
    assert update(house, amina, tags=["gone"])["customer"] == SHOWN | {"tags": ["gone"]}
    unlimited = update(house, amina, role=Role.ACCOUNTANT, creditLimit=None)["customer"]
    assert unlimited["creditLimit"] is None
    assert update(house, amina, email=None, kraPin="")["customer"]["email"] is None
    assert update(house, amina, phone="0700000001")["customer"]["otherPhones"] == SHOWN["otherPhones"]
    assert changes() == [
        {"tags": True},
        {"credit_limit": "", "credit_limit_before": "KES 5,000.00"},
        {"email": True, "kra_pin": True},
        {"phone": True},
    ]
    row = Customer.objects.get()
    assert (row.email_sealed, row.email_masked, row.kra_pin_index, row.kra_pin_masked) == (None, "", None, "")


def test_where_the_first_number_goes_the_next_takes_its_place(house: House, amina: str):
    moved = update(house, amina, phone=None)["customer"]
    assert (moved["phone"], moved["otherPhones"]) == ("254722000111", ["254733000222"])
    # One that moves to the front stands there alone.
    again = update(house, amina, phone="0733000222", otherPhones=["0722000111", "0733000222"])["customer"]
    assert (again["phone"], again["otherPhones"]) == ("254733000222", ["254722000111"])
    gone = update(house, amina, phone=None, otherPhones=None)["customer"]
    assert (gone["phone"], gone["otherPhones"]) == (None, [])
    assert changes()[-1] == {"phone": True, "other_phones": True}
    assert not CustomerPhone.objects.exists()


def test_a_repeat_changes_and_notes_nothing(house: House, amina: str):
    before = (Customer.objects.values().get(), list(CustomerPhone.objects.values()))
    same = {name: value for name, value in AMINA.items() if name != "idempotencyKey"}
    assert update(house, amina, **same)["customer"] == SHOWN
    assert (Customer.objects.values().get(), list(CustomerPhone.objects.values())) == before
    assert changes() == []


def test_an_account_of_the_former_system_is_one_customers(house: House, other_house: House, amina: str):
    refused = create(house, name="Baraka", externalRef="OLD/17")
    assert told(refused) == [("EXTERNAL_REF_TAKEN", ["externalRef"])]
    assert refused["problems"][0]["detail"]["other"] == amina
    baraka = create(house, name="Baraka", externalRef="OLD/18")["customer"]["id"]
    assert told(update(house, baraka, externalRef="OLD/17")) == [("EXTERNAL_REF_TAKEN", ["externalRef"])]
    assert create(other_house, name="Amina", externalRef="OLD/17")["problems"] == []
    assert update(house, baraka, externalRef=None)["customer"]["externalRef"] is None
    assert create(house, name="Chebet")["problems"] == []  # any number of them have none


def test_two_at_once_who_want_one_account_get_one(house: House):
    given = [{"name": name, "externalRef": "OLD/17"} for name in ("Amina", "Baraka")]
    made = run_together([lambda one=one: create(house, **one) for one in given])
    problems = sorted(each["code"] for payload in made for each in payload["problems"])
    assert problems == ["EXTERNAL_REF_TAKEN"] and Customer.objects.count() == 1


def test_customers_are_found_by_what_people_hold_in_hand(house: House, drain, amina: str):
    desk = Desk(house, drain)
    desk.invoice(desk.customer(name="Baraka Mutua", phone="254733999888"), 500_00)
    account = Customer.objects.get(pk=Customer.objects.earliest("pk").pk).account_number
    for text in (account, account[:5], "OLD/17", "0733000222", "A012345678Z", "amina", "OTIENO amina"):
        assert "Amina Otieno" in names(house, text=text), text
    for text in ("OLD/1", "Otien", "A01234567", "amina baraka"):
        assert names(house, text=text) == [], text
    assert names(house, phone="0722 000 111") == ["Amina Otieno"]
    assert names(house, tag="VIP") == ["Amina Otieno"]
    assert names(house, tag="vip", phone="0733999888") == []
    assert names(house, owing=True) == ["Baraka Mutua"]
    assert names(house, owing=False) == ["Amina Otieno"]
    problem = house.browser().ask(LIST, business=house.id, filter={"tag": " "})["errors"][0]
    assert problem["extensions"]["code"] == "BAD_FILTER"


def test_who_is_put_away_is_in_no_list_to_choose_from(house: House, amina: str):
    create(house, name="Baraka")
    first = house.browser(Role.CASHIER).data(ARCHIVE, id=amina)["archiveCustomer"]
    assert first["problems"] == [] and first["customer"]["archivedAt"]
    again = house.browser(Role.OWNER).data(ARCHIVE, id=amina)["archiveCustomer"]
    assert again == first
    assert (names(house, archived=True), names(house, archived=False)) == (["Amina Otieno"], ["Baraka"])
    assert names(house) == ["Amina Otieno", "Baraka"]
    for _ in range(2):
        back = house.browser(Role.CASHIER).data(UNARCHIVE, id=amina)["unarchiveCustomer"]
        assert back == {"customer": {"archivedAt": None}, "problems": []}
    acts = AuditEntry.objects.filter(action__contains="archive").order_by("pk")
    assert [entry.action for entry in acts] == ["customer.archive", "customer.unarchive"]


@pytest.mark.parametrize(("role", "code"), [(Role.AUDITOR, "NOT_ALLOWED"), (Role.PLAYER, "NOT_FOUND")])
def test_who_may_not_bill_puts_nobody_away(house: House, amina: str, role: str, code: str):
    for call, verb in ((ARCHIVE, "archiveCustomer"), (UNARCHIVE, "unarchiveCustomer")):
        payload = house.browser(role).data(call, id=amina)[verb]
        assert [each["code"] for each in payload["problems"]] == [code]
    assert Customer.objects.get().archived_at is None


def test_a_page_of_customers_costs_as_many_queries_however_many_there_are(house: House):
    fields = f"{FACTS} due credit archivedAt isWalkIn"
    query = f"query ($b: ID!) {{ customers(business: $b) {{ nodes {{ {fields} }} }} }}"
    for count in range(3):
        create(house, **(AMINA | {"name": f"Customer {count}", "externalRef": f"OLD/{count}"}))
    browser = house.browser()
    with CaptureQueriesContext(connection) as few:
        browser.data(query, b=house.id)
    for count in range(3, 12):
        create(house, **(AMINA | {"name": f"Customer {count}", "externalRef": f"OLD/{count}"}))
    with CaptureQueriesContext(connection) as many:
        assert len(browser.data(query, b=house.id)["customers"]["nodes"]) == 12
    assert len(many) == len(few)


def test_a_hit_of_the_search_shows_the_number_masked(house: House, amina: str):
    search = "query ($b: ID!, $t: String!) { search(business: $b, text: $t) { id label detail } }"
    for text in ("OLD/17", "A012345678Z", "0733000222"):
        (hit,) = house.browser().data(search, b=house.id, t=text)["search"]
        assert hit["id"] == amina and hit["detail"].endswith("25471****678"), text
    assert house.browser().data(search, b=house.id, t="10")["search"] == []
    assert write_id("Customer", Customer.objects.get().pk) == amina


def test_numbers_are_indexed_under_the_newest_key(house: House, amina: str):
    kept = {bytes(index) for index in CustomerPhone.objects.values_list("phone_index", flat=True)}
    assert kept == {blind_index(number) for number in (SHOWN["phone"], *SHOWN["otherPhones"])}


def test_who_is_put_away_is_not_billed(house: House, drain, amina: str):
    desk = Desk(house, drain)
    house.browser(Role.CASHIER).data(ARCHIVE, id=amina)
    with pytest.raises(InvalidState) as refused:
        desk.draft(Customer.objects.get(), 100_00)
    assert refused.value.code == "CUSTOMER_ARCHIVED" and not Invoice.objects.exists()
    house.browser(Role.CASHIER).data(UNARCHIVE, id=amina)
    assert desk.draft(Customer.objects.get(), 100_00).total == 100_00
