"""Tills and asking for money."""

from __future__ import annotations

from typing import Annotated, TypeAlias, cast

import strawberry
from strawberry import relay

from graphql_api.context import Info
from graphql_api.mpesa.types import Environment, PaymentRequest, Till, TillKind
from graphql_api.nodes import row_id
from graphql_api.problems import Problem
from graphql_api.scalars import Money
from mpesa import models, selectors
from mpesa.collections import payment_requests
from mpesa.tills import tills
from users.access import Right, business_for

TillResult: TypeAlias = Annotated[Till | Problem, strawberry.union("TillResult")]
PaymentRequestResult: TypeAlias = Annotated[
    PaymentRequest | Problem, strawberry.union("PaymentRequestResult")
]


@strawberry.input(description="What Daraja wants of us. It is sealed and can be replaced, never read back.")
class TillCredentialsInput:
    consumer_key: str
    consumer_secret: str
    passkey: str

    def sealed_later(self) -> tills.TillCredentials:
        return tills.TillCredentials(
            consumer_key=self.consumer_key, consumer_secret=self.consumer_secret, passkey=self.passkey
        )


@strawberry.input
class CreateTillInput:
    business: str
    name: str
    kind: TillKind
    shortcode: str
    credentials: TillCredentialsInput
    environment: Environment = models.Environment.LOCAL
    store_number: str = ""


@strawberry.input
class RequestPaymentInput:
    till: relay.GlobalID
    phone: str
    amount: Money
    account_reference: str
    key: str = strawberry.field(
        description="A new one for each request; the same one asks again for the same."
    )
    description: str = ""


@strawberry.type
class MpesaMutations:
    @strawberry.mutation(description="Adds a shortcode to a business; for the owner.")
    def create_till(self, info: Info, input: CreateTillInput) -> TillResult | None:
        actor = info.context.user
        till = tills.create_till(
            business=business_for(actor, input.business, Right.TILL_MANAGE),
            name=input.name,
            kind=input.kind.value,
            shortcode=input.shortcode,
            credentials=input.credentials.sealed_later(),
            environment=input.environment.value,
            store_number=input.store_number,
            actor=actor,
        )
        return cast(Till, till)

    @strawberry.mutation(description="Puts new credentials in the place of the old ones; for the owner.")
    def replace_till_credentials(
        self, info: Info, till: relay.GlobalID, credentials: TillCredentialsInput
    ) -> TillResult | None:
        found = _till(info, till)
        actor = info.context.user
        changed = tills.replace_credentials(till=found, credentials=credentials.sealed_later(), actor=actor)
        return cast(Till, changed)

    @strawberry.mutation(
        description="Tells Safaricom where payments are announced; for the owner. Safe to repeat."
    )
    def register_urls(self, info: Info, till: relay.GlobalID) -> TillResult | None:
        return cast(Till, tills.register_urls(till=_till(info, till), actor=info.context.user))

    @strawberry.mutation(
        description="Asks a customer for money on their phone. Safe to repeat with the same key."
    )
    def request_payment(self, info: Info, input: RequestPaymentInput) -> PaymentRequestResult | None:
        asked = payment_requests.request_payment(
            till=_till(info, input.till),
            phone=input.phone,
            amount=input.amount,
            account_reference=input.account_reference,
            key=input.key,
            description=input.description,
            actor=info.context.user,
        )
        return cast(PaymentRequest, asked)


def _till(info: Info, id: relay.GlobalID) -> models.Till:
    return selectors.till_by_id(info.context.user, row_id(id, "Till", field="till"))
