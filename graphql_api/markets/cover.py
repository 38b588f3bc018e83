"""Whether the money of players is there."""

from __future__ import annotations

from typing import Annotated

import strawberry
from strawberry import relay

from core.errors import NotFound
from graphql_api.businesses import business_named
from graphql_api.context import Info
from graphql_api.nodes import find
from graphql_api.scalars import Money
from markets import covering
from users.access import Right


@strawberry.type(
    description="What a business owes its players, beside what it holds at M-Pesa, by the books of a moment."
)
class PlayerCover:
    wallets: Money = strawberry.field(description="In the players' wallets: 2200.")
    pools: Money = strawberry.field(description="In the pools of markets: 2300.")
    carry_over: Money = strawberry.field(description="Carried from market to market: 2310.")
    in_flight: Money = strawberry.field(
        description="Set aside for payouts that are on their way, whoever they are for: 2400."
    )
    owed: Money = strawberry.field(description="The sum of these.")
    held: Money = strawberry.field(description="In the M-Pesa accounts: 1010, or those of the till.")
    difference: Money = strawberry.field(
        description="What is held beyond what is owed; negative where it is less."
    )
    covered: bool = strawberry.field(description="Whether at least as much is held as is owed.")

    @classmethod
    def of(cls, found: covering.PlayerCover) -> PlayerCover:
        return cls(
            wallets=Money(found.wallets),
            pools=Money(found.pools),
            carry_over=Money(found.carry_over),
            in_flight=Money(found.in_flight),
            owed=Money(found.owed),
            held=Money(found.held),
            difference=Money(found.difference),
            covered=found.is_covered,
        )


@strawberry.type
class CoverQueries:
    @strawberry.field(description="Whether what players are owed is held at M-Pesa. For who reads the books.")
    def player_cover(
        self,
        info: Info,
        business: Annotated[relay.GlobalID, strawberry.argument(description="Where.")],
        till: Annotated[
            relay.GlobalID | None,
            strawberry.argument(description="Count what is held in its accounts alone; all tills if null."),
        ] = None,
    ) -> PlayerCover:
        where = business_named(info, business, Right.LEDGER_READ)
        of = find(info.context.user, till, "Till", field="till") if till is not None else None
        if of is not None and of.business_id != where.pk:
            raise NotFound("till", "till")
        return PlayerCover.of(covering.player_cover(where, of))
