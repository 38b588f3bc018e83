"""Putting customers away: they keep their account, their bills and their payments, and are billed no more."""

from __future__ import annotations

from django.db import transaction

from billing.customers.customers import locked_customer, require_unmerged
from billing.models import Customer
from core import days
from core.errors import InvalidState
from users.access import Right, require_right
from users.actors import Actor
from users.audit import record_audit


def archive_customer(*, customer: Customer, actor: Actor) -> Customer:
    """Put a customer away; idempotent. What they owe stays owed, and what they pay still finds its way. Needs
    the right billing.write. Locks the customer. Raises InvalidState WALK_IN_STAYS."""
    return _put(customer, actor, away=True)


def unarchive_customer(*, customer: Customer, actor: Actor) -> Customer:
    """Take a customer up again; idempotent. As archive_customer."""
    return _put(customer, actor, away=False)


def require_billable(customer: Customer) -> None:
    """Raises InvalidState CUSTOMER_MERGED / CUSTOMER_ARCHIVED / CUSTOMER_ERASED: who was put away, or erased,
    is not billed."""
    require_unmerged(customer)
    if customer.data_key_id is None and not customer.is_walk_in:
        raise InvalidState("CUSTOMER_ERASED", "customer", "This customer was erased.")
    if customer.archived_at is not None:
        raise InvalidState("CUSTOMER_ARCHIVED", "customer", "This customer was put away: take them up first.")


def _put(customer: Customer, actor: Actor, *, away: bool) -> Customer:
    require_right(actor, customer.business, Right.BILLING_WRITE)
    with transaction.atomic():
        row = locked_customer(customer)
        if (row.archived_at is not None) != away:
            row.archived_at = days.now() if away else None
            row.save(update_fields=["archived_at"])
            action = "customer.archive" if away else "customer.unarchive"
            record_audit(actor=actor, business=row.business, action=action, subject=row)
    return row
