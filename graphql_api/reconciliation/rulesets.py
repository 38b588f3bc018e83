"""By which ruleset a business's statements are matched."""

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
from reconciliation import selectors
from reconciliation.runs.choosing import choose_ruleset, rulesets_of
from reconciliation.runs.rulesets import Ruleset
from users.access import Right
from users.models import Business as BusinessRow


@strawberry_django.field(
    only=["id"],
    description="By which version of the rules its statements are matched; null for who may not read proofs.",
)
def _ruleset_of_business(root: strawberry.Parent[BusinessRow], info: Info) -> str | None:
    if not info.context.holds(root.pk, selectors.RIGHT):
        return None
    ruleset: Ruleset = together(root, ("ruleset",), rulesets_of)
    return ruleset.version


grow(Business, ruleset=_ruleset_of_business)


@strawberry.input(description="By which rules to match.")
class ChooseRulesetInput:
    business: relay.GlobalID = strawberry.field(description="Whose statements.")
    version: str = strawberry.field(description="2026-12 has all rules, 2026-12-ids only those by ids.")


@strawberry.type
class RulesetMutations:
    @mutation(
        description="Matches by these rules in every proof that is asked for from now on; for the owner. Safe"
        " to repeat.",
    )
    def choose_ruleset(self, info: Info, input: ChooseRulesetInput) -> Business:
        where = business_named(info, input.business, Right.BUSINESS_MANAGE)
        choose_ruleset(business=where, version=input.version, actor=info.context.user)
        return cast(Business, where)
