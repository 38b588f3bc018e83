"""Closing periods and years, and opening them again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, TypeAlias, cast

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import relay

from graphql_api.context import Info
from graphql_api.ledger.types import JournalEntry
from graphql_api.nodes import register_node, row_id
from graphql_api.pages import Page, listed
from graphql_api.problems import Problem
from graphql_api.scalars import BigInt
from graphql_api.users.approval_types import Approval
from graphql_api.users.approvals import ApprovalResult
from graphql_api.users.types import Business
from ledger import models
from ledger.closing import periods, reopening, years
from ledger.closing.checks import CheckResult, Closing, run_closing_checks
from users.access import Right, business_for

register_node("Period", periods.period_for)

PeriodState = strawberry.enum(models.PeriodState, name="PeriodState")


def _closed_by(root: strawberry.Parent[models.Period]) -> str:
    return str(root.closed_by)


@strawberry_django.type(models.Period, description="Accounting days that were closed together.")
class Period(relay.Node):
    business: Business
    first_day: date
    last_day: date
    state: PeriodState = strawberry_django.field(description="OPEN when it was opened again.")
    seal: BigInt = strawberry_django.field(description="The newest seal when it was closed.")
    comment: str
    closed_at: datetime
    closed_by: str = strawberry_django.field(
        resolver=_closed_by, select_related=["closed_by"], description="A name."
    )


@strawberry.type(description="Something that must hold before a period is closed.")
class ClosingCheck:
    name: str
    holds: bool
    problem: str = strawberry.field(description="What is wrong, and what to do; empty when it holds.")


@strawberry.type(description="The period that is closed next, as it usually ends, and whether it could be.")
class NextPeriod:
    closing: strawberry.Private[Closing]
    results: strawberry.Private[list[CheckResult]]

    @strawberry.field
    def first_day(self) -> date:
        return self.closing.first_day

    @strawberry.field
    def last_day(self) -> date:
        return self.closing.last_day

    @strawberry.field(description="In the order in which they are made; at most 100.")
    def checks(self, limit: int = 100) -> list[ClosingCheck]:
        return [
            ClosingCheck(name=each.name, holds=each.holds, problem=each.problem)
            for each in self.results[: max(0, min(limit, 100))]
        ]


PeriodResult: TypeAlias = Annotated[Period | Problem, strawberry.union("PeriodResult")]
ClosingResult: TypeAlias = Annotated[JournalEntry | Problem, strawberry.union("ClosingResult")]


@strawberry.type
class PeriodQueries:
    @listed(
        Page[Period],
        description="Of one business, or of all of mine; newest first. A period has a row from its first"
        " closing on.",
    )
    def periods(self, info: Info, business: str | None = None) -> QuerySet[models.Period]:
        return periods.periods_for(info.context.user, business)

    @strawberry.field(description="What can be closed next, with the closing checks made now.")
    def next_period(self, info: Info, business: str) -> NextPeriod:
        found = business_for(info.context.user, business, Right.LEDGER_READ)
        closing = Closing(found, *periods.next_period(found))
        return NextPeriod(closing=closing, results=run_closing_checks(closing))


@strawberry.type
class PeriodMutations:
    @strawberry.mutation(
        description="Closes the next period up to a day that is over: no entry comes on its days any more."
        " The comment explains what is in Suspense. Safe to repeat."
    )
    def close_period(
        self, info: Info, business: str, last_day: date, comment: str = ""
    ) -> PeriodResult | None:
        actor = info.context.user
        where = business_for(actor, business, Right.PERIOD_CLOSE)
        closed = periods.close_period(business=where, last_day=last_day, comment=comment, actor=actor)
        return cast(Period, closed)

    @strawberry.mutation(
        description="Asks to open the last closed period again; somebody else approves it. The closing entry"
        " of a year that ends with it is reversed. Safe to repeat with the same key."
    )
    def reopen_period(
        self, info: Info, period: relay.GlobalID, comment: str, key: str
    ) -> ApprovalResult | None:
        actor = info.context.user
        found = periods.period_for(actor, row_id(period, "Period", field="period"))
        asked = reopening.request_reopening(period=found, comment=comment, key=key, actor=actor)
        return cast(Approval, asked)

    @strawberry.mutation(
        description="Empties income and expense accounts into 3100 Retained earnings, on the last day of the"
        " last closed period. Safe to repeat."
    )
    def close_year(self, info: Info, business: str, last_day: date) -> ClosingResult | None:
        actor = info.context.user
        where = business_for(actor, business, Right.PERIOD_CLOSE)
        return cast(JournalEntry, years.close_year(business=where, last_day=last_day, actor=actor))
