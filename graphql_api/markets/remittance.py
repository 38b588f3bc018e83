"""What is to be remitted to KRA of a day, and the same as a file."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from graphql_api.businesses import business_named
from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.ledger.files import FileDownload, in_ten_minutes
from graphql_api.ledger.types import OfBusiness
from graphql_api.scalars import Money
from markets.legal import files, remitting

RemittedTax = described(
    remitting.Tax,
    "RemittedTax",
    "A tax that is collected for KRA.",
    EXCISE="Excise on deposits, 2500.",
    WITHHOLDING="Withheld when players withdraw, 2510.",
    GGR="On what the house keeps of pools, 2520.",
)
Day = Annotated[date, strawberry.argument(description="The accounting day.")]


@strawberry.type(description="One tax of one day: due + byHand = booked.")
class TaxRemittance:
    tax: RemittedTax = strawberry.field(description="Which one.")
    account_code: str = strawberry.field(description="On which account it stands.")
    entries: int = strawberry.field(description="How many entries moved it.")
    charged: Money = strawberry.field(description="What was charged.")
    taken_back: Money = strawberry.field(description="What of it, or of earlier days, was taken back.")
    due: Money = strawberry.field(description="What is to be remitted: charged less taken back.")
    by_hand: Money = strawberry.field(
        description="What people booked; below zero: paid to KRA, or corrected downwards."
    )
    booked: Money = strawberry.field(description="What the account moved, by the sums of the books.")
    agrees: bool = strawberry.field(description="Whether the entries are the whole of it.")


@strawberry.type(description="What is to be remitted of a day.")
class Remittance:
    day: date = strawberry.field(description="The accounting day.")
    taxes: list[TaxRemittance] = strawberry.field(description="Excise, withholding, GGR: three.")


def _shown(each: remitting.TaxOfDay) -> TaxRemittance:
    names = ("charged", "taken_back", "due", "by_hand", "booked")
    return TaxRemittance(
        tax=each.tax,
        account_code=each.account,
        entries=len(each.rows),
        agrees=each.agrees,
        **{name: Money(getattr(each, name)) for name in names},
    )


@strawberry.type
class RemittanceQueries:
    @strawberry.field(description="The taxes of a day, with the proof that the books hold no other.")
    def remittance(self, info: Info, business: OfBusiness, day: Day) -> Remittance:
        found = remitting.remittance_of(business_named(info, business, remitting.RIGHT), day)
        return Remittance(day=day, taxes=[_shown(each) for each in found])

    @strawberry.field(description="The same as CSV, entry by entry. Each download is audited.")
    def remittance_file(self, info: Info, business: OfBusiness, day: Day) -> FileDownload:
        path = files.remittance_path(
            business=business_named(info, business, remitting.RIGHT), day=day, user=info.context.user
        )
        return FileDownload(path=path, expires_at=in_ten_minutes())
