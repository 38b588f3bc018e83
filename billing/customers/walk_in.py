"""The customer who is nobody in particular: sales at the counter are billed to them."""

from __future__ import annotations

from typing import Final

from django.db import IntegrityError, transaction

from billing.customers.sealing import columns_of
from billing.models import Customer
from billing.numbers import CUSTOMER_SERIES, account_number, next_number
from core.machine.crypto import new_data_key
from users.models import Business

NAME: Final = "Walk-in"


def walk_in_customer(business: Business) -> Customer:
    """The one walk-in customer of a business, made when it is first asked for. Waits for who makes it at the
    same time (unique constraint). It has no number, its credit pays nobody's bills, and it stays as it is.
    """
    known = Customer.objects.filter(business=business, is_walk_in=True).select_related("business", "data_key")
    found = known.first()
    if found is None:
        try:
            with transaction.atomic():
                return _make(business)
        except IntegrityError:  # somebody else was faster, and has committed
            found = known.get()
    return found


def _make(business: Business) -> Customer:
    data_key = new_data_key()
    return Customer.objects.create(
        business=business,
        account_number=account_number(next_number(business, CUSTOMER_SERIES)),
        data_key=data_key,
        is_walk_in=True,
        **columns_of(data_key, {"name": NAME}),
    )
