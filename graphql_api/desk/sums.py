"""What a list of receipts or of payment requests comes to, over all its pages."""

from __future__ import annotations

from typing import Annotated, Any, Final

import strawberry
from django.db.models import Count, QuerySet, Sum

from core.money import Cents
from graphql_api.businesses import AllMine, OneBusiness, businesses_asked
from graphql_api.context import Info
from graphql_api.desk.today import Figure
from graphql_api.mpesa.filters import PaymentRequestFilter, ReceiptFilter
from graphql_api.scalars import Money
from mpesa import selectors

_WHICH: Final = strawberry.argument(description="Which ones; all that is given holds at once.")


@strawberry.type
class SumQueries:
    @strawberry.field(
        description="How many receipts the list `receipts` has with this filter, and what they are together."
    )
    def receipt_sums(
        self,
        info: Info,
        business: OneBusiness = None,
        all_mine: AllMine = False,
        filter: Annotated[ReceiptFilter | None, _WHICH] = None,
    ) -> Figure:
        rows = selectors.receipts_of(businesses_asked(info, business, all_mine, selectors.RIGHT))
        return _summed(filter.of(rows, info) if filter else rows)

    @strawberry.field(
        description="How many payment requests the list `paymentRequests` has with this filter, and what they"
        " ask for together."
    )
    def payment_request_sums(
        self,
        info: Info,
        business: OneBusiness = None,
        all_mine: AllMine = False,
        filter: Annotated[PaymentRequestFilter | None, _WHICH] = None,
    ) -> Figure:
        rows = selectors.payment_requests_of(businesses_asked(info, business, all_mine, selectors.RIGHT))
        return _summed(filter.of(rows, info) if filter else rows)


def _summed(rows: QuerySet[Any]) -> Figure:
    found = rows.order_by().aggregate(count=Count("pk"), sum=Sum("amount"))
    cents: Cents = int(found["sum"] or 0)
    return Figure(count=found["count"], amount=Money(cents))
