"""Starting, pausing, resuming, changing and cancelling subscriptions; running the billing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import cast

import strawberry
from strawberry import relay

from billing import models
from billing.subscriptions import changing, runs, steps, subscribing
from billing.subscriptions.steps import When
from core.errors import NotFound
from graphql_api.billing.subscription_queries import plan_of
from graphql_api.billing.subscription_types import BillingRun, BillingSubscription, ChangeWhen
from graphql_api.businesses import business_named
from graphql_api.context import Info
from graphql_api.nodes import find
from graphql_api.payloads import KEY_SAYS, mutation
from graphql_api.scalars import Money
from users.access import Right


@strawberry.input(description="A customer to bill by a plan, a period after the other.")
class CreateBillingSubscriptionInput:
    customer: relay.GlobalID = strawberry.field(description="Who is billed.")
    plan: relay.GlobalID = strawberry.field(description="By which plan of the same business.")
    quantity: Decimal = strawberry.field(
        default=Decimal(1), description="How often each line of the plan is billed."
    )
    amount: Money | None = strawberry.field(
        default=None, description="In the place of the first line's price, as a rent is."
    )
    starts_on: date | None = strawberry.field(
        default=None,
        description="The first day, within a year of today; without one, today. Days that are over are billed"
        " too.",
    )
    ends_on: date | None = strawberry.field(
        default=None, description="The last day; without one it goes on until it is cancelled."
    )
    trial_days: int | None = strawberry.field(
        default=None, description="So many days are not billed at first; without it as many as the plan has."
    )
    anchor_day: int | None = strawberry.field(
        default=None,
        description="On which day whole periods begin, of the month (1 to 28, or 31 for its last) or of the"
        " week (1 is Monday): what is before the first of them is billed by days. Without it, on the day of"
        " the first bill.",
    )
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="A subscription to pause.")
class PauseBillingSubscriptionInput:
    subscription: relay.GlobalID = strawberry.field(description="This one.")
    reason: str = strawberry.field(description="Why, in up to 200 characters.")


@strawberry.input(description="A subscription to bill again.")
class ResumeBillingSubscriptionInput:
    subscription: relay.GlobalID = strawberry.field(description="This one.")


@strawberry.input(description="A subscription to end.")
class CancelBillingSubscriptionInput:
    subscription: relay.GlobalID = strawberry.field(description="This one.")
    when: ChangeWhen = strawberry.field(default=When.PERIOD_END, description="Today, or with the period.")
    give_back: bool = strawberry.field(
        default=True, description="Ended today: credit what was billed for the days after today."
    )
    reason: str = strawberry.field(description="Why, in up to 200 characters.")


@strawberry.input(description="What a subscription is to bill; what is left out stays.")
class ChangeBillingSubscriptionInput:
    subscription: relay.GlobalID = strawberry.field(description="This one.")
    plan: relay.GlobalID | None = strawberry.field(default=None, description="Another plan.")
    quantity: Decimal | None = strawberry.field(
        default=None, description="How often each line of the plan is billed."
    )
    amount: Money | None = strawberry.field(
        default=None, description="In the place of the first line's price, as a rent is."
    )
    plan_price: bool = strawberry.field(
        default=False, description="Let go of the amount that was agreed: the plan's price."
    )
    when: ChangeWhen = strawberry.field(
        default=When.PERIOD_END, description="Today, or from the next period on."
    )


@strawberry.input(description="A business to bill for.")
class RunBillingInput:
    business: relay.GlobalID = strawberry.field(description="This one.")
    until_on: date | None = strawberry.field(
        default=None, description="For periods that begin on this day or before; without one, today."
    )


@strawberry.type
class BillingSubscriptionMutations:
    @mutation(
        description="Bills a customer by a plan from a day on; invoices are issued by the next run. Needs the"
        " right billing.write. Safe to repeat."
    )
    def create_billing_subscription(
        self, info: Info, input: CreateBillingSubscriptionInput
    ) -> BillingSubscription:
        customer = find(info.context.user, input.customer, "Customer", field="customer")
        plan = plan_of(info, input.plan, customer.business_id)
        if plan is None:
            raise NotFound("thing", "plan")
        made = subscribing.subscribe(
            customer=customer,
            plan=plan,
            quantity=input.quantity,
            amount=input.amount,
            starts_on=input.starts_on,
            ends_on=input.ends_on,
            trial_days=input.trial_days,
            anchor_day=input.anchor_day,
            key=input.idempotency_key,
            actor=info.context.user,
        )
        return cast(BillingSubscription, made)

    @mutation(
        description="Bills no period that begins from today on, until the subscription is resumed. Needs the"
        " right billing.write. Safe to repeat."
    )
    def pause_billing_subscription(
        self, info: Info, input: PauseBillingSubscriptionInput
    ) -> BillingSubscription:
        row = _subscription(info, input.subscription)
        made = steps.pause_subscription(subscription=row, reason=input.reason, actor=info.context.user)
        return cast(BillingSubscription, made)

    @mutation(
        description="Bills a paused subscription from today on, or takes back that it ends with its period."
        " Needs the right billing.write. Safe to repeat."
    )
    def resume_billing_subscription(
        self, info: Info, input: ResumeBillingSubscriptionInput
    ) -> BillingSubscription:
        row = _subscription(info, input.subscription)
        return cast(BillingSubscription, steps.resume_subscription(subscription=row, actor=info.context.user))

    @mutation(
        description="Ends a subscription: today, with what was billed for the days after it credited, or with"
        " the last day that is billed. Needs the right billing.write. Safe to repeat."
    )
    def cancel_billing_subscription(
        self, info: Info, input: CancelBillingSubscriptionInput
    ) -> BillingSubscription:
        made = steps.cancel_subscription(
            subscription=_subscription(info, input.subscription),
            when=input.when.value,
            give_back=input.give_back,
            reason=input.reason,
            actor=info.context.user,
        )
        return cast(BillingSubscription, made)

    @mutation(
        description="Bills a subscription by another plan, quantity or amount: from the next period on, or"
        " from today on, with the rest of the present invoice credited. Needs the right billing.write. Safe"
        " to repeat."
    )
    def change_billing_subscription(
        self, info: Info, input: ChangeBillingSubscriptionInput
    ) -> BillingSubscription:
        row = _subscription(info, input.subscription)
        made = changing.change_subscription(
            subscription=row,
            plan=plan_of(info, input.plan, row.business_id),
            quantity=input.quantity,
            amount=input.amount,
            plan_price=input.plan_price,
            when=input.when.value,
            actor=info.context.user,
        )
        return cast(BillingSubscription, made)

    @mutation(
        description="Bills all that has begun by a day, without waiting for the clock; while a run is under"
        " way it gives that one. Needs the right billing.write. Safe to repeat."
    )
    def run_billing(self, info: Info, input: RunBillingInput) -> BillingRun:
        business = business_named(info, input.business, Right.BILLING_WRITE)
        made = runs.begin_run(business=business, until_on=input.until_on, actor=info.context.user)
        return cast(BillingRun, made)


def _subscription(info: Info, id: relay.GlobalID) -> models.Subscription:
    found = find(info.context.user, id, "BillingSubscription", field="subscription")
    return cast(models.Subscription, found)
