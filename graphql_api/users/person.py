"""Somebody, as others see them."""

from __future__ import annotations

import strawberry

from users.models import User


@strawberry.type(description="Somebody, as others see them.")
class Person:
    name: str = strawberry.field(description="How they are called.")

    @classmethod
    def of(cls, user: User) -> Person:
        return cls(name=str(user))
