"""Reads of plans, subscriptions and billing runs."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from billing.models import BillingRun, Plan, Subscription
from billing.selectors import RIGHT
from core.errors import NotFound
from users.access import has_right
from users.models import User


def plans_of(businesses: Collection[int]) -> QuerySet[Plan]:
    """The plans of businesses whose bills the person may read."""
    return Plan.objects.filter(business_id__in=businesses)


def plan_for(user: User, plan_id: int) -> Plan:
    """One plan. Raises NotFound when it is absent or not the person's to see."""
    plan = Plan.objects.filter(pk=plan_id).select_related("business").first()
    if plan is None or not has_right(user, plan.business, RIGHT):
        raise NotFound("plan")
    return plan


def subscriptions_of(businesses: Collection[int]) -> QuerySet[Subscription]:
    """The subscriptions of businesses whose bills the person may read."""
    return Subscription.objects.filter(business_id__in=businesses)


def subscription_for(user: User, subscription_id: int) -> Subscription:
    """One subscription. Raises NotFound when it is absent or not the person's to see."""
    rows = Subscription.objects.filter(pk=subscription_id)
    row = rows.select_related("business", "customer__data_key", "plan").first()
    if row is None or not has_right(user, row.business, RIGHT):
        raise NotFound("subscription")
    return row


def billing_runs_of(businesses: Collection[int]) -> QuerySet[BillingRun]:
    """The billing runs of businesses whose bills the person may read."""
    return BillingRun.objects.filter(business_id__in=businesses)


def billing_run_for(user: User, run_id: int) -> BillingRun:
    """One billing run. Raises NotFound when it is absent or not the person's to see."""
    run = BillingRun.objects.filter(pk=run_id).select_related("business").first()
    if run is None or not has_right(user, run.business, RIGHT):
        raise NotFound("billing run")
    return run
