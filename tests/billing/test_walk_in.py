"""The customer who is nobody in particular: one of each business, and as they are."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from billing.customers.archiving import archive_customer
from billing.customers.customers import create_customer, name_of, phone_of, update_customer
from billing.customers.walk_in import walk_in_customer
from billing.models import Customer
from core.errors import InvalidState
from tests.core.threads import run_together
from tests.graphql_api.conftest import House
from users.actors import SYSTEM


def test_there_is_one_of_each_business(house: House, other_house: House):
    customer = walk_in_customer(house.business)
    assert (name_of(customer), phone_of(customer), customer.is_walk_in) == ("Walk-in", "", True)
    assert walk_in_customer(house.business) == customer
    assert walk_in_customer(other_house.business) != customer
    assert Customer.objects.count() == 2
    with pytest.raises(IntegrityError, match="customer_walk_in_once"), transaction.atomic():
        Customer.objects.create(business=house.business, account_number="1", is_walk_in=True, name_sealed=b"")


def test_four_who_ask_first_at_once_get_one_and_no_number_is_left_out(house: House):
    made = run_together([lambda: walk_in_customer(house.business) for _ in range(4)])
    assert len(set(made)) == 1 and Customer.objects.count() == 1
    second = create_customer(business=house.business, name="Amina", actor=SYSTEM)
    assert [made[0].account_number[:5], second.account_number[:5]] == ["10001", "10002"]


def test_they_stay_as_they_are(house: House):
    customer = walk_in_customer(house.business)
    before = Customer.objects.values().get()
    for verb in (
        lambda: update_customer(customer=customer, name="Amina", actor=SYSTEM),
        lambda: archive_customer(customer=customer, actor=SYSTEM),
    ):
        with pytest.raises(InvalidState) as refused:
            verb()
        assert refused.value.code == "WALK_IN_STAYS"
    assert Customer.objects.values().get() == before
