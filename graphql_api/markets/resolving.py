"""What came true: proposed with its evidence, disputed, answered, amended."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final, cast

import strawberry
from strawberry import relay

from core.errors import InvalidInput
from graphql_api.context import Info
from graphql_api.markets.results import MarketDispute, MarketProposal
from graphql_api.nodes import find
from graphql_api.payloads import KEY_SAYS, mutation
from markets.resolving import disputing, proposing
from markets.resolving.proposing import Result
from markets.running.terms import MOST_OUTCOMES

_DIGEST: Final = re.compile(r"[0-9a-fA-F]{64}")
_TWICE: Final = "Name each outcome once, at most 100 of them."


@strawberry.input(description="The part of an outcome in a result.")
class PartInput:
    outcome: relay.GlobalID = strawberry.field(description="Which one.")
    bps: int = strawberry.field(description="Its part in basis points: 10,000 for the only one that won.")


@strawberry.input(description="What came true.")
class ResultInput:
    market: relay.GlobalID = strawberry.field(description="Of which market.")
    parts: list[PartInput] = strawberry.field(
        description="Who won, 10,000 basis points in all; none: everybody has their stake back."
    )
    evidence: str = strawberry.field(description="What was seen, and where.")
    observed_at: datetime = strawberry.field(description="When it was seen.")
    document_digest: str | None = strawberry.field(
        default=None, description="SHA-256 of a file or page that is kept elsewhere: 64 hexadecimal digits."
    )
    effective_close: datetime | None = strawberry.field(
        default=None,
        description="When it was decided, where that was before the close: later stakes go back.",
    )
    idempotency_key: str = strawberry.field(description=KEY_SAYS)

    def result(self, info: Info) -> Result:
        """Raises NotFound of an outcome, InvalidInput BAD_WEIGHTS / BAD_HASH."""
        if len(self.parts) > MOST_OUTCOMES:
            raise InvalidInput("BAD_WEIGHTS", "parts", _TWICE)
        weights: dict[int, int] = {}
        for place, part in enumerate(self.parts):
            outcome = find(info.context.user, part.outcome, "Outcome", field=f"parts.{place}.outcome")
            if outcome.pk in weights:
                raise InvalidInput("BAD_WEIGHTS", f"parts.{place}.outcome", _TWICE)
            weights[outcome.pk] = part.bps
        digest = self.document_digest
        if digest is not None and not _DIGEST.fullmatch(digest):
            raise InvalidInput("BAD_HASH", "document_digest", "A SHA-256 is 64 hexadecimal digits.")
        return Result(
            weights=weights,
            evidence=self.evidence,
            observed_at=self.observed_at,
            document_hash=bytes.fromhex(digest) if digest is not None else None,
            effective_close=self.effective_close,
        )


@strawberry.input(description="A result to propose.")
class ProposeResolutionInput(ResultInput):
    pass


@strawberry.input(description="Another result in the place of the newest.")
class AmendResolutionInput(ResultInput):
    pass


@strawberry.input(description="A proposed result that is wrong.")
class DisputeResolutionInput:
    market: relay.GlobalID = strawberry.field(description="Of which market.")
    reason: str = strawberry.field(description="What is wrong, in at most 500 characters.")


@strawberry.input(description="A dispute to answer.")
class DismissDisputeInput:
    dispute: relay.GlobalID = strawberry.field(description="Which one.")
    answer: str = strawberry.field(description="Why the result stands, in at most 500 characters.")


def _market(info: Info, id: relay.GlobalID) -> Any:
    return find(info.context.user, id, "Market", field="market")


@strawberry.type
class ResolvingMutations:
    @mutation(
        description="Proposes the result of a closed market with its evidence; from then on it may be"
        " disputed. Safe to repeat.",
        gives="proposal",
    )
    def propose_resolution(self, info: Info, input: ProposeResolutionInput) -> MarketProposal:
        made = proposing.propose_resolution(
            market=_market(info, input.market),
            result=input.result(info),
            key=input.idempotency_key,
            actor=info.context.user,
        )
        return cast(MarketProposal, made)

    @mutation(
        description="Proposes another result in the place of the newest: it answers the disputes that are"
        " open, and the time to dispute begins anew. Safe to repeat.",
        gives="proposal",
    )
    def amend_resolution(self, info: Info, input: AmendResolutionInput) -> MarketProposal:
        made = proposing.amend_resolution(
            market=_market(info, input.market),
            result=input.result(info),
            key=input.idempotency_key,
            actor=info.context.user,
        )
        return cast(MarketProposal, made)

    @mutation(
        description="Says that the proposed result is wrong, while it may be disputed: the time stands still"
        " until somebody answers. For players with a stake and for who runs markets. One each for a proposal:"
        " a repeat gives the first.",
        gives="dispute",
    )
    def dispute_resolution(self, info: Info, input: DisputeResolutionInput) -> MarketDispute:
        made = disputing.dispute_resolution(
            market=_market(info, input.market), reason=input.reason, actor=info.context.user
        )
        return cast(MarketDispute, made)

    @mutation(
        description="Answers a dispute: the result stands. With the last open one the time to dispute goes on"
        " where it stopped. For somebody else than who disputes. Safe to repeat.",
        gives="dispute",
    )
    def dismiss_dispute(self, info: Info, input: DismissDisputeInput) -> MarketDispute:
        row = disputing.dismiss_dispute(
            dispute=find(info.context.user, input.dispute, "MarketDispute", field="dispute"),
            answer=input.answer,
            actor=info.context.user,
        )
        return cast(MarketDispute, row)
