"""What lists of businesses, members and invitations can be narrowed to, and ordered by."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import strawberry
from django.db.models import Case, F, QuerySet, Value, When

from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.filters import DayRange, Direction, in_states, on_days, ordered, with_text
from graphql_api.users.person import name_in_sql
from graphql_api.users.types import InviteState, Role
from users import models
from users.access import Right, businesses_of


class _BusinessColumn(StrEnum):
    CODE = "code"
    NAME = "name"
    CREATED_AT = "pk"


class _MembershipColumn(StrEnum):
    CREATED_AT = "pk"
    ROLE = "role"


class _InviteColumn(StrEnum):
    CREATED_AT = "pk"
    EXPIRES_AT = "expires_at"


BusinessOrderField = described(
    _BusinessColumn,
    "BusinessOrderField",
    "By what businesses are ordered.",
    CODE="Their code.",
    NAME="Their name.",
    CREATED_AT="When they were opened.",
)
MembershipOrderField = described(
    _MembershipColumn,
    "MembershipOrderField",
    "By what memberships are ordered.",
    CREATED_AT="Since when they are.",
    ROLE="The role, by the alphabet.",
)
InviteOrderField = described(
    _InviteColumn,
    "InviteOrderField",
    "By what invitations are ordered.",
    CREATED_AT="When they were sent.",
    EXPIRES_AT="Until when they can be accepted.",
)


@strawberry.input(description="Which businesses.")
class BusinessFilter:
    text: str | None = strawberry.field(default=None, description="Part of the name, or how the code begins.")

    def of(self, rows: QuerySet[models.Business]) -> QuerySet[models.Business]:
        """Raises InvalidInput BAD_FILTER."""
        return with_text(rows, self.text, "name__icontains", "code__istartswith")


@strawberry.input(description="Which memberships; all that is given holds at once.")
class MembershipFilter:
    roles: list[Role] | None = strawberry.field(default=None, description="With one of these roles.")
    text: str | None = strawberry.field(
        default=None,
        description="Part of how the person is called, or, where I manage members, how the user name begins.",
    )

    def of(self, rows: QuerySet[models.Membership], info: Info) -> QuerySet[models.Membership]:
        """Raises InvalidInput BAD_FILTER."""
        rows = in_states(rows, self.roles, "role")
        if self.text is None:
            return rows
        # No name is found by who would not be shown it.
        managed = businesses_of(info.context.user, Right.MEMBER_MANAGE).order_by().values("pk")
        rows = rows.annotate(
            called=name_in_sql("user"),
            signs_in_by=Case(When(business__in=managed, then=F("user__username")), default=Value("")),
        )
        return with_text(rows, self.text, "called__icontains", "signs_in_by__istartswith")


@strawberry.input(description="Which invitations; all that is given holds at once.")
class InviteFilter:
    day: DayRange | None = strawberry.field(default=None, description="The day on which they were sent.")
    states: list[InviteState] | None = strawberry.field(default=None, description="In one of these states.")
    roles: list[Role] | None = strawberry.field(default=None, description="To one of these roles.")

    def of(self, rows: QuerySet[models.Invite]) -> QuerySet[models.Invite]:
        """Raises InvalidInput BAD_FILTER."""
        return in_states(in_states(on_days(rows, "created_at", self.day), self.states), self.roles, "role")


@strawberry.input(description="The order of businesses.")
class BusinessOrder:
    field: BusinessOrderField = strawberry.field(description="By what.")
    direction: Direction = strawberry.field(default=Direction.DESC, description="Which end comes first.")


@strawberry.input(description="The order of memberships.")
class MembershipOrder:
    field: MembershipOrderField = strawberry.field(description="By what.")
    direction: Direction = strawberry.field(default=Direction.DESC, description="Which end comes first.")


@strawberry.input(description="The order of invitations.")
class InviteOrder:
    field: InviteOrderField = strawberry.field(description="By what.")
    direction: Direction = strawberry.field(default=Direction.DESC, description="Which end comes first.")


def chosen_members(
    rows: QuerySet[models.Membership],
    filter: MembershipFilter | None,
    order: MembershipOrder | None,
    info: Info,
) -> QuerySet[Any]:
    """The memberships that are asked for, newest first unless asked otherwise."""
    return ordered(filter.of(rows, info) if filter else rows, order)


def chosen_invites(
    rows: QuerySet[models.Invite], filter: InviteFilter | None, order: InviteOrder | None
) -> QuerySet[Any]:
    """The invitations that are asked for, newest first unless asked otherwise."""
    return ordered(filter.of(rows) if filter else rows, order)
