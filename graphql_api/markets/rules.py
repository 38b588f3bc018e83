"""What new markets of a business begin with, and its licences to take real money."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, cast

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import relay

from core import days
from graphql_api.businesses import business_named, businesses_asked
from graphql_api.context import Info
from graphql_api.markets.types import is_staff
from graphql_api.nodes import register_node
from graphql_api.pages import Page, listed
from graphql_api.payloads import mutation
from graphql_api.scalars import Money
from graphql_api.users.person import Person
from graphql_api.users.types import Business
from markets import models, rules, selectors
from users.access import Right
from users.models import Business as BusinessRow

register_node("Licence", selectors.licence_for)


def _entered_by(root: strawberry.Parent[models.Licence], info: Info) -> Person | None:
    return Person.of(root.entered_by) if is_staff(info, root.business_id) else None


@strawberry_django.type(
    models.Licence, description="A licence to take real money for markets, from a day to a day."
)
class Licence(relay.Node):
    business: Business = strawberry_django.field(description="Whose it is.")
    number: str = strawberry_django.field(description="As the authority wrote it.")
    first_on: date = strawberry_django.field(description="Its first day.")
    last_on: date = strawberry_django.field(description="Its last day.")
    entered_at: datetime = strawberry_django.field(description="When it was entered, in UTC.")
    entered_by: Person | None = strawberry_django.field(
        resolver=_entered_by,
        select_related=["entered_by"],
        only=["business_id", "entered_by"],
        description="Who entered it; null for players.",
    )


@strawberry.type(
    description="What new markets of a business begin with; one that is open keeps what it was opened with."
)
class MarketRules:
    business: strawberry.Private[BusinessRow]
    play_money: bool = strawberry.field(description="Nothing here is money: no licence is needed.")
    fee_bps: int = strawberry.field(description="What is kept of a pool, in basis points: 500 is 5.00 %.")
    least_stake: Money = strawberry.field(description="The least that is staked at a time.")
    most_stake: Money = strawberry.field(description="The most that is staked at a time.")
    dispute_minutes: int = strawberry.field(description="How long a result may be disputed.")
    large_pool: Money = strawberry.field(description="From so much in the pool `largeDisputeMinutes` count.")
    large_dispute_minutes: int = strawberry.field(
        description="How long the result of a large pool may be disputed."
    )

    @strawberry.field(
        description="Whether its markets need a licence: it has a till that is real, and plays for money."
    )
    def needs_licence(self) -> bool:
        return rules.standing_of(self.business, days.today(), days.today()).needs_licence

    @strawberry.field(
        description="Whether money of players can come in, or none is needed: a till is in use, or nothing"
        " here is money. Else no market opens."
    )
    def takes_money(self) -> bool:
        return not rules.takes_no_money([self.business.pk])

    @strawberry.field(description="The licence that is good today; null where none is, or none is needed.")
    def licence(self) -> Licence | None:
        return cast("Licence | None", rules.standing_of(self.business, days.today(), days.today()).licence)

    @classmethod
    def of(cls, row: models.MarketRules, business: BusinessRow) -> MarketRules:
        return cls(
            business=business,
            play_money=row.play_money,
            fee_bps=rules.fee_of(row),
            least_stake=Money(row.least_stake),
            most_stake=Money(row.most_stake),
            dispute_minutes=row.dispute_minutes,
            large_pool=Money(row.large_pool),
            large_dispute_minutes=row.large_dispute_minutes,
        )


@strawberry.type
class MarketRuleQueries:
    @strawberry.field(description="What new markets of a business begin with.")
    def market_rules(
        self,
        info: Info,
        business: Annotated[relay.GlobalID, strawberry.argument(description="Whose.")],
    ) -> MarketRules:
        where = business_named(info, business, Right.MARKET_READ)
        return MarketRules.of(rules.rules_of(where), where)

    @listed(
        Page[Licence],
        description="Licences to take real money, of one business or of all of mine; newest first.",
    )
    def licences(
        self, info: Info, business: relay.GlobalID | None = None, all_mine: bool = False
    ) -> QuerySet[models.Licence]:
        where = businesses_asked(info, business, all_mine, Right.MARKET_READ)
        return models.Licence.objects.filter(business__in=where).order_by("-pk")


@strawberry.input(description="What new markets are to begin with; what is left out stays.")
class SetMarketRulesInput:
    business: relay.GlobalID = strawberry.field(description="Whose.")
    play_money: bool | None = strawberry.field(default=None, description="Whether nothing here is money.")
    fee_bps: int | None = strawberry.field(
        default=None, description="What is kept of a pool, in basis points: 0 to 10,000."
    )
    least_stake: Money | None = strawberry.field(default=None, description="The least at a time.")
    most_stake: Money | None = strawberry.field(default=None, description="The most at a time.")
    dispute_minutes: int | None = strawberry.field(
        default=None, description="How long a result may be disputed: up to 60 days."
    )
    large_pool: Money | None = strawberry.field(
        default=None, description="From so much in the pool the longer time counts."
    )
    large_dispute_minutes: int | None = strawberry.field(default=None, description="That longer time.")


@strawberry.input(description="A licence to take real money for markets.")
class EnterLicenceInput:
    business: relay.GlobalID = strawberry.field(description="Whose it is.")
    number: str = strawberry.field(description="As the authority wrote it, at most 60 characters.")
    first_on: date = strawberry.field(description="Its first day.")
    last_on: date = strawberry.field(description="Its last day.")


@strawberry.type
class MarketRuleMutations:
    @mutation(
        description="Sets what new markets of a business begin with; what is open keeps what it was opened"
        " with. Needs the right business.manage; audited. Safe to repeat."
    )
    def set_market_rules(self, info: Info, input: SetMarketRulesInput) -> MarketRules:
        business = business_named(info, input.business, rules.RIGHT)
        given = {name: getattr(input, name) for name in rules.BOUNDS}
        row = rules.set_market_rules(
            business=business,
            rules={name: int(value) for name, value in given.items() if value is not None},
            play_money=input.play_money,
            actor=info.context.user,
        )
        return MarketRules.of(row, business)

    @mutation(
        description="Notes the licence by which a business takes real money for markets. A repeat, by number"
        " and first day, gives the first. Needs the right business.manage; audited."
    )
    def enter_licence(self, info: Info, input: EnterLicenceInput) -> Licence:
        row = rules.enter_licence(
            business=business_named(info, input.business, rules.RIGHT),
            number=input.number,
            first_on=input.first_on,
            last_on=input.last_on,
            actor=info.context.user,
        )
        return cast(Licence, row)
