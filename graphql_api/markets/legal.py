"""Rules of the law about markets: what counts from which day on, and asking for another."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

import strawberry
import strawberry_django
from strawberry import relay

from graphql_api.businesses import business_named
from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.pages import Page, grow, listed
from graphql_api.payloads import KEY_SAYS, mutation
from graphql_api.reading import Below
from graphql_api.users.approval_types import Approval
from graphql_api.users.types import Business
from markets import models
from markets.legal.rules import RIGHT, change_legal_rule
from users.access import Right
from users.models import Business as BusinessRow

LegalKind = described(
    models.LegalKind,
    "LegalKind",
    "What a rule of the law is about, and in which unit it counts.",
    EXCISE="Excise on deposits, in hundredths of a percent of what is paid in: 500 is 5 %.",
    GGR="Tax on what the house keeps of a pool, in hundredths of a percent.",
    AGE="18: who stakes has papers that were approved, which say so.",
    TIER="The rank of the tier that a player has reached.",
    ONE_PERSON="1: who gives the ID number of another approved player does not stake.",
    PRIZE_DAYS="The days within which prizes are paid after the result.",
)


@strawberry_django.type(
    models.LegalRule, description="A rule of the law, from a day on until the next of its kind."
)
class LegalRule:
    kind: LegalKind = strawberry_django.field(description="What it is about.")
    value: int = strawberry_django.field(description="What counts, in the unit of its kind; 0: nothing.")
    law: str = strawberry_django.field(description="By which law.")
    from_day: date = strawberry_django.field(description="The first accounting day.")
    approval: Approval = strawberry_django.field(description="The decision by which it holds.")
    set_at: datetime = strawberry_django.field(description="When it was approved, in UTC.")


@listed(
    Page[LegalRule] | None,  # type: ignore[type-var]
    description="What the law asks of its markets, the newest day first; null for who may not read its"
    " books.",
)
def _legal_rules(root: strawberry.Parent[BusinessRow], info: Info) -> Below[models.LegalRule] | None:
    if not info.context.holds(root.pk, Right.LEDGER_READ):
        return None
    return Below(root, "business", models.LegalRule.objects.order_by("-from_day", "-pk"))


grow(Business, legal_rules=_legal_rules)


@strawberry.input(description="Another rule of the law.")
class ChangeLegalRuleInput:
    business: relay.GlobalID = strawberry.field(description="Whose markets.")
    kind: LegalKind = strawberry.field(description="What it is about.")
    value: int = strawberry.field(description="What counts, in the unit of its kind; 0 ends it.")
    law: str = strawberry.field(description="By which law, in up to 80 characters.")
    from_day: date = strawberry.field(description="The first accounting day: tomorrow or later.")
    comment: str = strawberry.field(default="", description="Why, for the person who approves it.")
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.type
class LegalRuleMutations:
    @mutation(
        description="Asks that a rule of the law counts from a day on; somebody else approves it. What is"
        " past stays as it was. Needs the right business.manage. Safe to repeat.",
        gives="approval",
    )
    def change_legal_rule(self, info: Info, input: ChangeLegalRuleInput) -> Approval:
        asked = change_legal_rule(
            business=business_named(info, input.business, RIGHT),
            kind=input.kind,
            value=input.value,
            law=input.law,
            from_day=input.from_day,
            key=input.idempotency_key,
            comment=input.comment,
            actor=info.context.user,
        )
        return cast(Approval, asked)
