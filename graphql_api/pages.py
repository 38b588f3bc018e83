"""Lists of the schema: always ordered, always cut.

A `Feed` is a cursor connection: rows that come in at the top do not shift the page. A `Table` counts and
jumps by offset. Both give DEFAULT_PAGE rows unless asked for up to MAX_PAGE. Asking for more, or for less
than nothing, is refused before the operation runs (graphql_api/gates/limits.py): strawberry-django would cut
silently, take -1 for "all there is allowed", and give a whole table to a feed without `first`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Self

import strawberry
from graphql import GraphQLArgument
from strawberry import relay
from strawberry.relay import from_base64
from strawberry_django.relay import DjangoCursorConnection, DjangoListConnection

from core.errors import InvalidInput
from core.text import is_text

DEFAULT_PAGE = 50
#: The same number as strawberry-django's PAGINATION_MAX_LIMIT, documented in docs/guides.
MAX_PAGE = 100
_MAX_CURSOR = 400
_MAX_VALUE = 100


def asked_rows(known: Mapping[str, GraphQLArgument], values: Mapping[str, Any]) -> int | None:
    """The rows that a field's arguments ask for; None when they do not say. Raises InvalidInput BAD_PAGE.

    What says it: `first`, `last`, `limit`, or the limit inside `pagination`; an offset says from where.
    """
    page = values.get("pagination") or {}
    offset = values.get("offset") or page.get("offset") or 0
    if offset < 0:
        raise InvalidInput("BAD_PAGE", "offset", "An offset is not negative.")
    sizes = {name: values.get(name) for name in ("first", "last", "limit")}
    sizes["limit"] = page.get("limit") if "pagination" in known else sizes["limit"]
    asked = {name: size for name, size in sizes.items() if size is not None}
    for name, size in asked.items():
        unasked = known[name].default_value if name in known else None
        most = max(MAX_PAGE, unasked if isinstance(unasked, int) else 0)
        if not 0 <= size <= most:
            raise InvalidInput("BAD_PAGE", name, f"Ask for 0 to {most} rows at a time.")
    return min(asked.values(), default=None)


def _first_page(first: int | None, last: int | None) -> int | None:
    return DEFAULT_PAGE if first is None and last is None else first


def _check_cursors(**cursors: str | None) -> None:
    """Raises InvalidInput BAD_CURSOR for what a database would choke on; the rest is the connection's."""
    for name, cursor in cursors.items():
        if cursor and not _may_be_cursor(cursor):
            raise InvalidInput("BAD_CURSOR", name, "Use a cursor that this list has given.")


def _may_be_cursor(cursor: str) -> bool:
    """Whether it holds a place, or a list of texts and nulls; no number in it passes 64 bits."""
    if len(cursor) > _MAX_CURSOR or not cursor.isascii():
        return False
    try:
        _, place = from_base64(cursor)
        values = json.loads(place)
    except ValueError:
        return False
    if isinstance(values, int):
        return 0 <= values < 2**31
    return isinstance(values, list) and all(value is None or _fits(value) for value in values)


def _fits(value: object) -> bool:
    if not isinstance(value, str) or len(value) > _MAX_VALUE or not is_text(value):
        return False
    try:
        number = int(value)  # as Django will read it: with blanks, underscores, digits of any script
    except ValueError:
        return True
    return -(2**63) <= number < 2**63


@strawberry.type(
    name="Connection", description=f"Newest first; {DEFAULT_PAGE} at a time, at most {MAX_PAGE}."
)
class Feed(DjangoCursorConnection[relay.NodeType]):
    @classmethod
    def resolve_connection(
        cls,
        nodes: Any,
        *,
        before: str | None = None,
        after: str | None = None,
        first: int | None = None,
        last: int | None = None,
        **options: Any,
    ) -> Self:
        _check_cursors(before=before, after=after)
        first = _first_page(first, last)
        try:
            return super().resolve_connection(  # type: ignore[return-value]
                nodes, before=before, after=after, first=first, last=last, **options
            )
        except ValueError:
            raise InvalidInput("BAD_CURSOR", "after", "Use a cursor that this list has given.") from None


@strawberry.type(
    name="Connection", description=f"With a total count; {DEFAULT_PAGE} at a time, at most {MAX_PAGE}."
)
class Table(DjangoListConnection[relay.NodeType]):
    @classmethod
    def resolve_connection(
        cls,
        nodes: Any,
        *,
        before: str | None = None,
        after: str | None = None,
        first: int | None = None,
        last: int | None = None,
        **options: Any,
    ) -> Self:
        _check_cursors(before=before, after=after)
        first = _first_page(first, last)
        try:
            return super().resolve_connection(  # type: ignore[return-value]
                nodes, before=before, after=after, first=first, last=last, **options
            )
        except (ValueError, TypeError):
            raise InvalidInput("BAD_CURSOR", "after", "Use a cursor that this list has given.") from None
