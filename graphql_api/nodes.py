"""Opaque ids: from an id to a row, always through an access function.

An id that is malformed, of another type, absent or not yours gives one and the same NOT_FOUND.
"""

from __future__ import annotations

from typing import Any, Protocol

from django.db.models import Model
from strawberry import relay

from core.errors import NotFound
from core.registry import Registry
from users.models import User

_MAX_ID = 2**63


class Finder(Protocol):
    """An access function of an app: the row, when it is the person's to read. Raises NotFound."""

    def __call__(self, user: User, row_id: int, /) -> Model: ...


#: GraphQL type name -> access function. Filled by the packages of the domains, each for its own types.
finders: Registry[Finder] = Registry("node type")


def register_node(type_name: str, finder: Finder) -> None:
    """Make a node type known by its access function."""
    finders.register(type_name, finder)


def row_id(id: relay.GlobalID, type_name: str, *, field: str = "id") -> int:
    """The row's number inside an id of one type. Raises NotFound."""
    if id.type_name != type_name or not id.node_id.isascii() or not id.node_id.isdigit():
        raise NotFound(type_name, field)
    number = int(id.node_id[:20])
    if number >= _MAX_ID:
        raise NotFound(type_name, field)
    return number


def find_node(user: User, id: relay.GlobalID) -> Any:
    """The row behind an id. Raises NotFound."""
    finder = finders.get(id.type_name)
    if finder is None:
        raise NotFound("thing")
    try:
        return finder(user, row_id(id, id.type_name))
    except NotFound:
        raise NotFound("thing") from None
