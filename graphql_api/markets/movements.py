"""What a movement of a player's wallet was about, so that the player reads it in their own words."""

from __future__ import annotations

from collections.abc import Sequence

import strawberry
import strawberry_django

from graphql_api.context import Info
from graphql_api.ledger.wallets import WalletMovement
from graphql_api.markets.types import Market
from graphql_api.pages import grow
from graphql_api.reading import path_of, shown_rows, together
from ledger import models
from markets.depositing.arriving import was_excluded
from markets.endings import market_in
from markets.models import Market as MarketRow
from markets.selectors import markets_read_by


@strawberry_django.field(
    only=["entry_id"],
    description="The market that was staked on, or that paid or gave back; null where it is about none.",
)
def _market(root: strawberry.Parent[models.Line], info: Info) -> Market | None:
    def read(keys: Sequence[int]) -> dict[int, MarketRow]:
        references = models.Line.objects.filter(pk__in=keys).values_list("pk", "entry__reference")
        about = {line: market_in(reference) for line, reference in references}
        readable = markets_read_by(info.context.user).filter(pk__in={*about.values()} - {0})
        found = {row.pk: row for row in shown_rows(readable, info, type_name="Market")}
        return {line: found[market] for line, market in about.items() if market in found}

    return together(root, (*path_of(info), "market"), read)  # type: ignore[no-any-return]


def _excluded(root: strawberry.Parent[models.Line]) -> bool:
    return was_excluded(root.entry.description)


grow(
    WalletMovement,
    market=_market,
    while_excluded=strawberry_django.field(
        resolver=_excluded,
        select_related=["entry"],
        description="Whether it came in while its player was kept from staking: it is to be withdrawn.",
    ),
)
