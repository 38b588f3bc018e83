"""What a market is played by, as its operator gives it."""

from __future__ import annotations

from datetime import datetime

import strawberry
from strawberry import relay

from graphql_api.context import Info
from graphql_api.markets.enums import MarketMode, MarketPayoutMode
from graphql_api.nodes import find
from graphql_api.scalars import Money
from markets import models
from markets.running.terms import TEXTS, MarketTerms


@strawberry.input(description="What a market is played by.")
class MarketTermsInput:
    title: str = strawberry.field(description="The question, in 1 to 200 characters.")
    outcomes: list[str] = strawberry.field(
        description="What may come true, in its order: 2 to 100 names; a draft may have fewer."
    )
    closes_at: datetime = strawberry.field(description="From this instant on a stake is refused.")
    resolve_by: datetime = strawberry.field(description="Until when there is to be a result.")
    void_after: datetime = strawberry.field(description="When everybody has their stake back without one.")
    category: str = strawberry.field(default="", description="What it is about, at most 60 characters.")
    description: str = strawberry.field(default="", description="What there is to know.")
    rules: str = strawberry.field(default="", description="What makes which outcome true.")
    source: str = strawberry.field(default="", description="Where the result is read.")
    fallback: str = strawberry.field(default="", description="Where it is read when the source is silent.")
    tie: str = strawberry.field(default="", description="What a tie means.")
    postponement: str = strawberry.field(default="", description="What a postponement or cancellation means.")
    time_zone: str = strawberry.field(
        default="Africa/Nairobi", description="Of the times in the rules, by its name."
    )
    fee_bps: int | None = strawberry.field(
        default=None, description="What is kept of the pool, in basis points; else what the business keeps."
    )
    least_stake: Money | None = strawberry.field(
        default=None, description="The least at a time; else that of the business."
    )
    most_stake: Money | None = strawberry.field(
        default=None, description="The most at a time; else that of the business."
    )
    mode: MarketMode = strawberry.field(
        default=models.MarketMode.PARIMUTUEL, description="How those who are right share."
    )
    tote_tick: Money = strawberry.field(
        default=Money(1),
        description="To what a dividend per shilling is rounded down; it divides a shilling.",
    )
    payout_mode: MarketPayoutMode = strawberry.field(
        default=models.PayoutMode.WALLET, description="Where what is won goes."
    )
    carries_to: relay.GlobalID | None = strawberry.field(
        default=None, description="The market that the pool goes to when nobody was right; else back."
    )
    dispute_minutes: int | None = strawberry.field(
        default=None, description="How long a result may be disputed; else as the business has it."
    )
    large_pool: Money | None = strawberry.field(
        default=None,
        description="From so much in the pool the longer time counts; else as the business has it.",
    )
    large_dispute_minutes: int | None = strawberry.field(
        default=None, description="That longer time; else as the business has it."
    )

    def terms(self, info: Info) -> MarketTerms:
        """Raises NotFound of the market to carry to."""
        to = self.carries_to
        return MarketTerms(
            title=self.title,
            outcomes=self.outcomes,
            closes_at=self.closes_at,
            resolve_by=self.resolve_by,
            void_after=self.void_after,
            texts={name: getattr(self, name) for name in TEXTS},
            category=self.category,
            time_zone=self.time_zone,
            fee_bps=self.fee_bps,
            least_stake=self.least_stake,
            most_stake=self.most_stake,
            mode=self.mode,
            tote_tick=self.tote_tick,
            payout_mode=self.payout_mode,
            carries_to=find(info.context.user, to, "Market", field="carries_to") if to else None,
            dispute_minutes=self.dispute_minutes,
            large_pool=self.large_pool,
            large_dispute_minutes=self.large_dispute_minutes,
        )
