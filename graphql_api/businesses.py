"""Which business is meant: a reference in an input, one or all of mine in a list."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import strawberry
from strawberry import relay

from core.errors import InvalidInput, NotFound
from graphql_api.context import Info
from graphql_api.nodes import row_id
from users.access import Right, business_of, businesses_of
from users.models import Business, User

#: The two arguments of a field that is of one business, or of all of mine together (`businesses_asked`).
OneBusiness: TypeAlias = Annotated[
    relay.GlobalID | None, strawberry.argument(description="Of this business, or allMine.")
]
AllMine: TypeAlias = Annotated[bool, strawberry.argument(description="Of all my businesses together.")]


def business_named(info: Info, id: relay.GlobalID, right: Right, *, field: str = "business") -> Business:
    """The business behind an id, when the person may do `right` there.

    Raises NotFound when it is absent or none of theirs, NotAllowed when their roles do not carry the right.
    """
    return business_behind(info.context.user, id, right, field=field)


def business_behind(person: User, id: relay.GlobalID, right: Right, *, field: str = "business") -> Business:
    """The same for who is known already, as on a socket."""
    number = row_id(id, "Business", field=field)
    try:
        return business_of(person, number, right)
    except NotFound:
        raise NotFound("thing", field) from None


def businesses_asked(info: Info, business: relay.GlobalID | None, all_mine: bool, right: Right) -> list[int]:
    """Primary keys of the businesses to read from: the one that is named, or all where I hold the right.

    Raises InvalidInput WHICH_BUSINESS unless it is exactly one of the two, and as business_named does. A
    business that several lists of one request name is looked for once; changes never go by this.
    """
    if (business is None) != all_mine:
        raise InvalidInput(
            "WHICH_BUSINESS", "business", "Name one business, or ask for all of yours with allMine: true."
        )
    if business is not None:
        found = info.context.read_from
        if (business, right) not in found:
            found[business, right] = business_named(info, business, right).pk
        return [found[business, right]]
    return list(businesses_of(info.context.user, right).values_list("pk", flat=True))
