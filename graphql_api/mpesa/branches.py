"""Branches and the tills in them: seen with the right collections.read, changed by the owner."""

from __future__ import annotations

from enum import StrEnum
from typing import cast

import strawberry
from django.db.models import QuerySet
from strawberry import relay

from graphql_api.businesses import business_named, businesses_asked
from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.filters import Direction, ordered, with_text
from graphql_api.mpesa.branch_types import Branch
from graphql_api.mpesa.till_addresses import till_named
from graphql_api.mpesa.types import Till
from graphql_api.nodes import find, register_node
from graphql_api.pages import Page, grow, listed
from graphql_api.payloads import KEY_SAYS, mutation
from graphql_api.reading import Below
from graphql_api.users.types import Business
from mpesa import models, selectors
from mpesa.tills import branches
from users.models import Business as BusinessRow

register_node("Branch", selectors.branch_for)


class _BranchColumn(StrEnum):
    CREATED_AT = "pk"
    NAME = "name"


BranchOrderField = described(
    _BranchColumn,
    "BranchOrderField",
    "By what branches are ordered.",
    CREATED_AT="When they were added.",
    NAME="Their name.",
)


@strawberry.input(description="The order of branches.")
class BranchOrder:
    field: BranchOrderField = strawberry.field(description="By what.")
    direction: Direction = strawberry.field(default=Direction.ASC, description="Which end comes first.")


@strawberry.input(description="Which branches; all that is given holds at once.")
class BranchFilter:
    archived: bool | None = strawberry.field(
        default=None, description="Only those that were put away, or only those in use."
    )
    text: str | None = strawberry.field(default=None, description="Part of the name.")

    def of(self, rows: QuerySet[models.Branch]) -> QuerySet[models.Branch]:
        """Raises InvalidInput BAD_FILTER."""
        if self.archived is not None:
            rows = rows.filter(archived_at__isnull=not self.archived)
        return with_text(rows, self.text, "name__icontains")


def _branches(
    rows: QuerySet[models.Branch], filter: BranchFilter | None, order: BranchOrder | None
) -> QuerySet[models.Branch]:
    return ordered(filter.of(rows) if filter else rows, order)


@listed(Page[Branch] | None, description="Its branches, newest first; null for who may not read collections.")
def _branches_of_business(
    root: strawberry.Parent[BusinessRow],
    info: Info,
    filter: BranchFilter | None = None,
    order_by: BranchOrder | None = None,
) -> Below[models.Branch] | None:
    if not info.context.holds(root.pk, selectors.RIGHT):
        return None
    return Below(root, "business", _branches(models.Branch.objects.all(), filter, order_by))


@listed(Page[Till], description="The shortcodes in it, newest first.")
def _tills_of_branch(root: strawberry.Parent[models.Branch]) -> Below[models.Till]:
    return Below(root, "branch", models.Till.objects.order_by("-pk"))


grow(Business, branches=_branches_of_business)
grow(Branch, tills=_tills_of_branch)


@strawberry.input(description="A place to name.")
class CreateBranchInput:
    business: relay.GlobalID = strawberry.field(description="Whose place it is.")
    name: str = strawberry.field(
        description="What people call it, in 1 to 80 characters; no other branch is called so."
    )
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="A branch to call otherwise.")
class RenameBranchInput:
    branch: relay.GlobalID = strawberry.field(description="This one.")
    name: str = strawberry.field(
        description="What people will call it, in 1 to 80 characters; no other branch is called so."
    )


@strawberry.input(description="A branch to put away, or to bring back.")
class ArchiveBranchInput:
    branch: relay.GlobalID = strawberry.field(description="This one.")
    archived: bool = strawberry.field(default=True, description="False brings it back.")


@strawberry.input(description="A till to put into a branch.")
class SetTillBranchInput:
    till: relay.GlobalID = strawberry.field(description="This one.")
    branch: relay.GlobalID | None = strawberry.field(
        default=None, description="A branch of the same business; without it, none."
    )


@strawberry.type
class BranchQueries:
    @listed(Page[Branch], description="Branches of one business or of all of mine; newest first.")
    def branches(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: BranchFilter | None = None,
        order_by: BranchOrder | None = None,
    ) -> QuerySet[models.Branch]:
        where = businesses_asked(info, business, all_mine, selectors.RIGHT)
        return _branches(selectors.branches_of(where), filter, order_by)


@strawberry.type
class BranchMutations:
    @mutation(description="Names a place of a business; for the owner. Safe to repeat.")
    def create_branch(self, info: Info, input: CreateBranchInput) -> Branch:
        made = branches.create_branch(
            business=business_named(info, input.business, branches.RIGHT),
            name=input.name,
            key=input.idempotency_key,
            actor=info.context.user,
        )
        return cast(Branch, made)

    @mutation(
        description="Calls a branch otherwise; for the owner. Reports of days that are past call it so as"
        " well. Safe to repeat."
    )
    def rename_branch(self, info: Info, input: RenameBranchInput) -> Branch:
        renamed = branches.rename_branch(
            branch=find(info.context.user, input.branch, "Branch", field="branch"),
            name=input.name,
            actor=info.context.user,
        )
        return cast(Branch, renamed)

    @mutation(
        description="Puts a branch away, so that no further till is put into it, or brings it back; for the"
        " owner. Its tills stay in it, and reports show it. Safe to repeat."
    )
    def archive_branch(self, info: Info, input: ArchiveBranchInput) -> Branch:
        put = branches.archive_branch(
            branch=find(info.context.user, input.branch, "Branch", field="branch"),
            archived=input.archived,
            actor=info.context.user,
        )
        return cast(Branch, put)

    @mutation(
        description="Puts a till into a branch, or into none; for the owner. Nothing moves in the books;"
        " reports, of days that are past too, show it where it is now. Safe to repeat."
    )
    def set_till_branch(self, info: Info, input: SetTillBranchInput) -> Till:
        user = info.context.user
        put = branches.set_till_branch(
            till=till_named(info, input.till),
            branch=find(user, input.branch, "Branch", field="branch") if input.branch else None,
            actor=user,
        )
        return cast(Till, put)
