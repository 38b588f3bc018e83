"""Two customers who turn out to be one: everything is the other's, by every door, for good."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from billing.customers.archiving import archive_customer
from billing.customers.credit import credit_of_customers
from billing.customers.customers import update_customer
from billing.customers.merging import MOVED, merge_customers
from billing.customers.owing import due_of_customers
from billing.customers.phones import phones_of
from billing.customers.sealing import known_of
from billing.customers.walk_in import walk_in_customer
from billing.invoicing.voiding import void_invoice
from billing.models import Customer, CustomerEntry, CustomerPhone, Invoice, Payment, StatementLine
from core.errors import InvalidState
from graphql_api.ids import write_id
from ledger.integrity.verifying import verify_ledger
from tests.billing.placing import Desk
from tests.core.threads import Running, run_together
from tests.graphql_api.conftest import House
from users.actors import SYSTEM
from users.models import AuditEntry, Role

MERGE = """mutation ($a: ID!, $b: ID!) { mergeCustomers(input: {customer: $a, into: $b}) {
    customer { id name otherPhones tags due credit } problems { code field detail { other } } } }"""
SHOW = "query ($id: ID!) { node(id: $id) { ... on Customer { name archivedAt mergedInto { id } due } } }"
LIST = """query ($b: ID!, $text: String) { customers(business: $b, filter: {text: $text}) {
    nodes { accountNumber } } }"""


@pytest.fixture
def desk(house: House, drain) -> Desk:
    return Desk(house, drain)


@pytest.fixture
def two(desk: Desk) -> tuple[Customer, Customer]:
    """One with a bill half paid, a draft and KES 50 of credit from another; and one with a bill."""
    gone = desk.customer("254712345678", "Amina Otieno")
    stays = desk.customer("254722000111", "A. Otieno")
    update_customer(customer=gone, actor=SYSTEM, tags=["old"], kra_pin="A012345678Z", external_ref="OLD/1")
    update_customer(customer=stays, actor=SYSTEM, tags=["new"], email="a@example.com")
    paid = desk.invoice(gone, 100_00)
    desk.pay(150_00, paid.number)
    desk.invoice(gone, 80_00)  # 50 of it by the credit
    desk.pay(20_00, gone.account_number)
    desk.draft(gone, 999_00)
    desk.invoice(stays, 300_00)
    return gone, stays


def merge(house: House, gone: Customer, stays: Customer, role: str = Role.CASHIER) -> dict[str, Any]:
    ids = {"a": write_id("Customer", gone.pk), "b": write_id("Customer", stays.pk)}
    return house.browser(role).data(MERGE, **ids)["mergeCustomers"]


def codes(payload: dict[str, Any]) -> list[tuple[str, list[str]]]:
    assert payload["customer"] is None
    return [(each["code"], each["field"]) for each in payload["problems"]]


def statement(customer: Customer) -> list[tuple[int, int]]:
    lines = StatementLine.objects.filter(customer=customer).order_by("at", "pk")
    return list(lines.values_list("debit", "credit"))


def test_all_that_was_the_ones_is_the_others(house: House, desk: Desk, two):
    gone, stays = two
    whole = sorted(statement(gone) + statement(stays))
    payload = merge(house, gone, stays)
    assert payload["problems"] == []
    assert payload["customer"] == {
        "id": write_id("Customer", stays.pk),
        "name": "A. Otieno",
        "otherPhones": ["254712345678"],
        "tags": ["new", "old"],
        "due": "310.00",
        "credit": "0.00",
    }
    stays.refresh_from_db()
    known = known_of(stays)
    assert (known["kra_pin"], known["email"], known["external_ref"]) == (
        "A012345678Z",
        "a@example.com",
        "OLD/1",
    )
    assert sorted(statement(stays)) == whole and statement(gone) == []
    for model in MOVED:
        assert not model.objects.filter(customer=gone).exists()
    assert Invoice.objects.filter(customer=stays).count() == 4
    shown = house.browser().data(SHOW, id=write_id("Customer", gone.pk))["node"]
    assert shown["name"] == "Amina Otieno" and shown["archivedAt"] and shown["due"] == "0.00"
    assert shown["mergedInto"] == {"id": write_id("Customer", stays.pk)}
    entry = AuditEntry.objects.get(action="customer.merge")
    assert (entry.actor, entry.subject) == (house.people[Role.CASHIER], f"customer:{stays.pk}")
    assert entry.details == {"account": gone.account_number, "into": stays.account_number}
    assert verify_ledger(house.business.pk) == []


def test_what_is_paid_to_the_old_account_is_the_others(house: House, desk: Desk, two):
    gone, stays = two
    merge(house, gone, stays)
    desk.pay(400_00, gone.account_number)
    assert due_of_customers([gone.pk, stays.pk]) == {}
    assert credit_of_customers([gone.pk, stays.pk]) == {stays.pk: 90_00}
    assert Payment.objects.latest("pk").customer_id == stays.pk
    assert verify_ledger(house.business.pk) == []


def test_the_one_is_found_and_the_other_shown(house: House, desk: Desk, two):
    gone, stays = two
    merge(house, gone, stays)
    for text in (gone.account_number, "amina", "0712345678", "OLD/1", "A012345678Z"):
        found = house.browser().data(LIST, b=house.id, text=text)["customers"]["nodes"]
        assert found == [{"accountNumber": stays.account_number}], text
    everybody = house.browser().data("query ($b: ID!) { customers(business: $b) { totalCount } }", b=house.id)
    assert everybody["customers"]["totalCount"] == 1


def test_a_repeat_changes_nothing_and_nothing_else_happens_to_the_one(house: House, desk: Desk, two):
    gone, stays = two
    first = merge(house, gone, stays)
    assert merge(house, gone, stays) == first
    assert AuditEntry.objects.filter(action="customer.merge").count() == 1
    third = desk.customer("254733000222", "Baraka")
    for refused in (merge(house, gone, third), merge(house, third, gone)):
        assert [each["code"] for each in refused["problems"]] == ["CUSTOMER_MERGED"]
        assert refused["problems"][0]["detail"]["other"] == write_id("Customer", stays.pk)
    for verb in (
        lambda: update_customer(customer=gone, name="X", actor=SYSTEM),
        lambda: archive_customer(customer=gone, actor=SYSTEM),
    ):
        with pytest.raises(InvalidState) as told:
            verb()
        assert told.value.code == "CUSTOMER_MERGED"


def test_who_stands_for_others_takes_them_along(house: House, desk: Desk, two):
    gone, stays = two
    merge(house, gone, stays)
    third = desk.customer("254733000222", "Baraka")
    assert merge(house, stays, third)["problems"] == []
    assert set(Customer.objects.filter(merged_into=third)) == {gone, stays}
    desk.pay(310_00, gone.account_number)
    assert due_of_customers([third.pk]) == {} and phones_of(third)[0] == "254733000222"
    assert len(phones_of(third)) == 3
    assert verify_ledger(house.business.pk) == []


def test_who_cannot_be_merged(house: House, other_house: House, desk: Desk, two):
    gone, stays = two
    before = (list(Customer.objects.order_by("pk").values()), list(CustomerEntry.objects.values("customer")))
    assert codes(merge(house, gone, gone)) == [("SAME_CUSTOMER", ["into"])]
    walk_in = walk_in_customer(house.business)
    assert codes(merge(house, gone, walk_in)) == [("WALK_IN_STAYS", ["into"])]
    assert codes(merge(house, walk_in, stays)) == [("WALK_IN_STAYS", ["customer"])]
    stranger = Desk(other_house, desk.drain, shortcode="600985").customer()
    assert codes(merge(house, gone, stranger)) == [("NOT_FOUND", ["into"])]
    assert codes(merge(house, gone, stays, Role.AUDITOR)) == [("NOT_ALLOWED", [])]
    customers = Customer.objects.exclude(pk__in=[walk_in.pk, stranger.pk]).order_by("pk").values()
    assert (list(customers), list(CustomerEntry.objects.values("customer"))) == before
    archive_customer(customer=stays, actor=SYSTEM)
    assert codes(merge(house, gone, stays)) == [("CUSTOMER_ARCHIVED", ["into"])]


def test_more_numbers_than_are_kept_are_not_thrown_away(house: House, desk: Desk, two):
    gone, stays = two
    update_customer(customer=gone, actor=SYSTEM, other_phones=[f"25470000000{n}" for n in range(4)])
    assert codes(merge(house, gone, stays)) == [("TOO_MANY_PHONES", ["customer"])]
    assert CustomerPhone.objects.count() == 6 and not Customer.objects.filter(merged_into__isnull=False)


def test_the_database_itself_lets_nothing_go_to_anybody_else(house: House, desk: Desk, two):
    gone, stays = two
    for statement_ in (
        f"UPDATE billing_invoice SET customer_id = {stays.pk} WHERE customer_id = {gone.pk} AND paid > 0",
        f"UPDATE billing_payment SET customer_id = {stays.pk} WHERE customer_id = {gone.pk}",
        f"UPDATE billing_customerentry SET customer_id = {stays.pk} WHERE customer_id = {gone.pk}",
        f"UPDATE billing_customer SET merged_into_id = id, archived_at = now() WHERE id = {gone.pk}",
        f"UPDATE billing_customer SET merged_into_id = {stays.pk} WHERE id = {gone.pk}",  # not put away
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement_)
    merge(house, gone, stays)
    for statement_ in (
        f"UPDATE billing_customer SET merged_into_id = NULL WHERE id = {gone.pk}",
        f"UPDATE billing_invoice SET customer_id = {gone.pk} WHERE customer_id = {stays.pk} AND paid > 0",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement_)


def test_a_bill_that_was_moved_is_voided_like_any(house: House, desk: Desk, two):
    gone, stays = two
    bill = desk.invoice(gone, 40_00)
    merge(house, gone, stays)
    bill.refresh_from_db()
    void_invoice(invoice=bill, reason="Twice", actor=SYSTEM)
    assert due_of_customers([stays.pk]) == {stays.pk: 310_00}
    assert verify_ledger(house.business.pk) == []


def test_a_bill_made_while_they_are_merged_waits_and_is_refused(house: House, desk: Desk, two):
    gone, stays = two
    with transaction.atomic():
        merge_customers(customer=gone, into=stays, actor=SYSTEM)
        other = Running(lambda: desk.draft(gone, 10_00))  # before the commit, whenever it gets there
    with pytest.raises(DatabaseError):
        other.result()
    assert not Invoice.objects.filter(customer=gone).exists()


def test_both_ways_at_once_one_of_them_stays(house: House, desk: Desk, two):
    gone, stays = two
    run_together(
        [
            lambda: merge_customers(customer=gone, into=stays, actor=SYSTEM),
            lambda: merge_customers(customer=stays, into=gone, actor=SYSTEM),
        ]
    )
    assert Customer.objects.filter(merged_into=None).count() == 1
    left = Customer.objects.get(merged_into=None)
    assert Invoice.objects.exclude(customer=left).count() == 0
    assert verify_ledger(house.business.pk) == []


def test_every_table_of_a_customer_is_known_here():
    """Who adds a table says whether its rows go over: in MOVED, or here because they stay."""
    stay = {"customerphone", "contactpreference", "statementline", "receivable", "customer"}
    fields = Customer._meta.get_fields(include_hidden=True)
    related = {field.related_model for field in fields if field.one_to_many or field.one_to_one}
    assert {model for model in related if model._meta.model_name not in stay} == set(MOVED)
