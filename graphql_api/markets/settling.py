"""Results put into the books: asked for, made void, corrected. Another person approves each of them."""

from __future__ import annotations

from typing import Any, cast

import strawberry
from strawberry import relay

from graphql_api.context import Info
from graphql_api.markets.resolving import ResultInput
from graphql_api.markets.types import Market
from graphql_api.nodes import find
from graphql_api.payloads import KEY_SAYS, mutation
from graphql_api.users.approval_types import Approval
from markets import models
from markets.settling import approving, correcting, voiding


@strawberry.input(description="A market whose proposed result is to be paid out.")
class RequestSettlementInput:
    market: relay.GlobalID = strawberry.field(description="Which one.")
    comment: str = strawberry.field(default="", description="To who approves it; may be empty.")
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="A market that is to give everybody their stakes back.")
class VoidMarketInput:
    market: relay.GlobalID = strawberry.field(description="Which one.")
    reason: str = strawberry.field(description="Why, in a few words: players read it.")
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="What came true in fact, of a market that was settled otherwise.")
class RequestCorrectionInput(ResultInput):
    reason: str = strawberry.field(description="What was wrong, in a few words: players read it.")


@strawberry.type(description="What became of the wish to make a market void.")
class VoidedMarket:
    market: Market = strawberry.field(description="As it stands now.")
    approval: Approval | None = strawberry.field(
        description="The request for another person's yes; null where nothing was staked: it is VOID already."
    )


def _market(info: Info, id: relay.GlobalID) -> Any:
    return find(info.context.user, id, "Market", field="market")


@strawberry.type
class SettlingMutations:
    @mutation(
        description="Works out what everybody gets by the proposed result, once it can be disputed no more,"
        " and asks another person to approve exactly these numbers. Then they are paid out by themselves."
        " Safe to repeat."
    )
    def request_settlement(self, info: Info, input: RequestSettlementInput) -> Approval:
        asked = approving.request_settlement(
            market=_market(info, input.market),
            key=input.idempotency_key,
            comment=input.comment,
            actor=info.context.user,
        )
        return cast(Approval, asked)

    @mutation(
        description="Makes a market void before it is settled: everybody has their stakes back, without a"
        " fee. It takes no stakes from now on; where something is staked another person approves. Safe to"
        " repeat.",
        facts=True,
    )
    def void_market(self, info: Info, input: VoidMarketInput) -> VoidedMarket:
        market = _market(info, input.market)
        asked = voiding.void_market(
            market=market, reason=input.reason, key=input.idempotency_key, actor=info.context.user
        )
        stands = models.Market.objects.select_related("business", "pool").get(pk=market.pk)
        return VoidedMarket(market=cast(Market, stands), approval=cast("Approval | None", asked))

    @mutation(
        description="Asks another person to approve another result in the place of what was paid: that is"
        " taken back and what is right is paid, in one. What a player has spent meanwhile is owed. Safe to"
        " repeat."
    )
    def request_correction(self, info: Info, input: RequestCorrectionInput) -> Approval:
        asked = correcting.request_correction(
            market=_market(info, input.market),
            result=input.result(info),
            reason=input.reason,
            key=input.idempotency_key,
            actor=info.context.user,
        )
        return cast(Approval, asked)
