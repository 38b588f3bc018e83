"""What players stake, and how much they let themselves stake."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry
import strawberry_django
from strawberry import relay

from core import days
from core.machine.crypto import Unreadable
from graphql_api.businesses import business_named
from graphql_api.context import Info
from graphql_api.markets.enums import LimitPeriod
from graphql_api.markets.legal import LegalKind
from graphql_api.markets.types import Market, Outcome
from graphql_api.scalars import Money, Phone, money_column, money_or_none
from graphql_api.users.person import Person
from ledger.journal.wallet_numbers import number_of
from ledger.models import Wallet
from markets import models
from markets.legal.bars import bar_of
from markets.staking.excluding import exclusion_of
from markets.staking.limits import coming_limits, limits_at, staked_since, starts_at
from users.access import Right
from users.models import Business, User
from users.people import phone_of


def _player(root: strawberry.Parent[models.Stake]) -> Person:
    return Person.of(root.wallet.player)


def _wallet_number(root: strawberry.Parent[models.Stake]) -> str:
    return number_of(root.wallet_id)


def _phone(root: strawberry.Parent[models.Stake], info: Info) -> Phone | None:
    whole = info.context.holds(root.wallet.business_id, Right.PHONE_READ)
    return phone_shown(root.wallet.player, whole=whole)


def phone_shown(player: User, *, whole: bool) -> Phone | None:
    """The player's number, whole where the reader may see that and it was not erased; else masked."""
    if whole:
        try:
            return Phone(phone_of(player))
        except Unreadable:
            pass  # erased
    return Phone(player.phone_masked) if player.phone_masked else None


@strawberry_django.type(
    models.Stake, description="Money out of a wallet on an outcome. It is never changed or taken back."
)
class Stake(relay.Node):
    market: Market = strawberry_django.field(description="On which market.")
    outcome: Outcome = strawberry_django.field(description="On what.")
    number: int = strawberry_django.field(
        field_name="sequence", description="Its place among the stakes of its market: 1, 2, 3 and so on."
    )
    amount: Money = money_column("cents", "How much.")
    accepted_at: datetime = strawberry_django.field(
        description="By the clock of the database, in UTC: before the market closed."
    )
    player: Person = strawberry_django.field(
        resolver=_player,
        select_related=["wallet__player"],
        only=["wallet__player__display_name", "wallet__player__username"],
        description="Whose it is.",
    )
    wallet_number: str = strawberry_django.field(
        resolver=_wallet_number,
        only=["wallet_id"],
        description="The account number of the wallet that it came from, as its player knows it.",
    )
    phone: Phone | None = strawberry_django.field(
        resolver=_phone,
        select_related=["wallet__player__data_key"],
        only=[
            "wallet__business_id",
            "wallet__player__phone_sealed",
            "wallet__player__phone_masked",
            "wallet__player__data_key__wrapped",
        ],
        description="The player's, masked for readers without the right to see phones; null where none is"
        " known.",
    )


def _limit(root: strawberry.Parent[models.StakeLimit]) -> Money | None:
    return money_or_none(root.cents)


@strawberry_django.type(models.StakeLimit, description="A limit that a player has set to their own staking.")
class StakeLimit:
    period: LimitPeriod = strawberry_django.field(description="For how long it counts.")
    amount: Money | None = strawberry_django.field(
        resolver=_limit, only=["cents"], description="The most; null where the limit is taken away."
    )
    from_at: datetime = strawberry_django.field(description="From when on it counts, in UTC.")
    set_at: datetime = strawberry_django.field(description="When it was set, in UTC.")


@strawberry_django.type(
    models.SelfExclusion,
    description="A player keeps themselves from staking. Nobody takes that back; withdrawing stays possible.",
)
class SelfExclusion:
    from_at: datetime = strawberry_django.field(description="Since when, in UTC.")
    until_at: datetime | None = strawberry_django.field(description="Until when, in UTC; null: for good.")


@strawberry.type(description="How a limit of one's own stands; the lowest of them counts.")
class LimitStanding:
    period: LimitPeriod = strawberry.field(description="For how long it counts.")
    starts_at: datetime = strawberry.field(description="When the running one began, in UTC.")
    amount: Money | None = strawberry.field(description="The most; null where there is none.")
    staked: Money = strawberry.field(description="What was staked since, also what came back.")
    left: Money | None = strawberry.field(description="What may still be staked; null where there is none.")


@strawberry.type(description="What the asker lets themselves stake in a business.")
class MyStaking:
    business: strawberry.Private[Business]
    player: strawberry.Private[User]

    @strawberry.field(description="A day, a week and a month: three.")
    def limits(self) -> list[LimitStanding]:
        now = days.now()
        wallet = Wallet.objects.filter(business=self.business, player=self.player).first()
        staked = staked_since(wallet, now) if wallet else {}
        begun = starts_at(now)
        return [
            LimitStanding(
                period=period,
                starts_at=begun[period],
                amount=money_or_none(limit),
                staked=Money(staked.get(period, 0)),
                left=money_or_none(None if limit is None else max(0, limit - staked.get(period, 0))),
            )
            for period, limit in limits_at(self.business, self.player, now).items()
        ]

    @strawberry.field(description="Limits that are set and do not count yet: one for each period at most.")
    def coming(self) -> list[StakeLimit]:
        return coming_limits(self.business, self.player)  # type: ignore[return-value]

    @strawberry.field(description="What keeps the asker from staking now; null when nothing does.")
    def exclusion(self) -> SelfExclusion | None:
        return exclusion_of(self.business, self.player)  # type: ignore[return-value]

    @strawberry.field(description="The rule of the law that keeps the asker from staking now; null: none.")
    def barred_by(self) -> LegalKind | None:
        return bar_of(self.business, self.player, days.now())


@strawberry.type
class StakingQueries:
    @strawberry.field(description="The asker's own limits, and what keeps them from staking. For players.")
    def my_staking(
        self,
        info: Info,
        business: Annotated[relay.GlobalID, strawberry.argument(description="Where.")],
    ) -> MyStaking:
        where = business_named(info, business, Right.STAKE_PLACE)
        return MyStaking(business=where, player=info.context.user)
