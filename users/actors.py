"""Who acts: a person, or the machine by itself (commands on the server, jobs, what a door notes down).

A verb that is asked for by people takes an `Actor` and lets require_right judge it. Nobody at all is no
actor: forgetting to say who asks is a mistake, not a permission.
"""

from __future__ import annotations

from typing import Final, TypeAlias

from users.models import User


class System:
    """The machine by itself: whoever runs commands on the server may do everything there anyway."""

    pk: None = None

    def __str__(self) -> str:
        return "SYSTEM"


SYSTEM: Final = System()

Actor: TypeAlias = User | System


def person(actor: Actor) -> User | None:
    """The person who acts, for a column that names one."""
    return actor if isinstance(actor, User) else None
