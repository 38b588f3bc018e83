"""Products, registers and shifts, and what stands below them. Needs the right billing.read."""

from __future__ import annotations

from typing import Annotated

import strawberry
from django.db.models import QuerySet
from strawberry import relay

from billing import models
from billing.pos import selectors
from billing.pos.z_reports import z_report_of
from graphql_api.businesses import businesses_asked
from graphql_api.context import Info
from graphql_api.nodes import find, register_node
from graphql_api.pages import Page, grow, listed
from graphql_api.pos.filters import (
    ProductFilter,
    ProductOrder,
    ShiftFilter,
    chosen_products,
    chosen_shifts,
)
from graphql_api.pos.shift_reports import ShiftReport
from graphql_api.pos.types import DrawerMove, Product, Register, Shift, StockMove
from graphql_api.reading import Below

register_node("Product", selectors.product_for)
register_node("Register", selectors.register_for)
register_node("Shift", selectors.shift_for)


@listed(Page[StockMove], description="What came and went, newest first.")  # type: ignore[type-var]
def _moves_of_product(root: strawberry.Parent[models.Product]) -> Below[models.StockMove]:
    return Below(root, "product", models.StockMove.objects.order_by("-pk"))


@listed(Page[Shift], description="The shifts at it, newest first.")
def _shifts_of_register(
    root: strawberry.Parent[models.Register], info: Info, filter: ShiftFilter | None = None
) -> Below[models.Shift]:
    return Below(root, "register", chosen_shifts(models.Shift.objects.all(), filter, info))


@listed(Page[DrawerMove], description="The cash that moved, newest first.")  # type: ignore[type-var]
def _moves_of_shift(root: strawberry.Parent[models.Shift]) -> Below[models.DrawerMove]:
    return Below(root, "shift", models.DrawerMove.objects.order_by("-pk"))


grow(Product, moves=_moves_of_product)
grow(Register, shifts=_shifts_of_register)
grow(Shift, moves=_moves_of_shift)


@strawberry.type
class PosQueries:
    @listed(Page[Product], description="What is sold, of one business or of all of mine; by name.")
    def products(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: ProductFilter | None = None,
        order_by: ProductOrder | None = None,
    ) -> QuerySet[models.Product]:
        where = businesses_asked(info, business, all_mine, selectors.RIGHT)
        return chosen_products(selectors.products_of(where), filter, order_by)

    @listed(Page[Register], description="Drawers, of one business or of all of mine; newest first.")
    def registers(
        self, info: Info, business: relay.GlobalID | None = None, all_mine: bool = False
    ) -> QuerySet[models.Register]:
        where = businesses_asked(info, business, all_mine, selectors.RIGHT)
        return selectors.registers_of(where).order_by("-pk")

    @listed(Page[Shift], description="Shifts, of one business or of all of mine; newest first.")
    def shifts(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: ShiftFilter | None = None,
    ) -> QuerySet[models.Shift]:
        where = businesses_asked(info, business, all_mine, selectors.RIGHT)
        return chosen_shifts(selectors.shifts_of(where), filter, info)

    @strawberry.field(
        description="How a shift stands: as of now while it is open, its Z-report once it is closed."
    )
    def shift_report(
        self,
        info: Info,
        shift: Annotated[relay.GlobalID, strawberry.argument(description="Which one.")],
    ) -> ShiftReport:
        row = find(info.context.user, shift, "Shift", field="shift")
        if row.report is not None:
            return ShiftReport.of(row.report, row.report_digest)
        return ShiftReport.of(z_report_of(row).facts(), None)
