"""What lists of customers and invoices can be narrowed to, and ordered by."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import strawberry
from django.db.models import F, QuerySet
from strawberry import relay

from billing import models
from billing.customers.ageing import overdue
from billing.customers.phones import reached_on
from billing.numbers import read_serial
from graphql_api.billing.types import InvoiceState
from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.filters import (
    AmountRange,
    DayRange,
    Direction,
    in_states,
    of_amounts,
    on_days,
    ordered,
    with_text,
)
from graphql_api.nodes import find
from graphql_api.scalars import Phone


class _StatementColumn(StrEnum):
    AT = "day"


class _InvoiceColumn(StrEnum):
    CREATED_AT = "pk"
    NUMBER = "number"
    TOTAL = "total"
    DUE_ON = "due_on"


CustomerStatementOrderField = described(
    _StatementColumn,
    "CustomerStatementOrderField",
    "By what the lines of a statement are ordered.",
    AT="When they were booked.",
)
InvoiceOrderField = described(
    _InvoiceColumn,
    "InvoiceOrderField",
    "By what invoices are ordered.",
    CREATED_AT="When they were made.",
    NUMBER="Their number.",
    TOTAL="Their total.",
    DUE_ON="The day until which they are to be paid; those without one come last.",
)


@strawberry.input(description="Which invoices; all that is given holds at once.")
class InvoiceFilter:
    day: DayRange | None = strawberry.field(default=None, description="The day on which they were made.")
    states: list[InvoiceState] | None = strawberry.field(default=None, description="In one of these states.")
    amount: AmountRange | None = strawberry.field(default=None, description="The total.")
    phone: Phone | None = strawberry.field(default=None, description="Of customers with exactly this number.")
    text: str | None = strawberry.field(
        default=None,
        description="Part of the number that payers type, the whole printed number, or how the customer's"
        " account number begins.",
    )
    overdue: bool | None = strawberry.field(
        default=None,
        description="True: those of which something is due and late: after their day, or the day of issue"
        " where none was named. False: the others.",
    )
    customer: relay.GlobalID | None = strawberry.field(default=None, description="Of this customer.")

    def of(self, rows: QuerySet[models.Invoice], info: Info) -> QuerySet[models.Invoice]:
        """Raises InvalidInput BAD_FILTER, NotFound of the customer."""
        rows = in_states(on_days(rows, "created_at", self.day), self.states)
        rows = of_amounts(rows, "total", self.amount)
        if self.phone is not None:
            rows = rows.filter(reached_on(self.phone, "customer"))
        if self.customer is not None:
            owner = find(info.context.user, self.customer, "Customer", field="filter.customer")
            rows = rows.filter(customer=owner)
        if self.overdue is not None:
            rows = rows.filter(overdue() if self.overdue else ~overdue())
        serial = read_serial(self.text) if self.text else None
        if serial is not None:
            return rows.filter(serial_year=serial[0], serial_count=serial[1])
        return with_text(rows, self.text, "number__icontains", "customer__account_number__startswith")


@strawberry.input(description="Which payments of a customer; all that is given holds at once.")
class CustomerPaymentFilter:
    with_credit: bool | None = strawberry.field(
        default=None, description="True: only those of which something may be left as credit."
    )

    def of(self, rows: QuerySet[models.Payment]) -> QuerySet[models.Payment]:
        return rows.filter(amount__gt=F("allocated") + F("taken_back")) if self.with_credit else rows


@strawberry.input(description="Which lines of a statement.")
class CustomerStatementFilter:
    day: DayRange | None = strawberry.field(default=None, description="The day on which they were booked.")


@strawberry.input(description="The order of a statement.")
class CustomerStatementOrder:
    field: CustomerStatementOrderField = strawberry.field(description="By what.")
    direction: Direction = strawberry.field(default=Direction.DESC, description="Which end comes first.")


@strawberry.input(description="The order of invoices.")
class InvoiceOrder:
    field: InvoiceOrderField = strawberry.field(description="By what.")
    direction: Direction = strawberry.field(default=Direction.DESC, description="Which end comes first.")


def chosen_invoices(
    rows: QuerySet[models.Invoice], filter: InvoiceFilter | None, order: InvoiceOrder | None, info: Info
) -> QuerySet[Any]:
    """The invoices that are asked for, newest first unless asked otherwise."""
    return ordered(filter.of(rows, info) if filter else rows, order)
