"""Lists of the schema: always ordered, always cut.

A `Feed` is a cursor connection: rows that come in at the top do not shift the page. A `Table` counts and
jumps by offset. Both give DEFAULT_PAGE rows unless asked for up to MAX_PAGE; asking for more is refused.
(strawberry-django cuts silently, and gives a whole table to a feed without `first`.)
"""

from __future__ import annotations

from typing import Any, Self

import strawberry
from strawberry import relay
from strawberry_django.relay import DjangoCursorConnection, DjangoListConnection

from core.errors import InvalidInput

DEFAULT_PAGE = 50
#: The same number as strawberry-django's PAGINATION_MAX_LIMIT, documented in docs/guides.
MAX_PAGE = 100


def page_size(first: int | None, last: int | None) -> tuple[int | None, int | None]:
    """The page asked for, or the default page. Raises InvalidInput BAD_PAGE."""
    for name, asked in (("first", first), ("last", last)):
        if asked is not None and not 0 <= asked <= MAX_PAGE:
            raise InvalidInput("BAD_PAGE", name, f"Ask for 0 to {MAX_PAGE} rows at a time.")
    if first is None and last is None:
        return DEFAULT_PAGE, None
    return first, last


@strawberry.type(
    name="Connection", description=f"Newest first; {DEFAULT_PAGE} at a time, at most {MAX_PAGE}."
)
class Feed(DjangoCursorConnection[relay.NodeType]):
    @classmethod
    def resolve_connection(
        cls, nodes: Any, *, first: int | None = None, last: int | None = None, **options: Any
    ) -> Self:
        first, last = page_size(first, last)
        try:
            return super().resolve_connection(nodes, first=first, last=last, **options)  # type: ignore[return-value]
        except ValueError:
            raise InvalidInput("BAD_CURSOR", "after", "Use a cursor that this list has given.") from None


@strawberry.type(
    name="Connection", description=f"With a total count; {DEFAULT_PAGE} at a time, at most {MAX_PAGE}."
)
class Table(DjangoListConnection[relay.NodeType]):
    @classmethod
    def resolve_connection(
        cls, nodes: Any, *, first: int | None = None, last: int | None = None, **options: Any
    ) -> Self:
        first, last = page_size(first, last)
        try:
            return super().resolve_connection(nodes, first=first, last=last, **options)  # type: ignore[return-value]
        except (ValueError, TypeError):
            raise InvalidInput("BAD_CURSOR", "after", "Use a cursor that this list has given.") from None
