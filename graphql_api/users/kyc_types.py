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
from graphql_api.scalars import Money
from graphql_api.users.types import Business
from users import models
from users.access import Right
from users.kyc import submissions
from users.kyc.documents import document_path

DocumentKind = strawberry.enum(
    models.DocumentKind, name="DocumentKind", description=(models.DocumentKind.__doc__ or "").strip()
)
KycState = strawberry.enum(models.KycState, name="KycState")
KycStepKind = strawberry.enum(models.KycStepKind, name="KycStepKind")

REVIEW = Right.KYC_REVIEW


def _required(root: strawberry.Parent[models.KycTier]) -> list[DocumentKind]:
    return [models.DocumentKind(kind) for kind in root.required_documents]


@strawberry_django.type(models.KycTier, description="What a player may move and hold.")
class KycTier:
    code: str
    name: str
    rank: int
    transaction_limit: Money
    daily_limit: Money
    balance_limit: Money
    required_documents: list[DocumentKind] = strawberry_django.field(
        resolver=_required, only=["required_documents"]
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


def _player(root: strawberry.Parent[models.KycSubmission]) -> str:
    return str(root.player)


def _by(root: strawberry.Parent[models.KycStep], info: Info) -> str:
    hidden = not info.context.holds(root.submission.business_id, REVIEW) and root.by != info.context.user
    return "" if hidden or root.by is None else str(root.by)


def _path(root: strawberry.Parent[models.KycDocument], info: Info) -> str | None:
    if not info.context.holds(root.submission.business_id, REVIEW):
        return None
    return document_path(document=root, user=info.context.user)


@strawberry_django.type(models.KycDocument)
class KycDocument:
    kind: DocumentKind
    media_type: str
    size: int = strawberry_django.field(description="Bytes.")
    uploaded_at: datetime
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


@strawberry_django.type(models.KycStep)
class KycStep:
    step: KycStepKind
    by: str = strawberry_django.field(
        resolver=_by,
        select_related=["by", "submission"],
        only=["submission__business_id"],
        description="Empty for a player where it was somebody of the business.",
    )
    comment: str
    at: datetime

    @classmethod
    def get_queryset(
        cls, queryset: QuerySet[models.KycStep], info: Any, **kwargs: Any
    ) -> QuerySet[models.KycStep]:
        return queryset.order_by("pk")


@strawberry_django.type(models.KycSubmission, description="What a player shows a business to reach a tier.")
class KycSubmission(relay.Node):
    business: Business
    player: str = strawberry_django.field(resolver=_player, select_related=["player"])
    tier: KycTier
    state: KycState
    name: str = strawberry_django.field(
        resolver=_name,
        select_related=["data_key"],
        only=["name_sealed", "data_key__wrapped"],
        description="Empty when it was erased.",
    )
    id_number: str = strawberry_django.field(
        resolver=_id_number, select_related=["data_key"], only=["id_number_sealed", "data_key__wrapped"]
    )
    date_of_birth: date | None = strawberry_django.field(
        resolver=_born, select_related=["data_key"], only=["birth_sealed", "data_key__wrapped"]
    )
    reason: str = strawberry_django.field(description="Why it was refused.")
    documents: list[KycDocument] = strawberry_django.field(pagination=True)
    steps: list[KycStep] = strawberry_django.field(pagination=True)
    created_at: datetime
    submitted_at: datetime | None
    decided_at: datetime | None
