"""Why a period is not billed now: decided for many at once, and told by a code each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from billing.customers.limits import beyond_limits
from billing.models import Customer
from billing.subscriptions.pricing import Planned
from core.money import Cents

PLAN_ARCHIVED, CUSTOMER_ERASED, CUSTOMER_ARCHIVED, OVER_CREDIT_LIMIT = (
    "PLAN_ARCHIVED",
    "CUSTOMER_ERASED",
    "CUSTOMER_ARCHIVED",
    "OVER_CREDIT_LIMIT",
)


def refusals(
    planned: Sequence[Planned], *, lock: bool, besides: Mapping[int, Cents] | None = None
) -> dict[int, str]:
    """Subscription's key -> why it is not billed; without those that are. They have their customers.

    `besides` are cents by customer that will have been billed before. With `lock` customers with a limit of
    credit are locked, in the caller's transaction.
    """
    found = {row.pk: code for row, bill in planned if (code := _never(bill.plan.archived_at, row.customer))}
    asked: defaultdict[int, list[Planned]] = defaultdict(list)
    for each in planned:
        if each.subscription.pk not in found:
            asked[each.subscription.customer_id].append(each)
    before = besides or {}
    sums = {
        customer: before.get(customer, 0) + sum(each.bill.total for each in bills)
        for customer, bills in asked.items()
    }
    for customer, over in beyond_limits(sums, lock=lock).items():
        room = over.limit - (over.due - sums[customer]) - before.get(customer, 0)
        for row, bill in asked[customer]:
            if bill.total > room:
                found[row.pk] = OVER_CREDIT_LIMIT
            else:
                room -= bill.total
    return found


def _never(archived_at: object, customer: Customer) -> str:
    if archived_at is not None:
        return PLAN_ARCHIVED
    if customer.data_key_id is None:
        return CUSTOMER_ERASED
    return CUSTOMER_ARCHIVED if customer.archived_at is not None else ""
