"""Reading requests for approval, and answering them."""

from __future__ import annotations

from typing import Annotated, TypeAlias, cast

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import relay

from graphql_api.context import Info
from graphql_api.nodes import register_node, row_id
from graphql_api.pages import Page, listed
from graphql_api.problems import Problem
from graphql_api.scalars import Money
from graphql_api.users.approval_types import Approval, ApprovalState
from users import models, selectors
from users.access import Right, business_for
from users.approvals import approving as approvals
from users.approvals.rules import change_rules
from users.models import is_enrolled
from users.signing_in.sign_in import confirm_secret
from users.signing_in.totp import check_code

register_node("Approval", selectors.approval_for)

ApprovalResult: TypeAlias = Annotated[Approval | Problem, strawberry.union("ApprovalResult")]


@strawberry.type
class ApprovalQueries:
    @listed(Page[Approval], description="Of one business, or of all of mine.")
    def approvals(
        self, info: Info, business: str | None = None, state: ApprovalState | None = None
    ) -> QuerySet[models.Approval]:
        wanted = state.value if state else None
        return selectors.approvals_for(info.context.user, business, state=wanted)

    @strawberry_django.field(description="One request for approval.")
    def approval(self, info: Info, id: relay.GlobalID) -> Approval:
        return cast(Approval, _approval(info, id, field="id"))


@strawberry.input
class ApproveInput:
    approval: relay.GlobalID
    digest: str = strawberry.field(description="The one you were shown.")
    comment: str = ""
    secret: str = strawberry.field(
        default="", description="Your password again, where nobody else can approve what you asked for."
    )
    code: str = strawberry.field(
        default="",
        description="Of your second factor: with `secret`, and where this session has not given one yet.",
    )


@strawberry.type
class ApprovalMutations:
    @strawberry.mutation(description="Approves a request of somebody else and does it, at once and once.")
    def approve_request(self, info: Info, input: ApproveInput) -> ApprovalResult | None:
        user = info.context.user
        approval = _approval(info, input.approval)
        secret_again = _identify_again(info, input)
        done = approvals.approve(
            approval=approval,
            checker=user,
            digest=input.digest,
            proof=approvals.Proof(secret_again=secret_again, totp=info.context.passed_totp()),
            comment=input.comment,
        )
        return cast(Approval, done)

    @strawberry.mutation(description="Refuses a request of somebody else, saying why. Safe to repeat.")
    def refuse_request(self, info: Info, approval: relay.GlobalID, comment: str) -> ApprovalResult | None:
        asked = _approval(info, approval)
        return cast(Approval, approvals.refuse(approval=asked, checker=info.context.user, comment=comment))

    @strawberry.mutation(description="Takes back your own request. Safe to repeat.")
    def cancel_request(
        self, info: Info, approval: relay.GlobalID, comment: str = ""
    ) -> ApprovalResult | None:
        asked = _approval(info, approval)
        return cast(Approval, approvals.cancel(approval=asked, maker=info.context.user, comment=comment))

    @strawberry.mutation(
        description="Asks for another solo limit (what one person may move alone), or that owners and"
        " approvers have a second factor. For the owner; always waits for approval. Safe to repeat with the"
        " same key."
    )
    def change_approval_rules(
        self,
        info: Info,
        business: str,
        key: str,
        solo_limit: Money | None = None,
        require_totp: bool | None = None,
        comment: str = "",
    ) -> ApprovalResult | None:
        actor = info.context.user
        asked = change_rules(
            business=business_for(actor, business, Right.BUSINESS_MANAGE),
            solo_limit=solo_limit,
            require_totp=require_totp,
            actor=actor,
            key=key,
            comment=comment,
        )
        return cast(Approval, asked)


def _identify_again(info: Info, input: ApproveInput) -> bool:
    """Check the password and the code that came with the answer; whether the password did."""
    user = info.context.user
    if input.secret:
        confirm_secret(user=user, secret=input.secret)
    if is_enrolled(user) and (input.secret or input.code):
        check_code(user=user, code=input.code)
        info.context.note_totp()
    return bool(input.secret)


def _approval(info: Info, id: relay.GlobalID, *, field: str = "approval") -> models.Approval:
    return selectors.approval_for(info.context.user, row_id(id, "Approval", field=field))
