"""Markets and their outcomes, as the schema shows them."""

from __future__ import annotations

from datetime import datetime

import strawberry
import strawberry_django
from strawberry import relay

from core import days
from graphql_api.context import Info
from graphql_api.markets.enums import MarketMode, MarketPayoutMode, MarketState
from graphql_api.reading import together
from graphql_api.scalars import Money, money_column, money_or_none
from graphql_api.users.person import Person
from graphql_api.users.types import Business
from markets import models
from markets.indications import Indication
from markets.selectors import indications_of, state_at
from users.access import Right


def is_staff(info: Info, business_id: int) -> bool:
    """Whether the asker works in a business: players are not told who does what."""
    return info.context.holds(business_id, Right.EVENTS_READ)


def _state(root: strawberry.Parent[models.Market]) -> MarketState:
    return models.MarketState(state_at(root, days.now()))


def _pool(root: strawberry.Parent[models.Market]) -> Money:
    return Money(root.pool.total)


def _stake_count(root: strawberry.Parent[models.Market]) -> int:
    return root.pool.stakes


def _terms_digest(root: strawberry.Parent[models.Market]) -> str | None:
    return None if root.terms_digest is None else bytes(root.terms_digest).hex()


def _created_by(root: strawberry.Parent[models.Market], info: Info) -> Person | None:
    return Person.of(root.created_by) if is_staff(info, root.business_id) else None


@strawberry_django.type(
    models.Market,
    description="A question, its rules and its times. Players see it from its opening on; what they stake by"
    " is fixed then.",
)
class Market(relay.Node):
    business: Business = strawberry_django.field(description="Whose market it is.")
    state: MarketState = strawberry_django.field(
        resolver=_state,
        only=["state", "closes_at"],
        description="How far it has come. CLOSED from `closesAt` on, by the clock.",
    )
    title: str = strawberry_django.field(description="The question, in 1 to 200 characters.")
    category: str = strawberry_django.field(description="What it is about; may be empty.")
    description: str = strawberry_django.field(description="What there is to know; may be empty.")
    rules: str = strawberry_django.field(description="What makes which outcome true.")
    source: str = strawberry_django.field(description="Where the result is read.")
    fallback: str = strawberry_django.field(description="Where it is read when the source is silent.")
    tie: str = strawberry_django.field(description="What a tie means.")
    postponement: str = strawberry_django.field(description="What a postponement or cancellation means.")
    time_zone: str = strawberry_django.field(description="Of the times in the rules: Africa/Nairobi.")
    closes_at: datetime = strawberry_django.field(
        description="From this instant on a stake is refused; in UTC, as all its times."
    )
    closed_at: datetime | None = strawberry_django.field(
        description="When it closed: then, or earlier by hand; null until somebody has looked since."
    )
    resolve_by: datetime = strawberry_django.field(description="Until when there is to be a result.")
    void_after: datetime = strawberry_django.field(
        description="Without a result everybody has their stake back then."
    )
    fee_bps: int = strawberry_django.field(
        description="What is kept of the pool, in basis points: 500 is 5.00 %. Never more than the losing"
        " stakes: who is right gets no less than the stake."
    )
    least_stake: Money = money_column("least_stake", "The least that is staked at a time.")
    most_stake: Money = money_column("most_stake", "The most that is staked at a time.")
    mode: MarketMode = strawberry_django.field(description="How those who are right share.")
    tote_tick: Money = money_column(
        "tote_tick", "To what a dividend per shilling is rounded down; of a TOTE."
    )
    payout_mode: MarketPayoutMode = strawberry_django.field(description="Where what is won goes.")
    dispute_minutes: int = strawberry_django.field(description="How long a result may be disputed.")
    large_pool: Money = money_column("large_pool", "From so much in the pool `largeDisputeMinutes` count.")
    large_dispute_minutes: int = strawberry_django.field(
        description="How long the result of a large pool may be disputed."
    )
    disputes_until: datetime | None = strawberry_django.field(
        description="When the running time to dispute ends; null when none runs."
    )
    dispute_seconds_left: int | None = strawberry_django.field(
        description="What is left of the time that a dispute has stopped; else null."
    )
    terms_digest: str | None = strawberry_django.field(
        resolver=_terms_digest,
        only=["terms_digest"],
        description="SHA-256 of all that was opened, which a second person read; null before that.",
    )
    opened_at: datetime | None = strawberry_django.field(description="Null while it is not open yet.")
    created_at: datetime = strawberry_django.field(description="When it was first written.")
    created_by: Person | None = strawberry_django.field(
        resolver=_created_by,
        select_related=["created_by"],
        only=["business_id", "created_by"],
        description="Who wrote it; null for players.",
    )
    staked: Money = strawberry_django.field(
        name="pool",  # not the row of that name
        resolver=_pool,
        select_related=["pool"],
        only=["pool__total"],
        description="All that is staked on it.",
    )
    stake_count: int = strawberry_django.field(
        resolver=_stake_count,
        select_related=["pool"],
        only=["pool__stakes"],
        description="How many stakes there are.",
    )


def _now(root: models.Outcome) -> Indication | None:
    found: Indication | None = together(root, ("Outcome", "indication"), indications_of)
    return found


def _on_it_count(root: strawberry.Parent[models.Outcome]) -> int:
    return root.stakes


def _implied(root: strawberry.Parent[models.Outcome]) -> int | None:
    found = _now(root)
    return found.implied_bps if found else None


def _per_hundred(root: strawberry.Parent[models.Outcome]) -> Money | None:
    found = _now(root)
    return money_or_none(found.per_hundred if found else None)


def _next_hundred(root: strawberry.Parent[models.Outcome]) -> Money | None:
    found = _now(root)
    return money_or_none(found.next_hundred if found else None)


@strawberry_django.type(
    models.Outcome,
    description="What may come true. What it would pay is worked out from the pools of this moment; every"
    " later stake changes it, and it promises nothing.",
)
class Outcome(relay.Node):
    market: Market = strawberry_django.field(description="Of which market.")
    position: int = strawberry_django.field(description="Its place: 1, 2, 3 and so on.")
    name: str = strawberry_django.field(description="What it is called.")
    scratched_at: datetime | None = strawberry_django.field(
        description="When it was taken out, in UTC: its stakes are given back. Null while it runs."
    )
    pool: Money = money_column("total", "What is staked on it.")
    stake_count: int = strawberry_django.field(
        resolver=_on_it_count, only=["stakes"], description="How many stakes are on it."
    )
    implied_bps: int | None = strawberry_django.field(
        resolver=_implied,
        only=["market_id"],
        description="Its part of the pool in basis points, the probability that players imply: 2,500 is 25 %."
        " Those of a market sum to 10,000, or are all 0 before the first stake. Null when it is scratched.",
    )
    per_hundred: Money | None = strawberry_django.field(
        resolver=_per_hundred,
        only=["market_id"],
        description="What each 100 shillings on it would get if it won now, themselves among it; null while"
        " there are none.",
    )
    next_hundred: Money | None = strawberry_django.field(
        resolver=_next_hundred,
        only=["market_id"],
        description="What 100 shillings more would get if it won now: they move the pool themselves.",
    )
