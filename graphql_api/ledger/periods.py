"""Closing periods and years, and opening them again."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import relay

from graphql_api.businesses import business_named, businesses_asked
from graphql_api.context import Info
from graphql_api.ledger.below import RIGHT
from graphql_api.ledger.enums import PeriodState
from graphql_api.ledger.filters import PeriodFilter, PeriodOrder, chosen_periods
from graphql_api.ledger.types import JournalEntry, OfBusiness
from graphql_api.nodes import find, register_node
from graphql_api.pages import Page, grow, listed
from graphql_api.payloads import KEY_SAYS, mutation
from graphql_api.reading import Below
from graphql_api.scalars import BigInt
from graphql_api.users.approval_types import Approval
from graphql_api.users.person import Person
from graphql_api.users.types import Business
from ledger import models
from ledger.closing import periods, reopening, years
from ledger.closing.checks import CheckResult, Closing, run_closing_checks
from users.access import Right
from users.models import Business as BusinessRow

register_node("Period", periods.period_for)

_SAYS = "Why, or what is in Suspense; at most 500 characters."


def _closed_by(root: strawberry.Parent[models.Period]) -> Person:
    return Person.of(root.closed_by)


@strawberry_django.type(models.Period, description="Accounting days that were closed together.")
class Period(relay.Node):
    business: Business = strawberry_django.field(description="Whose books they are of.")
    first_day: date = strawberry_django.field(description="The first accounting day.")
    last_day: date = strawberry_django.field(description="The last accounting day.")
    state: PeriodState = strawberry_django.field(description="OPEN when it was opened again.")
    seal: BigInt = strawberry_django.field(
        description="The newest number in the books when it was closed: figures up to it never change."
    )
    comment: str = strawberry_django.field(description="Of who closed it; may be empty.")
    closed_at: datetime = strawberry_django.field(description="When it was last closed, in UTC.")
    closed_by: Person = strawberry_django.field(
        resolver=_closed_by, select_related=["closed_by"], description="Who closed it last."
    )


@strawberry.type(description="Something that must hold before a period is closed.")
class ClosingCheck:
    name: str = strawberry.field(description="What is looked at, like `suspense`.")
    holds: bool = strawberry.field(description="Whether it holds now.")
    problem: str = strawberry.field(description="What is wrong, and what to do; empty when it holds.")
    note: str = strawberry.field(
        description="What does not stand in the way and is to be known, like receipts that are held; may be"
        " empty."
    )


@strawberry.type(description="The period that is closed next, as it usually ends, and whether it could be.")
class NextPeriod:
    closing: strawberry.Private[Closing]
    results: strawberry.Private[list[CheckResult]]

    @strawberry.field(description="The first accounting day.")
    def first_day(self) -> date:
        return self.closing.first_day

    @strawberry.field(description="The last accounting day: usually that of the month.")
    def last_day(self) -> date:
        return self.closing.last_day

    @strawberry.field(description="All checks, in the order in which they are made.")
    def checks(self) -> list[ClosingCheck]:
        return [
            ClosingCheck(name=each.name, holds=each.holds, problem=each.problem, note=each.note)
            for each in self.results
        ]


@listed(
    Page[Period] | None,
    description="Its periods, newest first, each from its first closing on; null for who may not read the"
    " books.",
)
def _periods_of_business(
    root: strawberry.Parent[BusinessRow],
    info: Info,
    filter: PeriodFilter | None = None,
    order_by: PeriodOrder | None = None,
) -> Below[models.Period] | None:
    if not info.context.holds(root.pk, RIGHT):
        return None
    return Below(root, "business", chosen_periods(models.Period.objects.all(), filter, order_by))


grow(Business, periods=_periods_of_business)


@strawberry.input(description="A period to close.")
class ClosePeriodInput:
    business: relay.GlobalID = strawberry.field(description="Whose books.")
    last_day: date = strawberry.field(description="The last accounting day to close; it is over.")
    comment: str = strawberry.field(default="", description=_SAYS)


@strawberry.input(description="A period to open again.")
class ReopenPeriodInput:
    period: relay.GlobalID = strawberry.field(description="The last closed one.")
    comment: str = strawberry.field(description="Why, to whoever approves it.")
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="A year to close.")
class CloseYearInput:
    business: relay.GlobalID = strawberry.field(description="Whose books.")
    last_day: date = strawberry.field(description="The last day of the year and of the last closed period.")


@strawberry.type
class PeriodQueries:
    @listed(
        Page[Period],
        description="Of one business or of all of mine; newest first. A period has a row from its first"
        " closing on.",
    )
    def periods(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: PeriodFilter | None = None,
        order_by: PeriodOrder | None = None,
    ) -> QuerySet[models.Period]:
        where = businesses_asked(info, business, all_mine, RIGHT)
        return chosen_periods(periods.periods_of(where), filter, order_by)

    @strawberry.field(description="What can be closed next, with the closing checks made now.")
    def next_period(self, info: Info, business: OfBusiness) -> NextPeriod:
        found = business_named(info, business, RIGHT)
        closing = Closing(found, *periods.next_period(found))
        return NextPeriod(closing=closing, results=run_closing_checks(closing))


@strawberry.type
class PeriodMutations:
    @mutation(
        description="Closes the next period up to a day that is over: no entry comes on its days any more."
        " The comment explains what is in Suspense. Safe to repeat."
    )
    def close_period(self, info: Info, input: ClosePeriodInput) -> Period:
        closed = periods.close_period(
            business=business_named(info, input.business, Right.PERIOD_CLOSE),
            last_day=input.last_day,
            comment=input.comment,
            actor=info.context.user,
        )
        return cast(Period, closed)

    @mutation(
        description="Asks to open the last closed period again; somebody else approves it. The closing entry"
        " of a year that ends with it is reversed. Safe to repeat with the same key."
    )
    def reopen_period(self, info: Info, input: ReopenPeriodInput) -> Approval:
        asked = reopening.request_reopening(
            period=find(info.context.user, input.period, "Period", field="period"),
            comment=input.comment,
            key=input.idempotency_key,
            actor=info.context.user,
        )
        return cast(Approval, asked)

    @mutation(
        description="Empties income and expense accounts into 3100 Retained earnings, on the last day of the"
        " last closed period. Safe to repeat.",
        gives="entry",
    )
    def close_year(self, info: Info, input: CloseYearInput) -> JournalEntry:
        closed = years.close_year(
            business=business_named(info, input.business, Right.PERIOD_CLOSE),
            last_day=input.last_day,
            actor=info.context.user,
        )
        return cast(JournalEntry, closed)
