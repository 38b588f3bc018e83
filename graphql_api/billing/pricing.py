"""What a bill would come to before it is one, and what bills come to together."""

from __future__ import annotations

from typing import Annotated

import strawberry
from django.db.models import Count, Q, Sum
from strawberry import relay

from billing import selectors
from billing.invoicing import terms
from core import days
from core.errors import Findings
from graphql_api.billing.filters import InvoiceFilter
from graphql_api.billing.invoicing import InvoiceLineInput, line_of
from graphql_api.businesses import business_named
from graphql_api.context import Info
from graphql_api.scalars import Money
from users.access import Right


@strawberry.type(description="What a line would add to a bill.")
class PricedLine:
    net: Money = strawberry.field(description="Without VAT.")
    vat: Money = strawberry.field(description="The VAT.")
    amount: Money = strawberry.field(description="The two together.")


@strawberry.type(description="What lines would come to, if they were billed today.")
class PricedInvoice:
    net: Money = strawberry.field(description="Without VAT.")
    vat: Money = strawberry.field(description="The VAT.")
    total: Money = strawberry.field(description="The two together.")
    lines: list[PricedLine] = strawberry.field(description="Line by line, in their order.")


@strawberry.type(description="What invoices come to together; drafts and void ones are left out of the sums.")
class InvoiceSums:
    count: int = strawberry.field(description="How many there are, drafts and void ones too.")
    total: Money = strawberry.field(description="What was billed.")
    paid: Money = strawberry.field(description="What of it is settled.")
    due: Money = strawberry.field(description="What is still to be paid.")


@strawberry.type
class PricingQueries:
    @strawberry.field(
        description="What lines would come to, if they were billed today: reckoned as createInvoice does, and"
        " nothing is written. Needs the right billing.write."
    )
    def price_invoice(
        self,
        info: Info,
        business: Annotated[relay.GlobalID, strawberry.argument(description="Who would bill them.")],
        lines: Annotated[
            list[InvoiceLineInput], strawberry.argument(description=f"1 to {terms.MAX_LINES} lines.")
        ],
        prices_include_vat: Annotated[
            bool, strawberry.argument(description="Whether the prices hold the VAT.")
        ] = True,
    ) -> PricedInvoice:
        where = business_named(info, business, Right.BILLING_WRITE)
        asked = terms.Terms([line_of(line) for line in lines], prices_include_vat=prices_include_vat)
        found = Findings()
        terms.note_all(found, where.pk, asked)
        found.settle()
        priced = terms.priced_lines(asked, days.today())
        net, vat = sum(each.net for each in priced), sum(each.vat for each in priced)
        return PricedInvoice(
            net=Money(net),
            vat=Money(vat),
            total=Money(net + vat),
            lines=[
                PricedLine(net=Money(each.net), vat=Money(each.vat), amount=Money(each.cents))
                for each in priced
            ],
        )

    @strawberry.field(description="What the invoices of a business come to together.")
    def invoice_sums(
        self,
        info: Info,
        business: Annotated[relay.GlobalID, strawberry.argument(description="Which business.")],
        filter: Annotated[
            InvoiceFilter | None,
            strawberry.argument(description="Which ones; all that is given holds at once."),
        ] = None,
    ) -> InvoiceSums:
        where = business_named(info, business, selectors.RIGHT)
        rows = selectors.invoices_of([where.pk])
        rows = filter.of(rows, info) if filter else rows
        stand = Q(issued_at__isnull=False) & ~Q(state="VOID")
        sums = rows.order_by().aggregate(
            rows=Count("pk"),
            billed=Sum("total", filter=stand, default=0),
            settled=Sum("paid", filter=stand, default=0),
        )
        billed, settled = int(sums["billed"]), int(sums["settled"])
        return InvoiceSums(
            count=sums["rows"], total=Money(billed), paid=Money(settled), due=Money(billed - settled)
        )
