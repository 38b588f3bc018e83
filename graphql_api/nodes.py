"""From an id to a row, always through an access function.

An id that is malformed, of another type, absent or not yours gives one and the same NOT_FOUND.
"""

from __future__ import annotations

from typing import Any, Protocol

from django.db.models import Model
from strawberry import relay

from core.errors import NotFound
from core.registry import Registry
from users.models import User


class Finder(Protocol):
    """An access function of an app: the row, when it is the person's to read. Raises NotFound."""

    def __call__(self, user: User, row_id: int, /) -> Model: ...


#: GraphQL type name -> access function. Filled by the packages of the domains, each for its own types.
finders: Registry[Finder] = Registry("node type")


def register_node(type_name: str, finder: Finder) -> None:
    """Make a node type known by its access function. What its ids begin with stands in graphql_api/ids.py."""
    finders.register(type_name, finder)


def row_id(id: relay.GlobalID, type_name: str, *, field: str = "id") -> int:
    """The row's number inside an id of one type. Raises NotFound."""
    if id.type_name != type_name:
        raise NotFound("thing", field)
    return int(id.node_id)


def find(user: User, id: relay.GlobalID, type_name: str, *, field: str = "id") -> Any:
    """The row of one type behind an id, when it is the person's to read. Raises NotFound with the field."""
    try:
        return finders[type_name](user, row_id(id, type_name))
    except NotFound:
        raise NotFound("thing", field) from None


def find_node(user: User, id: relay.GlobalID) -> Any:
    """The row behind an id of any type. Raises NotFound."""
    if id.type_name not in finders:
        raise NotFound("thing")
    return find(user, id, id.type_name)
