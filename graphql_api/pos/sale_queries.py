"""Sales, and payments that may be claimed for them. Needs the right billing.read, claims pos.sell."""

from __future__ import annotations

from typing import Annotated, cast

import strawberry
from django.db.models import QuerySet
from strawberry import relay

from billing import models
from billing.pos import claiming, selectors
from graphql_api.businesses import businesses_asked
from graphql_api.context import Info
from graphql_api.filters import DayRange, on_days, with_text
from graphql_api.mpesa.types import Receipt
from graphql_api.nodes import find, register_node
from graphql_api.pages import Page, grow, listed
from graphql_api.pos.sale_types import Sale, SaleItem, SaleRefund
from graphql_api.pos.types import Shift
from graphql_api.reading import Below
from users.access import require_right

register_node("Sale", selectors.sale_for)


@strawberry.input(description="Which sales; all that is given holds at once.")
class SaleFilter:
    day: DayRange | None = strawberry.field(default=None, description="The day on which they were rung up.")
    shift: relay.GlobalID | None = strawberry.field(default=None, description="Of this shift.")
    open: bool | None = strawberry.field(default=None, description="Of which something is due, or not.")
    text: str | None = strawberry.field(default=None, description="Part of the number of the bill.")

    def of(self, rows: QuerySet[models.Sale], info: Info) -> QuerySet[models.Sale]:
        """Raises InvalidInput BAD_FILTER, NotFound of the shift."""
        rows = on_days(rows, "at", self.day)
        if self.shift is not None:
            rows = rows.filter(shift=find(info.context.user, self.shift, "Shift", field="filter.shift"))
        if self.open is not None:
            waiting = ("UNPAID", "PARTIALLY_PAID")
            rows = (
                rows.filter(invoice__state__in=waiting)
                if self.open
                else rows.exclude(invoice__state__in=waiting)
            )
        return with_text(rows, self.text, "invoice__number__icontains")


def chosen_sales(rows: QuerySet[models.Sale], filter: SaleFilter | None, info: Info) -> QuerySet[models.Sale]:
    """The sales that are asked for, newest first."""
    return (filter.of(rows, info) if filter else rows).order_by("-pk")


@listed(Page[Sale], description="What was rung up in it, newest first.")
def _sales_of_shift(
    root: strawberry.Parent[models.Shift], info: Info, filter: SaleFilter | None = None
) -> Below[models.Sale]:
    return Below(root, "shift", chosen_sales(models.Sale.objects.all(), filter, info))


@listed(Page[SaleItem], description="The products among its lines.")  # type: ignore[type-var]
def _items_of_sale(root: strawberry.Parent[models.Sale]) -> Below[models.SaleItem]:
    return Below(root, "sale", models.SaleItem.objects.order_by("position", "pk"))


@listed(Page[SaleRefund], description="What was given back of it, newest first.")  # type: ignore[type-var]
def _refunds_of_sale(root: strawberry.Parent[models.Sale]) -> Below[models.SaleRefund]:
    return Below(root, "sale", models.SaleRefund.objects.order_by("-pk"))


grow(Shift, sales=_sales_of_shift)
grow(Sale, items=_items_of_sale, refunds=_refunds_of_sale)


@strawberry.type
class SaleQueries:
    @listed(Page[Sale], description="Sales, of one business or of all of mine; newest first.")
    def sales(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: SaleFilter | None = None,
    ) -> QuerySet[models.Sale]:
        where = businesses_asked(info, business, all_mine, selectors.RIGHT)
        return chosen_sales(selectors.sales_of(where), filter, info)

    @strawberry.field(
        description="Payments that landed on the till of a shift's register without a reference and may be"
        " claimed for a sale: of exactly what is due of it, of the last hour, and of this shift."
    )
    def claimable_receipts(
        self,
        info: Info,
        sale: Annotated[relay.GlobalID, strawberry.argument(description="Which sale.")],
        shift: Annotated[relay.GlobalID, strawberry.argument(description="The asker's shift.")],
    ) -> list[Receipt]:
        user = info.context.user
        sold = find(user, sale, "Sale", field="sale")
        require_right(user, sold.business, claiming.RIGHT)
        mine = find(user, shift, "Shift", field="shift")
        if mine.business_id != sold.business_id:
            return []
        return cast("list[Receipt]", list(claiming.claimable_receipts(sold, mine)))
