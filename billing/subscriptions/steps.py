"""Pausing, resuming and cancelling subscriptions.

What has begun before a step is billed first, so that a step after a downtime loses nothing.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from django.db import transaction

from billing.models import Subscription, SubscriptionState
from billing.subscriptions.billing import bill_planned, look_ahead
from billing.subscriptions.news import tell_subscriptions
from billing.subscriptions.returning import give_back_unused
from core import days
from core.errors import InvalidState
from core.rows.locks import lock_row
from core.rows.states import take_step
from core.text import required_reason
from users.access import Right, require_right
from users.actors import Actor
from users.audit import record_audit

RIGHT: Final = Right.BILLING_WRITE
RUNNING: Final = (SubscriptionState.TRIAL, SubscriptionState.ACTIVE)


class When(StrEnum):
    """When a change takes effect."""

    NOW = "NOW"
    PERIOD_END = "PERIOD_END"


def pause_subscription(*, subscription: Subscription, reason: str, actor: Actor) -> Subscription:
    """Bill no period that begins from today on, until it is resumed; what is billed stays. Needs the right
    billing.write. Safe to repeat; audited; locks it. Raises InvalidInput REASON_MISSING / REASON_TOO_LONG,
    InvalidState SUBSCRIPTION_MOVED_ON of a cancelled one."""
    require_right(actor, subscription.business, RIGHT)
    said = required_reason(reason, "Say in a few words why, for who finds it paused.")
    with transaction.atomic():
        row = locked_subscription(subscription)
        if row.state == SubscriptionState.PAUSED:
            return row
        _require_running(row)
        bill_missed(row, days.today() - timedelta(days=1))
        _step(row, SubscriptionState.PAUSED, said, actor, "subscription.pause")
    return row


def resume_subscription(*, subscription: Subscription, actor: Actor) -> Subscription:
    """Bill it again, from today on: what is left of a period that began in the pause is billed by days, and
    earlier ones are not. A cancellation at the end of the period is taken back as well. Needs the right
    billing.write. Safe to repeat; audited; locks it. Raises InvalidState SUBSCRIPTION_MOVED_ON of a cancelled
    one."""
    require_right(actor, subscription.business, RIGHT)
    with transaction.atomic():
        row, today = locked_subscription(subscription), days.today()
        if row.state == SubscriptionState.CANCELLED:
            raise _moved_on(row)
        if row.state in RUNNING and row.ends_on is None:
            return row
        if row.state == SubscriptionState.PAUSED:
            row.next_on = max(row.next_on, today)
        row.ends_on = None
        state = SubscriptionState.TRIAL if row.billed_from > today else SubscriptionState.ACTIVE
        if row.state in RUNNING:
            state = SubscriptionState(row.state)
        _step(row, state, "", actor, "subscription.resume")
    return row


def cancel_subscription(
    *,
    subscription: Subscription,
    when: str = When.PERIOD_END,
    give_back: bool = True,
    reason: str,
    actor: Actor,
) -> Subscription:
    """End it: today, or with the last day that is billed. Needs the right billing.write. Safe to repeat;
    audited; locks it, and what crediting an invoice locks.

    Ended today, today is its last day: with `give_back` the days after it are credited of the period's
    invoice. Raises InvalidInput REASON_MISSING / REASON_TOO_LONG, and what crediting raises.
    """
    require_right(actor, subscription.business, RIGHT)
    said = required_reason(reason, "Say in a few words why it ends.")
    with transaction.atomic():
        row, today = locked_subscription(subscription), days.today()
        if row.state == SubscriptionState.CANCELLED:
            return row
        now = when == When.NOW or row.state == SubscriptionState.PAUSED
        if row.state in RUNNING:
            bill_missed(row, today - timedelta(days=1) if now else today)
        last = row.next_on - timedelta(days=1)
        if now or last < today:
            if give_back:
                give_back_unused(row, today + timedelta(days=1), reason=said, actor=actor)
            row.ends_on = min(today, row.ends_on or today)
            _step(row, SubscriptionState.CANCELLED, said, actor, "subscription.cancel")
        elif row.ends_on is None or row.ends_on > last:
            row.ends_on = last
            _step(row, SubscriptionState(row.state), said, actor, "subscription.cancel")
    return row


def bill_missed(row: Subscription, until: date) -> None:
    """Bill the periods of a locked subscription that begin by a day, oldest first; stops at one that cannot
    be billed."""
    while row.next_on <= until and (row.ends_on is None or row.next_on <= row.ends_on):
        outlook = look_ahead([row])
        if not outlook.planned:
            return
        bill_planned(outlook.planned, business=row.business)


def locked_subscription(subscription: Subscription) -> Subscription:
    """It, as it stands, locked until the end of the transaction."""
    rows = Subscription.objects.filter(pk=subscription.pk)
    row = lock_row(rows.select_related("business", "customer", "plan"))
    assert row is not None, "subscriptions are not deleted"
    return row


def _step(row: Subscription, state: SubscriptionState, reason: str, actor: Actor, action: str) -> None:
    take_step(row, state)
    row.reason = reason
    row.save(update_fields=["state", "reason", "next_on", "ends_on"])
    record_audit(
        actor=actor, business=row.business, action=action, subject=row, details={"state": str(state)}
    )
    tell_subscriptions([row])


def _require_running(row: Subscription) -> None:
    if row.state not in RUNNING:
        raise _moved_on(row)


def _moved_on(row: Subscription) -> InvalidState:
    return InvalidState("SUBSCRIPTION_MOVED_ON", "subscription", f"This subscription is {row.state}.")
