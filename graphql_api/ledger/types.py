"""Accounts, entries and their lines, as the schema shows them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import relay

from graphql_api.ledger.enums import AccountKind, EntryKind
from graphql_api.reading import together
from graphql_api.scalars import BigInt, Money
from graphql_api.users.person import Person
from graphql_api.users.types import Business
from ledger import models
from ledger.reads.selectors import account_balance, amounts_of

OfBusiness = Annotated[relay.GlobalID, strawberry.argument(description="Whose books.")]
Day = Annotated[
    date | None,
    strawberry.argument(description="As of the end of this accounting day; without it, everything."),
]
Seal = Annotated[
    BigInt | None,
    strawberry.argument(
        description="Only what has a number up to this one: that never changes. Without it, everything."
    ),
]
FromDay = Annotated[
    date | None,
    strawberry.argument(description="The first accounting day; without it, from the beginning."),
]
ToDay = Annotated[
    date | None,
    strawberry.argument(description="The last accounting day, which belongs to them; without it, up to now."),
]


def _balance(root: strawberry.Parent[models.Account], day: Day = None, seal: Seal = None) -> Money:
    return Money(account_balance(root, day=day, seal=seal))


def _seal_number(root: strawberry.Parent[models.Entry]) -> BigInt | None:
    seal = getattr(root, "seal", None)
    return BigInt(seal.number) if seal else None


def _digest(root: strawberry.Parent[models.Entry]) -> str | None:
    seal = getattr(root, "seal", None)
    return bytes(seal.digest).hex() if seal else None


def _numbered_at(root: strawberry.Parent[models.Entry]) -> datetime | None:
    seal = getattr(root, "seal", None)
    return seal.sealed_at if seal else None


def _amount(root: strawberry.Parent[models.Entry]) -> Money:
    return Money(together(root, ("amount",), amounts_of))


def _actor(root: strawberry.Parent[models.Entry]) -> Person | None:
    return Person.of(root.actor) if root.actor else None


@strawberry_django.type(models.Account, description="An account of one business.")
class Account(relay.Node):
    business: Business = strawberry_django.field(description="Whose account it is.")
    code: str = strawberry_django.field(description="Like 1020; it never changes.")
    name: str = strawberry_django.field(description="What people call it.")
    kind: AccountKind = strawberry_django.field(description="On which side it grows.")
    has_floor: bool = strawberry_django.field(description="Whether the database keeps it from going below 0.")
    parent: Account | None = strawberry_django.field(
        description="The account that it lies below, of the same kind; null at the top."
    )
    balance: Money = strawberry_django.field(
        resolver=_balance,
        description="Up to an accounting day, up to a seal, or everything. Positive on the account's normal"
        " side; sub-accounts are not included.",
    )

    @classmethod
    def get_queryset(
        cls, queryset: QuerySet[models.Account], info: Any, **kwargs: Any
    ) -> QuerySet[models.Account]:
        """Unchanged. That it is here makes the optimizer read accounts in lists, not inside other rows: a
        balance is read once for a list."""
        return queryset


@strawberry_django.type(models.Entry, description="A journal entry; posted once, never changed.")
class JournalEntry(relay.Node):
    business: Business = strawberry_django.field(description="Whose books it is in.")
    number: BigInt | None = strawberry_django.field(
        resolver=_seal_number,
        select_related=["seal"],
        description="Its number in the books of the business, which is that of its seal; null for a second or"
        " so.",
    )
    digest: str | None = strawberry_django.field(
        resolver=_digest,
        select_related=["seal"],
        description="SHA-256 of the entry with its lines, in hexadecimal digits, as its seal has it; null"
        " until it is sealed.",
    )
    numbered_at: datetime | None = strawberry_django.field(
        resolver=_numbered_at,
        select_related=["seal"],
        description="When it got its number and its seal, in UTC; null until then.",
    )
    amount: Money = strawberry_django.field(
        resolver=_amount,
        only=["id"],
        description="The sum of its debits, which is that of its credits.",
    )
    effective_on: date = strawberry_django.field(
        description="The accounting day it counts for, in East African Time."
    )
    is_late: bool = strawberry_django.field(
        only=["effective_on", "occurred_at"],
        description="It counts for a later day than it happened on, whose books were closed when it came.",
    )
    occurred_at: datetime = strawberry_django.field(description="When it happened, in UTC.")
    posted_at: datetime = strawberry_django.field(description="When it came into the books, in UTC.")
    kind: EntryKind = strawberry_django.field(description="What it is about.")
    description: str = strawberry_django.field(description="In words; may be empty.")
    reference: str = strawberry_django.field(
        description="What it came from, like `invoice:INV-7:issue`; once in a business."
    )
    actor: Person | None = strawberry_django.field(
        resolver=_actor,
        select_related=["actor"],
        description="Who had it posted; null for the system.",
    )
    reverses: JournalEntry | None = strawberry_django.field(
        description="The entry that it undoes; null when it undoes none."
    )
    reversed_by: JournalEntry | None = strawberry_django.field(
        description="The entry that undoes it; null while it stands."
    )


@strawberry_django.type(models.Line, description="One side of an entry, on one account.")
class AccountLine(relay.Node):
    entry: JournalEntry = strawberry_django.field(description="The entry that it is part of.")
    account: Account = strawberry_django.field(description="The account that it is on.")
    debit: Money = strawberry_django.field(description="0.00 for a credit.")
    credit: Money = strawberry_django.field(description="0.00 for a debit.")
