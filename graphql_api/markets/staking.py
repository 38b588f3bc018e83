"""What players do: stake, limit themselves, keep themselves from staking."""

from __future__ import annotations

from typing import cast

import strawberry
from strawberry import relay

from core.errors import InvalidInput
from graphql_api.businesses import business_named
from graphql_api.context import Info
from graphql_api.markets.enums import LimitPeriod
from graphql_api.markets.stakes import SelfExclusion, Stake, StakeLimit
from graphql_api.nodes import find
from graphql_api.payloads import KEY_SAYS, mutation
from graphql_api.scalars import Money
from markets.staking import excluding, limits, placing


@strawberry.input(description="A stake to place.")
class PlaceStakeInput:
    outcome: relay.GlobalID = strawberry.field(description="On what.")
    amount: Money = strawberry.field(description="How much, out of the asker's own wallet.")
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="A limit to one's own staking.")
class SetStakeLimitInput:
    business: relay.GlobalID = strawberry.field(description="Where.")
    period: LimitPeriod = strawberry.field(description="For how long it counts.")
    amount: Money | None = strawberry.field(default=None, description="The most; null takes the limit away.")


@strawberry.input(description="A time without stakes of one's own: so many days, or for good.")
class ExcludeSelfInput:
    business: relay.GlobalID = strawberry.field(description="Where.")
    for_days: int | None = strawberry.field(default=None, description="1 to 1,830 days from now on.")
    for_good: bool = strawberry.field(default=False, description="For ever, instead of days.")


@strawberry.type
class StakingMutations:
    @mutation(
        description="Moves money from the asker's wallet into the pool, or does nothing: at the closing"
        " instant the clock of the database decides. Within one's own limits. Safe to repeat."
    )
    def place_stake(self, info: Info, input: PlaceStakeInput) -> Stake:
        placed = placing.place_stake(
            outcome=find(info.context.user, input.outcome, "Outcome", field="outcome"),
            amount=input.amount,
            key=input.idempotency_key,
            player=info.context.user,
        )
        return cast(Stake, placed)

    @mutation(
        description="Sets how much the asker may stake in a day, a week or a month. A lower limit counts at"
        " once, a higher one, or none, a day later. Safe to repeat."
    )
    def set_stake_limit(self, info: Info, input: SetStakeLimitInput) -> StakeLimit:
        me = info.context.user
        row = limits.set_stake_limit(
            business=business_named(info, input.business, placing.RIGHT),
            player=me,
            period=input.period,
            amount=input.amount,
            actor=me,
        )
        return cast(StakeLimit, row)

    @mutation(
        description="Keeps the asker from staking for so many days, or for good. Nobody takes that back, and"
        " the longest counts; withdrawing stays possible.",
        gives="exclusion",
    )
    def exclude_self(self, info: Info, input: ExcludeSelfInput) -> SelfExclusion:
        me, where = info.context.user, business_named(info, input.business, placing.RIGHT)
        if (input.for_days is None) != input.for_good:
            raise InvalidInput("BAD_LIMIT", "for_days", "Say for how many days, or for good: one of the two.")
        row = excluding.exclude_self(business=where, player=me, for_days=input.for_days, actor=me)
        return cast(SelfExclusion, row)
