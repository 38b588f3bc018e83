"""Changing what a subscription bills: another plan, quantity or amount, now or from the next period on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db import transaction

from billing.models import Plan, Subscription, SubscriptionPeriod, SubscriptionState
from billing.subscriptions.billing import bill_planned
from billing.subscriptions.news import tell_subscriptions
from billing.subscriptions.plans import require_in_use
from billing.subscriptions.pricing import Bill, Planned, bill_from
from billing.subscriptions.returning import give_back_unused, unused_of
from billing.subscriptions.steps import RUNNING, When, bill_missed, locked_subscription
from billing.subscriptions.subscribing import note_terms, require_possible, write_terms
from billing.subscriptions.tariffs import Agreed, Tariff
from core import days
from core.errors import Findings, InvalidState
from core.money import Cents, display
from ledger.vouchers.vat import rate_on
from users.access import Right, require_right
from users.actors import Actor
from users.audit import record_audit

RIGHT: Final = Right.BILLING_WRITE


@dataclass(frozen=True)
class Change:
    """What changing would do. `given_back` cents of the present invoice are credited, and `bill` is billed,
    on `from_on`; where it is of the next period on, nothing is given back and `bill` is that period's."""

    from_on: date
    given_back: Cents
    bill: Bill
    agreed: Agreed


def foresee_change(
    *,
    subscription: Subscription,
    plan: Plan | None = None,
    quantity: Decimal | None = None,
    amount: Cents | None = None,
    plan_price: bool = False,
    when: str = When.PERIOD_END,
) -> Change:
    """What a change would credit and bill, as change_subscription does it. Changes nothing; raises what that
    raises of what was asked.
    """
    found = Findings()
    note_terms(found, quantity=Decimal(1) if quantity is None else quantity, amount=amount)
    found.settle()
    if subscription.state == SubscriptionState.CANCELLED:
        raise InvalidState("SUBSCRIPTION_MOVED_ON", "subscription", "This subscription is cancelled.")
    today = days.today()
    now = when == When.NOW and subscription.state in RUNNING and subscription.billed_from <= today
    from_on = today if now else subscription.next_on
    tariff = Tariff([subscription.pk], [plan.pk] if plan else ())
    before = tariff.agreed(subscription, max(from_on, subscription.next_on))
    chosen = plan or before.plan
    require_in_use(chosen)
    keeps_days = (chosen.frequency, chosen.every) == (before.plan.frequency, before.plan.every)
    agreed = Agreed(
        chosen,
        before.anchor_on if keeps_days else from_on,
        before.quantity if quantity is None else quantity,
        amount if amount is not None or plan_price or chosen.pk != before.plan.pk else before.amount,
    )
    require_possible(agreed, from_on)
    bill = bill_from(agreed, from_on, subscription.ends_on, tariff, rate_on(from_on))
    periods = SubscriptionPeriod.objects.filter(subscription=subscription).select_related("invoice")
    back = unused_of(periods.order_by("-number").first(), from_on) if now else 0
    return Change(from_on, back, bill, agreed)


def change_subscription(
    *,
    subscription: Subscription,
    plan: Plan | None = None,
    quantity: Decimal | None = None,
    amount: Cents | None = None,
    plan_price: bool = False,
    when: str = When.PERIOD_END,
    actor: Actor,
) -> Subscription:
    """Another plan, quantity or amount for periods from the next one on; with NOW from today on: the unused
    days of the present invoice are credited, and the rest of the period is billed by the new terms at once.

    What is not named stays; but the amount that was agreed goes with its plan, or with `plan_price`. Needs
    the right billing.write; audited; locks the subscription, and what crediting and issuing lock. The same
    again changes nothing. Raises InvalidInput BAD_QUANTITY / BAD_AMOUNT, InvalidState SUBSCRIPTION_MOVED_ON /
    PLAN_ARCHIVED, and what crediting and issuing raise.
    """
    require_right(actor, subscription.business, RIGHT)
    with transaction.atomic():
        row = locked_subscription(subscription)
        if row.state in RUNNING:
            bill_missed(row, days.today())
        change = foresee_change(
            subscription=row, plan=plan, quantity=quantity, amount=amount, plan_price=plan_price, when=when
        )
        if Tariff([row.pk]).agreed(row, max(change.from_on, row.next_on)) == change.agreed:
            return row
        if change.from_on < row.next_on:
            said = f"Changed on {change.from_on}."
            give_back_unused(row, change.from_on, reason=said, actor=actor)
            row.next_on = change.from_on
        write_terms(row, change.agreed, change.from_on, actor)
        row.plan = change.agreed.plan
        row.save(update_fields=["plan", "next_on"])
        if change.from_on == days.today() and row.state in RUNNING:
            bill_planned([Planned(row, change.bill)], business=row.business, actor=actor)
        record_audit(
            actor=actor,
            business=row.business,
            action="subscription.change",
            subject=row,
            details={
                "plan": change.agreed.plan.pk,
                "quantity": str(change.agreed.quantity.normalize()),
                "amount": "" if change.agreed.amount is None else display(change.agreed.amount),
                "from_on": change.from_on.isoformat(),
            },
        )
        tell_subscriptions([row])
    return row
