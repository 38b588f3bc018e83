"""Giving back what was billed for days that are not used: a credit note of the share of the days."""

from __future__ import annotations

from datetime import date

from billing.invoicing.crediting import credit_invoice
from billing.models import InvoiceState, Subscription, SubscriptionPeriod
from billing.subscriptions.proration import unused
from core.money import Cents
from core.recurrence import Span
from users.actors import Actor


def unused_of(period: SubscriptionPeriod | None, from_on: date) -> Cents:
    """What of the invoice of a period is for its days from a day on, and not credited yet, in cents.
    Nothing of one that is void."""
    if period is None or period.invoice is None or period.invoice.state == InvoiceState.VOID:
        return 0
    cents = unused(period.invoice.total, Span(period.starts_on, period.ends_on), from_on)
    return min(cents, period.invoice.total - period.invoice.credited)


def give_back_unused(row: Subscription, from_on: date, *, reason: str, actor: Actor) -> Cents:
    """Credit what the newest period of a locked subscription was billed for the days from a day on; returns
    how many cents. Idempotent by period. Raises what credit_invoice raises."""
    periods = SubscriptionPeriod.objects.filter(subscription=row).select_related("invoice__business")
    period = periods.order_by("-number").first()
    cents = unused_of(period, from_on)
    if period is not None and period.invoice is not None and cents:
        credit_invoice(
            invoice=period.invoice,
            amount=cents,
            reason=f"Unused days: {reason}",
            key=f"subscription:{row.pk}:{period.number}:unused",
            actor=actor,
        )
    return cents
