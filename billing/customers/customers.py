"""Customers: who is billed, and the account number they pay to."""

from __future__ import annotations

from django.db import transaction

from billing.customers.names import word_indexes
from billing.models import Customer
from billing.numbers import CUSTOMER_SERIES, account_number, next_number
from core.errors import Findings, InvalidState
from core.machine.crypto import blind_index, keyed_digests, new_data_key, seal, unseal
from core.phone import canonical_phone, mask_phone
from core.rows.events import record_event
from core.rows.idempotency import first_or_conflict
from core.rows.locks import lock_row
from core.text import checked_key, checked_name
from users.access import Right, require_right
from users.actors import Actor
from users.audit import record_audit
from users.models import Business

NAME_PURPOSE = "customer.name"
PHONE_PURPOSE = "customer.phone"
#: What holds the name and the phone.
_SAID = ("name_sealed", "name_words", "phone_sealed", "phone_index", "phone_masked")


def create_customer(
    *, business: Business, name: str, phone: str = "", key: str | None = None, actor: Actor
) -> Customer:
    """A customer with an account number of their own. Needs the right billing.write.

    Idempotent by (business, key) where there is a key: the same name and phone give the first customer,
    others are a Conflict KEY_REUSED. Raises InvalidInput NAME_MISSING / BAD_PHONE / BAD_KEY, all that apply
    at once.
    """
    require_right(actor, business, Right.BILLING_WRITE)
    found = Findings()
    text = number = ""
    with found.noting():
        text = checked_name(name)
    with found.noting():
        number = canonical_phone(phone) if phone else ""
    with found.noting():
        if key is not None:
            checked_key(key, "customer")
    found.settle()
    asked = keyed_digests([business.pk, text, number])

    def write() -> Customer:
        with transaction.atomic():
            data_key = new_data_key()
            customer = Customer.objects.create(
                business=business,
                account_number=account_number(next_number(business, CUSTOMER_SERIES)),
                data_key=data_key,
                name_words=word_indexes(text),
                name_sealed=seal(data_key, text, purpose=NAME_PURPOSE),
                phone_sealed=seal(data_key, number, purpose=PHONE_PURPOSE) if number else None,
                phone_index=blind_index(number) if number else None,
                phone_masked=mask_phone(number) if number else "",
                key=key,
                key_hash=asked[0] if key else None,
            )
            record_audit(actor=actor, business=business, action="customer.create", subject=customer)
            record_event(topic="customer.created", business_id=business.pk, customer=customer.pk)
        return customer

    if key is None:
        return write()
    known = Customer.objects.filter(business=business, key=key)
    return first_or_conflict(known, digests=asked, write=write, what="customer")[0]


def update_customer(*, customer: Customer, name: str, phone: str = "", actor: Actor) -> Customer:
    """Another name and phone; without a phone none is kept. Needs the right billing.write; audited by which
    of the two changed. What is the same already changes nothing. Locks the customer.

    Raises InvalidInput NAME_MISSING / BAD_PHONE, all that apply at once, and InvalidState CUSTOMER_ERASED.
    """
    require_right(actor, customer.business, Right.BILLING_WRITE)
    found = Findings()
    text = number = ""
    with found.noting():
        text = checked_name(name)
    with found.noting():
        number = canonical_phone(phone) if phone else ""
    found.settle()
    with transaction.atomic():
        row = lock_row(Customer.objects.filter(pk=customer.pk).select_related("business", "data_key"))
        if row is None or row.data_key is None:
            raise InvalidState("CUSTOMER_ERASED", "customer", "This customer was erased.")
        changed: dict[str, str | int | bool] = {}
        if name_of(row) != text:
            changed["name"] = True
            row.name_sealed = seal(row.data_key, text, purpose=NAME_PURPOSE)
            row.name_words = word_indexes(text)
        if phone_of(row) != number:
            changed["phone"] = True
            row.phone_sealed = seal(row.data_key, number, purpose=PHONE_PURPOSE) if number else None
            row.phone_index = blind_index(number) if number else None
            row.phone_masked = mask_phone(number) if number else ""
        if changed:
            row.save(update_fields=_SAID)
            record_audit(
                actor=actor, business=row.business, action="customer.update", subject=row, details=changed
            )
    return row


def name_of(customer: Customer) -> str:
    """The customer's name. Raises Unreadable when erased."""
    return unseal(customer.data_key, customer.name_sealed, purpose=NAME_PURPOSE)


def phone_of(customer: Customer) -> str:
    """The full number, or empty. For readers with the right phone.read. Raises Unreadable when erased."""
    if customer.phone_sealed is None:
        return ""
    return unseal(customer.data_key, customer.phone_sealed, purpose=PHONE_PURPOSE)
