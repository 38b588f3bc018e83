"""What lists of the point of sale can be narrowed to, and ordered by."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import strawberry
from django.db.models import QuerySet
from strawberry import relay

from billing import models
from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.filters import DayRange, Direction, in_states, on_days, ordered, with_text
from graphql_api.nodes import find
from graphql_api.pos.types import ShiftState


class _ProductColumn(StrEnum):
    NAME = "name"
    CREATED_AT = "pk"
    PRICE = "price"
    ON_HAND = "on_hand"


ProductOrderField = described(
    _ProductColumn,
    "ProductOrderField",
    "By what products are ordered.",
    NAME="Their name.",
    CREATED_AT="When they were made.",
    PRICE="Their price.",
    ON_HAND="How many are there.",
)


@strawberry.input(description="Which products; all that is given holds at once.")
class ProductFilter:
    text: str | None = strawberry.field(
        default=None, description="Part of the name, or how the barcode or SKU begins."
    )
    archived: bool | None = strawberry.field(
        default=None, description="Only those that were put away, or only those for sale."
    )
    stocked: bool | None = strawberry.field(default=None, description="Whether their stock is kept.")
    short: bool | None = strawberry.field(
        default=None, description="Of which more was sold than came in, or not."
    )

    def of(self, rows: QuerySet[models.Product]) -> QuerySet[models.Product]:
        """Raises InvalidInput BAD_FILTER."""
        if self.archived is not None:
            rows = rows.filter(archived_at__isnull=not self.archived)
        if self.stocked is not None:
            rows = rows.filter(is_stocked=self.stocked)
        if self.short is not None:
            rows = rows.filter(on_hand__lt=0) if self.short else rows.filter(on_hand__gte=0)
        return with_text(rows, self.text, "name__icontains", "code__startswith")


@strawberry.input(description="The order of products.")
class ProductOrder:
    field: ProductOrderField = strawberry.field(description="By what.")
    direction: Direction = strawberry.field(default=Direction.ASC, description="Which end comes first.")


@strawberry.input(description="Which shifts; all that is given holds at once.")
class ShiftFilter:
    day: DayRange | None = strawberry.field(default=None, description="The day on which they were opened.")
    states: list[ShiftState] | None = strawberry.field(default=None, description="In one of these states.")
    register: relay.GlobalID | None = strawberry.field(default=None, description="At this register.")
    mine: bool | None = strawberry.field(default=None, description="The asker's own, or others'.")

    def of(self, rows: QuerySet[models.Shift], info: Info) -> QuerySet[models.Shift]:
        """Raises InvalidInput BAD_FILTER, NotFound of the register."""
        rows = in_states(on_days(rows, "opened_at", self.day), self.states)
        if self.register is not None:
            rows = rows.filter(
                register=find(info.context.user, self.register, "Register", field="filter.register")
            )
        if self.mine is not None:
            me = info.context.user
            rows = rows.filter(cashier=me) if self.mine else rows.exclude(cashier=me)
        return rows


def chosen_products(
    rows: QuerySet[models.Product], filter: ProductFilter | None, order: ProductOrder | None
) -> QuerySet[Any]:
    """The products that are asked for, by name unless asked otherwise."""
    rows = filter.of(rows) if filter else rows
    return ordered(rows, order or ProductOrder(field=ProductOrderField.NAME))


def chosen_shifts(
    rows: QuerySet[models.Shift], filter: ShiftFilter | None, info: Info
) -> QuerySet[models.Shift]:
    """The shifts that are asked for, newest first."""
    return (filter.of(rows, info) if filter else rows).order_by("-pk")
