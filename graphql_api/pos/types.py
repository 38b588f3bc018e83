"""Products, stock, registers and shifts, as the schema shows them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import strawberry
import strawberry_django
from strawberry import relay

from billing import models
from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.ledger.enums import VatCode
from graphql_api.mpesa.types import Till
from graphql_api.pos.shift_reports import ShiftReport
from graphql_api.scalars import Money, money_column
from graphql_api.users.person import Person
from graphql_api.users.types import Business

ShiftState = described(
    models.ShiftState,
    "ShiftState",
    "Whether somebody works in a shift.",
    OPEN="Its cashier sells.",
    CLOSED="The drawer was counted, and its Z-report is final.",
)
StockMoveKind = described(
    models.StockMoveKind,
    "StockMoveKind",
    "Why goods moved.",
    OPENING="They were there when the stock was first kept.",
    RECEIVED="They came in.",
    SOLD="They were sold.",
    RETURNED="A customer brought them back.",
    COUNTED="They were counted, and there were more or fewer.",
)
DrawerMoveKind = described(
    models.DrawerMoveKind,
    "DrawerMoveKind",
    "Why cash moved.",
    OPENING="The float was counted.",
    SALE="A sale was paid in cash.",
    IN="Cash was put in.",
    OUT="Cash was taken out.",
    REFUND="A sale was given back in cash.",
    CLOSING="The drawer was counted.",
)


def _on_hand(root: strawberry.Parent[models.Product]) -> Decimal | None:
    return root.on_hand if root.is_stocked else None


def _is_short(root: strawberry.Parent[models.Product]) -> bool:
    return root.is_stocked and root.on_hand < 0


@strawberry_django.type(models.Product, description="Something that is sold at a price.")
class Product(relay.Node):
    business: Business = strawberry_django.field(description="Who sells it.")
    name: str = strawberry_django.field(description="What it is called.")
    code: str = strawberry_django.field(
        description="Its barcode or SKU, once among what is for sale; may be empty."
    )
    price: Money = money_column("price", "Of one, VAT included.")
    cost: Money = money_column("cost", "What one cost when it was last bought, without VAT.")
    income_account: str = strawberry_django.field(
        field_name="income_code", description="The account on which its sales are booked."
    )
    vat_code: VatCode = strawberry_django.field(description="How it is taxed.")
    is_stocked: bool = strawberry_django.field(description="Whether its stock is kept.")
    on_hand: Decimal | None = strawberry_django.field(
        resolver=_on_hand,
        only=["on_hand", "is_stocked"],
        description="How many are there by the books, with at most three decimals; below zero where more was"
        " sold than came. Null where no stock is kept.",
    )
    is_short: bool = strawberry_django.field(
        resolver=_is_short,
        only=["on_hand", "is_stocked"],
        description="Whether more was sold than came in: somebody should count. It stops no sale.",
    )
    stock_worth: Money = money_column(
        "stock_cents", "What the stock cost, on the weighted average; its part of 1300."
    )
    created_at: datetime = strawberry_django.field(description="In UTC.")
    archived_at: datetime | None = strawberry_django.field(
        description="When it was put away, in UTC; null while it is for sale."
    )


def _mover(root: strawberry.Parent[models.StockMove]) -> Person | None:
    return Person.of(root.by) if root.by else None


@strawberry_django.type(models.StockMove, description="Goods that came, went or were counted.")
class StockMove:
    product: Product = strawberry_django.field(description="What moved.")
    kind: StockMoveKind = strawberry_django.field(description="Why.")
    quantity: Decimal = strawberry_django.field(description="How many; below zero where they went.")
    worth: Money = money_column("cents", "What 1300 Inventory changed by.")
    on_hand: Decimal = strawberry_django.field(description="How many were there after it.")
    stock_worth: Money = money_column("stock_cents", "What they had cost.")
    note: str = strawberry_django.field(description="What was said about it; may be empty.")
    by: Person | None = strawberry_django.field(
        resolver=_mover, select_related=["by"], description="Who; null for the system."
    )
    at: datetime = strawberry_django.field(description="When it was booked, in UTC.")


def _account_code(root: strawberry.Parent[models.Register]) -> str:
    return root.account.code


@strawberry_django.type(models.Register, description="A named drawer, where one cashier at a time sells.")
class Register(relay.Node):
    business: Business = strawberry_django.field(description="Whose drawer it is.")
    name: str = strawberry_django.field(description="What people call it.")
    account_code: str = strawberry_django.field(
        resolver=_account_code,
        select_related=["account"],
        only=["account__code"],
        description="Its account in the books, below 1020 Cash.",
    )
    till: Till | None = strawberry_django.field(
        description="The till that payers at it pay to; null where none was named."
    )
    created_at: datetime = strawberry_django.field(description="In UTC.")


def _cashier(root: strawberry.Parent[models.Shift]) -> Person:
    return Person.of(root.cashier)


def _closed_by(root: strawberry.Parent[models.Shift]) -> Person | None:
    return Person.of(root.closed_by) if root.closed_by else None


def _is_mine(root: strawberry.Parent[models.Shift], info: Info) -> bool:
    return root.cashier_id == info.context.user.pk


def _report(root: strawberry.Parent[models.Shift]) -> ShiftReport | None:
    return None if root.report is None else ShiftReport.of(root.report, root.report_digest)


def _between(root: strawberry.Parent[models.Shift]) -> Money:
    return Money(root.between)


def _counted(root: strawberry.Parent[models.Shift]) -> Money | None:
    return None if root.closing_counted is None else Money(root.closing_counted)


def _over_short(root: strawberry.Parent[models.Shift]) -> Money | None:
    if root.closing_counted is None or root.closing_expected is None:
        return None
    return Money(root.closing_counted - root.closing_expected)


@strawberry.type(description="How many of a note or coin were counted.")
class Pieces:
    value: Money = strawberry.field(description="Of one.")
    count: int = strawberry.field(description="How many.")


def _pieces(root: strawberry.Parent[models.Shift]) -> list[Pieces]:
    return [Pieces(value=Money(int(name)), count=many) for name, many in root.denominations.items()]


@strawberry_django.type(models.Shift, description="A cashier at a register, from the float to the count.")
class Shift(relay.Node):
    business: Business = strawberry_django.field(description="Where.")
    register: Register = strawberry_django.field(description="The drawer.")
    cashier: Person = strawberry_django.field(
        resolver=_cashier, select_related=["cashier"], description="Who works in it."
    )
    is_mine: bool = strawberry_django.field(
        resolver=_is_mine, only=["cashier_id"], description="Whether it is the asker's own."
    )
    number: int = strawberry_django.field(description="Gap-free at its register.")
    state: ShiftState = strawberry_django.field(description="Whether it is open.")
    opened_at: datetime = strawberry_django.field(description="In UTC.")
    opening_float: Money = money_column("opening_counted", "What was counted when it was opened.")
    between: Money = strawberry_django.field(
        resolver=_between,
        only=["opening_expected", "opening_carried"],
        description="What the books moved in the drawer after the shift before was closed.",
    )
    closed_at: datetime | None = strawberry_django.field(description="In UTC; null while it is open.")
    closed_by: Person | None = strawberry_django.field(
        resolver=_closed_by, select_related=["closed_by"], description="Who counted; null while it is open."
    )
    counted: Money | None = strawberry_django.field(
        resolver=_counted,
        only=["closing_counted"],
        description="What was counted when it was closed; null while it is open.",
    )
    over_short: Money | None = strawberry_django.field(
        resolver=_over_short,
        only=["closing_counted", "closing_expected"],
        description="What was counted more (below zero: less) than the books had; null while it is open.",
    )
    pieces: list[Pieces] = strawberry_django.field(
        resolver=_pieces, only=["denominations"], description="The notes and coins, where they were named."
    )
    note: str = strawberry_django.field(description="What was said at its closing; may be empty.")
    report: ShiftReport | None = strawberry_django.field(
        resolver=_report,
        only=["report", "report_digest"],
        description="The Z-report; null while it is open (`shiftReport` gives how it stands).",
    )


def _tendered(root: strawberry.Parent[models.DrawerMove]) -> Money | None:
    return None if root.tendered is None else Money(root.tendered)


def _change(root: strawberry.Parent[models.DrawerMove]) -> Money | None:
    return None if root.tendered is None else Money(root.tendered - root.cents)


def _move_by(root: strawberry.Parent[models.DrawerMove]) -> Person | None:
    return Person.of(root.by) if root.by else None


@strawberry_django.type(models.DrawerMove, description="Cash that came into a drawer, or left it.")
class DrawerMove:
    kind: DrawerMoveKind = strawberry_django.field(description="Why.")
    amount: Money = money_column("cents", "Below zero where it left.")
    tendered: Money | None = strawberry_django.field(
        resolver=_tendered,
        only=["tendered"],
        description="What the customer handed over; of sales only.",
    )
    change: Money | None = strawberry_django.field(
        resolver=_change,
        only=["tendered", "cents"],
        description="What the customer got back of it; null but for a sale.",
    )
    account_code: str = strawberry_django.field(description="The other side of its entry.")
    reason: str = strawberry_django.field(description="Why, in words; may be empty.")
    by: Person | None = strawberry_django.field(
        resolver=_move_by, select_related=["by"], description="Who; null for the system."
    )
    at: datetime = strawberry_django.field(description="In UTC.")
