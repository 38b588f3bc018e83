"""How the rows of a list are read: in their order, with all that their fields need, in few queries.

A list below a row (`customer { invoices }`) is `Below`: it is read in one go for all rows that were read
together with its own, each with a page of its own, by the index of its parent.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar, cast

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet
from graphql import GraphQLObjectType, GraphQLResolveInfo
from strawberry import Info
from strawberry.relay import from_base64, to_base64
from strawberry_django.optimizer import optimizer
from strawberry_django.relay.cursor_connection import (
    OrderingDescriptor,
    annotate_ordering_fields,
    apply_cursor_pagination,
)

from graphql_api.selections import of_rows

MAX_PAGE: Final = 100
MAX_COUNT: Final = 10_000
#: What a row is numbered by when both `first` and `last` are asked for.
ROW_NUMBER: Final = "_strawberry_row_number_fwd"
Row = TypeVar("Row")


@dataclass(frozen=True)
class Cut:
    """Which part of a list is asked for."""

    before: str | None
    after: str | None
    first: int | None
    last: int | None

    def of(self, rows: QuerySet[Any], info: Info) -> QuerySet[Any]:
        """The rows of the page, and one or two around it that say whether there are more."""
        return apply_cursor_pagination(
            rows,
            info=info,
            before=self.before,
            after=self.after,
            first=self.first,
            last=self.last,
            max_results=MAX_PAGE,
        )[0]

    @property
    def is_reversed(self) -> bool:
        return self.last is not None


def path_of(info: Info) -> tuple[str, ...]:
    """Where in the operation a field is asked for: the names down to it, without places in lists."""
    return tuple(step for step in info._raw_info.path.as_list() if isinstance(step, str))


def together(row: Model, what: tuple[str, ...], read: Callable[[Sequence[Any]], dict[Any, Any]]) -> Any:
    """What `read` finds by the keys of all rows that were read together with this one, for it.

    None when it finds nothing. Asked for once under each `what`.
    """
    peers: Peers = getattr(row, "_peers", None) or Peers([row.pk])
    if what not in peers.found:
        peers.found[what] = read(peers.keys)
    return peers.found[what].get(row.pk)


class Peers:
    """Rows that were read together, and what was read below all of them at once."""

    def __init__(self, keys: Sequence[Any]) -> None:
        self.keys = keys
        self.found: dict[tuple[str, ...], dict[Any, Any]] = {}


def keep_together(rows: Sequence[Model], seen: set[int] | None = None) -> None:
    """Let rows that were read together know of each other; what was read along with them likewise."""
    seen = set() if seen is None else seen
    fresh = [row for row in rows if id(row) not in seen]
    seen.update(map(id, fresh))
    peers = Peers(list(dict.fromkeys(row.pk for row in fresh)))
    beside: defaultdict[str, list[Model]] = defaultdict(list)
    for row in fresh:
        row._peers = peers  # type: ignore[attr-defined]
        for name, other in row._state.fields_cache.items():
            if isinstance(other, Model):
                beside[name].append(other)
        for name, others in getattr(row, "_prefetched_objects_cache", {}).items():
            beside[name].extend(others)
    for others in beside.values():
        keep_together(others, seen)


@dataclass(frozen=True)
class Below(Generic[Row]):
    """The rows that stand below one parent: `by` is the foreign key by which they do.

    `rows` are the same for every parent: they are chosen by the parent's key alone, beyond what is asked.
    """

    parent: Model
    by: str
    rows: QuerySet[Any]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.one(self.parent.pk))

    def read(self, what: tuple[str, ...], read: Callable[[Sequence[Any]], dict[Any, Any]]) -> Any:
        """What `read` finds by the keys of all parents, for this one; None when there is nothing."""
        return together(self.parent, what, read)

    def one(self, key: Any) -> QuerySet[Any]:
        return self.rows.filter(**{self.by: key})

    def pages(self, keys: Sequence[Any], info: Info, cut: Cut) -> dict[Any, tuple[Any, list[Any]]]:
        """Parent's key -> (what its cursors are made of, its rows): two queries for however many parents."""
        if len(keys) == 1:
            return {keys[0]: read_rows(self.one(keys[0]), info, cut)}
        parts = [cut.of(self.one(key), info).values_list("pk", self.by) for key in keys]
        parents = dict(parts[0].union(*parts[1:], all=True))
        ordering, rows = read_rows(self.rows.filter(pk__in=list(parents)), info, None)
        found: dict[Any, tuple[Any, list[Any]]] = {key: (ordering, []) for key in keys}
        for row in rows:
            found[parents[row.pk]][1].append(row)
        return found

    def counts(self, keys: Sequence[Any]) -> dict[Any, int]:
        parts: list[str] = []
        values: list[Any] = []
        for place, key in enumerate(keys):
            try:
                part, given = self.one(key).order_by().values("pk")[:MAX_COUNT].query.sql_with_params()
            except EmptyResultSet:  # a filter that nothing passes has no SQL
                continue
            parts.append(f"SELECT {place}, count(*) FROM ({part}) AS counted")  # noqa: S608 - of the ORM
            values.extend(given)
        if not parts:
            return {}
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), values)
            return {keys[place]: count for place, count in cursor.fetchall()}


@dataclass(frozen=True)
class Figures(Generic[Row]):
    """Rows that are worked out, not read: all of them in their order, each with a key that stays the same.

    `about` says which row of a table each is about: those of a page know of each other.
    """

    rows: Sequence[Row]
    key: Callable[[Row], str]
    about: Callable[[Row], Model] | None = None

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def between(self, cut: Cut) -> Sequence[Row]:
        """The rows behind `after` and in front of `before`. Raises ValueError for a cursor of others."""
        keys = [self.key(row) for row in self.rows] if cut.after or cut.before else []
        start = keys.index(self._key_in(cut.after)) + 1 if cut.after else 0
        end = keys.index(self._key_in(cut.before)) if cut.before else len(self.rows)
        return self.rows[start:end]

    def cursor(self, row: Row) -> str:
        return to_base64("figure", json.dumps([self.key(row)]))

    def meet(self, rows: Sequence[Row]) -> None:
        """Let what the rows of a page are about know of each other."""
        if self.about is not None:
            keep_together([self.about(row) for row in rows])

    @staticmethod
    def _key_in(cursor: str) -> str:
        kind, place = from_base64(cursor)
        (key,) = json.loads(place)
        if kind != "figure" or not isinstance(key, str):
            raise ValueError
        return key


def read_rows(rows: QuerySet[Any], info: Info, cut: Cut | None) -> tuple[list[OrderingDescriptor], list[Any]]:
    """Rows in the order that was asked for, with all that their fields need, and that order."""
    rows = _optimized(rows, of_rows(info._raw_info))
    rows, ordering, _ = annotate_ordering_fields(rows)
    found = list(cut.of(rows, info) if cut else rows)
    if cut and cut.is_reversed:
        found.reverse()
    keep_together(found)
    return ordering, found


def shown_rows(rows: QuerySet[Any], info: Info, *, type_name: str = "") -> list[Any]:
    """Rows with all that a field of their type asks of them; `type_name` is theirs where it gives several."""
    raw = info._raw_info
    if type_name:  # as if the field gave this type alone
        raw = raw._replace(return_type=cast("GraphQLObjectType", raw.schema.type_map[type_name]))
    found = list(_optimized(rows, raw))
    keep_together(found)
    return found


def _optimized(rows: QuerySet[Any], raw: GraphQLResolveInfo | None) -> QuerySet[Any]:
    extension = optimizer.get()
    return rows if extension is None or raw is None else extension.optimize(rows, info=raw)
