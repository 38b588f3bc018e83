"""Customers: who is billed, and the account number they pay to."""

from __future__ import annotations

from django.db import transaction

from billing.models import Customer
from billing.numbers import CUSTOMER_SERIES, account_number, next_number
from core.machine.crypto import blind_index, new_data_key, seal, unseal
from core.phone import canonical_phone, mask_phone
from core.rows.events import record_event
from core.text import checked_name
from users.access import Right, require_right
from users.actors import Actor
from users.audit import record_audit
from users.models import Business

NAME_PURPOSE = "customer.name"
PHONE_PURPOSE = "customer.phone"


def create_customer(*, business: Business, name: str, phone: str = "", actor: Actor) -> Customer:
    """A customer with an account number of their own. Needs the right billing.write.

    Raises InvalidInput NAME_MISSING / BAD_PHONE.
    """
    require_right(actor, business, Right.BILLING_WRITE)
    text = checked_name(name)
    number = canonical_phone(phone) if phone else ""
    with transaction.atomic():
        key = new_data_key()
        customer = Customer.objects.create(
            business=business,
            account_number=account_number(next_number(business, CUSTOMER_SERIES)),
            data_key=key,
            name_sealed=seal(key, text, purpose=NAME_PURPOSE),
            phone_sealed=seal(key, number, purpose=PHONE_PURPOSE) if number else None,
            phone_index=blind_index(number) if number else None,
            phone_masked=mask_phone(number) if number else "",
        )
        record_audit(actor=actor, business=business, action="customer.create", subject=customer)
        record_event(topic="customer.created", business_id=business.pk, customer=customer.pk)
    return customer


def name_of(customer: Customer) -> str:
    """The customer's name. Raises Unreadable when erased."""
    return unseal(customer.data_key, customer.name_sealed, purpose=NAME_PURPOSE)


def phone_of(customer: Customer) -> str:
    """The full number, or empty. For readers with the right phone.read. Raises Unreadable when erased."""
    if customer.phone_sealed is None:
        return ""
    return unseal(customer.data_key, customer.phone_sealed, purpose=PHONE_PURPOSE)
