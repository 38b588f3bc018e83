"""Asking for money."""

from __future__ import annotations

from typing import cast

import strawberry
from strawberry import relay

from core.errors import Findings
from graphql_api.context import Info
from graphql_api.mpesa.types import PaymentRequest
from graphql_api.nodes import find
from graphql_api.payloads import KEY_SAYS, good, mutation
from graphql_api.scalars import Money, Phone
from mpesa import models
from mpesa.collections.requests import requesting


@strawberry.input(description="Money to ask for.")
class RequestPaymentInput:
    till: relay.GlobalID = strawberry.field(description="Where it is to be paid to.")
    phone: Phone = strawberry.field(description="Whose phone rings.")
    amount: Money = strawberry.field(
        description="How much. M-Pesa takes whole shillings: it is rounded as the business rounds."
    )
    account_reference: str = strawberry.field(
        description="What it is for: an account number, an invoice number, or anything of 1 to 12 characters."
    )
    description: str = strawberry.field(
        default="", description="What the phone shows beside, in up to 13 characters."
    )
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


def _look_at_request(input: RequestPaymentInput, found: Findings) -> None:
    requesting.note_terms(
        found,
        amount=good(input.amount),
        account_reference=input.account_reference,
        key=input.idempotency_key,
    )


@strawberry.type
class MpesaMutations:
    @mutation(description="Asks a customer for money on their phone. Safe to repeat.", look=_look_at_request)
    def request_payment(self, info: Info, input: RequestPaymentInput) -> PaymentRequest:
        asked = requesting.request_payment(
            till=_till(info, input.till),
            phone=input.phone,
            amount=input.amount,
            account_reference=input.account_reference,
            key=input.idempotency_key,
            description=input.description,
            actor=info.context.user,
        )
        return cast(PaymentRequest, asked)


def _till(info: Info, id: relay.GlobalID) -> models.Till:
    return cast(models.Till, find(info.context.user, id, "Till", field="till"))
