"""Requests for approval, as the schema shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import relay

from graphql_api.scalars import Money
from graphql_api.users.types import Business
from users import models

ApprovalState = strawberry.enum(models.ApprovalState, name="ApprovalState")
ApprovalStep = strawberry.enum(models.ApprovalStep, name="ApprovalStep")
Alone = strawberry.enum(models.Alone, name="Alone", description="Why one person was enough.")


def _maker(root: strawberry.Parent[models.Approval]) -> str:
    return str(root.maker)


def _checker(root: strawberry.Parent[models.Approval]) -> str | None:
    return str(root.checker) if root.checker else None


def _alone(root: strawberry.Parent[models.Approval]) -> Alone | None:
    return models.Alone(root.alone) if root.alone else None


def _by(root: strawberry.Parent[models.ApprovalDecision]) -> str | None:
    return str(root.by) if root.by else None


@strawberry_django.type(models.ApprovalDecision, description="A step of an approval; kept for ever.")
class ApprovalDecision:
    step: ApprovalStep
    by: str | None = strawberry_django.field(
        resolver=_by, select_related=["by"], description="Null: nobody answered in time."
    )
    digest: str
    comment: str
    at: datetime

    @classmethod
    def get_queryset(
        cls, queryset: QuerySet[models.ApprovalDecision], info: Any, **kwargs: Any
    ) -> QuerySet[models.ApprovalDecision]:
        return queryset.order_by("pk")


@strawberry_django.type(models.Approval, description="An act that waits for, or had, another person's yes.")
class Approval(relay.Node):
    business: Business
    kind: str
    state: ApprovalState
    content: str = strawberry_django.field(
        description="Exactly what will happen, as canonical JSON; money in it is text in shillings, like"
        ' "KES 1,160.00".'
    )
    digest: str = strawberry_django.field(
        description="SHA-256 of `content` in hex; give it back when you approve."
    )
    amount: Money | None
    two_people: bool = strawberry_django.field(description="Nobody may ever approve this alone.")
    comment: str = strawberry_django.field(description="The maker's.")
    maker: str = strawberry_django.field(resolver=_maker, select_related=["maker"])
    checker: str | None = strawberry_django.field(resolver=_checker, select_related=["checker"])
    alone: Alone | None = strawberry_django.field(resolver=_alone, only=["alone"])
    created_at: datetime
    expires_at: datetime
    decided_at: datetime | None
    decisions: list[ApprovalDecision] = strawberry_django.field(pagination=True)
