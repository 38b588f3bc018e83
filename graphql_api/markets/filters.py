"""What lists of markets and stakes can be narrowed to, and ordered by."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import strawberry
from django.db.models import Q, QuerySet
from strawberry import relay

from core import days
from core.machine.crypto import blind_indexes
from core.phone import canonical_phone, is_phone
from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.filters import (
    AmountRange,
    DayRange,
    Direction,
    checked_text,
    of_amounts,
    on_days,
    ordered,
    with_text,
)
from graphql_api.markets.enums import MarketState
from graphql_api.nodes import find
from ledger.journal.wallet_numbers import read_number
from markets import models
from markets.locking import BEFORE_CLOSE


class _MarketColumn(StrEnum):
    CREATED_AT = "pk"
    TITLE = "title"
    CLOSES_AT = "closes_at"
    OPENED_AT = "opened_at"


class _StakeColumn(StrEnum):
    ACCEPTED_AT = "pk"
    AMOUNT = "cents"


MarketOrderField = described(
    _MarketColumn,
    "MarketOrderField",
    "By what markets are ordered.",
    CREATED_AT="When they were first written.",
    TITLE="Their title.",
    CLOSES_AT="When they close.",
    OPENED_AT="When they were opened; those that are not come last.",
)
StakeOrderField = described(
    _StakeColumn,
    "StakeOrderField",
    "By what stakes are ordered.",
    ACCEPTED_AT="When they were accepted.",
    AMOUNT="How much they are.",
)


@strawberry.input(description="Which markets; all that is given holds at once.")
class MarketFilter:
    states: list[MarketState] | None = strawberry.field(default=None, description="In one of these states.")
    category: str | None = strawberry.field(default=None, description="Exactly of this category.")
    day: DayRange | None = strawberry.field(default=None, description="The day on which they close.")
    text: str | None = strawberry.field(
        default=None, description="Part of the title, the category or the description."
    )

    def of(self, rows: QuerySet[models.Market]) -> QuerySet[models.Market]:
        """Raises InvalidInput BAD_FILTER."""
        if self.states is not None:
            rows = rows.filter(_in_states({each.value for each in self.states}))
        if self.category is not None:
            rows = rows.filter(category=self.category)
        rows = on_days(rows, "closes_at", self.day)
        return with_text(rows, self.text, "title__icontains", "category__icontains", "description__icontains")


def _in_states(asked: set[str]) -> Q:
    """As they are shown: closed from the closing time on, whether or not the row has followed."""
    over, before = Q(closes_at__lte=days.now()), {each.value for each in BEFORE_CLOSE}
    found = Q(state__in=asked - before) | Q(state__in=asked & before) & ~over
    return found | Q(state__in=before) & over if models.MarketState.CLOSED in asked else found


@strawberry.input(description="The order of markets.")
class MarketOrder:
    field: MarketOrderField = strawberry.field(description="By what.")
    direction: Direction = strawberry.field(default=Direction.DESC, description="Which end comes first.")


@strawberry.input(description="Which stakes; all that is given holds at once.")
class StakeFilter:
    market: relay.GlobalID | None = strawberry.field(default=None, description="On this market.")
    states: list[MarketState] | None = strawberry.field(
        default=None, description="On markets in one of these states."
    )
    day: DayRange | None = strawberry.field(default=None, description="The day on which they were accepted.")
    amount: AmountRange | None = strawberry.field(default=None, description="Of so much.")
    outcome: relay.GlobalID | None = strawberry.field(default=None, description="On this outcome.")
    player: str | None = strawberry.field(
        default=None,
        description="Of a player: part of the name, or the whole number of the wallet or the phone.",
    )

    def of(self, rows: QuerySet[models.Stake], info: Info) -> QuerySet[models.Stake]:
        """Raises InvalidInput BAD_FILTER, NotFound of the market or the outcome."""
        if self.market is not None:
            rows = rows.filter(market=find(info.context.user, self.market, "Market", field="filter.market"))
        if self.states is not None:
            which = models.Market.objects.filter(_in_states({each.value for each in self.states}))
            rows = rows.filter(market__in=which.values("pk"))
        if self.outcome is not None:
            user = info.context.user
            rows = rows.filter(outcome=find(user, self.outcome, "Outcome", field="filter.outcome"))
        if self.player is not None:
            rows = rows.filter(_of_player(checked_text(self.player, field="player")))
        return of_amounts(on_days(rows, "accepted_at", self.day), "cents", self.amount)


def _of_player(text: str) -> Q:
    """Of who is called so, or whose wallet or phone has this number."""
    named = Q(wallet__player__display_name__icontains=text)
    if (wallet := read_number(text)) is not None:
        named |= Q(wallet=wallet)
    if is_phone(text):
        named |= Q(wallet__player__phone_index__in=blind_indexes(canonical_phone(text)))
    return named


@strawberry.input(description="The order of stakes.")
class StakeOrder:
    field: StakeOrderField = strawberry.field(description="By what.")
    direction: Direction = strawberry.field(default=Direction.DESC, description="Which end comes first.")


def chosen_markets(
    rows: QuerySet[models.Market], filter: MarketFilter | None, order: MarketOrder | None
) -> QuerySet[Any]:
    """The markets that are asked for, newest first unless asked otherwise."""
    return ordered(filter.of(rows) if filter else rows, order)


def chosen_stakes(
    rows: QuerySet[models.Stake], filter: StakeFilter | None, order: StakeOrder | None, info: Info
) -> QuerySet[Any]:
    """The stakes that are asked for, newest first unless asked otherwise."""
    return ordered(filter.of(rows, info) if filter else rows, order)
