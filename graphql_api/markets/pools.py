"""How a market's pool grew, and what it would pay if it ended now."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Annotated

import strawberry
import strawberry_django

from core.errors import InvalidInput
from graphql_api.context import Info
from graphql_api.markets.enums import SettlementEnding
from graphql_api.markets.types import Market, Outcome, is_staff
from graphql_api.pages import grow
from graphql_api.reading import keep_together, path_of, shown_rows, together
from graphql_api.scalars import Money
from markets import history, models
from markets.settling.foreseeing import Foreseen, foresee_markets

Points = Annotated[
    int, strawberry.argument(description=f"How many: 2 to {history.MOST_POINTS}, equally far apart.")
]


@strawberry.type(description="The pool of a market at a moment.")
class PoolPoint:
    at: datetime = strawberry.field(description="When, in UTC.")
    pool: Money = strawberry.field(description="All that was staked until then.")
    by_outcome: list[Money] = strawberry.field(
        description="The same on each outcome, in the order of `outcomes`; those that were scratched too."
    )

    @classmethod
    def of(cls, point: history.PoolPoint) -> PoolPoint:
        return cls(at=point.at, pool=Money(point.pool), by_outcome=[Money(each) for each in point.by_outcome])


@strawberry.type(description="What a market would come to if it ended now and this outcome won alone.")
class OutcomeDryRun:
    foreseen: strawberry.Private[Foreseen]
    ending: SettlementEnding = strawberry.field(description="How it would end.")
    winner_count: int = strawberry.field(
        description="Players who would be right; none where all is refunded."
    )
    paid: Money = strawberry.field(description="To them, their stakes among it.")
    refunded: Money = strawberry.field(description="Stakes that would be given back.")
    fee: Money = strawberry.field(description="What would be kept.")
    breakage: Money = strawberry.field(description="What would be left of rounding down; of a TOTE.")
    carry_out: Money = strawberry.field(description="What would go to another market.")

    @strawberry.field(description="Which one.")
    def outcome(self, info: Info) -> Outcome:
        def read(keys: Collection[int]) -> dict[int, models.Outcome]:
            return {row.pk: row for row in shown_rows(models.Outcome.objects.filter(pk__in=keys), info)}

        return together(self.foreseen.outcome, path_of(info), read)  # type: ignore[no-any-return]

    @classmethod
    def of(cls, found: Foreseen) -> OutcomeDryRun:
        return cls(
            foreseen=found,
            ending=found.ending,
            winner_count=found.winners,
            paid=Money(found.paid),
            refunded=Money(found.refunded),
            fee=Money(found.fee),
            breakage=Money(found.breakage),
            carry_out=Money(found.carry_out),
        )


@strawberry_django.field(
    only=["id"],
    description="How its pool grew, from the opening to the close or until now; empty before it was opened.",
)
def _pool_history(root: strawberry.Parent[models.Market], points: Points = 60) -> list[PoolPoint]:
    if not 2 <= points <= history.MOST_POINTS:
        raise InvalidInput("BAD_PAGE", "points", f"Ask for 2 to {history.MOST_POINTS} points.")
    found = together(
        root, ("Market", "history", str(points)), lambda keys: history.pool_history(keys, points)
    )
    return [PoolPoint.of(each) for each in found or ()]


@strawberry_django.field(
    only=["business_id"],
    description="What each outcome would pay if the market ended now, in their order, but those that were"
    " scratched: every later stake changes it. Empty before it is open and once it is settled; null for"
    " players.",
)
def _dry_run(root: strawberry.Parent[models.Market], info: Info) -> list[OutcomeDryRun] | None:
    if not is_staff(info, root.business_id):
        return None

    def read(keys: Collection[int]) -> dict[int, list[Foreseen]]:
        found = foresee_markets(keys)
        keep_together([each.outcome for every in found.values() for each in every])
        return found

    return [OutcomeDryRun.of(each) for each in together(root, ("Market", "dry run"), read) or ()]


grow(Market, pool_history=_pool_history, dry_run=_dry_run)
