"""Disputes of payouts: what somebody says, what was found out, how it ended."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import relay

from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.mpesa.payout_types import Payout
from graphql_api.nodes import find
from graphql_api.pages import Page, grow, listed
from graphql_api.payloads import mutation
from graphql_api.reading import Below
from graphql_api.users.person import Person
from mpesa import models
from mpesa.payouts import disputing

DisputeOutcome = described(
    models.DisputeOutcome,
    "PayoutDisputeOutcome",
    "How a dispute ended.",
    RIGHT="The payout was right.",
    WRONG_AMOUNT="It was another amount than it should be.",
    WRONG_RECEIVER="It went to somebody else.",
    NOT_RECEIVED="The receiver did not get it.",
    OTHER="Something else; the note says what.",
)


def _by(root: strawberry.Parent[models.PayoutDisputeNote]) -> Person | None:
    return Person.of(root.author) if root.author else None


def _opened_by(root: strawberry.Parent[models.PayoutDispute]) -> Person | None:
    return Person.of(root.opened_by) if root.opened_by else None


def _outcome(root: strawberry.Parent[models.PayoutDisputeNote]) -> DisputeOutcome | None:
    return models.DisputeOutcome(root.outcome) if root.outcome else None


@strawberry_django.type(models.PayoutDisputeNote, description="What was found out; it stays as it was said.")
class PayoutDisputeNote:
    text: str = strawberry_django.field(description="In somebody's words.")
    evidence: str = strawberry_django.field(description="Where it stands; may be empty.")
    outcome: DisputeOutcome | None = strawberry_django.field(
        resolver=_outcome, only=["outcome"], description="How the dispute ended; null while it goes on."
    )
    author: Person | None = strawberry_django.field(
        resolver=_by, select_related=["author"], description="Who said it; null for the system."
    )
    at: datetime = strawberry_django.field(description="When, in UTC.")

    @classmethod
    def get_queryset(
        cls, queryset: QuerySet[models.PayoutDisputeNote], info: Any, **kwargs: Any
    ) -> QuerySet[models.PayoutDisputeNote]:
        return queryset.order_by("pk")


@strawberry_django.type(
    models.PayoutDispute, description="A case on a payout: it moves no money and changes nothing of the past."
)
class PayoutDispute:
    number: int = strawberry_django.field(description="1 is the first one of its payout.")
    reason: str = strawberry_django.field(description="What somebody says.")
    opened_by: Person | None = strawberry_django.field(
        resolver=_opened_by, select_related=["opened_by"], description="Who opened it; null for the system."
    )
    at: datetime = strawberry_django.field(description="When it was opened, in UTC.")
    notes: list[PayoutDisputeNote] = strawberry_django.field(
        description=f"What was found out, in order, {disputing.MOST_NOTES} at most; an outcome ends it."
    )


@listed(Page[PayoutDispute], description="What was disputed about it, newest first.")  # type: ignore[type-var]
def _disputes(root: strawberry.Parent[models.Payout]) -> Below[models.PayoutDispute]:
    return Below(root, "payout", models.PayoutDispute.objects.order_by("-pk"))


grow(Payout, disputes=_disputes)


@strawberry.input(description="A payout that somebody says is not right.")
class DisputePayoutInput:
    payout: relay.GlobalID = strawberry.field(description="This one.")
    reason: str = strawberry.field(description="What they say, in 3 to 500 characters.")


@strawberry.input(description="What was found out about the open dispute of a payout.")
class NotePayoutDisputeInput:
    payout: relay.GlobalID = strawberry.field(description="This one.")
    text: str = strawberry.field(description="In 3 to 500 characters.")
    evidence: str = strawberry.field(default="", description="Where it stands, in up to 200 characters.")
    outcome: DisputeOutcome | None = strawberry.field(
        default=None, description="How it ended; null while it goes on."
    )


@strawberry.type
class PayoutDisputeMutations:
    @mutation(
        description="Opens a dispute of a payout; while one is open it is that one. Needs the right"
        " payout.request. Safe to repeat."
    )
    def dispute_payout(self, info: Info, input: DisputePayoutInput) -> Payout:
        payout = cast(models.Payout, find(info.context.user, input.payout, "Payout", field="payout"))
        disputing.dispute_payout(payout=payout, reason=input.reason, actor=info.context.user)
        return cast(Payout, payout)

    @mutation(
        description="Adds a note to the open dispute of a payout; with an outcome that ends it. Needs the"
        " right payout.request."
    )
    def note_payout_dispute(self, info: Info, input: NotePayoutDisputeInput) -> Payout:
        payout = cast(models.Payout, find(info.context.user, input.payout, "Payout", field="payout"))
        disputing.note_dispute(
            payout=payout,
            text=input.text,
            evidence=input.evidence,
            outcome=input.outcome.value if input.outcome else "",
            actor=info.context.user,
        )
        return cast(Payout, payout)
