"""Selling: rung up, paid in cash, claimed, given up, given back, and told by SMS."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import cast

import strawberry
from strawberry import relay

from billing.pos import cash, claiming, refunding, selling, telling
from graphql_api.context import Info
from graphql_api.ledger.enums import VatCode
from graphql_api.nodes import find
from graphql_api.payloads import KEY_SAYS, mutation
from graphql_api.pos.sale_types import Sale, SaleRefund
from graphql_api.pos.types import DrawerMove
from graphql_api.scalars import Money, Phone


@strawberry.input(
    description="A line of a basket: a product at its price, or a description with a price of its own."
)
class SaleLineInput:
    quantity: Decimal = strawberry.field(
        default=Decimal(1), description="How many: above zero, with at most three decimals."
    )
    product: relay.GlobalID | None = strawberry.field(default=None, description="What is sold.")
    description: str = strawberry.field(
        default="", description="What is sold, where it is no product: 1 to 200 characters."
    )
    unit_price: Money | None = strawberry.field(
        default=None, description="Of one, VAT included, where it is no product."
    )
    vat_code: VatCode | None = strawberry.field(
        default=None, description="How it is taxed, where it is no product; null charges none."
    )
    discount: Money = strawberry.field(default=Money(0), description="Off the line.")


@strawberry.input(description="A basket.")
class RingUpSaleInput:
    shift: relay.GlobalID = strawberry.field(description="The asker's shift.")
    lines: list[SaleLineInput] = strawberry.field(description="What is sold: 1 to 200 lines.")
    customer: relay.GlobalID | None = strawberry.field(
        default=None, description="Who buys; without it nobody in particular."
    )
    on_account: bool = strawberry.field(
        default=False, description="The customer pays later: an ordinary invoice, within the credit limit."
    )
    due_on: date | None = strawberry.field(
        default=None, description="On account: the day until which it is to be paid."
    )
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="Cash that was handed over.")
class TakeCashInput:
    sale: relay.GlobalID = strawberry.field(description="For which sale.")
    shift: relay.GlobalID = strawberry.field(description="Into whose drawer.")
    tendered: Money = strawberry.field(description="What was handed over; what is beyond the due is change.")
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="A sale to give up.")
class AbandonSaleInput:
    sale: relay.GlobalID = strawberry.field(description="Which one; nothing was paid of it.")
    reason: str = strawberry.field(description="Why, in 3 to 500 characters.")


@strawberry.input(description="A payment without a reference to take for a sale.")
class ClaimForSaleInput:
    sale: relay.GlobalID = strawberry.field(description="Of which exactly its amount is due.")
    shift: relay.GlobalID = strawberry.field(description="The asker's shift.")
    receipt: relay.GlobalID = strawberry.field(description="One of `claimableReceipts`.")


@strawberry.input(description="How many of a line come back.")
class RefundLineInput:
    position: int = strawberry.field(description="Which line of the bill: 0, 1, 2 ...")
    quantity: Decimal = strawberry.field(description="How many.")


@strawberry.input(description="What of a sale to give back, and how.")
class RefundSaleInput:
    sale: relay.GlobalID = strawberry.field(description="Of which sale.")
    shift: relay.GlobalID = strawberry.field(description="The asker's shift.")
    lines: list[RefundLineInput] = strawberry.field(description="What comes back.")
    cash: Money = strawberry.field(default=Money(0), description="So much of it out of the drawer.")
    mpesa: Money = strawberry.field(
        default=Money(0),
        description="So much of it to the phone that paid; needs payout.request, and is approved. What"
        " neither takes stays the customer's credit.",
    )
    goods_back: bool = strawberry.field(default=True, description="Whether the goods go back to the stock.")
    reason: str = strawberry.field(description="Why, in 3 to 500 characters.")
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="A receipt to send.")
class TellSaleInput:
    sale: relay.GlobalID = strawberry.field(description="Of which sale.")
    phone: Phone = strawberry.field(description="To whom.")
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.type
class SaleMutations:
    @mutation(
        description="Issues the bill of a basket: Dr 1200, Cr income and 2600. It then waits for its money,"
        " by its number, in cash or claimed. Safe to repeat."
    )
    def ring_up_sale(self, info: Info, input: RingUpSaleInput) -> Sale:
        user = info.context.user
        items = [
            selling.Item(
                quantity=line.quantity,
                product=find(user, line.product, "Product", field=f"lines.{place}.product")
                if line.product
                else None,
                description=line.description,
                price=line.unit_price,
                vat_code=line.vat_code.value if line.vat_code else "",
                discount=line.discount,
            )
            for place, line in enumerate(input.lines[:201])
        ]
        sold = selling.ring_up_sale(
            shift=find(user, input.shift, "Shift", field="shift"),
            items=items,
            customer=find(user, input.customer, "Customer", field="customer") if input.customer else None,
            on_account=input.on_account,
            due_on=input.due_on,
            key=input.idempotency_key,
            actor=user,
        )
        return cast(Sale, sold)

    @mutation(
        description="Takes cash for a sale into the drawer of a shift: what is due is booked, the rest is"
        " change. Safe to repeat."
    )
    def take_cash(self, info: Info, input: TakeCashInput) -> DrawerMove:
        user = info.context.user
        move = cash.take_cash(
            sale=find(user, input.sale, "Sale", field="sale"),
            shift=find(user, input.shift, "Shift", field="shift"),
            tendered=input.tendered,
            key=input.idempotency_key,
            actor=user,
        )
        return cast(DrawerMove, move)

    @mutation(description="Gives a sale up of which nothing was paid: its bill is void. Safe to repeat.")
    def abandon_sale(self, info: Info, input: AbandonSaleInput) -> Sale:
        user = info.context.user
        sale = find(user, input.sale, "Sale", field="sale")
        return cast(Sale, selling.abandon_sale(sale=sale, reason=input.reason, actor=user))

    @mutation(
        description="Takes a payment that landed on the register's till without a reference for a sale of"
        " which exactly its amount is due. Audited, and in the Z-report. Safe to repeat."
    )
    def claim_for_sale(self, info: Info, input: ClaimForSaleInput) -> Sale:
        user = info.context.user
        claim = claiming.claim_for_sale(
            sale=find(user, input.sale, "Sale", field="sale"),
            shift=find(user, input.shift, "Shift", field="shift"),
            receipt=find(user, input.receipt, "Receipt", field="receipt"),
            actor=user,
        )
        return cast(Sale, claim.sale)

    @mutation(
        description="Gives lines of a sale back: a credit note, and what it leaves in cash, by M-Pesa or as"
        " credit. Audited. Safe to repeat."
    )
    def refund_sale(self, info: Info, input: RefundSaleInput) -> SaleRefund:
        user = info.context.user
        refund = refunding.refund_sale(
            sale=find(user, input.sale, "Sale", field="sale"),
            shift=find(user, input.shift, "Shift", field="shift"),
            lines=[refunding.BackLine(line.position, line.quantity) for line in input.lines],
            ways=refunding.Ways(cash=input.cash, mpesa=input.mpesa),
            goods_back=input.goods_back,
            reason=input.reason,
            key=input.idempotency_key,
            actor=user,
        )
        return cast(SaleRefund, refund)

    @mutation(description="Sends what was bought and paid as a text message. Safe to repeat.")
    def tell_sale(self, info: Info, input: TellSaleInput) -> Sale:
        user = info.context.user
        sale = telling.tell_sale(
            sale=find(user, input.sale, "Sale", field="sale"),
            phone=input.phone,
            key=input.idempotency_key,
            actor=user,
        )
        return cast(Sale, sale)
