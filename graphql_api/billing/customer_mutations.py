"""Adding customers, putting right what is known of them, and putting them away."""

from __future__ import annotations

from typing import Any, Final, cast

import strawberry
from strawberry import UNSET, relay

from billing.customers import archiving, customers, merging
from billing.customers.said import MAX_PHONES, MAX_TAGS, Said, checked
from core.errors import Findings
from core.text import checked_key
from graphql_api.billing.customer_types import Customer
from graphql_api.businesses import business_named
from graphql_api.context import Info
from graphql_api.nodes import find
from graphql_api.payloads import KEY_SAYS, mutation
from graphql_api.scalars import BadValue, Money, Phone
from users.access import Right

_NAME: Final = "Their name, of 1 to 120 characters. It is kept sealed."
_PHONE: Final = "Where they are reached and pay from, if it is known. It is kept sealed."
_OTHER_PHONES: Final = f"Where else they pay from: {MAX_PHONES} numbers in all. They are kept sealed."
_KRA_PIN: Final = 'Their PIN at the Kenya Revenue Authority, "A012345678Z". It is kept sealed.'
_EMAIL: Final = "Their e-mail address. It is kept sealed."
_EXTERNAL_REF: Final = (
    "Their account in the system that was used before, of at most 40 characters; one customer's only."
)
_TAGS: Final = f"At most {MAX_TAGS} words to find them by, of 1 to 24 characters, kept in lower case."
_LIMIT: Final = (
    "How much of their bills, less their credit, may be due at a time; null for as much as they like."
)
_STAYS: Final = " Left out, it stays; null takes it away."


@strawberry.input(description="Somebody to bill.")
class CreateCustomerInput:
    business: relay.GlobalID = strawberry.field(description="Who bills them.")
    name: str = strawberry.field(description=_NAME)
    phone: Phone | None = strawberry.field(default=None, description=_PHONE)
    other_phones: list[Phone] | None = strawberry.field(default=None, description=_OTHER_PHONES)
    kra_pin: str | None = strawberry.field(default=None, description=_KRA_PIN)
    email: str | None = strawberry.field(default=None, description=_EMAIL)
    external_ref: str | None = strawberry.field(default=None, description=_EXTERNAL_REF)
    tags: list[str] | None = strawberry.field(default=None, description=_TAGS)
    credit_limit: Money | None = strawberry.field(default=None, description=_LIMIT)
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="What is to be put right of a customer.")
class UpdateCustomerInput:
    customer: relay.GlobalID = strawberry.field(description="Who it is about.")
    name: str | None = strawberry.field(default=UNSET, description=f"{_NAME} Left out, it stays.")
    phone: Phone | None = strawberry.field(
        default=UNSET, description=f"{_PHONE}{_STAYS} Then the next number takes its place."
    )
    other_phones: list[Phone] | None = strawberry.field(
        default=UNSET, description=f"{_OTHER_PHONES} Left out, they stay; null takes them away."
    )
    kra_pin: str | None = strawberry.field(default=UNSET, description=_KRA_PIN + _STAYS)
    email: str | None = strawberry.field(default=UNSET, description=_EMAIL + _STAYS)
    external_ref: str | None = strawberry.field(default=UNSET, description=_EXTERNAL_REF + _STAYS)
    tags: list[str] | None = strawberry.field(
        default=UNSET, description=f"{_TAGS} Left out, they stay; null takes them away."
    )
    credit_limit: Money | None = strawberry.field(default=UNSET, description=f"{_LIMIT} Left out, it stays.")


@strawberry.input(description="A customer to put away.")
class ArchiveCustomerInput:
    customer: relay.GlobalID = strawberry.field(description="Who; one that is put away already stays so.")


@strawberry.input(description="A customer to take up again.")
class UnarchiveCustomerInput:
    customer: relay.GlobalID = strawberry.field(description="Who; one that is not put away stays so.")


@strawberry.input(description="Two customers who turned out to be one.")
class MergeCustomersInput:
    customer: relay.GlobalID = strawberry.field(description="Who is to be put away.")
    into: relay.GlobalID = strawberry.field(description="Who they turned out to be: that one stays.")


#: What null says of each fact.
_NONE: Final[dict[str, Any]] = {
    "name": "",
    "phone": "",
    "other_phones": [],
    "kra_pin": "",
    "email": "",
    "external_ref": "",
    "tags": [],
    "credit_limit": None,
}


def _said(input: CreateCustomerInput | UpdateCustomerInput) -> Said:
    """What an input says; values that are none are passed over, as they are told already."""
    said: dict[str, Any] = {}
    for name, none in _NONE.items():
        value = getattr(input, name)
        if isinstance(value, list):
            value = [each for each in value if not isinstance(each, BadValue)]
        if value is not UNSET and not isinstance(value, BadValue):
            said[name] = none if value is None else value
    return cast("Said", said)


def _look_at_customer(input: CreateCustomerInput, found: Findings) -> None:
    checked(_said(input), found)
    with found.noting():
        checked_key(input.idempotency_key, "customer")


def _look_at_change(input: UpdateCustomerInput, found: Findings) -> None:
    checked(_said(input), found)


@strawberry.type
class CustomerMutations:
    @mutation(
        description="Adds somebody to bill, with an account number of their own. Safe to repeat.",
        look=_look_at_customer,
    )
    def create_customer(self, info: Info, input: CreateCustomerInput) -> Customer:
        made = customers.create_customer(
            business=business_named(info, input.business, Right.BILLING_WRITE),
            key=input.idempotency_key,
            actor=info.context.user,
            **_said(input),
        )
        return cast(Customer, made)

    @mutation(
        description="Puts right what is said of a customer; what is left out and the account number stay."
        " Audited. Safe to repeat.",
        look=_look_at_change,
    )
    def update_customer(self, info: Info, input: UpdateCustomerInput) -> Customer:
        changed = customers.update_customer(
            customer=find(info.context.user, input.customer, "Customer", field="customer"),
            actor=info.context.user,
            **_said(input),
        )
        return cast(Customer, changed)

    @mutation(
        description="Puts a customer away: in no list to choose from, and billed no more. What they owe stays"
        " owed, and what they pay still finds its way. Safe to repeat."
    )
    def archive_customer(self, info: Info, input: ArchiveCustomerInput) -> Customer:
        who = find(info.context.user, input.customer, "Customer", field="customer")
        return cast(Customer, archiving.archive_customer(customer=who, actor=info.context.user))

    @mutation(description="Takes a customer up again who was put away. Safe to repeat.")
    def unarchive_customer(self, info: Info, input: UnarchiveCustomerInput) -> Customer:
        who = find(info.context.user, input.customer, "Customer", field="customer")
        return cast(Customer, archiving.unarchive_customer(customer=who, actor=info.context.user))

    @mutation(
        description="Makes one customer of two: bills, payments, credit, numbers and tags of `customer` are"
        " those of `into` then, also what is paid to the account number. It cannot be undone. Audited."
        " Gives the one that stays. Safe to repeat."
    )
    def merge_customers(self, info: Info, input: MergeCustomersInput) -> Customer:
        user = info.context.user
        kept = merging.merge_customers(
            customer=find(user, input.customer, "Customer", field="customer"),
            into=find(user, input.into, "Customer", field="into"),
            actor=user,
        )
        return cast(Customer, kept)
