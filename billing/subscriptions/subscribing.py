"""Starting subscriptions: whom a plan bills, from which day on, how often and for how much."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from billing.customers.archiving import require_billable
from billing.invoicing.totals import checked_quantity
from billing.models import Customer, Plan, PlanFrequency, Subscription, SubscriptionState, SubscriptionTerms
from billing.models.plans import MOST_TRIAL_DAYS
from billing.subscriptions.news import tell_subscriptions
from billing.subscriptions.plans import require_in_use
from billing.subscriptions.pricing import bill_from
from billing.subscriptions.tariffs import Agreed, Tariff
from core import days
from core.digests import digest
from core.errors import Detail, Findings, InvalidInput, InvalidState
from core.money import Cents
from core.rows.idempotency import first_or_conflict
from core.text import checked_key
from users.access import Right, require_right
from users.actors import Actor, person
from users.audit import record_audit

RIGHT: Final = Right.BILLING_WRITE
#: So many days back or ahead one may begin.
FURTHEST: Final = timedelta(days=366)
LAST_OF_MONTH: Final = 31


def subscribe(
    *,
    customer: Customer,
    plan: Plan,
    quantity: Decimal = Decimal(1),
    amount: Cents | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    trial_days: int | None = None,
    anchor_day: int | None = None,
    key: str,
    actor: Actor,
) -> Subscription:
    """Bill a customer by a plan: from the day after the trial on, a period after the other, each on its first
    day; days that are over are caught up with. Needs the right billing.write.

    `amount` is in the place of the first line's price of one. Without `starts_on` from today on; without
    `trial_days` as many as the plan has. `anchor_day` is the day of the month (1 to 28, or 31 for its last)
    or of the week (1 is Monday) on which whole periods begin: what is before the first of them is billed by
    days. Idempotent by (business, key). Raises InvalidInput BAD_KEY / BAD_QUANTITY / BAD_AMOUNT / BAD_DAY /
    BAD_PLAN, all that apply at once, InvalidState PLAN_ARCHIVED / CUSTOMER_ARCHIVED / WALK_IN_STAYS, Conflict
    KEY_REUSED.
    """
    business = customer.business
    require_right(actor, business, RIGHT)
    assert plan.business_id == business.pk, "both are of one business"
    first = days.today() if starts_on is None else starts_on
    trial = plan.trial_days if trial_days is None else trial_days
    found = Findings()
    note_terms(found, quantity=quantity, amount=amount)
    _note_days(found, plan, first, ends_on, trial, anchor_day)
    with found.noting():
        checked_key(key, "subscription")
    found.settle()
    asked = digest(
        [
            customer.pk,
            plan.pk,
            str(quantity.normalize()),
            amount,
            starts_on,
            ends_on,
            trial_days,
            anchor_day,
        ]
    )
    billed_from = first + timedelta(days=trial)
    agreed = Agreed(plan, anchor_from(plan, billed_from, anchor_day), quantity, amount)

    def write() -> Subscription:
        require_in_use(Plan.objects.get(pk=plan.pk))
        whom = Customer.objects.get(pk=customer.pk)
        require_billable(whom)
        if whom.is_walk_in:
            raise InvalidState(
                "WALK_IN_STAYS", "customer", "This is nobody in particular: choose who is billed."
            )
        require_possible(agreed, billed_from)
        subscription = Subscription.objects.create(
            business=business,
            customer=customer,
            plan=plan,
            state=SubscriptionState.TRIAL if trial else SubscriptionState.ACTIVE,
            starts_on=first,
            billed_from=billed_from,
            next_on=billed_from,
            ends_on=ends_on,
            key=key,
            key_hash=asked,
            created_by=person(actor),
        )
        write_terms(subscription, agreed, billed_from, actor)
        record_audit(actor=actor, business=business, action="subscription.create", subject=subscription)
        tell_subscriptions([subscription])
        return subscription

    known = Subscription.objects.filter(business=business, key=key)
    return first_or_conflict(known, digests=[asked], write=write, what="subscription")[0]


def note_terms(found: Findings, *, quantity: Decimal, amount: Cents | None) -> None:
    """Note BAD_QUANTITY / BAD_AMOUNT."""
    with found.noting():
        checked_quantity(quantity)
    with found.noting():
        if amount is not None and amount <= 0:
            raise InvalidInput("BAD_AMOUNT", "amount", "An amount is above zero.")


def require_possible(agreed: Agreed, first: date) -> None:
    """What a whole period would bill can be billed. Raises InvalidInput BAD_QUANTITY / BAD_AMOUNT."""
    tariff = Tariff([], [agreed.plan.pk])
    bill_from(agreed, agreed.days.span_of(first).starts_on, None, tariff, basis_points=0)


def write_terms(subscription: Subscription, agreed: Agreed, from_on: date, actor: Actor) -> None:
    """Terms for periods that begin on a day or later."""
    SubscriptionTerms.objects.create(
        subscription=subscription,
        from_on=from_on,
        plan=agreed.plan,
        anchor_on=agreed.anchor_on,
        quantity=agreed.quantity,
        amount=agreed.amount,
        created_by=person(actor),
    )


def anchor_from(plan: Plan, first: date, anchor_day: int | None) -> date:
    """The day on or after `first` on which a whole period begins; `first` itself without an anchor day."""
    if anchor_day is None:
        return first
    if plan.frequency == PlanFrequency.WEEKLY:
        return first + timedelta(days=(anchor_day - first.isoweekday()) % 7)
    if anchor_day == LAST_OF_MONTH:
        return days.end_of_month(first)
    on = first.replace(day=anchor_day)
    return on if on >= first else days.months_after(on, 1)


def _note_days(
    found: Findings, plan: Plan, first: date, ends_on: date | None, trial: int, anchor_day: int | None
) -> None:
    today = days.today()
    with found.noting():
        if not today - FURTHEST <= first <= today + FURTHEST:
            most = f"Begin at most {FURTHEST.days} days back or ahead."
            raise InvalidInput("BAD_DAY", "starts_on", most, detail=Detail(count=FURTHEST.days))
    with found.noting():
        if not 0 <= trial <= MOST_TRIAL_DAYS:
            raise InvalidInput("BAD_PLAN", "trial_days", f"Use 0 to {MOST_TRIAL_DAYS}.")
    with found.noting():
        if ends_on is not None and not first <= ends_on < days.END_DAY:
            raise InvalidInput("BAD_DAY", "ends_on", "It ends on its first day or later.")
    with found.noting():
        if anchor_day is None:
            return
        if plan.frequency == PlanFrequency.DAILY:
            raise InvalidInput("BAD_DAY", "anchor_day", "A plan in days begins on the first day.")
        if plan.frequency == PlanFrequency.WEEKLY and not 1 <= anchor_day <= 7:
            raise InvalidInput("BAD_DAY", "anchor_day", "A day of the week is 1 (Monday) to 7.")
        if not (1 <= anchor_day <= 28 or anchor_day == LAST_OF_MONTH):
            said = "A day of the month is 1 to 28, or 31 for its last one."
            raise InvalidInput("BAD_DAY", "anchor_day", said)
