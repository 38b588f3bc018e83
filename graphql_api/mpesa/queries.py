"""Seeing money come in, and what stands below it. Needs the right collections.read."""

from __future__ import annotations

import strawberry
from django.db.models import QuerySet
from strawberry import relay

from graphql_api.businesses import businesses_asked
from graphql_api.context import Info
from graphql_api.filters import ordered
from graphql_api.mpesa.filters import (
    PaymentRequestFilter,
    PaymentRequestOrder,
    ReceiptFilter,
    ReceiptOrder,
    TillFilter,
    TillOrder,
)
from graphql_api.mpesa.types import Evidence, PaymentRequest, Receipt, Till
from graphql_api.nodes import register_node
from graphql_api.pages import Page, grow, listed
from graphql_api.reading import Below
from graphql_api.users.types import Business
from mpesa import models, selectors
from users.models import Business as BusinessRow

register_node("Till", selectors.till_by_id)
register_node("PaymentRequest", selectors.payment_request_for)
register_node("Receipt", selectors.receipt_for)


@listed(Page[Evidence], description="The channels that reported it, in the order in which they did.")  # type: ignore[type-var]
def _evidence_of_receipt(root: strawberry.Parent[models.Receipt]) -> Below[models.Evidence]:
    return Below(root, "receipt", models.Evidence.objects.order_by("pk"))


@listed(Page[Receipt], description="What was paid to it, newest first.")
def _receipts_of_till(
    root: strawberry.Parent[models.Till],
    info: Info,
    filter: ReceiptFilter | None = None,
    order_by: ReceiptOrder | None = None,
) -> Below[models.Receipt]:
    return Below(root, "till", _receipts(models.Receipt.objects.all(), info, filter, order_by))


@listed(Page[Till] | None, description="Its shortcodes, newest first; null for who may not read collections.")
def _tills_of_business(
    root: strawberry.Parent[BusinessRow],
    info: Info,
    filter: TillFilter | None = None,
    order_by: TillOrder | None = None,
) -> Below[models.Till] | None:
    if not info.context.holds(root.pk, selectors.RIGHT):
        return None
    return Below(root, "business", _tills(models.Till.objects.all(), info, filter, order_by))


@listed(
    Page[Receipt] | None, description="What it was paid, newest first; null for who may not read collections."
)
def _receipts_of_business(
    root: strawberry.Parent[BusinessRow],
    info: Info,
    filter: ReceiptFilter | None = None,
    order_by: ReceiptOrder | None = None,
) -> Below[models.Receipt] | None:
    if not info.context.holds(root.pk, selectors.RIGHT):
        return None
    return Below(root, "business", _receipts(models.Receipt.objects.all(), info, filter, order_by))


@listed(
    Page[PaymentRequest] | None,
    description="What it asked for, newest first; null for who may not read collections.",
)
def _requests_of_business(
    root: strawberry.Parent[BusinessRow],
    info: Info,
    filter: PaymentRequestFilter | None = None,
    order_by: PaymentRequestOrder | None = None,
) -> Below[models.PaymentRequest] | None:
    if not info.context.holds(root.pk, selectors.RIGHT):
        return None
    return Below(root, "business", _requests(models.PaymentRequest.objects.all(), info, filter, order_by))


grow(Receipt, evidence=_evidence_of_receipt)
grow(Till, receipts=_receipts_of_till)
grow(
    Business, tills=_tills_of_business, receipts=_receipts_of_business, payment_requests=_requests_of_business
)


@strawberry.type
class MpesaQueries:
    @listed(Page[Till], description="Shortcodes of one business or of all of mine; newest first.")
    def tills(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: TillFilter | None = None,
        order_by: TillOrder | None = None,
    ) -> QuerySet[models.Till]:
        where = businesses_asked(info, business, all_mine, selectors.RIGHT)
        return _tills(selectors.tills_of(where), info, filter, order_by)

    @listed(
        Page[PaymentRequest],
        description="Money asked for, by one business or by all of mine; newest first.",
    )
    def payment_requests(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: PaymentRequestFilter | None = None,
        order_by: PaymentRequestOrder | None = None,
    ) -> QuerySet[models.PaymentRequest]:
        where = businesses_asked(info, business, all_mine, selectors.RIGHT)
        return _requests(selectors.payment_requests_of(where), info, filter, order_by)

    @listed(Page[Receipt], description="Money paid to one business or to all of mine; newest first.")
    def receipts(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: ReceiptFilter | None = None,
        order_by: ReceiptOrder | None = None,
    ) -> QuerySet[models.Receipt]:
        where = businesses_asked(info, business, all_mine, selectors.RIGHT)
        return _receipts(selectors.receipts_of(where), info, filter, order_by)


def _tills(
    rows: QuerySet[models.Till], info: Info, filter: TillFilter | None, order: TillOrder | None
) -> QuerySet[models.Till]:
    return ordered(filter.of(rows, info) if filter else rows, order)


def _requests(
    rows: QuerySet[models.PaymentRequest],
    info: Info,
    filter: PaymentRequestFilter | None,
    order: PaymentRequestOrder | None,
) -> QuerySet[models.PaymentRequest]:
    return ordered(filter.of(rows, info) if filter else rows, order)


def _receipts(
    rows: QuerySet[models.Receipt], info: Info, filter: ReceiptFilter | None, order: ReceiptOrder | None
) -> QuerySet[models.Receipt]:
    return ordered(filter.of(rows, info) if filter else rows, order)
