"""Invoices as they change."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Annotated

import strawberry
from strawberry import relay

from graphql_api.billing.types import Invoice
from graphql_api.events.changes import (
    AFTER_SAYS,
    BUSINESS_SAYS,
    NUMBER_SAYS,
    THING_SAYS,
    Followed,
)
from graphql_api.events.subscription import SocketInfo
from graphql_api.scalars import BigInt


@strawberry.type(description="An invoice as it is, at one moment after another.")
class InvoiceChange:
    number: BigInt = strawberry.field(description=NUMBER_SAYS)
    invoice: Invoice | None = strawberry.field(description=THING_SAYS)


_invoices = Followed("Invoice", "invoice", frozenset({"invoice.changed"}), InvoiceChange)


@strawberry.type
class BillingSubscriptions:
    @strawberry.subscription(
        graphql_type=InvoiceChange,
        description="First how things stand, then every invoice that is made, issued or paid: of one"
        " business, or one invoice.",
    )
    async def invoice_changed(
        self,
        info: SocketInfo,
        business: Annotated[relay.GlobalID | None, strawberry.argument(description=BUSINESS_SAYS)] = None,
        id: Annotated[
            relay.GlobalID | None, strawberry.argument(description="Follow this invoice alone.")
        ] = None,
        after: Annotated[BigInt | None, strawberry.argument(description=AFTER_SAYS)] = None,
    ) -> AsyncGenerator[InvoiceChange, None]:
        return await _invoices.follow(info, business, id, after)  # type: ignore[return-value]
