"""A player's submissions, and the reviewers' queue."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, cast

import strawberry
from django.db.models import QuerySet
from strawberry import relay

from core import days
from core.errors import Findings
from graphql_api.businesses import business_named, businesses_asked
from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.filters import DayRange, Direction, in_states, on_days, ordered
from graphql_api.nodes import find, register_node
from graphql_api.pages import Page, listed
from graphql_api.payloads import KEY_SAYS, good, mutation
from graphql_api.users.approval_types import Approval
from graphql_api.users.kyc_types import DocumentKind, KycState, KycSubmission, KycTier
from users import models, selectors
from users.access import Right
from users.files import LIFETIME
from users.kyc import submissions
from users.kyc.documents import document_upload_path

register_node("KycSubmission", selectors.kyc_submission_for)

MAX_TIERS = 20


class _SubmissionColumn(StrEnum):
    CREATED_AT = "pk"
    SUBMITTED_AT = "submitted_at"


KycSubmissionOrderField = described(
    _SubmissionColumn,
    "KycSubmissionOrderField",
    "By what submissions are ordered.",
    CREATED_AT="When they were begun.",
    SUBMITTED_AT="When they were handed in; those that were not come last.",
)


@strawberry.input(description="Which submissions; all that is given holds at once.")
class KycSubmissionFilter:
    day: DayRange | None = strawberry.field(default=None, description="The day on which they were handed in.")
    states: list[KycState] | None = strawberry.field(default=None, description="In one of these states.")
    tier: str | None = strawberry.field(default=None, description="For the tier of this code.")
    mine: bool | None = strawberry.field(default=None, description="My own, or those of others.")

    def of(self, rows: QuerySet[models.KycSubmission], info: Info) -> QuerySet[models.KycSubmission]:
        """Raises InvalidInput BAD_FILTER."""
        rows = in_states(on_days(rows, "submitted_at", self.day), self.states)
        if self.tier is not None:
            rows = rows.filter(tier__code=self.tier)
        if self.mine is not None:
            me = info.context.user
            rows = rows.filter(player=me) if self.mine else rows.exclude(player=me)
        return rows


@strawberry.input(description="The order of submissions.")
class KycSubmissionOrder:
    field: KycSubmissionOrderField = strawberry.field(description="By what.")
    direction: Direction = strawberry.field(default=Direction.DESC, description="Which end comes first.")


@strawberry.type(description="Where a document goes.")
class KycUpload:
    path: str = strawberry.field(
        description="POST the document to this path, as the body, with the CSRF token."
    )
    expires_at: datetime = strawberry.field(description="Until when, in UTC: ten minutes.")


@strawberry.type
class KycQueries:
    @strawberry.field(description=f"All tiers, the lowest first; at most {MAX_TIERS}.")
    def kyc_tiers(self, info: Info) -> list[KycTier]:
        assert info.context.user
        return cast(list[KycTier], list(models.KycTier.objects.order_by("rank")[:MAX_TIERS]))

    @strawberry.field(description="My tier as a player of a business.")
    def my_kyc_tier(
        self,
        info: Info,
        business: Annotated[relay.GlobalID, strawberry.argument(description="Where I play.")],
    ) -> KycTier:
        where = business_named(info, business, Right.KYC_SUBMIT)
        return cast(KycTier, submissions.tier_of(business=where, player=info.context.user))

    @listed(
        Page[KycSubmission],
        description="Of one business or of all of mine, newest first; a player sees their own.",
    )
    def kyc_submissions(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: KycSubmissionFilter | None = None,
        order_by: KycSubmissionOrder | None = None,
    ) -> QuerySet[models.KycSubmission]:
        where = businesses_asked(info, business, all_mine, Right.KYC_READ)
        rows = selectors.kyc_submissions_of(info.context.user, where)
        return ordered(filter.of(rows, info) if filter else rows, order_by)


@strawberry.input(description="Who a player is, to reach a tier.")
class StartKycInput:
    business: relay.GlobalID = strawberry.field(description="To whom it is shown.")
    tier: str = strawberry.field(description="The code of the tier to reach, as kycTiers gives it.")
    name: str = strawberry.field(description="As the ID says it.")
    id_number: str = strawberry.field(description="Of the ID or passport: 5 to 20 letters and digits.")
    date_of_birth: date = strawberry.field(description="Players are at least 18 years old.")
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="A document to be uploaded.")
class UploadKycDocumentInput:
    submission: relay.GlobalID = strawberry.field(description="To this draft of yours.")
    kind: DocumentKind = strawberry.field(description="What it shows.")


@strawberry.input(description="A draft to hand in.")
class SubmitKycInput:
    submission: relay.GlobalID = strawberry.field(description="This draft of yours.")


@strawberry.input(description="A tier that a player is to reach.")
class RequestKycUpgradeInput:
    submission: relay.GlobalID = strawberry.field(description="By this submission.")
    comment: str = strawberry.field(default="", description="For the person who approves.")
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="A no to a submission.")
class RefuseKycInput:
    submission: relay.GlobalID = strawberry.field(description="This one.")
    reason: str = strawberry.field(description="Why; the player reads it.")


def _look_at_start(input: StartKycInput, found: Findings) -> None:
    submissions.note_facts(
        found,
        name=input.name,
        id_number=input.id_number,
        date_of_birth=good(input.date_of_birth),
        key=input.idempotency_key,
    )


@strawberry.type
class KycMutations:
    @mutation(
        description="For a player: begins a submission. Safe to repeat.",
        gives="submission",
        look=_look_at_start,
    )
    def start_kyc(self, info: Info, input: StartKycInput) -> KycSubmission:
        started = submissions.start_kyc(
            business=business_named(info, input.business, Right.KYC_SUBMIT),
            player=info.context.user,
            tier=input.tier,
            name=input.name,
            id_number=input.id_number,
            date_of_birth=input.date_of_birth,
            key=input.idempotency_key,
        )
        return cast(KycSubmission, started)

    @mutation(
        description="An address for one document of your draft: JPEG, PNG or PDF, up to 5 MB.", facts=True
    )
    def upload_kyc_document(self, info: Info, input: UploadKycDocumentInput) -> KycUpload:
        expires_at = days.now() + timedelta(seconds=LIFETIME)
        path = document_upload_path(
            submission=_submission(info, input.submission), kind=input.kind.value, player=info.context.user
        )
        return KycUpload(path=path, expires_at=expires_at)

    @mutation(description="Hands your draft in for review. Safe to repeat.", gives="submission")
    def submit_kyc(self, info: Info, input: SubmitKycInput) -> KycSubmission:
        draft = _submission(info, input.submission)
        return cast(KycSubmission, submissions.submit_kyc(submission=draft, player=info.context.user))

    @mutation(description="Asks that the player reach the tier; another person approves it. Safe to repeat.")
    def request_kyc_upgrade(self, info: Info, input: RequestKycUpgradeInput) -> Approval:
        asked = submissions.request_upgrade(
            submission=_submission(info, input.submission),
            reviewer=info.context.user,
            key=input.idempotency_key,
            comment=input.comment,
        )
        return cast(Approval, asked)

    @mutation(
        description="Refuses a submission; the player is shown the reason. Safe to repeat.",
        gives="submission",
    )
    def refuse_kyc(self, info: Info, input: RefuseKycInput) -> KycSubmission:
        found = _submission(info, input.submission)
        refused = submissions.refuse_kyc(submission=found, reviewer=info.context.user, reason=input.reason)
        return cast(KycSubmission, refused)


def _submission(info: Info, id: relay.GlobalID) -> models.KycSubmission:
    return cast(models.KycSubmission, find(info.context.user, id, "KycSubmission", field="submission"))
