"""Reading manual work: vouchers, recurring vouchers and templates. Needs the right ledger.read."""

from __future__ import annotations

import strawberry
from django.db.models import QuerySet
from strawberry import relay

from graphql_api.businesses import businesses_asked
from graphql_api.context import Info
from graphql_api.ledger.voucher_filters import (
    RecurringVoucherFilter,
    RecurringVoucherOrder,
    VoucherFilter,
    VoucherOrder,
    VoucherTemplateFilter,
    VoucherTemplateOrder,
    chosen_recurring,
    chosen_templates,
    chosen_vouchers,
)
from graphql_api.ledger.voucher_types import RecurringVoucher, Voucher, VoucherTemplate
from graphql_api.nodes import register_node
from graphql_api.pages import Page, grow, listed
from graphql_api.reading import Below
from graphql_api.users.types import Business
from ledger import models
from ledger.vouchers import selectors
from users.models import Business as BusinessRow

register_node("Voucher", selectors.voucher_for)
register_node("VoucherTemplate", selectors.template_for)
register_node("RecurringVoucher", selectors.recurring_voucher_for)


@listed(Page[Voucher] | None, description="Its vouchers, newest first; null for who may not read the books.")
def _vouchers_of_business(
    root: strawberry.Parent[BusinessRow],
    info: Info,
    filter: VoucherFilter | None = None,
    order_by: VoucherOrder | None = None,
) -> Below[models.Voucher] | None:
    if not info.context.holds(root.pk, selectors.RIGHT):
        return None
    return Below(root, "business", chosen_vouchers(models.Voucher.objects.all(), filter, order_by))


@listed(
    Page[RecurringVoucher] | None,
    description="Its recurring vouchers, newest first; null for who may not read the books.",
)
def _recurring_of_business(
    root: strawberry.Parent[BusinessRow],
    info: Info,
    filter: RecurringVoucherFilter | None = None,
    order_by: RecurringVoucherOrder | None = None,
) -> Below[models.RecurringVoucher] | None:
    if not info.context.holds(root.pk, selectors.RIGHT):
        return None
    rows = chosen_recurring(models.RecurringVoucher.objects.all(), filter, order_by)
    return Below(root, "business", rows)


grow(Business, vouchers=_vouchers_of_business, recurring_vouchers=_recurring_of_business)


@strawberry.type
class VoucherQueries:
    @listed(Page[Voucher], description="Vouchers of one business or of all of mine; newest first.")
    def vouchers(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: VoucherFilter | None = None,
        order_by: VoucherOrder | None = None,
    ) -> QuerySet[models.Voucher]:
        where = businesses_asked(info, business, all_mine, selectors.RIGHT)
        return chosen_vouchers(selectors.vouchers_of(where), filter, order_by)

    @listed(Page[VoucherTemplate], description="Templates of one business or of all of mine; by name.")
    def voucher_templates(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: VoucherTemplateFilter | None = None,
        order_by: VoucherTemplateOrder | None = None,
    ) -> QuerySet[models.VoucherTemplate]:
        where = businesses_asked(info, business, all_mine, selectors.RIGHT)
        return chosen_templates(selectors.templates_of(where), filter, order_by)

    @listed(
        Page[RecurringVoucher],
        description="Recurring vouchers of one business or of all of mine; newest first.",
    )
    def recurring_vouchers(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: RecurringVoucherFilter | None = None,
        order_by: RecurringVoucherOrder | None = None,
    ) -> QuerySet[models.RecurringVoucher]:
        where = businesses_asked(info, business, all_mine, selectors.RIGHT)
        return chosen_recurring(selectors.recurring_of(where), filter, order_by)
