"""Tiers and submissions, as the schema shows them. A submission is seen by its player and by reviewers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import relay

from core.machine.crypto import Unreadable, unseal
from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.pages import Page, grow, listed
from graphql_api.reading import Below
from graphql_api.scalars import Money
from graphql_api.users.person import Person
from graphql_api.users.types import Business
from users import models
from users.access import Right
from users.kyc import submissions
from users.kyc.documents import document_path

DocumentKind = described(
    models.DocumentKind,
    "DocumentKind",
    "What a document shows. A passport is sent as ID_FRONT and ID_BACK.",
    ID_FRONT="The front of the ID, or the page of a passport with the picture.",
    ID_BACK="The back of the ID, or the cover of a passport.",
    SELFIE="The person's face.",
    PROOF_OF_ADDRESS="A bill or letter with their name and address.",
    KRA_PIN="The certificate of their PIN of the revenue authority.",
)
KycState = described(
    models.KycState,
    "KycState",
    "How far a submission has come.",
    DRAFT="The player still uploads documents.",
    SUBMITTED="It waits for a reviewer.",
    APPROVED="Two people said yes: the tier is reached.",
    REFUSED="A reviewer said no; the reason stands beside it.",
    WITHDRAWN="The player began another one, or was erased.",
)
KycStepKind = described(
    models.KycStepKind,
    "KycStepKind",
    "What somebody did with a submission.",
    STARTED="The player began it.",
    SUBMITTED="The player handed it in.",
    UPGRADE_ASKED="A reviewer asked for another person's yes.",
    APPROVED="That person said yes.",
    REFUSED="A reviewer said no.",
    WITHDRAWN="It was given up.",
)

REVIEW = Right.KYC_REVIEW


def _required(root: strawberry.Parent[models.KycTier]) -> list[DocumentKind]:
    return [models.DocumentKind(kind) for kind in root.required_documents]


@strawberry_django.type(models.KycTier, description="What a player may move and hold.")
class KycTier:
    code: str = strawberry_django.field(description="What it is asked for by, like standard.")
    name: str = strawberry_django.field(description="What people call it.")
    rank: int = strawberry_django.field(description="Higher ones may move and hold more.")
    transaction_limit: Money = strawberry_django.field(description="The most that moves at once.")
    daily_limit: Money = strawberry_django.field(description="The most that moves in an accounting day.")
    balance_limit: Money = strawberry_django.field(description="The most that a wallet holds.")
    required_documents: list[DocumentKind] = strawberry_django.field(
        resolver=_required,
        only=["required_documents"],
        description="What a submission for it must hold, each kind once.",
    )


def _opened(root: models.KycSubmission, sealed: bytes | memoryview, purpose: str) -> str:
    try:
        return unseal(root.data_key, sealed, purpose=purpose)
    except Unreadable:
        return ""


def _name(root: strawberry.Parent[models.KycSubmission]) -> str:
    return _opened(root, root.name_sealed, submissions.NAME_PURPOSE)


def _id_number(root: strawberry.Parent[models.KycSubmission]) -> str:
    return _opened(root, root.id_number_sealed, submissions.ID_PURPOSE)


def _born(root: strawberry.Parent[models.KycSubmission]) -> date | None:
    text = _opened(root, root.birth_sealed, submissions.BIRTH_PURPOSE)
    return date.fromisoformat(text) if text else None


def _player(root: strawberry.Parent[models.KycSubmission]) -> Person:
    return Person.of(root.player)


def _by(root: strawberry.Parent[models.KycStep], info: Info) -> Person | None:
    hidden = not info.context.holds(root.submission.business_id, REVIEW) and root.by != info.context.user
    return None if hidden or root.by is None else Person.of(root.by)


def _path(root: strawberry.Parent[models.KycDocument], info: Info) -> str | None:
    if not info.context.holds(root.submission.business_id, REVIEW):
        return None
    return document_path(document=root, user=info.context.user)


@strawberry_django.type(models.KycDocument, description="A document of a submission; kept sealed.")
class KycDocument:
    kind: DocumentKind = strawberry_django.field(description="What it shows.")
    media_type: str = strawberry_django.field(
        description="By how the file begins: image/jpeg, image/png or application/pdf."
    )
    size: int = strawberry_django.field(description="Bytes.")
    uploaded_at: datetime = strawberry_django.field(description="In UTC.")
    path: str | None = strawberry_django.field(
        resolver=_path,
        select_related=["submission"],
        only=["submission__business_id"],
        description="Where a reviewer may GET it within ten minutes (audited); null for others.",
    )

    @classmethod
    def get_queryset(
        cls, queryset: QuerySet[models.KycDocument], info: Any, **kwargs: Any
    ) -> QuerySet[models.KycDocument]:
        return queryset.defer("file_sealed").order_by("pk")


@strawberry_django.type(models.KycStep, description="What somebody did with a submission; kept for ever.")
class KycStep:
    step: KycStepKind = strawberry_django.field(description="What was done.")
    by: Person | None = strawberry_django.field(
        resolver=_by,
        select_related=["by", "submission"],
        only=["submission__business_id"],
        description="By whom. Null for a player where it was somebody of the business, and for the"
        " machine by itself.",
    )
    comment: str = strawberry_django.field(description="What they said; may be empty.")
    at: datetime = strawberry_django.field(description="In UTC.")


@strawberry_django.type(models.KycSubmission, description="What a player shows a business to reach a tier.")
class KycSubmission(relay.Node):
    business: Business = strawberry_django.field(description="To whom it is shown, and to nobody else.")
    player: Person = strawberry_django.field(
        resolver=_player, select_related=["player"], description="Who shows it."
    )
    tier: KycTier = strawberry_django.field(description="What is to be reached.")
    state: KycState = strawberry_django.field(description="How far it has come.")
    name: str = strawberry_django.field(
        resolver=_name,
        select_related=["data_key"],
        only=["name_sealed", "data_key__wrapped"],
        description="As the ID says it. Empty when the person was erased.",
    )
    id_number: str = strawberry_django.field(
        resolver=_id_number,
        select_related=["data_key"],
        only=["id_number_sealed", "data_key__wrapped"],
        description="Of the ID or passport. Empty when the person was erased.",
    )
    date_of_birth: date | None = strawberry_django.field(
        resolver=_born,
        select_related=["data_key"],
        only=["birth_sealed", "data_key__wrapped"],
        description="Null when the person was erased.",
    )
    reason: str = strawberry_django.field(description="Why it was refused; else empty.")
    documents: list[KycDocument] = strawberry_django.field(
        description="What was uploaded, in that order: at most 20."
    )
    created_at: datetime = strawberry_django.field(description="When it was begun, in UTC.")
    submitted_at: datetime | None = strawberry_django.field(
        description="When it was handed in, in UTC; null before."
    )
    decided_at: datetime | None = strawberry_django.field(description="When it ended, in UTC; null before.")


@listed(Page[KycStep], description="What was done with it, in that order.")  # type: ignore[type-var]
def _steps(root: strawberry.Parent[models.KycSubmission]) -> Below[models.KycStep]:
    return Below(root, "submission", models.KycStep.objects.order_by("pk"))


grow(KycSubmission, steps=_steps)
