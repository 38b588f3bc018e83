"""Tills and asking for money."""

from __future__ import annotations

from typing import cast

import strawberry
from strawberry import relay

from core.errors import Findings
from graphql_api.businesses import business_named
from graphql_api.context import Info
from graphql_api.mpesa.types import Environment, PaymentRequest, Till, TillKind
from graphql_api.nodes import find
from graphql_api.payloads import KEY_SAYS, good, mutation
from graphql_api.scalars import Money, Phone
from mpesa import models
from mpesa.collections.requests import requesting
from mpesa.tills.credentials import TillCredentials, replace_credentials
from mpesa.tills.registering import register_urls
from mpesa.tills.tills import create_till
from users.access import Right


@strawberry.input(
    description="What Safaricom's Daraja gave you for an app. It is sealed, and can be replaced, never read"
    " back."
)
class TillCredentialsInput:
    consumer_key: str = strawberry.field(description="Consumer key of the app.")
    consumer_secret: str = strawberry.field(description="Consumer secret of the app.")
    passkey: str = strawberry.field(description="Passkey of the shortcode, for payment requests.")

    def sealed_later(self) -> TillCredentials:
        return TillCredentials(
            consumer_key=self.consumer_key, consumer_secret=self.consumer_secret, passkey=self.passkey
        )


@strawberry.input(description="A shortcode to add.")
class CreateTillInput:
    business: relay.GlobalID = strawberry.field(description="Whose shortcode it is.")
    name: str = strawberry.field(
        description="What people call it, in up to 80 characters; empty takes the name of the business."
    )
    kind: TillKind = strawberry.field(description="How customers pay to it.")
    shortcode: str = strawberry.field(description="5 to 10 digits.")
    credentials: TillCredentialsInput = strawberry.field(description="What Daraja wants of us.")
    environment: Environment = strawberry.field(
        default=models.Environment.LOCAL, description="Which Safaricom it talks to."
    )
    store_number: str = strawberry.field(
        default="", description="The head office of a Buy Goods till; empty for a PayBill."
    )


@strawberry.input(description="Credentials to put in the place of the old ones.")
class ReplaceTillCredentialsInput:
    till: relay.GlobalID = strawberry.field(description="Of this till.")
    credentials: TillCredentialsInput = strawberry.field(description="The new ones.")


@strawberry.input(description="A till whose addresses Safaricom is told.")
class RegisterUrlsInput:
    till: relay.GlobalID = strawberry.field(description="This one.")


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
    @mutation(description="Adds a shortcode to a business, once; for the owner.")
    def create_till(self, info: Info, input: CreateTillInput) -> Till:
        till = create_till(
            business=business_named(info, input.business, Right.TILL_MANAGE),
            name=input.name,
            kind=input.kind.value,
            shortcode=input.shortcode,
            credentials=input.credentials.sealed_later(),
            environment=input.environment.value,
            store_number=input.store_number,
            actor=info.context.user,
        )
        return cast(Till, till)

    @mutation(description="Puts new credentials in the place of the old ones; for the owner. Safe to repeat.")
    def replace_till_credentials(self, info: Info, input: ReplaceTillCredentialsInput) -> Till:
        changed = replace_credentials(
            till=_till(info, input.till),
            credentials=input.credentials.sealed_later(),
            actor=info.context.user,
        )
        return cast(Till, changed)

    @mutation(description="Tells Safaricom where payments are announced; for the owner. Safe to repeat.")
    def register_urls(self, info: Info, input: RegisterUrlsInput) -> Till:
        return cast(Till, register_urls(till=_till(info, input.till), actor=info.context.user))

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
