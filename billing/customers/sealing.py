"""Personal facts of a customer between a row and what is said: sealed under the customer's own key."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q

from billing.customers.names import word_indexes
from billing.customers.phones import phones_of
from billing.customers.said import Said
from billing.models import Customer
from core.email import mask_email
from core.kra import mask_kra_pin
from core.machine.crypto import blind_index, blind_indexes, seal, unseal
from core.models import DataKey

NAME_PURPOSE: Final = "customer.name"
KRA_PIN_PURPOSE: Final = "customer.kra_pin"
EMAIL_PURPOSE: Final = "customer.email"


def columns_of(key: DataKey, said: Said) -> dict[str, Any]:
    """The columns of a Customer that hold what was said and checked, besides the numbers."""
    columns: dict[str, Any] = {}
    if "name" in said:
        columns["name_sealed"] = seal(key, said["name"], purpose=NAME_PURPOSE)
        columns["name_words"] = word_indexes(said["name"])
    if "kra_pin" in said:
        pin = said["kra_pin"]
        columns["kra_pin_sealed"] = seal(key, pin, purpose=KRA_PIN_PURPOSE) if pin else None
        columns["kra_pin_index"] = blind_index(KRA_PIN_PURPOSE + pin) if pin else None
        columns["kra_pin_masked"] = mask_kra_pin(pin) if pin else ""
    if "email" in said:
        address = said["email"]
        columns["email_sealed"] = seal(key, address, purpose=EMAIL_PURPOSE) if address else None
        columns["email_masked"] = mask_email(address) if address else ""
    if "external_ref" in said:
        columns["external_ref"] = said["external_ref"] or None
    if "tags" in said:
        columns["tags"] = list(said["tags"])
    if "credit_limit" in said:
        columns["credit_limit"] = said["credit_limit"]
    return columns


def known_of(customer: Customer) -> Said:
    """All that is known of a customer, opened. Raises Unreadable when erased."""
    first, *others = phones_of(customer) or [""]
    return Said(
        name=name_of(customer),
        phone=first,
        other_phones=others,
        kra_pin=kra_pin_of(customer),
        email=email_of(customer),
        external_ref=customer.external_ref or "",
        tags=customer.tags,
        credit_limit=customer.credit_limit,
    )


def name_of(customer: Customer) -> str:
    """The customer's name. Raises Unreadable when erased."""
    return unseal(customer.data_key, customer.name_sealed, purpose=NAME_PURPOSE)


def kra_pin_of(customer: Customer) -> str:
    """The whole PIN, or empty. For readers with the right phone.read. Raises Unreadable when erased."""
    if customer.kra_pin_sealed is None:
        return ""
    return unseal(customer.data_key, customer.kra_pin_sealed, purpose=KRA_PIN_PURPOSE)


def of_kra_pin(pin: str) -> Q:
    """Customers with exactly this canonical PIN."""
    return Q(kra_pin_index__in=blind_indexes(KRA_PIN_PURPOSE + pin))


def email_of(customer: Customer) -> str:
    """The whole address, or empty. As `kra_pin_of`."""
    if customer.email_sealed is None:
        return ""
    return unseal(customer.data_key, customer.email_sealed, purpose=EMAIL_PURPOSE)
