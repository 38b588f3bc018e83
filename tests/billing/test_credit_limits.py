"""Credit limits: what is due and what is new together, less the customer's credit; beyond it by right."""

from __future__ import annotations

import pytest
from django.db import transaction

from billing.customers.customers import update_customer
from billing.customers.limits import beyond_limits, require_within_limit
from billing.models import Customer
from core.errors import InvalidState, NotAllowed
from tests.billing.placing import Desk
from tests.graphql_api.conftest import House
from users.actors import SYSTEM
from users.models import AuditEntry, Role


@pytest.fixture
def desk(house: House, drain) -> Desk:
    return Desk(house, drain)


def limited(desk: Desk, cents: int | None) -> Customer:
    return update_customer(customer=desk.customer(), credit_limit=cents, actor=SYSTEM)


def ask(customer: Customer, cents: int, house: House, role: str = Role.CASHIER, **given: bool) -> None:
    with transaction.atomic():
        require_within_limit(customer, cents, house.people[role], **given)


def test_what_is_due_counts_and_credit_is_taken_off(house: House, desk: Desk):
    customer = limited(desk, 1_000_00)
    desk.draft(customer, 5_000_00)  # a draft is nothing yet
    ask(customer, 1_000_00, house)
    with pytest.raises(InvalidState) as refused:
        ask(customer, 1_000_01, house)
    assert (refused.value.code, refused.value.detail.limit) == ("OVER_CREDIT_LIMIT", 1_000_00)
    assert "KES 1,000.01 would be" in refused.value.message
    invoice = desk.invoice(customer, 600_00)
    ask(customer, 400_00, house)
    with pytest.raises(InvalidState):
        ask(customer, 401_00, house)
    desk.pay(700_00, invoice.number)  # 100 of it is credit
    ask(customer, 1_100_00, house)
    with pytest.raises(InvalidState):
        ask(customer, 1_100_01, house)
    assert not AuditEntry.objects.filter(action="customer.over_limit").exists()


def test_without_a_limit_as_much_as_they_like_and_with_none_nothing(house: House, desk: Desk):
    ask(limited(desk, None), 10**12, house)
    with pytest.raises(InvalidState):
        ask(limited(desk, 0), 1, house)


def test_beyond_it_goes_who_may_and_says_so(house: House, desk: Desk):
    customer = limited(desk, 100_00)
    for role, refusal in ((Role.CASHIER, NotAllowed), (Role.AUDITOR, NotAllowed)):
        with pytest.raises(refusal):
            ask(customer, 200_00, house, role, override=True)
    assert not AuditEntry.objects.filter(action="customer.over_limit").exists()
    for role in (Role.ACCOUNTANT, Role.OWNER):
        ask(customer, 200_00, house, role, override=True)
        entry = AuditEntry.objects.filter(action="customer.over_limit").latest("pk")
        assert entry.actor == house.people[role] and entry.subject == f"customer:{customer.pk}"
        assert entry.details == {"due": "KES 200.00", "credit_limit": "KES 100.00"}
    ask(customer, 50_00, house, Role.CASHIER, override=True)  # nothing to go beyond
    assert AuditEntry.objects.filter(action="customer.over_limit").count() == 2


def test_many_are_judged_in_as_many_statements_as_one(desk: Desk, django_assert_num_queries):
    customers = [limited(desk, 100_00) for _ in range(6)]
    desk.invoice(customers[0], 90_00)
    asked = {customer.pk: 20_00 for customer in customers} | {desk.customer().pk: 10**9}
    with transaction.atomic(), django_assert_num_queries(4):  # one of them limits the wait for locks
        over = beyond_limits(asked)
    assert over == {customers[0].pk: (100_00, 110_00)}


def test_a_limit_is_raised_or_lifted_by_who_may_bill_beyond_it(desk: Desk):
    customer = limited(desk, 100_00)
    cashier, owner = desk.house.people[Role.CASHIER], desk.house.people[Role.OWNER]
    for limit in (100_01, None):
        with pytest.raises(NotAllowed):
            update_customer(customer=customer, credit_limit=limit, actor=cashier)
    customer.refresh_from_db()
    assert customer.credit_limit == 100_00
    assert update_customer(customer=customer, credit_limit=50_00, actor=cashier).credit_limit == 50_00
    assert update_customer(customer=customer, credit_limit=None, actor=owner).credit_limit is None
