"""Events of subscriptions and runs, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable

from billing.models import BillingRun, Subscription
from core.rows.events import record_event, record_events


def tell_subscriptions(changed: Iterable[Subscription]) -> None:
    """One of each, in one statement."""
    record_events(
        ("subscription.changed", row.business_id, {"subscription": row.pk, "state": str(row.state)})
        for row in changed
    )


def tell_run(run: BillingRun) -> None:
    """It has begun, come further, or ended."""
    record_event(topic="billing_run.changed", business_id=run.business_id, run=run.pk, state=str(run.state))
