"""A player's submissions, and the reviewers' queue."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, TypeAlias, cast

import strawberry
from django.db.models import QuerySet
from strawberry import relay

from core import days
from graphql_api.context import Info
from graphql_api.nodes import register_node, row_id
from graphql_api.pages import Page, listed
from graphql_api.problems import Problem
from graphql_api.users.approval_types import Approval
from graphql_api.users.approvals import ApprovalResult
from graphql_api.users.kyc_types import DocumentKind, KycState, KycSubmission, KycTier
from users import models, selectors
from users.access import Right, business_for
from users.files import LIFETIME
from users.kyc import submissions
from users.kyc.documents import document_upload_path

register_node("KycSubmission", selectors.kyc_submission_for)

MAX_TIERS = 20


@strawberry.type(description="POST the document to this path, as the body, with the CSRF token.")
class KycUpload:
    path: str
    expires_at: datetime


KycResult: TypeAlias = Annotated[KycSubmission | Problem, strawberry.union("KycResult")]
KycUploadResult: TypeAlias = Annotated[KycUpload | Problem, strawberry.union("KycUploadResult")]


@strawberry.type
class KycQueries:
    @strawberry.field(description="All tiers, the lowest first.")
    def kyc_tiers(self, info: Info, limit: int = MAX_TIERS) -> list[KycTier]:
        assert info.context.user
        rows = models.KycTier.objects.order_by("rank")[: max(0, min(limit, MAX_TIERS))]
        return cast(list[KycTier], list(rows))

    @strawberry.field(description="My tier as a player of a business.")
    def my_kyc_tier(self, info: Info, business: str) -> KycTier:
        player = info.context.user
        where = business_for(player, business, Right.KYC_SUBMIT)
        return cast(KycTier, submissions.tier_of(business=where, player=player))

    @listed(Page[KycSubmission], description="Of one business, or of all of mine; a player sees their own.")
    def kyc_submissions(
        self, info: Info, business: str | None = None, state: KycState | None = None
    ) -> QuerySet[models.KycSubmission]:
        wanted = state.value if state else None
        return selectors.kyc_submissions_for(info.context.user, business, state=wanted)


@strawberry.input
class StartKycInput:
    business: str
    tier: str = strawberry.field(description="The code of the tier to reach.")
    name: str
    id_number: str
    date_of_birth: date
    key: str = strawberry.field(description="A new one for each submission; the same one gives the same.")


@strawberry.type
class KycMutations:
    @strawberry.mutation(description="For a player: begins a submission. Safe to repeat with the same key.")
    def start_kyc(self, info: Info, input: StartKycInput) -> KycResult | None:
        player = info.context.user
        started = submissions.start_kyc(
            business=business_for(player, input.business, Right.KYC_SUBMIT),
            player=player,
            tier=input.tier,
            name=input.name,
            id_number=input.id_number,
            date_of_birth=input.date_of_birth,
            key=input.key,
        )
        return cast(KycSubmission, started)

    @strawberry.mutation(
        description="An address for one document of your draft: JPEG, PNG or PDF, up to 5 MB."
    )
    def upload_kyc_document(
        self, info: Info, submission: relay.GlobalID, kind: DocumentKind
    ) -> KycUploadResult | None:
        expires_at = days.now() + timedelta(seconds=LIFETIME)
        path = document_upload_path(
            submission=_submission(info, submission), kind=kind.value, player=info.context.user
        )
        return KycUpload(path=path, expires_at=expires_at)

    @strawberry.mutation(description="Hands your draft in for review. Safe to repeat.")
    def submit_kyc(self, info: Info, submission: relay.GlobalID) -> KycResult | None:
        draft = _submission(info, submission)
        return cast(KycSubmission, submissions.submit_kyc(submission=draft, player=info.context.user))

    @strawberry.mutation(description="Asks that the player reach the tier; another person approves it.")
    def request_kyc_upgrade(
        self, info: Info, submission: relay.GlobalID, key: str, comment: str = ""
    ) -> ApprovalResult | None:
        found = _submission(info, submission)
        asked = submissions.request_upgrade(
            submission=found, reviewer=info.context.user, key=key, comment=comment
        )
        return cast(Approval, asked)

    @strawberry.mutation(description="Refuses a submission; the player is shown the reason. Safe to repeat.")
    def refuse_kyc(self, info: Info, submission: relay.GlobalID, reason: str) -> KycResult | None:
        found = _submission(info, submission)
        refused = submissions.refuse_kyc(submission=found, reviewer=info.context.user, reason=reason)
        return cast(KycSubmission, refused)


def _submission(info: Info, id: relay.GlobalID) -> models.KycSubmission:
    number = row_id(id, "KycSubmission", field="submission")
    return selectors.kyc_submission_for(info.context.user, number)
