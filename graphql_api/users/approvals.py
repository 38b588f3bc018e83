"""Reading requests for approval, and answering them."""

from __future__ import annotations

from enum import StrEnum
from typing import cast

import strawberry
from django.db.models import QuerySet
from strawberry import relay

from graphql_api.businesses import business_named, businesses_asked
from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.filters import (
    AmountRange,
    DayRange,
    Direction,
    in_states,
    of_amounts,
    on_days,
    ordered,
    with_text,
)
from graphql_api.nodes import find, register_node
from graphql_api.pages import Page, listed
from graphql_api.payloads import KEY_SAYS, mutation
from graphql_api.scalars import Money
from graphql_api.users.approval_types import Approval, ApprovalState, subject_named
from users import models, selectors
from users.access import Right
from users.approvals import approving as approvals
from users.approvals.rules import change_rules
from users.models import is_enrolled
from users.signing_in.sign_in import confirm_secret
from users.signing_in.totp import check_code

register_node("Approval", selectors.approval_for)


class _ApprovalColumn(StrEnum):
    CREATED_AT = "pk"
    AMOUNT = "amount"


ApprovalOrderField = described(
    _ApprovalColumn,
    "ApprovalOrderField",
    "By what requests for approval are ordered.",
    CREATED_AT="When they were asked for.",
    AMOUNT="What they move; those that move nothing come last.",
)


@strawberry.input(description="Which requests for approval; all that is given holds at once.")
class ApprovalFilter:
    day: DayRange | None = strawberry.field(default=None, description="The day on which they were asked for.")
    states: list[ApprovalState] | None = strawberry.field(default=None, description="In one of these states.")
    amount: AmountRange | None = strawberry.field(default=None, description="What they move.")
    kinds: list[str] | None = strawberry.field(default=None, description="Of one of these kinds.")
    mine: bool | None = strawberry.field(
        default=None, description="Those that I asked for, or those that others asked for."
    )
    subject: relay.GlobalID | None = strawberry.field(
        default=None, description="About this thing: a receipt, a submission of KYC, a period, a voucher."
    )
    text: str | None = strawberry.field(
        default=None, description="Part of what the maker said, or how the digest begins."
    )

    def of(self, rows: QuerySet[models.Approval], info: Info) -> QuerySet[models.Approval]:
        """Raises InvalidInput BAD_FILTER."""
        rows = in_states(on_days(rows, "created_at", self.day), self.states)
        rows = of_amounts(rows, "amount", self.amount)
        if self.kinds is not None:
            rows = rows.filter(kind__in=self.kinds)
        if self.mine is not None:
            me = info.context.user
            rows = rows.filter(maker=me) if self.mine else rows.exclude(maker=me)
        if self.subject is not None:
            rows = rows.filter(subject=subject_named(self.subject))
        return with_text(rows, self.text, "comment__icontains", "digest__istartswith")


@strawberry.input(description="The order of requests for approval.")
class ApprovalOrder:
    field: ApprovalOrderField = strawberry.field(description="By what.")
    direction: Direction = strawberry.field(default=Direction.DESC, description="Which end comes first.")


@strawberry.type
class ApprovalQueries:
    @listed(Page[Approval], description="Of one business or of all of mine; newest first.")
    def approvals(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: ApprovalFilter | None = None,
        order_by: ApprovalOrder | None = None,
    ) -> QuerySet[models.Approval]:
        where = businesses_asked(info, business, all_mine, Right.APPROVAL_READ)
        rows = selectors.approvals_of(info.context.user, where)
        return ordered(filter.of(rows, info) if filter else rows, order_by)


@strawberry.input(description="A yes to what somebody else asked for.")
class ApproveRequestInput:
    approval: relay.GlobalID = strawberry.field(description="What is approved.")
    digest: str = strawberry.field(description="The one that you were shown with the content.")
    comment: str = strawberry.field(default="", description="What you want to say beside, for ever.")
    secret: str = strawberry.field(
        default="", description="Your password again, where nobody else can approve what you asked for."
    )
    code: str = strawberry.field(
        default="",
        description="Of your second factor: with `secret`, and where this session has not given one yet.",
    )


@strawberry.input(description="A no to what somebody else asked for.")
class RefuseRequestInput:
    approval: relay.GlobalID = strawberry.field(description="What is refused.")
    comment: str = strawberry.field(description="Why; who asked reads it.")


@strawberry.input(description="A request of one's own that is taken back.")
class CancelRequestInput:
    approval: relay.GlobalID = strawberry.field(description="What is taken back.")
    comment: str = strawberry.field(default="", description="Why; may be empty.")


@strawberry.input(description="Other rules for approvals. Null leaves a rule as it is.")
class ChangeApprovalRulesInput:
    business: relay.GlobalID = strawberry.field(description="Where they hold.")
    solo_limit: Money | None = strawberry.field(
        default=None, description="What one person may move alone; 0.00 for nothing."
    )
    require_totp: bool | None = strawberry.field(
        default=None, description="Whether owners and approvers act only with a second factor."
    )
    comment: str = strawberry.field(default="", description="For the person who approves.")
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.type
class ApprovalMutations:
    @mutation(description="Approves a request of somebody else and does it, at once and once.")
    def approve_request(self, info: Info, input: ApproveRequestInput) -> Approval:
        approval = _approval(info, input.approval)
        secret_again = _identify_again(info, input)
        done = approvals.approve(
            approval=approval,
            checker=info.context.user,
            digest=input.digest,
            proof=approvals.Proof(secret_again=secret_again, totp=info.context.passed_totp()),
            comment=input.comment,
        )
        return cast(Approval, done)

    @mutation(description="Refuses a request of somebody else, saying why. Safe to repeat.")
    def refuse_request(self, info: Info, input: RefuseRequestInput) -> Approval:
        asked = _approval(info, input.approval)
        user = info.context.user
        return cast(Approval, approvals.refuse(approval=asked, checker=user, comment=input.comment))

    @mutation(description="Takes back your own request. Safe to repeat.")
    def cancel_request(self, info: Info, input: CancelRequestInput) -> Approval:
        asked = _approval(info, input.approval)
        user = info.context.user
        return cast(Approval, approvals.cancel(approval=asked, maker=user, comment=input.comment))

    @mutation(
        description="Asks for another solo limit (what one person may move alone in a day), or that owners"
        " and approvers have a second factor. For the owner; always waits for approval. Safe to repeat."
    )
    def change_approval_rules(self, info: Info, input: ChangeApprovalRulesInput) -> Approval:
        asked = change_rules(
            business=business_named(info, input.business, Right.BUSINESS_MANAGE),
            solo_limit=input.solo_limit,
            require_totp=input.require_totp,
            actor=info.context.user,
            key=input.idempotency_key,
            comment=input.comment,
        )
        return cast(Approval, asked)


def _identify_again(info: Info, input: ApproveRequestInput) -> bool:
    """Check the password and the code that came with the answer; whether the password did."""
    user = info.context.user
    if input.secret:
        confirm_secret(user=user, secret=input.secret)
    if is_enrolled(user) and (input.secret or input.code):
        check_code(user=user, code=input.code)
        info.context.note_totp()
    return bool(input.secret)


def _approval(info: Info, id: relay.GlobalID) -> models.Approval:
    return cast(models.Approval, find(info.context.user, id, "Approval", field="approval"))
