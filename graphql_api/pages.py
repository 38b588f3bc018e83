"""Lists of the schema: one kind of connection, always ordered, always cut.

A cursor is the place of a row under the order that was asked for, so that new rows never shift a page.
DEFAULT_PAGE rows unless asked for up to MAX_PAGE; asking for more, or for less than nothing, is refused
before the operation runs (graphql_api/gates/limits.py). `totalCount` is counted only where it is asked for,
and never beyond MAX_COUNT. How rows are read: graphql_api/reading.py.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final, Self, cast

import strawberry
import strawberry_django
from django.db.models import QuerySet
from graphql import GraphQLArgument
from strawberry import Info, relay
from strawberry.extensions import FieldExtension
from strawberry.relay import PageInfo, from_base64
from strawberry.types.base import get_object_definition
from strawberry.types.field import StrawberryField
from strawberry_django.relay.cursor_connection import (
    DjangoCursorEdge,
    OrderedCollectionCursor,
    OrderingDescriptor,
)
from strawberry_django.relay.utils import resolve_edge_class

from core.errors import InvalidInput
from core.text import is_text
from graphql_api.reading import MAX_COUNT, MAX_PAGE, ROW_NUMBER, Below, Cut, Figures, path_of, read_rows
from graphql_api.selections import selected

DEFAULT_PAGE: Final = 50
_MAX_CURSOR = 400
_MAX_VALUE = 100


def asked_rows(known: Mapping[str, GraphQLArgument], values: Mapping[str, Any]) -> int | None:
    """The rows that a field's arguments ask for; None when they do not say. Raises InvalidInput BAD_PAGE.

    What says it: `first`, `last`, `limit`, or the limit inside `pagination`; an offset says from where. Of a
    list of `ids` it is their number.
    """
    page = values.get("pagination") or {}
    offset = values.get("offset") or page.get("offset") or 0
    if offset < 0:
        raise InvalidInput("BAD_PAGE", "offset", "An offset is not negative.")
    sizes = {name: values.get(name) for name in ("first", "last", "limit")}
    sizes["limit"] = page.get("limit") if "pagination" in known else sizes["limit"]
    if isinstance(values.get("ids"), list):
        sizes["ids"] = len(values["ids"])
    asked = {name: size for name, size in sizes.items() if size is not None}
    for name, size in asked.items():
        unasked = known[name].default_value if name in known else None
        most = max(MAX_PAGE, unasked if isinstance(unasked, int) else 0)
        if not 0 <= size <= most:
            raise InvalidInput("BAD_PAGE", name, f"Ask for 0 to {most} rows at a time.")
    return min(asked.values(), default=None)


def _bad_cursor(name: str) -> InvalidInput:
    return InvalidInput("BAD_CURSOR", name, "Use a cursor that this list has given.")


def _may_be_cursor(cursor: str) -> bool:
    """Whether it holds a list of texts and nulls; no number in it passes 64 bits."""
    if len(cursor) > _MAX_CURSOR or not cursor.isascii():
        return False
    try:
        _, place = from_base64(cursor)
        values = json.loads(place)
    except ValueError:
        return False
    return isinstance(values, list) and all(value is None or _fits(value) for value in values)


def _fits(value: object) -> bool:
    if not isinstance(value, str) or len(value) > _MAX_VALUE or not is_text(value):
        return False
    try:
        number = int(value)  # as Django will read it: with blanks, underscores, digits of any script
    except ValueError:
        return True
    return -(2**63) <= number < 2**63


@strawberry.type(name="Edge", description="A row and its place.")
class RowEdge(DjangoCursorEdge[relay.NodeType]):
    cursor: str = strawberry.field(description="The place of the row: give it as `after` or `before`.")
    node: relay.NodeType = strawberry.field(description="The row.")


@strawberry.type(
    name="Connection", description=f"A page of a list: {DEFAULT_PAGE} rows unless asked for up to {MAX_PAGE}."
)
class Page(relay.Connection[relay.NodeType]):
    edges: list[RowEdge[relay.NodeType]] = strawberry.field(description="The rows, each with its cursor.")  # type: ignore[assignment]
    nodes: list[relay.NodeType] = strawberry.field(description="The rows.")
    page_info: PageInfo = strawberry.field(description="Whether there are more, and from where.")
    counted: strawberry.Private[Callable[[], int]]

    @strawberry.field(
        description=f"How many there are, on all pages; {MAX_COUNT} means that many or more. Counted only"
        " when it is asked for."
    )
    def total_count(self) -> int:
        return self.counted()

    @classmethod
    def resolve_connection(  # type: ignore[override]
        cls,
        nodes: Any,
        *,
        info: Info,
        before: str | None = None,
        after: str | None = None,
        first: int | None = None,
        last: int | None = None,
        **options: Any,
    ) -> Self | None:
        if nodes is None:
            return None
        for name, cursor in (("before", before), ("after", after)):
            if cursor and not _may_be_cursor(cursor):
                raise _bad_cursor(name)
        cut = Cut(before, after, DEFAULT_PAGE if first is None and last is None else first, last)
        try:
            return cls._cut(nodes, info, cut)
        except ValueError:
            raise _bad_cursor("after" if after else "before") from None

    @classmethod
    def _cut(cls, nodes: QuerySet[Any] | Below | Figures, info: Info, cut: Cut) -> Self:
        if isinstance(nodes, Figures):
            return cls._of_figures(nodes, cut)
        path = path_of(info)
        with_rows = bool(selected(info._raw_info).keys() & {"edges", "nodes", "pageInfo"})
        ordering: list[OrderingDescriptor] = []
        rows: list[Any] = []
        if isinstance(nodes, Below):
            counted = lambda: nodes.read((*path, "count"), nodes.counts) or 0  # noqa: E731
            if with_rows:
                ordering, rows = nodes.read(path, lambda keys: nodes.pages(keys, info, cut))
        else:
            counted = nodes.order_by()[:MAX_COUNT].count
            if with_rows:
                ordering, rows = read_rows(nodes, info, cut)
        return cls._of(rows, ordering, cut, counted)

    @classmethod
    def _of_figures(cls, figures: Figures[Any], cut: Cut) -> Self:
        rows = figures.between(cut)
        has_next = cut.first is not None and len(rows) > cut.first
        rows = rows[: cut.first]
        has_previous = cut.last is not None and len(rows) > cut.last
        if cut.last is not None:
            rows = rows[len(rows) - min(cut.last, len(rows)) :]
        figures.meet(rows)
        edge = cast("type[RowEdge[Any]]", resolve_edge_class(cls))
        edges = [edge(cursor=figures.cursor(row), node=row) for row in rows]
        count = min(len(figures.rows), MAX_COUNT)
        return cls._page(edges, list(rows), has_next, has_previous, lambda: count)

    @classmethod
    def _of(
        cls, rows: list[Any], ordering: list[OrderingDescriptor], cut: Cut, counted: Callable[[], int]
    ) -> Self:
        has_next = has_previous = False
        if cut.first is not None and cut.last is None:
            has_next, rows = len(rows) > cut.first, rows[: cut.first]
        elif cut.first is not None and rows and getattr(rows[-1], ROW_NUMBER, 0) > cut.first:
            has_next, rows = True, rows[:-1]
        if cut.last is not None:
            has_previous, rows = len(rows) > cut.last, rows[-cut.last :] if cut.last else []
        edge = cast("type[RowEdge[Any]]", resolve_edge_class(cls))
        edges = [
            edge.resolve_edge(row, cursor=OrderedCollectionCursor.from_model(row, ordering)) for row in rows
        ]
        return cls._page(edges, rows, has_next, has_previous, counted)

    @classmethod
    def _page(
        cls,
        edges: list[RowEdge[Any]],
        rows: list[Any],
        has_next: bool,
        has_previous: bool,
        counted: Callable[[], int],
    ) -> Self:
        return cls(
            edges=edges,
            nodes=rows,
            page_info=PageInfo(
                has_next_page=has_next,
                has_previous_page=has_previous,
                start_cursor=edges[0].cursor if edges else None,
                end_cursor=edges[-1].cursor if edges else None,
            ),
            counted=counted,
        )


def grow(type_: type, **fields: Any) -> None:
    """Give a type fields that need types of rooms above its own, or that stand below it in its file."""
    definition = get_object_definition(type_, strict=True)
    for name, field in fields.items():
        field.python_name, field.origin = name, field.origin or type_
        definition.fields.append(field)


_SAYS: Final = {
    "business": "Of this business. A list takes one business, or allMine.",
    "all_mine": "Of all businesses in which I may read them.",
    "filter": "Which ones; all that is given holds at once.",
    "order_by": "In which order; as the list says where nothing is given.",
    "first": f"So many from the beginning: 0 to {MAX_PAGE}, {DEFAULT_PAGE} where nothing is given.",
    "last": f"So many from the end: 0 to {MAX_PAGE}.",
    "after": "Those behind this cursor.",
    "before": "Those in front of this cursor.",
}


class _Described(FieldExtension):
    """Arguments that all lists have say the same everywhere."""

    def apply(self, field: StrawberryField) -> None:
        for argument in field.arguments:
            argument.description = _SAYS.get(argument.python_name, argument.description)


def listed(type_: Any, *, description: str) -> Callable[[Callable[..., Any]], Any]:
    """A field that gives a Page: its resolver gives an ordered QuerySet, Below, Figures, or None for null."""
    field = strawberry_django.connection(type_, description=description, disable_optimization=True)
    field.extensions.append(_Described())
    return field  # type: ignore[no-any-return]
