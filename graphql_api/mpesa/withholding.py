"""The tax that is withheld when players withdraw: its rates, and asking for another."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

import strawberry
import strawberry_django
from strawberry import relay

from graphql_api.businesses import business_named
from graphql_api.context import Info
from graphql_api.pages import Page, grow, listed
from graphql_api.payloads import KEY_SAYS, mutation
from graphql_api.reading import Below
from graphql_api.users.approval_types import Approval
from graphql_api.users.types import Business
from mpesa import models, selectors
from mpesa.payouts.withholding import change_withholding
from users.access import Right
from users.models import Business as BusinessRow


@strawberry_django.type(
    models.Withholding,
    description="What is withheld when players withdraw, from a day on until the next rate.",
)
class Withholding:
    name: str = strawberry_django.field(description="By which law.")
    basis_points: int = strawberry_django.field(
        field_name="rate",
        description="Hundredths of a percent of what leaves the wallet; 0: nothing.",
    )
    from_day: date = strawberry_django.field(description="The first accounting day.")
    approval: Approval = strawberry_django.field(description="The decision by which it holds.")
    set_at: datetime = strawberry_django.field(description="When it was approved, in UTC.")


@listed(
    Page[Withholding] | None,  # type: ignore[type-var]
    description="What is withheld when its players withdraw, the newest day first; null for who may not read"
    " payouts.",
)
def _withholdings(root: strawberry.Parent[BusinessRow], info: Info) -> Below[models.Withholding] | None:
    if not info.context.holds(root.pk, selectors.PAYOUT_RIGHT):
        return None
    return Below(root, "business", models.Withholding.objects.order_by("-from_day", "-pk"))


grow(Business, withholdings=_withholdings)


@strawberry.input(description="Another rate.")
class ChangeWithholdingInput:
    business: relay.GlobalID = strawberry.field(description="Whose players.")
    name: str = strawberry.field(description="By which law, in up to 80 characters.")
    basis_points: int = strawberry.field(
        description="Hundredths of a percent of what leaves the wallet: 500 is 5 %; 0 ends it."
    )
    from_day: date = strawberry.field(description="The first accounting day: tomorrow or later.")
    comment: str = strawberry.field(default="", description="Why, for the person who approves it.")
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.type
class WithholdingMutations:
    @mutation(
        description="Asks that a tax is withheld when players withdraw, from a day on; somebody else approves"
        " it. What was withdrawn before stays as it was. Needs the right payout.manage. Safe to repeat.",
        gives="approval",
    )
    def change_withholding(self, info: Info, input: ChangeWithholdingInput) -> Approval:
        asked = change_withholding(
            business=business_named(info, input.business, Right.PAYOUT_MANAGE),
            name=input.name,
            rate=input.basis_points,
            from_day=input.from_day,
            key=input.idempotency_key,
            comment=input.comment,
            actor=info.context.user,
        )
        return cast(Approval, asked)
