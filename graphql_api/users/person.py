"""Somebody, as others see them."""

from __future__ import annotations

import strawberry
from django.db.models import Value
from django.db.models.functions import Coalesce, NullIf

from core.machine.crypto import keyed_digests
from graphql_api.context import Info
from users.models import User

_NUMBERS = 10**6


@strawberry.type(description="Somebody, as others see them.")
class Person:
    name: str = strawberry.field(
        description="How they are called. A player who gave no name is a player with a number, always the"
        " same one."
    )
    user_id: strawberry.Private[int]

    @classmethod
    def of(cls, user: User) -> Person:
        return cls(name=user.display_name or user.username or _unnamed(user), user_id=user.pk)

    @strawberry.field(description="Whether it is who asks. Two people may be called the same.")
    def is_me(self, info: Info) -> bool:
        return info.context.user.pk == self.user_id


def name_in_sql(person: str) -> Coalesce:
    """What `Person.of` calls somebody who has a name, where `person` leads to them in a query."""
    return Coalesce(NullIf(f"{person}__display_name", Value("")), f"{person}__username")


def _unnamed(user: User) -> str:
    """A number that stays, and says neither how many people there are nor who came first."""
    digest = keyed_digests(["person", user.pk])[-1]  # of the oldest key, which stays when others are rotated
    return f"player {int.from_bytes(digest[:8]) % _NUMBERS:06}"
