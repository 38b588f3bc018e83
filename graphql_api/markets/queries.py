"""Markets and stakes, and what stands below them: for who may read them, by markets/selectors.py."""

from __future__ import annotations

from collections.abc import Sequence

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import relay

from graphql_api.businesses import businesses_asked
from graphql_api.context import Info
from graphql_api.markets.filters import (
    MarketFilter,
    MarketOrder,
    StakeFilter,
    StakeOrder,
    chosen_markets,
    chosen_stakes,
)
from graphql_api.markets.results import MarketClarification, MarketDispute, MarketPart, MarketProposal
from graphql_api.markets.settlements import Settlement
from graphql_api.markets.stakes import Stake
from graphql_api.markets.types import Market, Outcome
from graphql_api.nodes import register_node
from graphql_api.pages import Page, grow, listed
from graphql_api.problems import Problem
from graphql_api.reading import Below, path_of, shown_rows, together
from markets import models, selectors
from markets.running.drafting import versions_of
from markets.running.lint import doubts_of, lint_drafts
from users.access import Right

register_node("Market", selectors.market_for)
register_node("Outcome", selectors.outcome_for)
register_node("Stake", selectors.stake_for)
register_node("MarketDispute", selectors.dispute_for)
register_node("Settlement", selectors.run_for)


@strawberry_django.field(
    only=["carries_to_id"],
    description="The market that the pool goes to when nobody was right; null when it goes back to the"
    " players, and while that market is not open to the asker.",
)
def _carries_to(root: strawberry.Parent[models.Market], info: Info) -> Market | None:
    def read(keys: Sequence[int]) -> dict[int, models.Market]:
        rows = models.Market.objects.filter(pk__in=keys).exclude(carries_to=None)
        targets = dict(rows.values_list("pk", "carries_to_id"))
        readable = selectors.markets_read_by(info.context.user).filter(pk__in=targets.values())
        found = {row.pk: row for row in shown_rows(readable, info, type_name="Market")}
        return {pk: found[target] for pk, target in targets.items() if target in found}

    return together(root, (*path_of(info), "carries"), read)  # type: ignore[no-any-return]


@strawberry_django.field(
    only=["business_id", "state"],
    description="What keeps a draft from being opened, all of it, each with the field that it is about; empty"
    " when nothing does. Null for who does not write markets.",
)
def _lint(root: strawberry.Parent[models.Market], info: Info) -> list[Problem] | None:
    if not info.context.holds(root.business_id, Right.MARKET_MANAGE):
        return None
    return [Problem.of(each) for each in together(root, ("Market", "lint"), lint_drafts) or ()]


@strawberry_django.field(
    only=["business_id", "state", "fee_bps", "least_stake", "dispute_minutes", "category"],
    description="What is allowed and still odd about a draft, each with the field that it is about; it opens"
    " all the same. Null for who neither writes markets nor decides about them.",
)
def _doubts(root: strawberry.Parent[models.Market], info: Info) -> list[Problem] | None:
    rights = (Right.MARKET_MANAGE, Right.APPROVAL_DECIDE)
    if not any(info.context.holds(root.business_id, right) for right in rights):
        return None
    unopened = root.state in (models.MarketState.DRAFT, models.MarketState.REVIEW)
    return [Problem.of(each) for each in doubts_of(root)] if unopened else []


@strawberry_django.field(
    only=["business_id"],
    description="How often it was written, to give back to `editMarket`. Null for who does not write"
    " markets.",
)
def _version(root: strawberry.Parent[models.Market], info: Info) -> int | None:
    if not info.context.holds(root.business_id, Right.MARKET_MANAGE):
        return None
    found: int | None = together(root, ("Market", "version"), versions_of)
    return found


@listed(Page[Outcome], description="What may come true, in the order in which it is printed.")
def _outcomes(root: strawberry.Parent[models.Market]) -> Below[models.Outcome]:
    return Below(root, "market", models.Outcome.objects.order_by("position", "pk"))


@listed(Page[MarketClarification], description="What was said about its rules, oldest first.")  # type: ignore[type-var]
def _clarifications(root: strawberry.Parent[models.Market]) -> Below[models.Clarification]:
    return Below(root, "market", models.Clarification.objects.order_by("pk"))


@listed(Page[MarketProposal], description="The results that were proposed, newest first.")  # type: ignore[type-var]
def _proposals(root: strawberry.Parent[models.Market]) -> Below[models.Proposal]:
    return Below(root, "market", models.Proposal.objects.order_by("-pk"))


@listed(
    Page[MarketDispute],
    description="Who says that a proposed result is wrong, newest first: all for the staff, players' own.",
)
def _disputes(root: strawberry.Parent[models.Market], info: Info) -> Below[models.Dispute]:
    return Below(root, "market", selectors.disputes_read_by(info.context.user).order_by("-pk"))


@listed(
    Page[Settlement],
    description="What was worked out and paid, newest first: for players what was approved.",
)
def _settlements(root: strawberry.Parent[models.Market], info: Info) -> Below[models.SettlementRun]:
    return Below(root, "market", selectors.runs_read_by(info.context.user).order_by("-pk"))


@listed(
    Page[Stake],
    description="What is staked on it, newest first: all for who reads the books or runs markets, for others"
    " their own.",
)
def _stakes(
    root: strawberry.Parent[models.Market],
    info: Info,
    filter: StakeFilter | None = None,
    order_by: StakeOrder | None = None,
) -> Below[models.Stake]:
    rows = selectors.stakes_read_by(info.context.user)
    return Below(root, "market", chosen_stakes(rows, filter, order_by, info))


@listed(Page[MarketPart], description="Who won, and which part; none: everybody has their stake back.")  # type: ignore[type-var]
def _parts(root: strawberry.Parent[models.Proposal]) -> Below[models.ProposalWeight]:
    return Below(root, "proposal", models.ProposalWeight.objects.order_by("pk"))


grow(
    Market,
    carries_to=_carries_to,
    lint=_lint,
    doubts=_doubts,
    version=_version,
    outcomes=_outcomes,
    clarifications=_clarifications,
    proposals=_proposals,
    disputes=_disputes,
    settlements=_settlements,
    stakes=_stakes,
)
grow(MarketProposal, parts=_parts)


@strawberry.type
class MarketQueries:
    @listed(
        Page[Market],
        description="Of one business or of all of mine; newest first. Players see those that were opened.",
    )
    def markets(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: MarketFilter | None = None,
        order_by: MarketOrder | None = None,
    ) -> QuerySet[models.Market]:
        where = businesses_asked(info, business, all_mine, Right.MARKET_READ)
        return chosen_markets(selectors.markets_of(info.context.user, where), filter, order_by)

    @listed(
        Page[Stake],
        description="What the asker has staked, in one business or in all of mine; newest first.",
    )
    def my_stakes(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: StakeFilter | None = None,
        order_by: StakeOrder | None = None,
    ) -> QuerySet[models.Stake]:
        where = businesses_asked(info, business, all_mine, Right.MARKET_READ)
        mine = models.Stake.objects.filter(market__business__in=where, wallet__player=info.context.user)
        return chosen_stakes(mine, filter, order_by, info)
