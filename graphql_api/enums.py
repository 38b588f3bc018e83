"""Enums of the apps as the schema shows them: each value with a sentence."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

import strawberry

from core import recurrence

Kind = TypeVar("Kind", bound=type[Enum])

if TYPE_CHECKING:

    def described(kind: Kind, name: str, description: str, **values: str) -> Kind: ...

else:

    def described(kind: type[Enum], name: str, description: str, **values: str) -> Any:
        """An enum under its name in the schema. `values` are the name of each value, and what it means.

        The enum itself is given back: values of the app are values of the schema. Raises ValueError where a
        value has no sentence.
        """
        if set(values) != set(kind.__members__):
            raise ValueError(
                f"{name}: say of each value what it means: {set(values) ^ set(kind.__members__)}"
            )
        made = strawberry.enum(kind, name=name, description=description)
        for value in made.__strawberry_definition__.values:
            value.description = values[value.name]
        return made


Frequency = described(
    recurrence.Frequency,
    "Frequency",
    "How often something comes again.",
    WEEKLY="Every seven days.",
    MONTHLY="Every month; a day at a month's end stays at the month's end.",
)
