"""Adding and changing tills; for the owner."""

from __future__ import annotations

from typing import cast

import strawberry
from strawberry import relay

from graphql_api.businesses import business_named
from graphql_api.context import Info
from graphql_api.mpesa.till_addresses import till_named
from graphql_api.mpesa.types import Environment, Till, TillKind
from graphql_api.payloads import mutation
from mpesa import models
from mpesa.tills.credentials import TillCredentials, replace_credentials
from mpesa.tills.tills import create_till, rename_till, set_refuses_unknown_accounts, set_till_active
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
        default="", description="The store number that belongs to a Buy Goods till; empty for a PayBill."
    )


@strawberry.input(description="Credentials to put in the place of the old ones.")
class ReplaceTillCredentialsInput:
    till: relay.GlobalID = strawberry.field(description="Of this till.")
    credentials: TillCredentialsInput = strawberry.field(description="The new ones.")


@strawberry.input(description="A till to call otherwise.")
class RenameTillInput:
    till: relay.GlobalID = strawberry.field(description="This one.")
    name: str = strawberry.field(description="What people will call it, in 1 to 80 characters.")


@strawberry.input(description="A till to put out of use, or back.")
class SetTillActiveInput:
    till: relay.GlobalID = strawberry.field(description="This one.")
    active: bool = strawberry.field(description="Whether payments are asked for through it.")


@strawberry.type(description="Credentials that were put in.")
class ReplacedCredentials:
    till: Till = strawberry.field(description="The till, as it is now.")
    warning: str = strawberry.field(
        description="What to know where Safaricom could not be asked for a token; empty when it gave one for"
        " the new key and secret. The passkey shows with the next payment request."
    )


@strawberry.input(description="What M-Pesa is told about payments for an account that nobody has.")
class SetUnknownAccountsInput:
    till: relay.GlobalID = strawberry.field(description="At this till.")
    refuse: bool = strawberry.field(
        description="Whether it is told not to take them; otherwise their money waits in Suspense."
    )


@strawberry.type
class TillMutations:
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

    @mutation(
        description="Puts new credentials in the place of the old ones; for the owner. They are tried first:"
        " what Safaricom refuses changes nothing. Safe to repeat.",
        facts=True,
    )
    def replace_till_credentials(self, info: Info, input: ReplaceTillCredentialsInput) -> ReplacedCredentials:
        replaced = replace_credentials(
            till=till_named(info, input.till),
            credentials=input.credentials.sealed_later(),
            actor=info.context.user,
        )
        return ReplacedCredentials(till=cast(Till, replaced.till), warning=replaced.warning)

    @mutation(description="Calls a till otherwise; for the owner. Safe to repeat.")
    def rename_till(self, info: Info, input: RenameTillInput) -> Till:
        renamed = rename_till(till=till_named(info, input.till), name=input.name, actor=info.context.user)
        return cast(Till, renamed)

    @mutation(
        description="Puts a till out of use, or back; for the owner. Nothing new is asked for through a till"
        " out of use; what customers pay to it all the same is kept and booked. Safe to repeat."
    )
    def set_till_active(self, info: Info, input: SetTillActiveInput) -> Till:
        till = till_named(info, input.till)
        return cast(Till, set_till_active(till=till, active=input.active, actor=info.context.user))

    @mutation(
        description="Says whether M-Pesa takes payments for an account that nobody has; for the owner. Counts"
        " where Safaricom validates payments to the shortcode. Safe to repeat."
    )
    def set_unknown_accounts(self, info: Info, input: SetUnknownAccountsInput) -> Till:
        till = set_refuses_unknown_accounts(
            till=till_named(info, input.till), refuse=input.refuse, actor=info.context.user
        )
        return cast(Till, till)
