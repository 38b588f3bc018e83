"""Reading the work-list of a business. Needs the right reconciliation.read."""

from __future__ import annotations

from enum import StrEnum

import strawberry
from django.db.models import Q, QuerySet
from strawberry import relay

from graphql_api.businesses import businesses_asked
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
from graphql_api.mpesa.filters import at_till
from graphql_api.nodes import register_node
from graphql_api.pages import Page, listed
from graphql_api.reconciliation.enums import ExceptionAge, ExceptionKind, ExceptionState
from graphql_api.reconciliation.exception_types import ReconciliationException
from reconciliation import models, selectors
from reconciliation.exceptions.ages import bounds

register_node("ReconciliationException", selectors.exception_for)


class _Owner(StrEnum):
    ME = "ME"
    SOMEBODY = "SOMEBODY"
    NOBODY = "NOBODY"


class _Column(StrEnum):
    OPENED = "pk"
    OCCURRED_AT = "occurred_at"
    AMOUNT = "cents"


ExceptionOwner = described(
    _Owner,
    "ReconciliationExceptionOwner",
    "Who works on an exception.",
    ME="I do.",
    SOMEBODY="Somebody does.",
    NOBODY="Nobody does yet.",
)
ReconciliationExceptionOrderField = described(
    _Column,
    "ReconciliationExceptionOrderField",
    "By what exceptions are ordered.",
    OPENED="When they were found.",
    OCCURRED_AT="When they happened.",
    AMOUNT="How much is open.",
)


@strawberry.input(description="The order of exceptions.")
class ReconciliationExceptionOrder:
    field: ReconciliationExceptionOrderField = strawberry.field(description="By what.")
    direction: Direction = strawberry.field(default=Direction.DESC, description="Which end comes first.")


@strawberry.input(description="Which exceptions; all that is given holds at once.")
class ReconciliationExceptionFilter:
    day: DayRange | None = strawberry.field(default=None, description="The day on which they happened.")
    states: list[ExceptionState] | None = strawberry.field(
        default=None, description="In one of these states."
    )
    kinds: list[ExceptionKind] | None = strawberry.field(default=None, description="Of one of these kinds.")
    ages: list[ExceptionAge] | None = strawberry.field(default=None, description="Of one of these ages.")
    till: relay.GlobalID | None = strawberry.field(default=None, description="Of this till.")
    owner: ExceptionOwner | None = strawberry.field(default=None, description="Who works on them.")
    amount: AmountRange | None = strawberry.field(default=None, description="How much is open.")
    text: str | None = strawberry.field(
        default=None, description="M-Pesa's number, or the reference of the entry."
    )

    def of(
        self, rows: QuerySet[models.ReconciliationException], info: Info
    ) -> QuerySet[models.ReconciliationException]:
        """Raises InvalidInput BAD_FILTER, NotFound of the till."""
        rows = in_states(in_states(rows, self.states), self.kinds, "kind")
        rows = of_amounts(on_days(rows, "occurred_at", self.day), "cents", self.amount)
        if self.ages is not None:
            of_age = Q(pk__in=[])
            for age in self.ages:
                of_age |= Q(**bounds(age))
            rows = rows.filter(of_age)
        if self.owner == _Owner.ME:
            rows = rows.filter(assignee=info.context.user)
        elif self.owner is not None:
            rows = rows.filter(assignee__isnull=self.owner == _Owner.NOBODY)
        return with_text(at_till(rows, self.till, info), self.text, "receipt__iexact", "reference")


@strawberry.type
class ExceptionQueries:
    @listed(
        Page[ReconciliationException],
        description="What proofs left open, of one business or of all of mine; newest first.",
    )
    def reconciliation_exceptions(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: ReconciliationExceptionFilter | None = None,
        order_by: ReconciliationExceptionOrder | None = None,
    ) -> QuerySet[models.ReconciliationException]:
        where = businesses_asked(info, business, all_mine, selectors.RIGHT)
        rows = selectors.exceptions_of(where)
        return ordered(filter.of(rows, info) if filter else rows, order_by)
