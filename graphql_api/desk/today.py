"""The day so far."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from core import days
from graphql_api.businesses import AllMine, OneBusiness, businesses_asked
from graphql_api.context import Info
from graphql_api.scalars import Money
from mpesa import selectors
from mpesa.collections import today as figures


@strawberry.type(description="So many, and how much together.")
class Figure:
    count: int = strawberry.field(description="How many.")
    amount: Money = strawberry.field(description="Together.")


@strawberry.type(description="One hour of the day, in East African Time.")
class TodayHour:
    hour: int = strawberry.field(description="0 to 23: from this full hour to the next.")
    today: Figure = strawberry.field(description="Received in it today; zero for hours to come.")
    yesterday: Figure = strawberry.field(description="Received in it yesterday.")


@strawberry.type(description="The day so far, in East African Time.")
class Today:
    day: date = strawberry.field(description="The day in Nairobi.")
    at: datetime = strawberry.field(description="For when the figures hold, in UTC.")
    received: Figure = strawberry.field(description="Receipts since midnight.")
    yesterday_by_now: Figure = strawberry.field(description="Receipts of yesterday until the same time.")
    yesterday: Figure = strawberry.field(description="Receipts of all yesterday.")
    waiting: Figure = strawberry.field(
        description="Requests on phones that have no end yet: INITIATED, PENDING, CONFIRMED or UNKNOWN."
    )
    in_suspense: Figure = strawberry.field(description="Receipts in 2900 Suspense, of whatever day.")
    hours: list[TodayHour] = strawberry.field(description="The 24 hours of the day, in their order.")


def _figure(figure: figures.Figure) -> Figure:
    return Figure(count=figure.count, amount=Money(figure.amount))


@strawberry.type
class TodayQueries:
    @strawberry.field(
        description="What came in today against yesterday, what waits and what is in Suspense, of one"
        " business or of all of mine. Needs the right collections.read."
    )
    def today(
        self,
        info: Info,
        business: OneBusiness = None,
        all_mine: AllMine = False,
    ) -> Today:
        where = businesses_asked(info, business, all_mine, selectors.RIGHT)
        found = figures.figures_of(where, at=days.now())
        return Today(
            day=found.day,
            at=found.at,
            received=_figure(found.received),
            yesterday_by_now=_figure(found.yesterday_by_now),
            yesterday=_figure(found.yesterday),
            waiting=_figure(found.waiting),
            in_suspense=_figure(found.in_suspense),
            hours=[
                TodayHour(hour=each.hour, today=_figure(each.today), yesterday=_figure(each.yesterday))
                for each in found.hours
            ],
        )
