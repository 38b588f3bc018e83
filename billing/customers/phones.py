"""The numbers of customers: sealed under the customer's key, found exactly, shown masked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from django.db.models import Q

from billing.models import Customer, CustomerPhone
from core.machine.crypto import blind_index, blind_indexes, seal, unseal
from core.phone import mask_phone

PHONE_PURPOSE: Final = "customer.phone"


def phone_rows(customer: Customer, numbers: Sequence[str]) -> Iterator[CustomerPhone]:
    """Canonical numbers of a customer as rows, not saved; the first is the one they are reached on."""
    assert customer.data_key is not None, "who was erased gets no numbers"
    for position, number in enumerate(numbers):
        yield CustomerPhone(
            customer=customer,
            position=position,
            phone_sealed=seal(customer.data_key, number, purpose=PHONE_PURPOSE),
            phone_index=blind_index(number),
            phone_masked=mask_phone(number),
        )


def phones_of_customers(customers: Collection[int]) -> dict[int, list[CustomerPhone]]:
    """Customer's key -> the numbers, the first one first; without those that have none. One query."""
    found: defaultdict[int, list[CustomerPhone]] = defaultdict(list)
    for row in CustomerPhone.objects.filter(customer__in=customers).order_by("customer", "position"):
        found[row.customer_id].append(row)
    return dict(found)


def phones_of(customer: Customer) -> list[str]:
    """All full numbers, the first one first. For readers with the right phone.read. Raises Unreadable when
    erased."""
    return [shown_phone(customer, row) for row in customer.phones.order_by("position")]


def phone_of(customer: Customer) -> str:
    """The full number that they are reached on, or empty. As `phones_of`."""
    row = customer.phones.order_by("position").first()
    return shown_phone(customer, row) if row else ""


def shown_phone(customer: Customer, row: CustomerPhone) -> str:
    """The full number of a row of the customer. Raises Unreadable when erased."""
    return unseal(customer.data_key, row.phone_sealed, purpose=PHONE_PURPOSE)


def reached_on(number: str, path: str = "pk") -> Q:
    """Customers with exactly this canonical number; `path` leads to the customer's key."""
    return indexed_as(blind_indexes(number), path)


def indexed_as(indexes: Collection[bytes], path: str = "pk") -> Q:
    """Customers with a number of one of these blind indexes."""
    having = CustomerPhone.objects.filter(phone_index__in=indexes)
    return Q(**{f"{path}__in": having.values("customer")})


def masked_as(masked: str) -> Q:
    """Customers with a number that has the same mask: a suggestion, never a proof."""
    return Q(pk__in=CustomerPhone.objects.filter(phone_masked=masked).values("customer"))
