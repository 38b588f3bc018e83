"""Payment requests by how they ended: paid, open, or failed for which reason. Amounts in cents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet, Sum

from core.days import day_bounds
from core.money import Cents
from mpesa.models import PaymentRequest, RequestState

#: Ended without money.
FAILED = (RequestState.FAILED, RequestState.CANCELLED, RequestState.EXPIRED)


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


def requests_between(
    business_id: int, first_day: date, last_day: date, till_id: int | None = None
) -> QuerySet[PaymentRequest]:
    """The requests that were made on these accounting days, both included."""
    rows = PaymentRequest.objects.filter(
        business=business_id, created_at__gte=day_bounds(first_day)[0], created_at__lt=day_bounds(last_day)[1]
    )
    return rows if till_id is None else rows.filter(till=till_id)


def requests_by_end(
    business_id: int, *, first_day: date, last_day: date, till_id: int | None = None
) -> list[Ended]:
    """The requests of these days by till, state and code, the most frequent first. One query."""
    rows = requests_between(business_id, first_day, last_day, till_id)
    sums = (
        rows.order_by().values("till", "state", "result_code").annotate(count=Count("pk"), sum=Sum("amount"))
    )
    columns = ("till", "state", "result_code", "count", "sum")
    return [
        Ended(till, RequestState(state), code, count, int(amount))
        for till, state, code, count, amount in sums.order_by("-count", "till", "state", "result_code")
        .values_list(*columns)
    ]  # fmt: skip


def sum_failed(business_id: int, *, first_day: date, last_day: date, till_id: int | None = None) -> Cents:
    """What the requests of these days asked for that ended without money."""
    rows = requests_between(business_id, first_day, last_day, till_id).filter(state__in=FAILED)
    return int(rows.aggregate(sum=Sum("amount"))["sum"] or 0)
