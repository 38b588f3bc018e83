"""Asking for payouts, taking them back, trying again, and deciding what nobody knows."""

from __future__ import annotations

from datetime import date
from typing import cast

import strawberry
from strawberry import relay

from core.errors import Findings
from graphql_api.businesses import business_named
from graphql_api.context import Info
from graphql_api.mpesa.payout_types import Payout, PayoutCommand
from graphql_api.nodes import find
from graphql_api.payloads import KEY_SAYS, good, mutation
from graphql_api.scalars import Money, Phone
from graphql_api.users.approval_types import Approval
from mpesa import models
from mpesa.payouts import deciding, refunding, requesting, retrying
from users.access import Right


@strawberry.input(description="Money to pay to somebody's phone.")
class CreatePayoutInput:
    till: relay.GlobalID = strawberry.field(description="Which shortcode pays.")
    phone: Phone = strawberry.field(description="Whose phone.")
    amount: Money = strawberry.field(
        description="How much. M-Pesa pays whole shillings: what is less stays where it is."
    )
    account_code: str = strawberry.field(
        description="The account that it is paid from: 2000 Payables, 5400 Wages, 5500 General expenses, or"
        " another that people post to."
    )
    description: str = strawberry.field(
        description="What the receiver reads: 2 to 100 letters, digits, blanks, dots or dashes."
    )
    name: str = strawberry.field(
        default="",
        description="Whom the phone should belong to. Where M-Pesa has called its owner otherwise before, the"
        " payout is held.",
    )
    command: PayoutCommand = strawberry.field(
        default=models.PayoutCommand.BUSINESS, description="What Safaricom is told that it is."
    )
    pay_on: date | None = strawberry.field(
        default=None,
        description="The accounting day before which it is not sent, up to a year ahead; null: as soon as may"
        " be.",
    )
    comment: str = strawberry.field(default="", description="Why, for the person who approves it.")
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


def _look_at_payout(input: CreatePayoutInput, found: Findings) -> None:
    requesting.note_terms(
        found,
        amount=good(input.amount),
        description=input.description,
        name=input.name,
        key=input.idempotency_key,
        business=None,
    )


@strawberry.input(description="A receipt whose payer gets money back.")
class RefundReceiptInput:
    receipt: relay.GlobalID = strawberry.field(description="This one.")
    amount: Money = strawberry.field(
        description="How much, at most what was paid less what was given back before."
    )
    account_code: str = strawberry.field(
        description="The account that it is paid from: 4010 Credit notes, 5500 General expenses or another."
    )
    comment: str = strawberry.field(description="Why, for the person who approves it.")
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="A payout to take back.")
class CancelPayoutInput:
    payout: relay.GlobalID = strawberry.field(description="This one.")
    reason: str = strawberry.field(description="Why.")


@strawberry.input(description="A payout to try again.")
class RetryPayoutInput:
    payout: relay.GlobalID = strawberry.field(description="This one.")


@strawberry.input(description="Failed payouts to try again.")
class RetryFailedPayoutsInput:
    business: relay.GlobalID = strawberry.field(description="Whose.")
    hours: int = strawberry.field(description="What failed in so many hours until now: 1 to 744.")
    batch: relay.GlobalID | None = strawberry.field(
        default=None, description="Of this batch alone; null: of all of the business."
    )


@strawberry.type(description="What goes out again, and what cannot.")
class RetriedPayouts:
    retried: int = strawberry.field(description="So many go out again; at most 1,000 at a time.")
    refused: int = strawberry.field(
        description="So many cannot: what they are paid from holds too little, or their till may not pay."
    )


