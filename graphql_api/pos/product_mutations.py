"""Products and their stock: made, changed, received and counted."""

from __future__ import annotations

from decimal import Decimal
from typing import cast

import strawberry
from strawberry import relay

from billing.pos import products, stock
from graphql_api.businesses import business_named
from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.ledger.enums import VatCode
from graphql_api.nodes import find
from graphql_api.payloads import KEY_SAYS, mutation
from graphql_api.pos.types import Product, StockMove
from graphql_api.scalars import Money
from ledger.chart.standard import SALES

PaidFrom = described(
    stock.PaidFrom,
    "StockPaidFrom",
    "What goods that come in are booked against.",
    PAYABLES="2000 Payables: the supplier is paid later.",
    CASH="1020 Cash.",
    OPENING_BALANCE="3900 Opening balances: they were there from the beginning.",
)


@strawberry.input(description="What a product is sold as.")
class ProductTermsInput:
    name: str = strawberry.field(description="What it is called, in 1 to 120 characters.")
    price: Money = strawberry.field(description="Of one, VAT included; above zero.")
    cost: Money = strawberry.field(
        default=Money(0), description="What one costs without VAT; what came in last puts it right."
    )
    code: str = strawberry.field(default="", description="Barcode or SKU, at most 40 characters.")
    income_account: str = strawberry.field(
        default=SALES, description="The code of the account on which its sales are booked."
    )
    vat_code: VatCode = strawberry.field(default=VatCode.STANDARD, description="How it is taxed.")
    is_stocked: bool = strawberry.field(default=False, description="Whether its stock is kept.")

    def terms(self) -> products.ProductTerms:
        return products.ProductTerms(
            name=self.name,
            price=self.price,
            cost=self.cost,
            code=self.code,
            income_code=self.income_account,
            vat_code=self.vat_code.value,
            is_stocked=self.is_stocked,
        )


@strawberry.input(description="Something to sell.")
class CreateProductInput:
    business: relay.GlobalID = strawberry.field(description="Who sells it.")
    terms: ProductTermsInput = strawberry.field(description="What it is sold as.")
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="A product as it is to be sold from now on.")
class EditProductInput:
    product: relay.GlobalID = strawberry.field(description="Which one.")
    terms: ProductTermsInput = strawberry.field(description="All of what it is sold as.")


@strawberry.input(description="A product to put away, or to bring back.")
class ArchiveProductInput:
    product: relay.GlobalID = strawberry.field(description="Which one.")
    archived: bool = strawberry.field(default=True, description="False brings it back.")


@strawberry.input(description="Goods that came in.")
class ReceiveStockInput:
    product: relay.GlobalID = strawberry.field(description="What came.")
    quantity: Decimal = strawberry.field(description="How many: above zero, with at most three decimals.")
    cost: Money = strawberry.field(description="What all of them cost together, without VAT.")
    paid_from: PaidFrom = strawberry.field(
        default=stock.PaidFrom.PAYABLES, description="What it is booked against."
    )
    note: str = strawberry.field(default="", description="At most 200 characters.")
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="Goods that were counted.")
class CountStockInput:
    product: relay.GlobalID = strawberry.field(description="What was counted.")
    found: Decimal = strawberry.field(description="How many are there; the difference goes to 5000.")
    note: str = strawberry.field(default="", description="At most 200 characters.")
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.type
class ProductMutations:
    @mutation(description="Adds a product. Safe to repeat.")
    def create_product(self, info: Info, input: CreateProductInput) -> Product:
        made = products.create_product(
            business=business_named(info, input.business, products.RIGHT),
            terms=input.terms.terms(),
            key=input.idempotency_key,
            actor=info.context.user,
        )
        return cast(Product, made)

    @mutation(
        description="Sells a product at other terms from now on; sales that were rung up keep theirs."
        " Audited. Safe to repeat."
    )
    def edit_product(self, info: Info, input: EditProductInput) -> Product:
        edited = products.edit_product(
            product=find(info.context.user, input.product, "Product", field="product"),
            terms=input.terms.terms(),
            actor=info.context.user,
        )
        return cast(Product, edited)

    @mutation(
        description="Puts a product away, so that nobody sells it, or brings it back. Its stock stays in the"
        " books. Safe to repeat."
    )
    def archive_product(self, info: Info, input: ArchiveProductInput) -> Product:
        row = products.archive_product(
            product=find(info.context.user, input.product, "Product", field="product"),
            archived=input.archived,
            actor=info.context.user,
        )
        return cast(Product, row)

    @mutation(
        description="Books goods that came in: Dr 1300 Inventory, Cr what they are paid from. Safe to repeat."
    )
    def receive_stock(self, info: Info, input: ReceiveStockInput) -> StockMove:
        move = stock.receive_stock(
            product=find(info.context.user, input.product, "Product", field="product"),
            quantity=input.quantity,
            cost=input.cost,
            paid_from=input.paid_from,
            note=input.note,
            key=input.idempotency_key,
            actor=info.context.user,
        )
        return cast(StockMove, move)

    @mutation(
        description="Books what a count found: the difference to the books goes to 5000. Safe to repeat."
    )
    def count_stock(self, info: Info, input: CountStockInput) -> StockMove:
        move = stock.count_stock(
            product=find(info.context.user, input.product, "Product", field="product"),
            found=input.found,
            note=input.note,
            key=input.idempotency_key,
            actor=info.context.user,
        )
        return cast(StockMove, move)
