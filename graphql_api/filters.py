"""Parts that filters of lists are made of, and how each narrows a QuerySet.

All parts of a filter hold at once. What is null is not asked. A list is ordered by one field at a time, with
the primary key behind it: see `ordered`.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Protocol, TypeVar

import strawberry
from django.db.models import F, Q, QuerySet

from core import days
from core.errors import InvalidInput
from core.machine.crypto import blind_indexes
from graphql_api.enums import described
from graphql_api.scalars import Money, Phone

Rows = TypeVar("Rows", bound=QuerySet[Any])
_MAX_TEXT = 100


class DayPresets(StrEnum):
    TODAY = "TODAY"
    YESTERDAY = "YESTERDAY"
    THIS_WEEK = "THIS_WEEK"
    LAST_WEEK = "LAST_WEEK"
    THIS_MONTH = "THIS_MONTH"
    LAST_MONTH = "LAST_MONTH"


class Directions(StrEnum):
    ASC = "ASC"
    DESC = "DESC"


DayPreset = described(
    DayPresets,
    "DayPreset",
    "Days by their name, in East African Time (UTC+3).",
    TODAY="From midnight to midnight.",
    YESTERDAY="The whole of yesterday.",
    THIS_WEEK="From Monday to Sunday, with today in it.",
    LAST_WEEK="The week before this one, from Monday to Sunday.",
    THIS_MONTH="From the first day of the month to its last.",
    LAST_MONTH="The whole month before this one.",
)
Direction = described(
    Directions,
    "Direction",
    "Which end of an order comes first.",
    ASC="The smallest, oldest or first in the alphabet.",
    DESC="The largest, newest or last in the alphabet.",
)


@strawberry.input(
    description="Accounting days, in East African Time (UTC+3): by `from` and `to`, of which one may be left"
    " out, or by a `preset`."
)
class DayRange:
    from_: date | None = strawberry.field(default=None, name="from", description="The first day.")
    to: date | None = strawberry.field(default=None, description="The last day; it belongs to them.")
    preset: DayPreset | None = strawberry.field(default=None, description="Instead of `from` and `to`.")

    def bounds(self, *, field: str = "day") -> tuple[date | None, date | None]:
        """First and last day, each null where it is open. Raises InvalidInput BAD_FILTER."""
        if self.preset is not None and (self.from_ or self.to):
            raise InvalidInput("BAD_FILTER", f"filter.{field}.preset", "Give days or a preset, not both.")
        first, last = preset_days(self.preset) if self.preset else (self.from_, self.to)
        if first and last and first > last:
            raise InvalidInput("BAD_FILTER", f"filter.{field}.to", "The last day is before the first.")
        return first, last


def preset_days(preset: DayPresets) -> tuple[date, date]:
    """First and last day of a preset, as of now."""
    today = days.today()
    monday = today - timedelta(days=today.weekday())
    first_of_month = today.replace(day=1)
    before = first_of_month - timedelta(days=1)
    return {
        DayPresets.TODAY: (today, today),
        DayPresets.YESTERDAY: (today - timedelta(days=1),) * 2,
        DayPresets.THIS_WEEK: (monday, monday + timedelta(days=6)),
        DayPresets.LAST_WEEK: (monday - timedelta(days=7), monday - timedelta(days=1)),
        DayPresets.THIS_MONTH: (first_of_month, days.end_of_month(today)),
        DayPresets.LAST_MONTH: (before.replace(day=1), before),
    }[preset]


@strawberry.input(description="Amounts from `min` to `max`, both included; either may be left out.")
class AmountRange:
    min: Money | None = strawberry.field(default=None, description="The smallest amount.")
    max: Money | None = strawberry.field(default=None, description="The largest amount.")


def on_days(rows: Rows, column: str, asked: DayRange | None, *, field: str = "day") -> Rows:
    """The rows whose day is asked for. `column` is a moment or an accounting day.

    Raises InvalidInput BAD_FILTER.
    """
    if asked is None:
        return rows
    first, last = asked.bounds(field=field)
    is_moment = rows.model._meta.get_field(column).get_internal_type() == "DateTimeField"
    if first is not None:
        rows = rows.filter(**{f"{column}__gte": days.day_bounds(first)[0] if is_moment else first})
    if last is not None:
        end = {f"{column}__lt": days.day_bounds(last)[1]} if is_moment else {f"{column}__lte": last}
        rows = rows.filter(**end)
    return rows


def in_hour(rows: Rows, column: str, day: DayRange | None, hour: int | None, *, field: str = "hour") -> Rows:
    """The rows whose moment lies in an hour of the one day that is asked for.

    Raises InvalidInput BAD_FILTER.
    """
    if hour is None:
        return rows
    first, last = day.bounds() if day else (None, None)
    if first is None or first != last:
        raise InvalidInput("BAD_FILTER", f"filter.{field}", "Name the one day of which the hour is.")
    if not 0 <= hour < 24:
        raise InvalidInput("BAD_FILTER", f"filter.{field}", "An hour is 0 to 23.")
    begins = days.day_bounds(first)[0] + timedelta(hours=hour)
    return rows.filter(**{f"{column}__gte": begins, f"{column}__lt": begins + timedelta(hours=1)})


def of_amounts(rows: Rows, column: str, asked: AmountRange | None) -> Rows:
    """The rows whose cents lie in the range. Raises InvalidInput BAD_FILTER."""
    if asked is None:
        return rows
    if asked.min is not None and asked.max is not None and asked.min > asked.max:
        raise InvalidInput("BAD_FILTER", "filter.amount.max", "The largest amount is below the smallest.")
    if asked.min is not None:
        rows = rows.filter(**{f"{column}__gte": asked.min})
    if asked.max is not None:
        rows = rows.filter(**{f"{column}__lte": asked.max})
    return rows


def in_states(rows: Rows, asked: list[Any] | None, column: str = "state") -> Rows:
    """The rows in one of the states; with an empty list none."""
    return rows if asked is None else rows.filter(**{f"{column}__in": [each.value for each in asked]})


def with_phone(rows: Rows, asked: Phone | None, column: str = "phone_index") -> Rows:
    """The rows of exactly this number, found by its blind index."""
    return rows if asked is None else rows.filter(**{f"{column}__in": blind_indexes(asked)})


def with_text(rows: Rows, asked: str | None, *lookups: str, field: str = "text") -> Rows:
    """The rows of which one of the columns fits; `lookups` are names with a lookup: number__icontains.

    Raises InvalidInput BAD_FILTER as checked_text does.
    """
    if asked is None:
        return rows
    text = checked_text(asked, field=field)
    anywhere = Q()
    for lookup in lookups:
        anywhere |= Q(**{lookup: text})
    return rows.filter(anywhere)


def checked_text(asked: str, *, field: str = "text") -> str:
    """What is searched for, without blanks around it. Raises InvalidInput BAD_FILTER for a text that is empty
    or too long."""
    text = asked.strip()
    if not 0 < len(text) <= _MAX_TEXT:
        raise InvalidInput("BAD_FILTER", f"filter.{field}", f"Search for 1 to {_MAX_TEXT} characters.")
    return text


class Order(Protocol):
    """An input `<Thing>Order`: the values of its fields are columns."""

    @property
    def field(self) -> StrEnum: ...

    @property
    def direction(self) -> Directions: ...


def ordered(rows: Rows, order: Order | None) -> Rows:
    """In the order of a column, and of the primary key where that is equal; nulls come last. Newest first
    where nothing is asked."""
    if order is None:
        return rows.order_by("-pk")
    down, column = order.direction == Directions.DESC, order.field.value
    key = "-pk" if down else "pk"
    if column == "pk":
        return rows.order_by(key)
    nulls = {"nulls_last": True} if rows.model._meta.get_field(column).null else {}
    return rows.order_by(F(column).desc(**nulls) if down else F(column).asc(**nulls), key)
