"""Customers: who is billed, and the account number they pay to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Unpack

from django.db import IntegrityError, transaction

from billing.customers.phones import phone_of, phone_rows
from billing.customers.said import Said, checked, numbers_of
from billing.customers.sealing import columns_of, known_of, name_of
from billing.models import Customer, CustomerPhone
from billing.numbers import CUSTOMER_SERIES, account_number, next_number
from core.digests import Facts
from core.errors import Conflict, Detail, Findings, InvalidState
from core.machine.crypto import keyed_digests, new_data_key
from core.money import Cents, display
from core.rows.events import record_event
from core.rows.idempotency import first_or_conflict
from core.rows.locks import lock_row
from core.text import checked_key
from users.access import Right, require_right
from users.actors import Actor
from users.audit import record_audit
from users.models import Business

__all__ = ["create_customer", "locked_customer", "name_of", "phone_of", "require_unmerged", "update_customer"]

RIGHT: Final = Right.BILLING_WRITE


def create_customer(
    *, business: Business, key: str | None = None, actor: Actor, **said: Unpack[Said]
) -> Customer:
    """A customer with an account number of their own. Needs the right billing.write.

    Idempotent by (business, key) where there is a key: the same again gives the first customer, other facts
    are a Conflict KEY_REUSED. Raises what `checked` notes, BAD_KEY, TOO_MANY_PHONES, all that apply at once,
    and Conflict EXTERNAL_REF_TAKEN.
    """
    require_right(actor, business, RIGHT)
    found = Findings()
    facts = checked({"name": "", **said}, found)
    with found.noting():
        if key is not None:
            checked_key(key, "customer")
    with found.noting():
        numbers = [] if found.errors else numbers_of(facts, [])
    found.settle()
    asked = keyed_digests(facts_of(business, facts, numbers))

    def write() -> Customer:
        with transaction.atomic(), _reference_free(business, facts.get("external_ref", "")):
            data_key = new_data_key()
            customer = Customer.objects.create(
                business=business,
                account_number=account_number(next_number(business, CUSTOMER_SERIES)),
                data_key=data_key,
                key=key,
                key_hash=asked[0] if key else None,
                **columns_of(data_key, facts),
            )
            CustomerPhone.objects.bulk_create(phone_rows(customer, numbers))
            record_audit(actor=actor, business=business, action="customer.create", subject=customer)
            record_event(topic="customer.created", business_id=business.pk, customer=customer.pk)
        return customer

    if key is None:
        return write()
    known = Customer.objects.filter(business=business, key=key)
    return first_or_conflict(known, digests=asked, write=write, what="customer")[0]


def update_customer(*, customer: Customer, actor: Actor, **said: Unpack[Said]) -> Customer:
    """Put right what is said; what is not said stays. Needs the right billing.write; audited by which facts
    changed. What is the same already changes nothing. Locks the customer. A limit that lets them owe more
    needs the right billing.override.

    Raises what `checked` notes and TOO_MANY_PHONES, all that apply at once, Conflict EXTERNAL_REF_TAKEN, and
    InvalidState CUSTOMER_ERASED / WALK_IN_STAYS.
    """
    require_right(actor, customer.business, RIGHT)
    found = Findings()
    facts = checked(said, found)
    found.settle()
    with transaction.atomic():
        row = locked_customer(customer)
        if row.data_key is None:
            raise InvalidState("CUSTOMER_ERASED", "customer", "This customer was erased.")
        before = known_of(row)
        numbers_before = numbers_of(before, [])
        numbers = numbers_of(facts, numbers_before)
        changed = Said(**{name: value for name, value in facts.items() if value != before.get(name)})  # type: ignore[typeddict-item]
        if "credit_limit" in changed and _lets_owe_more(row.credit_limit, changed["credit_limit"]):
            require_right(actor, row.business, Right.BILLING_OVERRIDE)
        if columns := columns_of(row.data_key, changed):
            for name, value in columns.items():
                setattr(row, name, value)
            with _reference_free(row.business, row.external_ref or ""):
                row.save(update_fields=list(columns))
        if numbers != numbers_before:
            row.phones.all().delete()
            CustomerPhone.objects.bulk_create(phone_rows(row, numbers))
        if columns or numbers != numbers_before:
            _audit_change(row, changed, before, numbers, numbers_before, actor)
    return row


def _lets_owe_more(before: Cents | None, after: Cents | None) -> bool:
    return before is not None and (after is None or after > before)


def locked_customer(customer: Customer) -> Customer:
    """The customer, locked as it stands now, with its business and key. In the caller's transaction.

    Raises InvalidState WALK_IN_STAYS, as who is nobody in particular stays as they are, and CUSTOMER_MERGED.
    """
    row = lock_row(Customer.objects.filter(pk=customer.pk).select_related("business", "data_key"))
    assert row is not None, "customers are not deleted"
    if row.is_walk_in:
        raise InvalidState("WALK_IN_STAYS", "customer", "Sales at the counter stand here: it stays as it is.")
    require_unmerged(row)
    return row


def require_unmerged(customer: Customer, *, field: str = "customer") -> None:
    """Raises InvalidState CUSTOMER_MERGED: who was merged into another is asked for there."""
    if customer.merged_into_id is not None:
        raise InvalidState(
            "CUSTOMER_MERGED",
            field,
            "This customer was merged into another: go there.",
            detail=Detail(other=("Customer", customer.merged_into_id)),
        )


def facts_of(business: Business, said: Said, numbers: list[str]) -> Facts:
    """What an idempotency key of a new customer stands for."""
    return [
        business.pk,
        said["name"],
        numbers,
        said.get("kra_pin", ""),
        said.get("email", ""),
        said.get("external_ref", ""),
        list(said.get("tags", ())),
        said.get("credit_limit"),
    ]


def _audit_change(
    row: Customer, changed: Said, before: Said, numbers: list[str], numbers_before: list[str], actor: Actor
) -> None:
    """Which facts changed, never what they are; of a credit limit, which is no secret, also that."""
    details: dict[str, str | int | bool] = {
        name: True for name in changed if name not in ("phone", "other_phones", "credit_limit")
    }
    told: dict[str, str | int | bool] = {}
    if numbers[:1] != numbers_before[:1]:
        details["phone"] = True
    if numbers[1:] != numbers_before[1:]:
        details["other_phones"] = True
    if "credit_limit" in changed:
        details["credit_limit"] = _limit_shown(changed)
        told["credit_limit"] = _limit_shown(before)
    record_audit(
        actor=actor,
        business=row.business,
        action="customer.update",
        subject=row,
        details=details,
        before=told,
    )


def _limit_shown(said: Said) -> str:
    limit = said.get("credit_limit")
    return "" if limit is None else display(limit)


@contextmanager
def _reference_free(business: Business, reference: str) -> Iterator[None]:
    """Raises Conflict EXTERNAL_REF_TAKEN when another customer has, or gets meanwhile, the account."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        if getattr(diagnosis, "constraint_name", None) != "customer_external_ref_once":
            raise
        other = Customer.objects.filter(business=business, external_ref=reference).first()
        raise Conflict(
            "EXTERNAL_REF_TAKEN",
            "external_ref",
            "Another customer has this account of the former system.",
            detail=Detail(other=("Customer", other.pk)) if other else None,
        ) from None
