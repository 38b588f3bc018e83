"""Credit limits: how much of a customer's bills may be due at a time. Amounts in cents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from billing.customers.credit import credit_of_customers
from billing.customers.owing import due_of_customers
from billing.models import Customer
from core.errors import Detail, InvalidState
from core.money import Cents, display
from core.rows.locks import lock_rows
from users.access import Right, require_right
from users.actors import Actor
from users.audit import record_audit


class Beyond(NamedTuple):
    """A customer's limit, and what would be due of them, in cents."""

    limit: Cents
    due: Cents


def require_within_limit(
    customer: Customer, new_cents: Cents, actor: Actor, *, override: bool = False
) -> None:
    """Before so many more cents are billed to a customer: counts what is due of their issued invoices, less
    their credit, under the lock on the customer's row, in the caller's transaction.

    Raises InvalidState OVER_CREDIT_LIMIT. With `override` it lets who holds billing.override bill beyond it,
    and audits that; others are told NOT_ALLOWED.
    """
    over = beyond_limits({customer.pk: new_cents}).get(customer.pk)
    if over is None:
        return
    if not override:
        raise InvalidState(
            "OVER_CREDIT_LIMIT",
            "customer",
            f"At most {display(over.limit)} may be due, and {display(over.due)} would be.",
            detail=Detail(limit=over.limit),
        )
    require_right(actor, customer.business, Right.BILLING_OVERRIDE)
    record_audit(
        actor=actor,
        business=customer.business,
        action="customer.over_limit",
        subject=customer,
        details={"due": display(over.due), "credit_limit": display(over.limit)},
    )


def beyond_limits(new_cents: Mapping[int, Cents], *, lock: bool = True) -> dict[int, Beyond]:
    """Which of many customers would owe more than they may, if each were billed so many cents more.

    Three statements for however many; with `lock` it locks those who have a limit, in the caller's
    transaction.
    """
    rows = Customer.objects.filter(pk__in=new_cents, credit_limit__isnull=False)
    limited = lock_rows(rows) if lock else list(rows)
    if not limited:
        return {}
    keys = [row.pk for row in limited]
    due, credit = due_of_customers(keys), credit_of_customers(keys)
    found = {}
    for row in limited:
        would_be = due.get(row.pk, 0) - credit.get(row.pk, 0) + new_cents[row.pk]
        if row.credit_limit is not None and would_be > row.credit_limit:
            found[row.pk] = Beyond(row.credit_limit, would_be)
    return found
