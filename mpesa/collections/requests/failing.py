"""Payment requests by how they ended: paid, open, or failed for which reason. Amounts in cents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Count, QuerySet, Sum

from core.days import day_bounds
from core.money import Cents
from mpesa.models import PaymentRequest, RequestState

#: Ended without money.
FAILED: Final = (RequestState.FAILED, RequestState.CANCELLED, RequestState.EXPIRED)
#: Safaricom says that it is paid: with its receipt, or still without.
SUCCEEDED: Final = (RequestState.PAID, RequestState.CONFIRMED)


@dataclass(frozen=True)
class Ended:
    """So many requests of a till that are in one state, for the reason of one code (empty: none was told),
    with what they asked for."""

    till_id: int
    state: RequestState
    code: str
    requests: int
    amount: Cents

    @property
    def has_failed(self) -> bool:
        return self.state in FAILED


@dataclass(frozen=True)
class Reason:
    """So many requests, of whichever till, that ended without money for the reason of one code."""

    state: RequestState
    code: str
    requests: int
    amount: Cents


def requests_between(
    business_id: int, first_day: date, last_day: date, till_ids: Collection[int] | None = None
) -> QuerySet[PaymentRequest]:
    """The requests that were made on these accounting days, both included, maybe of some tills alone."""
    rows = PaymentRequest.objects.filter(
        business=business_id, created_at__gte=day_bounds(first_day)[0], created_at__lt=day_bounds(last_day)[1]
    )
    return rows if till_ids is None else rows.filter(till__in=till_ids)


def requests_by_end(
    business_id: int, *, first_day: date, last_day: date, till_ids: Collection[int] | None = None
) -> list[Ended]:
    """The requests of these days by till, state and code, the most frequent first. One query."""
    rows = requests_between(business_id, first_day, last_day, till_ids)
    sums = (
        rows.order_by().values("till", "state", "result_code").annotate(count=Count("pk"), sum=Sum("amount"))
    )
    columns = ("till", "state", "result_code", "count", "sum")
    return [
        Ended(till, RequestState(state), code, count, int(amount))
        for till, state, code, count, amount in sums.order_by("-count", "till", "state", "result_code")
        .values_list(*columns)
    ]  # fmt: skip


def reasons_of(ended: Iterable[Ended]) -> list[Reason]:
    """Why requests of these were not paid, the most frequent first."""
    found: dict[tuple[RequestState, str], list[Ended]] = defaultdict(list)
    for each in ended:
        if each.has_failed:
            found[each.state, each.code].append(each)
    reasons = (
        Reason(*of, sum(each.requests for each in group), sum(each.amount for each in group))
        for of, group in found.items()
    )
    return sorted(reasons, key=lambda each: (-each.requests, each.state, each.code))


def sum_failed(
    business_id: int, *, first_day: date, last_day: date, till_ids: Collection[int] | None = None
) -> Cents:
    """What the requests of these days asked for that ended without money."""
    rows = requests_between(business_id, first_day, last_day, till_ids).filter(state__in=FAILED)
    return int(rows.aggregate(sum=Sum("amount"))["sum"] or 0)
