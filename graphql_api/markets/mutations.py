"""Markets: written, handed to a second person, stopped, resumed, closed, explained, scratched."""

from __future__ import annotations

from typing import Any, cast

import strawberry
from strawberry import relay

from graphql_api.businesses import business_named
from graphql_api.context import Info
from graphql_api.markets.results import MarketClarification
from graphql_api.markets.terms import MarketTermsInput
from graphql_api.markets.types import Market, Outcome
from graphql_api.nodes import find
from graphql_api.payloads import KEY_SAYS, mutation
from graphql_api.users.approval_types import Approval
from markets.running import drafting, reviewing, stepping


@strawberry.input(description="A market to write.")
class CreateMarketInput(MarketTermsInput):
    business: relay.GlobalID = strawberry.field(description="Whose market.")
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="A draft as it is to be from now on, all of it.")
class EditMarketInput(MarketTermsInput):
    market: relay.GlobalID = strawberry.field(description="Which draft.")
    version: int | None = strawberry.field(
        default=None,
        description="The `version` that was read: DRAFT_CHANGED where somebody has written it since. Null"
        " writes it whatever it is.",
    )


@strawberry.input(description="A draft to hand to a second person.")
class OpenMarketInput:
    market: relay.GlobalID = strawberry.field(description="Which draft.")
    comment: str = strawberry.field(default="", description="To who approves it; may be empty.")
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="A market that is to take no stakes for now.")
class SuspendMarketInput:
    market: relay.GlobalID = strawberry.field(description="Which one.")
    reason: str = strawberry.field(description="Why, in a few words.")


@strawberry.input(description="A market that is to take stakes again.")
class ResumeMarketInput:
    market: relay.GlobalID = strawberry.field(description="Which one.")


@strawberry.input(description="A market that is to take no stakes any more.")
class CloseMarketInput:
    market: relay.GlobalID = strawberry.field(description="Which one.")


@strawberry.input(description="Rules to explain.")
class ClarifyMarketInput:
    market: relay.GlobalID = strawberry.field(description="Of which market.")
    text: str = strawberry.field(description="What is to be understood.")


@strawberry.input(description="An outcome that does not run.")
class ScratchOutcomeInput:
    outcome: relay.GlobalID = strawberry.field(description="Which one.")
    reason: str = strawberry.field(description="Why, in a few words.")


def _market(info: Info, id: relay.GlobalID) -> Any:
    return find(info.context.user, id, "Market", field="market")


@strawberry.type
class MarketMutations:
    @mutation(
        description="Writes the draft of a market. What is left out is of the rules of the business; `lint`"
        " says what is missing before it can be opened. Safe to repeat."
    )
    def create_market(self, info: Info, input: CreateMarketInput) -> Market:
        made = drafting.create_market(
            business=business_named(info, input.business, drafting.RIGHT),
            terms=input.terms(info),
            key=input.idempotency_key,
            actor=info.context.user,
        )
        return cast(Market, made)

    @mutation(
        description="Writes a draft anew, whole: what is left out is as if it had never been said. Its"
        " outcomes get new ids. Who edits it has drafted it too. Safe to repeat."
    )
    def edit_market(self, info: Info, input: EditMarketInput) -> Market:
        edited = drafting.edit_market(
            market=_market(info, input.market),
            terms=input.terms(info),
            version=input.version,
            actor=info.context.user,
        )
        return cast(Market, edited)

    @mutation(
        description="Hands a draft to a second person: it opens when somebody who has not written it approves"
        " (`approveRequest`), exactly as it is now. Refused with all that `lint` finds. Safe to repeat."
    )
    def open_market(self, info: Info, input: OpenMarketInput) -> Approval:
        asked = reviewing.submit_market(
            market=_market(info, input.market),
            key=input.idempotency_key,
            comment=input.comment,
            actor=info.context.user,
        )
        return cast(Approval, asked)

    @mutation(description="Takes no stakes for now. Audited. Safe to repeat.")
    def suspend_market(self, info: Info, input: SuspendMarketInput) -> Market:
        row = stepping.suspend_market(
            market=_market(info, input.market), reason=input.reason, actor=info.context.user
        )
        return cast(Market, row)

    @mutation(description="Takes stakes again. Audited. Safe to repeat.")
    def resume_market(self, info: Info, input: ResumeMarketInput) -> Market:
        row = stepping.resume_market(market=_market(info, input.market), actor=info.context.user)
        return cast(Market, row)

    @mutation(description="Closes a market before its time, for good. Audited. Safe to repeat.")
    def close_market(self, info: Info, input: CloseMarketInput) -> Market:
        row = stepping.close_market(market=_market(info, input.market), actor=info.context.user)
        return cast(Market, row)

    @mutation(
        description="Says what the rules mean, dated; the rules stay as they were opened. Safe to repeat.",
        gives="clarification",
    )
    def clarify_market(self, info: Info, input: ClarifyMarketInput) -> MarketClarification:
        said = stepping.clarify_market(
            market=_market(info, input.market), text=input.text, actor=info.context.user
        )
        return cast(MarketClarification, said)

    @mutation(
        description="Takes an outcome out: no more stakes on it, and those it has are given back when the"
        " market is settled. Safe to repeat."
    )
    def scratch_outcome(self, info: Info, input: ScratchOutcomeInput) -> Outcome:
        row = stepping.scratch_outcome(
            outcome=find(info.context.user, input.outcome, "Outcome", field="outcome"),
            reason=input.reason,
            actor=info.context.user,
        )
        return cast(Outcome, row)
