"""Subscriptions, billing runs and what the next one will do. Needs the right billing.read."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, cast

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import relay

from billing import models
from billing.selectors import RIGHT
from billing.subscriptions import changing, selectors
from billing.subscriptions.foreseeing import foresee_run
from billing.subscriptions.runs import due_by
from core import days
from core.errors import NotFound
from graphql_api.billing.plans import Plan
from graphql_api.billing.subscription_types import (
    BillingForecast,
    BillingRun,
    BillingRunState,
    BillingSkip,
    BillingSubscription,
    ChangeWhen,
    SubscriptionChange,
    SubscriptionPeriod,
    SubscriptionState,
)
from graphql_api.billing.types import Customer
from graphql_api.businesses import business_named, businesses_asked
from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.filters import DayRange, Direction, in_states, on_days, ordered, with_text
from graphql_api.nodes import find, register_node
from graphql_api.pages import Page, grow, listed
from graphql_api.reading import Below
from graphql_api.scalars import Money

register_node("BillingSubscription", selectors.subscription_for)
register_node("BillingRun", selectors.billing_run_for)


class _Column(StrEnum):
    CREATED_AT = "pk"
    NEXT_ON = "next_on"
    STARTS_ON = "starts_on"


SubscriptionOrderField = described(
    _Column,
    "BillingSubscriptionOrderField",
    "By what subscriptions are ordered.",
    CREATED_AT="When they were made.",
    NEXT_ON="The first day that is not billed yet.",
    STARTS_ON="Their first day.",
)


@strawberry.input(description="The order of subscriptions.")
class BillingSubscriptionOrder:
    field: SubscriptionOrderField = strawberry.field(description="By what.")
    direction: Direction = strawberry.field(default=Direction.DESC, description="Which end comes first.")


@strawberry.input(description="Which subscriptions; all that is given holds at once.")
class BillingSubscriptionFilter:
    states: list[SubscriptionState] | None = strawberry.field(
        default=None, description="In one of these states."
    )
    day: DayRange | None = strawberry.field(default=None, description="The first day that is not billed yet.")
    due_by: date | None = strawberry.field(
        default=None, description="With something to bill that begins on this day or before."
    )
    plan: relay.GlobalID | None = strawberry.field(default=None, description="By this plan.")
    customer: relay.GlobalID | None = strawberry.field(default=None, description="Of this customer.")
    text: str | None = strawberry.field(
        default=None, description="How the customer's account number begins, or part of the plan's name."
    )

    def of(self, rows: QuerySet[models.Subscription], info: Info) -> QuerySet[models.Subscription]:
        """Raises InvalidInput BAD_FILTER, NotFound of the plan or the customer."""
        rows = in_states(on_days(rows, "next_on", self.day), self.states)
        if self.due_by is not None:
            rows = rows & due_by(days.checked_day(self.due_by, field="filter.due_by"))
        if self.plan is not None:
            rows = rows.filter(plan=find(info.context.user, self.plan, "Plan", field="filter.plan"))
        if self.customer is not None:
            owner = find(info.context.user, self.customer, "Customer", field="filter.customer")
            rows = rows.filter(customer=owner)
        return with_text(rows, self.text, "customer__account_number__startswith", "plan__name__icontains")


@strawberry.input(description="Which billing runs; all that is given holds at once.")
class BillingRunFilter:
    states: list[BillingRunState] | None = strawberry.field(
        default=None, description="In one of these states."
    )
    day: DayRange | None = strawberry.field(default=None, description="The day on which they began.")

    def of(self, rows: QuerySet[models.BillingRun]) -> QuerySet[models.BillingRun]:
        """Raises InvalidInput BAD_FILTER."""
        return in_states(on_days(rows, "started_at", self.day), self.states)


def _chosen(
    rows: QuerySet[models.Subscription],
    filter: BillingSubscriptionFilter | None,
    order: BillingSubscriptionOrder | None,
    info: Info,
) -> QuerySet[Any]:
    return ordered(filter.of(rows, info) if filter else rows, order)


@listed(
    Page[SubscriptionPeriod],  # type: ignore[type-var]
    description="What was billed of it, newest first.",
)
def _periods(root: strawberry.Parent[models.Subscription]) -> Below[models.SubscriptionPeriod]:
    return Below(root, "subscription", models.SubscriptionPeriod.objects.order_by("-number"))


@listed(Page[BillingSkip], description="Runs that left it out, newest first.")  # type: ignore[type-var]
def _skips_of_subscription(root: strawberry.Parent[models.Subscription]) -> Below[models.BillingSkip]:
    return Below(root, "subscription", models.BillingSkip.objects.order_by("-pk"))


@listed(Page[BillingSkip], description="What it left out, and why.")  # type: ignore[type-var]
def _skips_of_run(root: strawberry.Parent[models.BillingRun]) -> Below[models.BillingSkip]:
    return Below(root, "run", models.BillingSkip.objects.order_by("pk"))


@listed(
    Page[SubscriptionPeriod],  # type: ignore[type-var]
    description="What it billed, in its order.",
)
def _periods_of_run(root: strawberry.Parent[models.BillingRun]) -> Below[models.SubscriptionPeriod]:
    return Below(root, "run", models.SubscriptionPeriod.objects.order_by("pk"))


@listed(Page[BillingSubscription], description="What they are billed for again and again, newest first.")
def _subscriptions_of_customer(
    root: strawberry.Parent[models.Customer],
    info: Info,
    filter: BillingSubscriptionFilter | None = None,
    order_by: BillingSubscriptionOrder | None = None,
) -> Below[models.Subscription]:
    return Below(root, "customer", _chosen(models.Subscription.objects.all(), filter, order_by, info))


@listed(Page[BillingSubscription], description="Who is billed by it, newest first.")
def _subscriptions_of_plan(
    root: strawberry.Parent[models.Plan],
    info: Info,
    filter: BillingSubscriptionFilter | None = None,
    order_by: BillingSubscriptionOrder | None = None,
) -> Below[models.Subscription]:
    return Below(root, "plan", _chosen(models.Subscription.objects.all(), filter, order_by, info))


@strawberry_django.field(
    only=["id"], description="What changing it would credit and bill, to the cent; nothing is done."
)
def _change(
    root: strawberry.Parent[models.Subscription],
    info: Info,
    when: Annotated[ChangeWhen, strawberry.argument(description="From when on.")],
    plan: Annotated[
        relay.GlobalID | None, strawberry.argument(description="Another plan, or the same.")
    ] = None,
    quantity: Annotated[
        Decimal | None, strawberry.argument(description="How often each line; else as now.")
    ] = None,
    amount: Annotated[
        Money | None, strawberry.argument(description="In the place of the first line's price.")
    ] = None,
    plan_price: Annotated[
        bool, strawberry.argument(description="Let go of the amount that was agreed.")
    ] = False,
) -> SubscriptionChange | None:
    row = models.Subscription.objects.get(pk=root.pk)
    change = changing.foresee_change(
        subscription=row,
        plan=plan_of(info, plan, row.business_id),
        quantity=quantity,
        amount=amount,
        plan_price=plan_price,
        when=when.value,
    )
    return SubscriptionChange.of(change)


grow(BillingSubscription, periods=_periods, skips=_skips_of_subscription, change=_change)
grow(BillingRun, skips=_skips_of_run, periods=_periods_of_run)
grow(Customer, subscriptions=_subscriptions_of_customer)
grow(Plan, subscriptions=_subscriptions_of_plan)


@strawberry.type
class BillingSubscriptionQueries:
    @listed(
        Page[BillingSubscription],
        description="Subscriptions of one business or of all of mine; newest first.",
    )
    def billing_subscriptions(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: BillingSubscriptionFilter | None = None,
        order_by: BillingSubscriptionOrder | None = None,
    ) -> QuerySet[models.Subscription]:
        where = businesses_asked(info, business, all_mine, RIGHT)
        return _chosen(selectors.subscriptions_of(where), filter, order_by, info)

    @listed(Page[BillingRun], description="Billing runs of one business or of all of mine; newest first.")
    def billing_runs(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: BillingRunFilter | None = None,
    ) -> QuerySet[models.BillingRun]:
        where = businesses_asked(info, business, all_mine, RIGHT)
        rows = ordered(selectors.billing_runs_of(where), None)
        return filter.of(rows) if filter else rows

    @strawberry.field(
        description="What a run of a business would do up to a day: without one today, or the first day on"
        " which something is due. Who is billed what: `billingSubscriptions(filter: {dueBy})`, with `next`."
    )
    def billing_forecast(
        self,
        info: Info,
        business: Annotated[relay.GlobalID, strawberry.argument(description="Of this business.")],
        until_on: Annotated[
            date | None,
            strawberry.argument(
                description="For periods that begin on this day or before, 31 days ahead at most."
            ),
        ] = None,
    ) -> BillingForecast:
        where = business_named(info, business, RIGHT)
        day = None if until_on is None else days.checked_day(until_on, field="until_on")
        return BillingForecast.of(foresee_run(where, day))


def plan_of(info: Info, id: relay.GlobalID | None, business_id: int) -> models.Plan | None:
    """The plan behind an id, of the business. Raises NotFound."""
    if id is None:
        return None
    plan = cast(models.Plan, find(info.context.user, id, "Plan", field="plan"))
    if plan.business_id != business_id:
        raise NotFound("thing", "plan")
    return plan
