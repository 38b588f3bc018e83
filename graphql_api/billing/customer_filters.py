"""What lists of customers can be narrowed to, and ordered by."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import strawberry
from django.db.models import QuerySet

from billing import models
from billing.customers.finding import found_by
from billing.customers.owing import not_owing, owing
from billing.customers.phones import reached_on
from graphql_api.enums import described
from graphql_api.filters import DayRange, Direction, checked_text, on_days, ordered
from graphql_api.scalars import Phone


class _CustomerColumn(StrEnum):
    CREATED_AT = "pk"
    ACCOUNT_NUMBER = "account_number"


CustomerOrderField = described(
    _CustomerColumn,
    "CustomerOrderField",
    "By what customers are ordered.",
    CREATED_AT="When they were added.",
    ACCOUNT_NUMBER="Their account number.",
)


@strawberry.input(description="Which customers; all that is given holds at once.")
class CustomerFilter:
    day: DayRange | None = strawberry.field(default=None, description="The day on which they were added.")
    phone: Phone | None = strawberry.field(
        default=None, description="With exactly this number among all of theirs."
    )
    text: str | None = strawberry.field(
        default=None,
        description="How the account number begins; the whole account in the former system, phone or KRA PIN;"
        " or words of the name, whole ones and all of them.",
    )
    tag: str | None = strawberry.field(default=None, description="With this tag.")
    archived: bool | None = strawberry.field(
        default=None, description="True: those that are put away. False: the others."
    )
    owing: bool | None = strawberry.field(
        default=None, description="True: those with an issued invoice that is not paid. False: the others."
    )

    def of(self, rows: QuerySet[models.Customer]) -> QuerySet[models.Customer]:
        """Raises InvalidInput BAD_FILTER."""
        rows = on_days(rows, "created_at", self.day)
        if self.phone is not None:
            rows = rows.filter(reached_on(self.phone))
        if self.text is not None:
            rows = rows.filter(found_by(checked_text(self.text)))
        if self.tag is not None:
            rows = rows.filter(tags__contains=[checked_text(self.tag, field="tag").lower()])
        if self.archived is not None:
            rows = rows.filter(archived_at__isnull=not self.archived)
        if self.owing is not None:
            rows = rows.filter(owing()) if self.owing else not_owing(rows)
        return rows


@strawberry.input(description="The order of customers.")
class CustomerOrder:
    field: CustomerOrderField = strawberry.field(description="By what.")
    direction: Direction = strawberry.field(default=Direction.DESC, description="Which end comes first.")


def chosen_customers(
    rows: QuerySet[models.Customer], filter: CustomerFilter | None, order: CustomerOrder | None
) -> QuerySet[Any]:
    """The customers that are asked for, newest first unless asked otherwise."""
    return ordered(filter.of(rows) if filter else rows, order)
