"""Whose is it: who may have sent what waits in Suspense."""

from __future__ import annotations

from typing import Annotated, cast

import strawberry
from strawberry import relay

from billing import selectors
from billing.invoicing import suggesting
from graphql_api.billing.customer_types import Customer
from graphql_api.billing.types import Invoice
from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.nodes import find
from graphql_api.reading import keep_together
from users.access import require_right

Why = described(
    suggesting.Why,
    "SuggestionReason",
    "What speaks for a suggestion.",
    PHONE="The payer's phone is the customer's.",
    NUMBER="What was typed is one slip of the pen from the customer's or the invoice's number, or is it.",
    MASKED_PHONE="The payer's masked phone could be the customer's: never a proof.",
    AMOUNT="An open invoice of the customer is of exactly this amount.",
)


@strawberry.type(description="Somebody whose a receipt in Suspense may be. A person decides (placeReceipt).")
class Suggestion:
    customer: Customer = strawberry.field(description="Whose it may be.")
    invoice: Invoice | None = strawberry.field(
        description="The open invoice that it may be for; null when nothing speaks for one."
    )
    why: list[Why] = strawberry.field(description="What speaks for it, the strongest first.")


@strawberry.type
class SuggestionQueries:
    @strawberry.field(
        description="Whose a receipt may be, the likeliest first; empty when nothing speaks for anybody."
        " Needs the rights collections.read and billing.read."
    )
    def suggestions(
        self,
        info: Info,
        receipt: Annotated[relay.GlobalID, strawberry.argument(description="A receipt, as in Suspense.")],
        limit: Annotated[int, strawberry.argument(description="At most so many: 0 to 20.")] = 10,
    ) -> list[Suggestion]:
        found = find(info.context.user, receipt, "Receipt", field="receipt")
        require_right(info.context.user, found.business, selectors.RIGHT)
        asked = suggesting.suggestions_for(found, limit=limit)
        keep_together([each.customer for each in asked])
        keep_together([each.invoice for each in asked if each.invoice])
        return [
            Suggestion(
                customer=cast(Customer, each.customer),
                invoice=cast(Invoice, each.invoice) if each.invoice else None,
                why=[reason for reason in suggesting.Why if reason in each.why],
            )
            for each in asked
        ]
