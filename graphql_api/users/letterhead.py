"""What stands at the head of a business's papers."""

from __future__ import annotations

from typing import cast

import strawberry
import strawberry_django
from strawberry import relay

from graphql_api.businesses import business_named
from graphql_api.context import Info
from graphql_api.pages import grow
from graphql_api.payloads import mutation
from graphql_api.reading import together
from graphql_api.users.types import Business
from users import letterheads
from users.access import Right
from users.models import Business as BusinessRow
from users.models import Letterhead as LetterheadRow


@strawberry.type(
    description="What is printed at the head of invoices and statements; empty where nothing was set."
)
class Letterhead:
    postal_address: str = strawberry.field(description="Where the business is found.")
    phone: str = strawberry.field(description="Whom to call about a bill.")
    email: str = strawberry.field(description="Whom to write to about a bill.")
    kra_pin: str = strawberry.field(description="What the Kenya Revenue Authority knows it by.")
    vat_registered: bool = strawberry.field(description="It charges VAT and hands in returns.")

    @classmethod
    def of(cls, row: LetterheadRow) -> Letterhead:
        return cls(
            postal_address=row.postal_address,
            phone=row.phone,
            email=row.email,
            kra_pin=row.kra_pin,
            vat_registered=row.vat_registered,
        )


@strawberry_django.field(only=["id"], description="What is printed at the head of its papers.")
def _letterhead_of_business(root: strawberry.Parent[BusinessRow]) -> Letterhead:
    known = together(root, ("letterhead",), letterheads.letterheads_of)
    return Letterhead.of(known or LetterheadRow(business_id=root.pk))


grow(Business, letterhead=_letterhead_of_business)


@strawberry.input(description="The whole letterhead; what is left out is printed no more.")
class SetLetterheadInput:
    business: relay.GlobalID = strawberry.field(description="Whose.")
    postal_address: str = strawberry.field(
        default="", description="Where it is found, in up to 200 characters: P.O. Box, street, town."
    )
    phone: str = strawberry.field(default="", description="As it is to be printed, in up to 40 characters.")
    email: str = strawberry.field(default="", description="An e-mail address.")
    kra_pin: str = strawberry.field(default="", description="Like P051365947M.")
    vat_registered: bool = strawberry.field(
        default=False, description="It charges VAT; then the KRA PIN is wanted too."
    )


@strawberry.type
class LetterheadMutations:
    @mutation(
        description="Sets what is printed at the head of papers; for the owner. Audited. Safe to repeat."
    )
    def set_letterhead(self, info: Info, input: SetLetterheadInput) -> Business:
        where = business_named(info, input.business, Right.BUSINESS_MANAGE)
        letterheads.set_letterhead(
            business=where,
            postal_address=input.postal_address,
            phone=input.phone,
            email=input.email,
            kra_pin=input.kra_pin,
            vat_registered=input.vat_registered,
            actor=info.context.user,
        )
        return cast(Business, where)
