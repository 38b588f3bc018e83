"""VAT: what an amount is made of, and the return of a month."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from graphql_api.businesses import business_named
from graphql_api.context import Info
from graphql_api.ledger.below import RIGHT
from graphql_api.ledger.enums import VatCode
from graphql_api.ledger.types import OfBusiness
from graphql_api.scalars import Money
from ledger.models import VatCode as VatCodes
from ledger.vouchers import vat


@strawberry.type(description="What an amount that includes VAT is made of.")
class VatSplit:
    day: strawberry.Private[date]
    code: strawberry.Private[VatCodes]
    taxable_value: Money = strawberry.field(description="The amount without VAT.")
    vat: Money = strawberry.field(description="The VAT in it.")

    @strawberry.field(
        description="What an appointed agent withholds of it when they pay; null without VAT on it."
    )
    def withheld(self) -> Money | None:
        if self.code != VatCodes.STANDARD:
            return None
        return Money(vat.withheld_from(self.taxable_value, day=self.day))


@strawberry.type(
    description="The VAT return (VAT3) of a month. Sales and purchases are taxable values of vouchers with"
    " VAT codes; broughtForward + payable - settled = owed."
)
class VatReturn:
    month: date = strawberry.field(description="Its first day.")
    standard_sales: Money = strawberry.field(description="Sold at the standard rate.")
    zero_rated_sales: Money = strawberry.field(description="Sold at nothing.")
    exempt_sales: Money = strawberry.field(description="Sold exempt.")
    standard_purchases: Money = strawberry.field(description="Bought at the standard rate.")
    zero_rated_purchases: Money = strawberry.field(description="Bought at nothing.")
    exempt_purchases: Money = strawberry.field(description="Bought exempt.")
    output_vat: Money = strawberry.field(description="On what was sold.")
    input_vat: Money = strawberry.field(description="On what was bought.")
    withheld_vat: Money = strawberry.field(description="By customers who are appointed agents; a credit.")
    other_output: Money = strawberry.field(description="Of the output VAT, what no coded line explains.")
    other_input: Money = strawberry.field(description="Of the input VAT, what no coded line explains.")
    payable: Money = strawberry.field(description="Output less input less withheld; negative: a credit.")
    brought_forward: Money = strawberry.field(description="2600 with all below it before the month.")
    settled: Money = strawberry.field(description="Paid to KRA in the month, less what was opened in it.")
    owed: Money = strawberry.field(description="2600 with all below it at the end of the month.")


def _shown(found: vat.VatReturn) -> VatReturn:
    named = {
        f"{code.lower()}_{what}": Money(cents)
        for what, figures in (("sales", found.sales), ("purchases", found.purchases))
        for code, cents in figures.items()
    }
    figures = (
        *("output_vat", "input_vat", "withheld_vat", "other_output", "other_input"),
        *("payable", "brought_forward", "settled", "owed"),
    )
    return VatReturn(
        month=found.first_day, **named, **{name: Money(getattr(found, name)) for name in figures}
    )


@strawberry.type
class VatQueries:
    @strawberry.field(description="The VAT return of the month that holds a day.")
    def vat_return(
        self,
        info: Info,
        business: OfBusiness,
        month: Annotated[date, strawberry.argument(description="Any day of the month, from 2000 to 2100.")],
    ) -> VatReturn:
        return _shown(vat.vat_return(business_named(info, business, RIGHT), month))

    @strawberry.field(description="What an amount that includes VAT is made of at the rate of a day.")
    def vat_split(
        self,
        info: Info,
        amount: Annotated[Money, strawberry.argument(description="With VAT in it.")],
        code: Annotated[VatCode, strawberry.argument(description="How it is treated.")],
        day: Annotated[date, strawberry.argument(description="Whose rate counts.")],
    ) -> VatSplit:
        assert info.context.user
        net, tax = vat.split_inclusive(amount, code=code.value, day=day)
        return VatSplit(day=day, code=code, taxable_value=Money(net), vat=Money(tax))
