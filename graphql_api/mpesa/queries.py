"""Seeing money come in. Needs the right collections.read."""

from __future__ import annotations

import strawberry
from django.db.models import QuerySet

from graphql_api.context import Info
from graphql_api.mpesa.types import Discrepancy, PaymentRequest, Receipt, RequestState, RouteState, Till
from graphql_api.nodes import register_node
from graphql_api.pages import Page, listed
from mpesa import models, selectors

register_node("Till", selectors.till_by_id)
register_node("PaymentRequest", selectors.payment_request_for)
register_node("Receipt", selectors.receipt_for)
register_node("Discrepancy", selectors.discrepancy_for)


@strawberry.type
class MpesaQueries:
    @listed(Page[Till], description="Of one business, or of all of mine; by shortcode.")
    def tills(self, info: Info, business: str | None = None) -> QuerySet[models.Till]:
        return selectors.tills_for(info.context.user, business)

    @listed(Page[PaymentRequest], description="Of one business, or of all of mine.")
    def payment_requests(
        self, info: Info, business: str | None = None, state: RequestState | None = None
    ) -> QuerySet[models.PaymentRequest]:
        wanted = state.value if state else None
        return selectors.payment_requests_for(info.context.user, business, state=wanted)

    @listed(Page[Receipt], description="Of one business, or of all of mine.")
    def receipts(
        self,
        info: Info,
        business: str | None = None,
        number: str | None = None,
        route: RouteState | None = None,
    ) -> QuerySet[models.Receipt]:
        wanted = route.value if route else None
        return selectors.receipts_for(info.context.user, business, number=number, route=wanted)

    @listed(Page[Discrepancy], description="Of one business, or of all of mine.")
    def discrepancies(self, info: Info, business: str | None = None) -> QuerySet[models.Discrepancy]:
        return selectors.discrepancies_for(info.context.user, business)
