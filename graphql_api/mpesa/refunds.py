"""What of a receipt may still be given back to who paid it."""

from __future__ import annotations

import strawberry
import strawberry_django

from graphql_api.context import Info
from graphql_api.mpesa.types import Receipt
from graphql_api.pages import grow
from graphql_api.reading import together
from graphql_api.scalars import Money
from mpesa import models
from mpesa.payouts.refundable import Refundable, refundable_of
from mpesa.payouts.requesting import RIGHT


@strawberry.type(description="What of a receipt may be given back to who paid it (refundReceipt).")
class ReceiptRefund:
    left: Money = strawberry.field(description="At most so much.")
    account_code: str = strawberry.field(
        description="Where most of it was placed, so from where it would be given back; credit notes of what"
        " paid a bill. Empty where people may not take it from there."
    )
    code: str = strawberry.field(description="Why nothing may be given back; empty where it may.")
    message: str = strawberry.field(description="The same in words.")

    @classmethod
    def of(cls, row: Refundable) -> ReceiptRefund:
        problem = row.problem
        return cls(
            left=Money(row.left),
            account_code=row.account_code,
            code=problem.code if problem else "",
            message=problem.message if problem else "",
        )


@strawberry_django.field(
    only=["id", "business_id"],
    description="What of it may be given back; null for who may not ask for payouts.",
)
def _refund(root: strawberry.Parent[models.Receipt], info: Info) -> ReceiptRefund | None:
    if not info.context.holds(root.business_id, RIGHT):
        return None
    found = together(root, ("refund",), refundable_of)
    return ReceiptRefund.of(found) if found else None


grow(Receipt, refund=_refund)
