"""Sales, what came back of them, and payments that may be claimed for them, as the schema shows them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import strawberry
import strawberry_django
from strawberry import relay

from billing import models
from graphql_api.billing.types import Invoice
from graphql_api.pos.types import Product, Shift
from graphql_api.scalars import Money, money_column
from graphql_api.users.person import Person
from graphql_api.users.types import Business


def _sold_by(root: strawberry.Parent[models.Sale]) -> Person | None:
    return Person.of(root.by) if root.by else None


@strawberry_django.type(
    models.Sale,
    description="What was rung up at a register: a bill, which cash and M-Pesa pay. It is pending while"
    " anything is due of the bill, paid when nothing is.",
)
class Sale(relay.Node):
    business: Business = strawberry_django.field(description="Who sold.")
    invoice: Invoice = strawberry_django.field(
        description="The bill: its lines, state, and what is due; its number is what a payer types."
    )
    shift: Shift = strawberry_django.field(description="In which shift.")
    on_account: bool = strawberry_django.field(description="Whether the customer pays later.")
    goods_at: datetime | None = strawberry_django.field(
        description="When its goods left the stock in the books, in UTC; null while it is not paid."
    )
    by: Person | None = strawberry_django.field(
        resolver=_sold_by, select_related=["by"], description="Who rang it up; null for the system."
    )
    at: datetime = strawberry_django.field(description="In UTC.")


@strawberry_django.type(models.SaleItem, description="A line of a sale that is a product.")
class SaleItem:
    product: Product = strawberry_django.field(description="What was sold.")
    position: int = strawberry_django.field(description="Which line of the bill it is: 0, 1, 2 ...")
    quantity: Decimal = strawberry_django.field(description="How many.")


def _total(root: strawberry.Parent[models.SaleRefund]) -> Money:
    return Money(root.note.total)


def _serial(root: strawberry.Parent[models.SaleRefund]) -> str:
    return str(root.note)


def _reason(root: strawberry.Parent[models.SaleRefund]) -> str:
    return root.note.reason


def _back_by(root: strawberry.Parent[models.SaleRefund]) -> Person | None:
    return Person.of(root.by) if root.by else None


def _payout(root: strawberry.Parent[models.SaleRefund]) -> relay.GlobalID | None:
    return relay.GlobalID("Payout", str(root.payout_id)) if root.payout_id else None


@strawberry_django.type(models.SaleRefund, description="What of a sale was given back.")
class SaleRefund:
    sale: Sale = strawberry_django.field(description="Of which sale.")
    credit_note: str = strawberry_django.field(
        resolver=_serial,
        select_related=["note"],
        only=["note__serial_year", "note__serial_count"],
        description="The printed number of its credit note.",
    )
    total: Money = strawberry_django.field(
        resolver=_total,
        select_related=["note"],
        only=["note__total"],
        description="What the credit note takes back, VAT included.",
    )
    cash: Money = money_column("cash", "What went back out of the drawer.")
    mpesa: Money = money_column("mpesa", "What was asked to be sent back by M-Pesa.")
    payout_id: relay.GlobalID | None = strawberry_django.field(
        resolver=_payout, only=["payout_id"], description="The payout: `node` gives it. Null for none."
    )
    goods_back: bool = strawberry_django.field(description="Whether the goods came back to the stock.")
    reason: str = strawberry_django.field(
        resolver=_reason, select_related=["note"], only=["note__reason"], description="Why, in words."
    )
    by: Person | None = strawberry_django.field(
        resolver=_back_by, select_related=["by"], description="Who; null for the system."
    )
    at: datetime = strawberry_django.field(description="In UTC.")
