"""Requests for approval and KYC submissions as they change."""

from __future__ import annotations

from typing import Any

import strawberry

from graphql_api.events.changes import changes_of
from graphql_api.users.approval_types import Approval
from graphql_api.users.kyc_types import KycSubmission


@strawberry.type
class PeopleSubscriptions:
    approval_changed: Any = changes_of(
        Approval,
        "approval.requested",
        "approval.decided",
        description="First how things stand, then every request that is made or decided, of the kinds that"
        " you may read: of one business, or one request.",
    )
    kyc_submission_changed: Any = changes_of(
        KycSubmission,
        "kyc.changed",
        description="First how things stand, then every submission that is sent in or decided: of one"
        " business, or one submission.",
    )
