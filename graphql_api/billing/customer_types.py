"""Customers, as the schema shows them. What is personal is masked for who does not hold phone.read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

import strawberry
import strawberry_django
from strawberry import relay

from billing import models
from billing.customers.credit import credit_of_customers
from billing.customers.owing import due_of_customers
from billing.customers.phones import phones_of_customers, shown_phone
from billing.customers.sealing import email_of, kra_pin_of, name_of
from core.machine.crypto import Unreadable
from graphql_api.context import Info
from graphql_api.reading import together
from graphql_api.scalars import Money, Phone, money_or_none
from graphql_api.users.types import Business
from users.access import Right

_SEALED = ["id", "business_id", "data_key__wrapped"]


def _name(root: strawberry.Parent[models.Customer]) -> str:
    try:
        return name_of(root)
    except Unreadable:
        return ""


def _shown(root: models.Customer, info: Info, masked: str, read: Callable[[], str]) -> str:
    """What `read` gives, for who may read it; else as it is masked."""
    if masked and info.context.holds(root.business_id, Right.PHONE_READ):
        try:
            return read()
        except Unreadable:
            pass
    return masked


def _phones(root: models.Customer, info: Info, rows: Sequence[models.CustomerPhone]) -> list[Phone]:
    return [Phone(_shown(root, info, row.phone_masked, partial(shown_phone, root, row))) for row in rows]


def _numbers(root: models.Customer) -> list[models.CustomerPhone]:
    return together(root, ("phones",), phones_of_customers) or []


def _phone(root: strawberry.Parent[models.Customer], info: Info) -> Phone | None:
    return next(iter(_phones(root, info, _numbers(root)[:1])), None)


def _other_phones(root: strawberry.Parent[models.Customer], info: Info) -> list[Phone]:
    return _phones(root, info, _numbers(root)[1:])


def _kra_pin(root: strawberry.Parent[models.Customer], info: Info) -> str | None:
    return _shown(root, info, root.kra_pin_masked, lambda: kra_pin_of(root)) or None


def _email(root: strawberry.Parent[models.Customer], info: Info) -> str | None:
    return _shown(root, info, root.email_masked, lambda: email_of(root)) or None


def _credit_limit(root: strawberry.Parent[models.Customer], info: Info) -> Money | None:
    allowed = info.context.holds(root.business_id, Right.BILLING_WRITE)
    return money_or_none(root.credit_limit) if allowed else None


def _due(root: strawberry.Parent[models.Customer]) -> Money:
    return Money(together(root, ("due",), due_of_customers) or 0)


def _credit(root: strawberry.Parent[models.Customer]) -> Money:
    return Money(together(root, ("credit",), credit_of_customers) or 0)


@strawberry_django.type(models.Customer, description="Somebody who is billed.")
class Customer(relay.Node):
    business: Business = strawberry_django.field(description="Who bills them.")
    account_number: str = strawberry_django.field(
        description="What they type as the account when they pay to the PayBill; ends in a check digit."
    )
    external_ref: str | None = strawberry_django.field(
        description="Their account in the system that was used before."
    )
    name: str = strawberry_django.field(
        resolver=_name,
        select_related=["data_key"],
        only=["name_sealed", "data_key__wrapped"],
        description="Empty when it was erased.",
    )
    phone: Phone | None = strawberry_django.field(
        resolver=_phone,
        select_related=["data_key"],
        only=_SEALED,
        description="Where they are reached. Masked for readers without the right; null when none is known.",
    )
    other_phones: list[Phone] = strawberry_django.field(
        resolver=_other_phones,
        select_related=["data_key"],
        only=_SEALED,
        description="Where else they pay from. Masked for readers without the right.",
    )
    kra_pin: str | None = strawberry_django.field(
        resolver=_kra_pin,
        select_related=["data_key"],
        only=[*_SEALED, "kra_pin_sealed", "kra_pin_masked"],
        description="Their PIN at the Kenya Revenue Authority. Masked for readers without the right to read"
        " phones; null when none is known.",
    )
    email: str | None = strawberry_django.field(
        resolver=_email,
        select_related=["data_key"],
        only=[*_SEALED, "email_sealed", "email_masked"],
        description="Their e-mail address. Masked for readers without the right to read phones; null when"
        " none is known.",
    )
    tags: list[str] = strawberry_django.field(description="Words to find them by, in order.")
    credit_limit: Money | None = strawberry_django.field(
        resolver=_credit_limit,
        only=["business_id", "credit_limit"],
        description="How much of their bills, less their credit, may be due at a time; null for as much as"
        " they like, and for readers who may not bill.",
    )
    is_walk_in: bool = strawberry_django.field(
        description="Whether it is nobody in particular, to whom sales at the counter are billed."
    )
    archived_at: datetime | None = strawberry_django.field(
        description="Since when they are put away and billed no more, in UTC; null while they are not."
    )
    merged_into: Customer | None = strawberry_django.field(
        description="Who they turned out to be: all that was theirs is that customer's. Lists leave out"
        " those who were merged."
    )
    created_at: datetime = strawberry_django.field(description="In UTC.")
    due: Money = strawberry_django.field(
        resolver=_due, only=["id"], description="What is still to be paid of their issued invoices."
    )
    credit: Money = strawberry_django.field(
        resolver=_credit,
        only=["id"],
        description="What they paid beyond their bills and did not get back: it pays the next invoice that is"
        " issued.",
    )
