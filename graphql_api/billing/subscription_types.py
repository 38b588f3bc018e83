"""Subscriptions of customers and billing runs, as the schema shows them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import cast

import strawberry
import strawberry_django
from strawberry import relay

from billing import models
from billing.subscriptions.changing import Change
from billing.subscriptions.foreseeing import Forecast, Foreseen, foresee_next
from billing.subscriptions.pricing import Bill
from billing.subscriptions.steps import When
from billing.subscriptions.tariffs import Agreed, agreed_next
from core.recurrence import Span
from graphql_api.billing.plans import Plan
from graphql_api.billing.types import Customer, Invoice
from graphql_api.enums import described
from graphql_api.reading import together
from graphql_api.scalars import Money, money_column
from graphql_api.users.person import Person
from graphql_api.users.types import Business

SubscriptionState = described(
    models.SubscriptionState,
    "BillingSubscriptionState",
    "How a subscription stands.",
    TRIAL="Begun or to begin, and not billed yet.",
    ACTIVE="Billed, each period on its first day.",
    PAUSED="No period that begins is billed until it is resumed.",
    CANCELLED="Ended for good.",
)
BillingRunState = described(
    models.RunState,
    "BillingRunState",
    "How far a billing run has come.",
    RUNNING="It is at work, or goes on by itself after a restart.",
    DONE="All that was due is billed or listed as skipped.",
)
ChangeWhen = described(
    When,
    "ChangeWhen",
    "When a change of a subscription takes effect.",
    NOW="Today: what was billed for the days after it is credited.",
    PERIOD_END="When the period that is billed ends.",
)


@strawberry.type(description="What a period bills.")
class PeriodBill:
    starts_on: date = strawberry.field(description="Its first day that is billed.")
    ends_on: date = strawberry.field(description="Its last day that is billed.")
    days: int = strawberry.field(description="How many days are billed.")
    whole_days: int = strawberry.field(description="How many the whole period has; more where it is broken.")
    net: Money = strawberry.field(description="Without VAT.")
    vat: Money = strawberry.field(description="VAT at the rate of its first day.")
    total: Money = strawberry.field(description="What the invoice will ask for.")
    due_on: date | None = strawberry.field(description="The day until which it is to be paid.")

    @classmethod
    def of(cls, bill: Bill) -> PeriodBill:
        return cls(
            starts_on=bill.part.billed.starts_on,
            ends_on=bill.part.billed.ends_on,
            days=bill.part.billed.days,
            whole_days=bill.part.whole.days,
            net=Money(bill.net),
            vat=Money(bill.vat),
            total=Money(bill.total),
            due_on=bill.terms.due_on,
        )


@strawberry.type(description="The next period of a subscription.")
class NextBillingPeriod:
    bill: PeriodBill | None = strawberry.field(description="Null where it cannot be reckoned.")
    refusal: str = strawberry.field(
        description="The code of why a run would leave it out now: PLAN_ARCHIVED, CUSTOMER_ARCHIVED,"
        " CUSTOMER_ERASED, OVER_CREDIT_LIMIT or another problem's; empty when it would be billed."
    )


def _agreed(root: models.Subscription) -> Agreed:
    return cast(Agreed, together(root, ("agreed",), agreed_next))


def _quantity(root: strawberry.Parent[models.Subscription]) -> Decimal:
    return _agreed(root).quantity


def _amount(root: strawberry.Parent[models.Subscription]) -> Money | None:
    amount = _agreed(root).amount
    return None if amount is None else Money(amount)


def _anchor_on(root: strawberry.Parent[models.Subscription]) -> date:
    return _agreed(root).anchor_on


def _next(root: strawberry.Parent[models.Subscription]) -> NextBillingPeriod | None:
    found: Foreseen | None = together(root, ("next",), foresee_next)
    if found is None:
        return None
    return NextBillingPeriod(bill=PeriodBill.of(found.bill) if found.bill else None, refusal=found.refusal)


@strawberry_django.type(
    models.Subscription,
    only=["business_id"],
    description="A customer who is billed by a plan, a period after the other.",
)
class BillingSubscription(relay.Node):
    business: Business = strawberry_django.field(description="Who bills.")
    customer: Customer = strawberry_django.field(description="Who is billed.")
    plan: Plan = strawberry_django.field(description="By which plan, from the newest change on.")
    state: SubscriptionState = strawberry_django.field(description="How it stands.")
    starts_on: date = strawberry_django.field(description="Its first day.")
    billed_from: date = strawberry_django.field(
        description="The first day that is billed: after the trial, if there is one."
    )
    next_on: date = strawberry_django.field(description="The first day that is not billed yet.")
    next_number: int = strawberry_django.field(description="The number of the next period, from 1.")
    ends_on: date | None = strawberry_django.field(description="Its last day; null while none is set.")
    reason: str = strawberry_django.field(description="Why it is paused or ends; empty else.")
    quantity: Decimal = strawberry_django.field(
        resolver=_quantity, only=["id"], description="How often each line of the plan is billed."
    )
    amount: Money | None = strawberry_django.field(
        resolver=_amount,
        only=["id"],
        description="In the place of the first line's price, as a rent is; null: the plan's price.",
    )
    anchor_on: date = strawberry_django.field(
        resolver=_anchor_on, only=["id"], description="A day on which a whole period begins."
    )
    next: NextBillingPeriod | None = strawberry_django.field(
        resolver=_next,
        only=["id"],
        description="What is billed next, due or not; null when nothing is any more.",
    )
    created_at: datetime = strawberry_django.field(description="In UTC.")


def _days(root: strawberry.Parent[models.SubscriptionPeriod]) -> int:
    return Span(root.starts_on, root.ends_on).days


def _whole_days(root: strawberry.Parent[models.SubscriptionPeriod]) -> int:
    return Span(root.whole_starts_on, root.whole_ends_on).days


@strawberry_django.type(models.SubscriptionPeriod, description="Days that were billed, once.")
class SubscriptionPeriod:
    number: int = strawberry_django.field(description="1, 2, 3 ... without a gap.")
    starts_on: date = strawberry_django.field(description="The first day.")
    ends_on: date = strawberry_django.field(description="The last day.")
    days: int = strawberry_django.field(
        resolver=_days, only=["starts_on", "ends_on"], description="How many days."
    )
    whole_days: int = strawberry_django.field(
        resolver=_whole_days,
        only=["whole_starts_on", "whole_ends_on"],
        description="How many the whole period has; more where it is broken.",
    )
    invoice: Invoice | None = strawberry_django.field(
        description="Its invoice; null where the days cost less than a cent."
    )
    billed_at: datetime = strawberry_django.field(description="In UTC.")


def _started_by(root: strawberry.Parent[models.BillingRun]) -> Person | None:
    return Person.of(root.started_by) if root.started_by else None


@strawberry_django.type(
    models.BillingRun,
    only=["business_id"],
    description="Billing every period of a business that has begun by a day.",
)
class BillingRun(relay.Node):
    business: Business = strawberry_django.field(description="Who bills.")
    until_on: date = strawberry_django.field(description="Periods that begin on this day or before.")
    state: BillingRunState = strawberry_django.field(description="How far it has come.")
    due: int = strawberry_django.field(description="Subscriptions with something to bill when it began.")
    invoices: int = strawberry_django.field(description="How many it has issued so far.")
    total: Money = money_column("total", "What they ask for together.")
    skipped: int = strawberry_django.field(description="Subscriptions that it left out.")
    started_by: Person | None = strawberry_django.field(
        resolver=_started_by, select_related=["started_by"], description="Who; null: the clock."
    )
    started_at: datetime = strawberry_django.field(description="In UTC.")
    ended_at: datetime | None = strawberry_django.field(description="In UTC; null while it runs.")


@strawberry_django.type(models.BillingSkip, description="What a run left out; the next one tries again.")
class BillingSkip:
    subscription: BillingSubscription = strawberry_django.field(description="Which subscription.")
    period_on: date = strawberry_django.field(description="The first day of the period.")
    code: str = strawberry_django.field(
        description="Why: PLAN_ARCHIVED, CUSTOMER_ARCHIVED, CUSTOMER_ERASED, OVER_CREDIT_LIMIT, another"
        " problem's code, or WORK_FAILS where the reason is in the log and in an alert."
    )
    at: datetime = strawberry_django.field(description="When, in UTC.")


@strawberry.type(description="So many subscriptions that would be left out for one reason.")
class SkippedFigure:
    code: str = strawberry.field(description="Why; as in `BillingSkip`.")
    count: int = strawberry.field(description="How many.")


@strawberry.type(description="What a billing run would do; nothing is done.")
class BillingForecast:
    until_on: date = strawberry.field(description="For periods that begin on this day or before.")
    subscriptions: int = strawberry.field(description="How many have something to bill.")
    invoices: int = strawberry.field(description="How many invoices would be issued.")
    total: Money = strawberry.field(description="What they would ask for together.")
    skipped: list[SkippedFigure] = strawberry.field(description="How many would be left out, and why.")

    @classmethod
    def of(cls, forecast: Forecast) -> BillingForecast:
        return cls(
            until_on=forecast.until_on,
            subscriptions=forecast.subscriptions,
            invoices=forecast.invoices,
            total=Money(forecast.total),
            skipped=[
                SkippedFigure(code=code, count=count) for code, count in sorted(forecast.skipped.items())
            ],
        )


@strawberry.type(description="What a change of a subscription would do; nothing is done.")
class SubscriptionChange:
    from_on: date = strawberry.field(description="From this day on.")
    given_back: Money = strawberry.field(
        description="Credited of the present invoice, for the days from then on."
    )
    bill: PeriodBill = strawberry.field(description="What is billed for the period that begins then.")

    @classmethod
    def of(cls, change: Change) -> SubscriptionChange:
        return cls(
            from_on=change.from_on,
            given_back=Money(change.given_back),
            bill=PeriodBill.of(change.bill),
        )