@strawberry.input(description="The receipt of an order that nobody knows.")
class DecideUnknownPayoutInput:
    payout: relay.GlobalID = strawberry.field(description="This one.")
    receipt_number: str = strawberry.field(description="M-Pesa's receipt of it, as the portal shows it.")
    comment: str = strawberry.field(description="What was looked at, for the person who approves it.")
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="A payout that is held, to be sent all the same.")
class ReleasePayoutInput:
    payout: relay.GlobalID = strawberry.field(description="This one.")
    comment: str = strawberry.field(description="Why, for the person who approves it.")
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.type
class PayoutMutations:
    @mutation(
        description="Asks for a payout. Within the solo limit of the business it is paid at once; else"
        " somebody else approves it (approveRequest), and until then nothing moves. Needs the right"
        " payout.request. Safe to repeat.",
        look=_look_at_payout,
    )
    def create_payout(self, info: Info, input: CreatePayoutInput) -> Payout:
        made = requesting.create_payout(
            till=cast(models.Till, find(info.context.user, input.till, "Till", field="till")),
            phone=input.phone,
            amount=input.amount,
            account_code=input.account_code,
            description=input.description,
            name=input.name,
            command=input.command.value,
            pay_on=input.pay_on,
            key=input.idempotency_key,
            comment=input.comment,
            actor=info.context.user,
        )
        return cast(Payout, made)

    @mutation(
        description="Asks that the payer of a receipt gets money back by a payout to the same phone, till and"
        " all. Approved as a payout is. Needs the right payout.request. Safe to repeat.",
        gives="payout",
    )
    def refund_receipt(self, info: Info, input: RefundReceiptInput) -> Payout:
        made = refunding.refund_receipt(
            receipt=cast(models.Receipt, find(info.context.user, input.receipt, "Receipt", field="receipt")),
            amount=input.amount,
            account_code=input.account_code,
            key=input.idempotency_key,
            comment=input.comment,
            actor=info.context.user,
        )
        return cast(Payout, made)

    @mutation(
        description="Takes a payout back that is not with Safaricom and not paid; its money goes back. Needs"
        " the right payout.request. Safe to repeat."
    )
    def cancel_payout(self, info: Info, input: CancelPayoutInput) -> Payout:
        payout = _payout(info, input.payout)
        done = requesting.cancel_payout(payout=payout, reason=input.reason, actor=info.context.user)
        return cast(Payout, done)

    @mutation(
        description="Tries a payout again that has definitely failed: its money is set aside anew. One that"
        " may have been paid is never sent again. Needs the right payout.request. Safe to repeat."
    )
    def retry_payout(self, info: Info, input: RetryPayoutInput) -> Payout:
        payout = _payout(info, input.payout)
        return cast(Payout, retrying.retry_payout(payout=payout, actor=info.context.user))

    @mutation(
        description="Tries again all payouts that have definitely failed of late, and touches no others."
        " Needs the right payout.request. Safe to repeat.",
        facts=True,
    )
    def retry_failed_payouts(self, info: Info, input: RetryFailedPayoutsInput) -> RetriedPayouts:
        where = business_named(info, input.business, Right.PAYOUT_REQUEST)
        batch = None
        if input.batch is not None:
            batch = find(info.context.user, input.batch, "PayoutBatch", field="batch")
        again, refused = retrying.retry_failed_payouts(
            business=where, hours=input.hours, batch=batch, actor=info.context.user
        )
        return RetriedPayouts(retried=len(again), refused=len(refused))

    @mutation(
        description="Asks that an order which nobody knows counts as paid, by the receipt that the portal"
        " shows; somebody else approves it, whatever the amount. Needs the right payout.request. Safe to"
        " repeat.",
        gives="approval",
    )
    def decide_unknown_payout(self, info: Info, input: DecideUnknownPayoutInput) -> Approval:
        asked = deciding.decide_unknown_payout(
            payout=_payout(info, input.payout),
            receipt_number=input.receipt_number,
            key=input.idempotency_key,
            comment=input.comment,
            actor=info.context.user,
        )
        return cast(Approval, asked)

    @mutation(
        description="Asks that a payout which a limit or a check holds is sent all the same; somebody else"
        " approves it, whatever the amount. Needs the right payout.request. Safe to repeat.",
        gives="approval",
    )
    def release_payout(self, info: Info, input: ReleasePayoutInput) -> Approval:
        asked = deciding.release_payout(
            payout=_payout(info, input.payout),
            key=input.idempotency_key,
            comment=input.comment,
            actor=info.context.user,
        )
        return cast(Approval, asked)


def _payout(info: Info, id: relay.GlobalID) -> models.Payout:
    return cast(models.Payout, find(info.context.user, id, "Payout", field="payout"))
