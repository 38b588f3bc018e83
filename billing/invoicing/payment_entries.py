"""The entry of a payment that is new: where it comes from, what it pays, and whose it is."""

from __future__ import annotations

from collections.abc import Sequence

from billing.models import CustomerEntry, Payment, PaymentKind
from core import days
from ledger.chart.standard import CUSTOMER_CREDIT, RECEIVABLES
from ledger.journal.posting import Leg, credit, post_entry
from ledger.models import Entry
from users.actors import Actor


def post_payment(payment: Payment, sources: Sequence[Leg], kind: str, *, actor: Actor) -> Entry:
    """Post a new payment: `sources`, what it comes from; Cr 1200 what it has allocated, Cr 2100 the rest; and
    say whose the entry is. Reference `payment:<id>`."""
    sides = ((RECEIVABLES, payment.allocated), (CUSTOMER_CREDIT, payment.amount - payment.allocated))
    reference = f"payment:{payment.pk}"
    CustomerEntry.objects.create(
        business_id=payment.business_id, customer_id=payment.customer_id, reference=reference, payment=payment
    )
    return post_entry(
        business_id=payment.business_id,
        kind=kind,
        reference=reference,
        legs=[*sources, *(credit(code, cents) for code, cents in sides if cents)],
        occurred_at=days.now(),
        effective_on=payment.received_on,
        description=f"{PaymentKind(payment.kind).label} {payment.reference}".strip(),
        actor_id=actor.pk,
    )
