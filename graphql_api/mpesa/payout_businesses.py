"""Asking for payouts to other businesses: PayBills and Buy Goods tills; and moving own float."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import cast

import strawberry
from strawberry import relay

from core.errors import Findings
from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.mpesa.payout_types import Payout
from graphql_api.nodes import find
from graphql_api.payloads import KEY_SAYS, good, mutation
from graphql_api.scalars import Money
from mpesa import models
from mpesa.payouts import moving, paying_businesses, requesting


class _Receiver(StrEnum):
    PAYBILL = "PAYBILL"
    TILL = "TILL"


BusinessReceiver = described(
    _Receiver,
    "BusinessReceiver",
    "What of another business is paid.",
    PAYBILL="Its PayBill, for an account there.",
    TILL="Its Buy Goods till.",
)


@strawberry.input(description="Money to pay to another business.")
class PayBusinessInput:
    till: relay.GlobalID = strawberry.field(description="Which shortcode pays, out of its Working account.")
    kind: BusinessReceiver = strawberry.field(description="What of the other business is paid.")
    shortcode: str = strawberry.field(description="The PayBill or till number: 5 to 10 digits.")
    account_number: str = strawberry.field(
        default="",
        description="For which account at the PayBill: 1 to 13 letters, digits, blanks, dots or dashes; empty"
        " for a till.",
    )
    amount: Money = strawberry.field(
        description="How much. M-Pesa pays whole shillings: what is less stays where it is."
    )
    account_code: str = strawberry.field(
        description="The account that it is paid from: 2000 Payables, 5500 General expenses, or another that"
        " people post to."
    )
    description: str = strawberry.field(
        description="What the receiver reads: 2 to 100 letters, digits, blanks, dots or dashes."
    )
    name: str = strawberry.field(
        default="",
        description="Whose PayBill or till it should be. Where M-Pesa has called it otherwise before, the"
        " payout is held.",
    )
    pay_on: date | None = strawberry.field(
        default=None,
        description="The accounting day before which it is not sent, up to a year ahead; null: as soon as may"
        " be.",
    )
    comment: str = strawberry.field(default="", description="Why, for the person who approves it.")
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="Money of the business's own, to another account of M-Pesa.")
class MoveFloatInput:
    till: relay.GlobalID = strawberry.field(description="Out of whose Working account.")
    to: relay.GlobalID | None = strawberry.field(
        default=None,
        description="To the account that pays phones of this till of the business; null: of the same till.",
    )
    amount: Money = strawberry.field(description="How much, in whole shillings.")
    pay_on: date | None = strawberry.field(
        default=None,
        description="The accounting day before which it is not sent, up to a year ahead; null: as soon as may"
        " be.",
    )
    comment: str = strawberry.field(default="", description="Why, for the person who approves it.")
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


def _look_at(input: PayBusinessInput, found: Findings) -> None:
    paying_businesses.note_receiver(
        found, kind=input.kind.value, shortcode=input.shortcode, account_number=input.account_number
    )
    requesting.note_terms(
        found,
        amount=good(input.amount),
        description=input.description,
        name=input.name,
        key=input.idempotency_key,
        business=None,
    )


@strawberry.type
class PayoutBusinessMutations:
    @mutation(
        description="Asks that a till pays another business. Within the solo limit of the business it is paid"
        " at once; else somebody else approves it (approveRequest), and until then nothing moves. An order"
        " whose end is not known is never sent again, by nobody. Needs the right payout.request. Safe to"
        " repeat.",
        gives="payout",
        look=_look_at,
    )
    def pay_business(self, info: Info, input: PayBusinessInput) -> Payout:
        made = paying_businesses.pay_business(
            till=cast(models.Till, find(info.context.user, input.till, "Till", field="till")),
            kind=input.kind.value,
            shortcode=input.shortcode,
            account_number=input.account_number,
            amount=input.amount,
            account_code=input.account_code,
            description=input.description,
            name=input.name,
            pay_on=input.pay_on,
            key=input.idempotency_key,
            comment=input.comment,
            actor=info.context.user,
        )
        return cast(Payout, made)

    @mutation(
        description="Asks that money of the business goes from a till's Working account to the account that"
        " pays phones, of the same or of another till. Approved and sent as a payout is; nothing is paid to"
        " anybody. Needs the right payout.request. Safe to repeat.",
        gives="payout",
    )
    def move_float(self, info: Info, input: MoveFloatInput) -> Payout:
        user = info.context.user
        to = find(user, input.to, "Till", field="to") if input.to is not None else None
        made = moving.move_float(
            till=cast(models.Till, find(user, input.till, "Till", field="till")),
            to=cast("models.Till | None", to),
            amount=input.amount,
            pay_on=input.pay_on,
            key=input.idempotency_key,
            comment=input.comment,
            actor=user,
        )
        return cast(Payout, made)
