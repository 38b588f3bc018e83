"""Reading the accounting days of a business's tills, and saying what is with them."""

from __future__ import annotations

from enum import StrEnum
from typing import cast

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import relay

from graphql_api.businesses import businesses_asked
from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.filters import DayRange, Direction, in_states, on_days, ordered
from graphql_api.mpesa.filters import at_till
from graphql_api.mpesa.types import Till
from graphql_api.nodes import find, register_node
from graphql_api.pages import Page, grow, listed
from graphql_api.payloads import mutation
from graphql_api.reading import Below, together
from graphql_api.reconciliation.day_types import DayState, ReconciliationDay
from mpesa.models import Till as TillRow
from reconciliation import models, selectors
from reconciliation.days.working import RIGHT, clear_day, investigate_day
from users.access import require_right

register_node("ReconciliationDay", selectors.day_for)

_WHICH = "Which."


class _Column(StrEnum):
    DAY = "day"
    JUDGED_AT = "judged_at"
    DISCREPANCY = "discrepancy"


ReconciliationDayOrderField = described(
    _Column,
    "ReconciliationDayOrderField",
    "By what days are ordered.",
    DAY="The calendar.",
    JUDGED_AT="When they last became what they are.",
    DISCREPANCY="By how much they differ; those of which nothing is known come last.",
)


@strawberry.input(description="The order of days.")
class ReconciliationDayOrder:
    field: ReconciliationDayOrderField = strawberry.field(description="By what.")
    direction: Direction = strawberry.field(default=Direction.DESC, description="Which end comes first.")


@strawberry.input(description="Which days; all that is given holds at once.")
class ReconciliationDayFilter:
    day: DayRange | None = strawberry.field(default=None, description="Of these accounting days.")
    states: list[DayState] | None = strawberry.field(default=None, description="In one of these states.")
    provisional: bool | None = strawberry.field(
        default=None, description="Those that are not sure yet, or the others."
    )
    till: relay.GlobalID | None = strawberry.field(default=None, description="Of this till.")

    def of(self, rows: QuerySet[models.ReconciliationDay], info: Info) -> QuerySet[models.ReconciliationDay]:
        """Raises InvalidInput BAD_FILTER, NotFound of the till."""
        rows = at_till(in_states(on_days(rows, "day", self.day), self.states), self.till, info)
        return rows if self.provisional is None else rows.filter(provisional=self.provisional)


@listed(
    Page[ReconciliationDay] | None,
    description="Its accounting days that are over, newest first; null for who may not read proofs.",
)
def _days_of_till(
    root: strawberry.Parent[TillRow], info: Info, filter: ReconciliationDayFilter | None = None
) -> Below[models.ReconciliationDay] | None:
    if not info.context.holds(root.business_id, selectors.RIGHT):
        return None
    rows = models.ReconciliationDay.objects.order_by("-day", "-pk")
    return Below(root, "till", filter.of(rows, info) if filter else rows)


@strawberry_django.field(
    only=["business_id"],
    description="How many of its accounting days are still to be judged; null for who may not read proofs.",
)
def _days_to_judge(root: strawberry.Parent[TillRow], info: Info) -> int | None:
    if not info.context.holds(root.business_id, selectors.RIGHT):
        return None
    return cast(int, together(root, ("daysToJudge",), selectors.days_to_judge))


grow(Till, reconciliation_days=_days_of_till, days_to_judge=_days_to_judge)


@strawberry.type
class DayQueries:
    @listed(
        Page[ReconciliationDay],
        description="Accounting days of the tills of one business or of all of mine, the newest day first.",
    )
    def reconciliation_days(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: ReconciliationDayFilter | None = None,
        order_by: ReconciliationDayOrder | None = None,
    ) -> QuerySet[models.ReconciliationDay]:
        where = businesses_asked(info, business, all_mine, selectors.RIGHT)
        rows = selectors.days_of(where)
        rows = filter.of(rows, info) if filter else rows
        return ordered(rows, order_by) if order_by else rows.order_by("-day", "-pk")


@strawberry.input(description="A day that is looked into.")
class InvestigateDayInput:
    day: relay.GlobalID = strawberry.field(description=_WHICH)
    note: str = strawberry.field(description="What is known so far, in 3 to 500 characters.")


@strawberry.input(description="A day whose difference is in order.")
class ClearDayInput:
    day: relay.GlobalID = strawberry.field(description=_WHICH)
    reason: str = strawberry.field(description="Why it is in order, in 3 to 500 characters.")


@strawberry.type
class DayMutations:
    @mutation(
        description="Says that somebody looks into a day, and writes down what is known so far; again, to add"
        " to it."
    )
    def investigate_day(self, info: Info, input: InvestigateDayInput) -> ReconciliationDay:
        row = _row(info, input.day)
        investigate_day(row=row, note=input.note, actor=info.context.user)
        return _as_it_is(info, row)

    @mutation(
        description="Says that what is open of a day is in order: it is MATCHED while nothing else is found."
        " Another difference opens it again. A repeat changes nothing."
    )
    def clear_day(self, info: Info, input: ClearDayInput) -> ReconciliationDay:
        row = _row(info, input.day)
        clear_day(row=row, reason=input.reason, actor=info.context.user)
        return _as_it_is(info, row)


def _row(info: Info, id: relay.GlobalID) -> models.ReconciliationDay:
    """The day, for who may say something of it: others are told before anything else is read."""
    row = cast(models.ReconciliationDay, find(info.context.user, id, "ReconciliationDay", field="day"))
    require_right(info.context.user, row.business, RIGHT)
    return row


def _as_it_is(info: Info, row: models.ReconciliationDay) -> ReconciliationDay:
    return cast(ReconciliationDay, selectors.day_for(info.context.user, row.pk))
