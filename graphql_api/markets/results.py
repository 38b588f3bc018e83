"""What is said about a market: clarifications, proposed results and disputes."""

from __future__ import annotations

from datetime import datetime

import strawberry
import strawberry_django
from strawberry import relay

from graphql_api.context import Info
from graphql_api.markets.enums import MarketDisputeState, ResultStanding
from graphql_api.markets.types import Market, Outcome, is_staff
from graphql_api.reading import together
from graphql_api.users.person import Person
from markets import models
from markets.endings import standings_of


def _said_by(root: strawberry.Parent[models.Clarification], info: Info) -> Person | None:
    return Person.of(root.by) if is_staff(info, root.market.business_id) else None


@strawberry_django.type(
    models.Clarification,
    description="What the rules mean, said after they were fixed. The rules stay as they are.",
)
class MarketClarification:
    text: str = strawberry_django.field(description="What was said.")
    at: datetime = strawberry_django.field(description="When, in UTC.")
    by: Person | None = strawberry_django.field(
        resolver=_said_by, select_related=["by", "market"], description="Who said it; null for players."
    )


def _evidence_digest(root: strawberry.Parent[models.Proposal]) -> str:
    return bytes(root.evidence_hash).hex()


def _document_digest(root: strawberry.Parent[models.Proposal]) -> str | None:
    return None if root.document_hash is None else bytes(root.document_hash).hex()


def _proposed_by(root: strawberry.Parent[models.Proposal], info: Info) -> Person | None:
    return Person.of(root.proposed_by) if is_staff(info, root.market.business_id) else None


def _standing(root: strawberry.Parent[models.Proposal]) -> ResultStanding:
    found: ResultStanding = together(root, ("MarketProposal", "standing"), standings_of)
    return found


@strawberry_django.type(
    models.Proposal,
    description="A result as it was proposed; the newest one counts. Without parts it makes the market void.",
)
class MarketProposal:
    number: int = strawberry_django.field(description="1, 2, 3 and so on in its market.")
    standing: ResultStanding = strawberry_django.field(
        resolver=_standing, only=["id"], description="What became of it."
    )
    evidence: str = strawberry_django.field(description="What was seen, and where.")
    evidence_digest: str = strawberry_django.field(
        resolver=_evidence_digest, only=["evidence_hash"], description="SHA-256 of that text, in UTF-8."
    )
    document_digest: str | None = strawberry_django.field(
        resolver=_document_digest,
        only=["document_hash"],
        description="SHA-256 of a file or page that is kept elsewhere, where there is one.",
    )
    observed_at: datetime = strawberry_django.field(description="When it was seen, in UTC.")
    effective_close: datetime | None = strawberry_django.field(
        description="When it was decided in fact, where that was before the close: stakes accepted later are"
        " given back."
    )
    proposed_at: datetime = strawberry_django.field(description="In UTC.")
    proposed_by: Person | None = strawberry_django.field(
        resolver=_proposed_by,
        select_related=["proposed_by", "market"],
        description="Who proposed it; null for players.",
    )


@strawberry_django.type(models.ProposalWeight, description="The part that an outcome has in a result.")
class MarketPart:
    outcome: Outcome = strawberry_django.field(description="Which one.")
    bps: int = strawberry_django.field(
        description="Its part in basis points; those of a result sum to 10,000."
    )


def _disputed_by(root: strawberry.Parent[models.Dispute]) -> Person:
    return Person.of(root.by)


def _answered_by(root: strawberry.Parent[models.Dispute], info: Info) -> Person | None:
    if root.answered_by is None or not is_staff(info, root.market.business_id):
        return None
    return Person.of(root.answered_by)


@strawberry_django.type(
    models.Dispute,
    description="Somebody says that a proposed result is wrong. Staff sees all of them, players their own.",
)
class MarketDispute(relay.Node):
    market: Market = strawberry_django.field(description="Of which market.")
    proposal: MarketProposal = strawberry_django.field(description="Which result is disputed.")
    state: MarketDisputeState = strawberry_django.field(description="What became of it.")
    reason: str = strawberry_django.field(description="What is wrong, in the words of who says so.")
    by: Person = strawberry_django.field(
        resolver=_disputed_by, select_related=["by"], description="Who disputes."
    )
    at: datetime = strawberry_django.field(description="When, in UTC.")
    answer: str = strawberry_django.field(
        description="Why the result stands, or why the market was made void; empty until then."
    )
    answered_at: datetime | None = strawberry_django.field(description="In UTC; null while it is open.")
    answered_by: Person | None = strawberry_django.field(
        resolver=_answered_by,
        select_related=["answered_by", "market"],
        description="Who answered; null while it is open, where the clock did, and for players.",
    )
