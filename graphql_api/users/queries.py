"""Who am I, which businesses are mine, and who is in them or invited to them."""

from __future__ import annotations

import strawberry
from django.db.models import QuerySet
from strawberry import relay

from graphql_api.businesses import businesses_asked
from graphql_api.context import Info
from graphql_api.filters import ordered
from graphql_api.nodes import register_node
from graphql_api.pages import Page, grow, listed
from graphql_api.reading import Below
from graphql_api.users.filters import (
    BusinessFilter,
    BusinessOrder,
    InviteFilter,
    InviteOrder,
    MembershipFilter,
    MembershipOrder,
    chosen_invites,
    chosen_members,
)
from graphql_api.users.types import Business, Invite, Me, Membership, MyInvitation
from users import models, selectors
from users.access import Right, businesses_of

register_node("Business", selectors.business_by_id)
register_node("Membership", selectors.membership_for)
register_node("Invite", selectors.invite_for)


@listed(
    Page[Membership] | None,
    description="Who holds which role, newest first; null for who may not read the audit log.",
)
def _members_of_business(
    root: strawberry.Parent[models.Business],
    info: Info,
    filter: MembershipFilter | None = None,
    order_by: MembershipOrder | None = None,
) -> Below[models.Membership] | None:
    if not info.context.holds(root.pk, Right.AUDIT_READ):
        return None
    return Below(root, "business", chosen_members(models.Membership.objects.all(), filter, order_by, info))


@listed(
    Page[Invite] | None, description="Its invitations, newest first; null for who may not manage members."
)
def _invites_of_business(
    root: strawberry.Parent[models.Business],
    info: Info,
    filter: InviteFilter | None = None,
    order_by: InviteOrder | None = None,
) -> Below[models.Invite] | None:
    if not info.context.holds(root.pk, Right.MEMBER_MANAGE):
        return None
    return Below(root, "business", chosen_invites(models.Invite.objects.all(), filter, order_by))


grow(Business, members=_members_of_business, invites=_invites_of_business)


@strawberry.type
class UserQueries:
    @strawberry.field(description="The person who is signed in, or null.")
    def me(self, info: Info) -> Me | None:
        user = info.context.request.user
        return Me(user=info.context.user) if user.is_authenticated else None

    @listed(Page[Business], description="My businesses, whatever my role there; by code.")
    def businesses(
        self,
        info: Info,
        filter: BusinessFilter | None = None,
        order_by: BusinessOrder | None = None,
    ) -> QuerySet[models.Business]:
        rows = businesses_of(info.context.user)
        rows = filter.of(rows) if filter else rows
        return ordered(rows, order_by) if order_by else rows

    @listed(
        Page[Membership],
        description="Who holds which role, in one business or in all of mine, newest first; for owner and"
        " auditor.",
    )
    def members(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: MembershipFilter | None = None,
        order_by: MembershipOrder | None = None,
    ) -> QuerySet[models.Membership]:
        where = businesses_asked(info, business, all_mine, Right.AUDIT_READ)
        return chosen_members(models.Membership.objects.filter(business__in=where), filter, order_by, info)

    @listed(
        Page[Invite],
        description="Invitations to one business or to all of mine, newest first; for the owner.",
    )
    def invites(
        self,
        info: Info,
        business: relay.GlobalID | None = None,
        all_mine: bool = False,
        filter: InviteFilter | None = None,
        order_by: InviteOrder | None = None,
    ) -> QuerySet[models.Invite]:
        where = businesses_asked(info, business, all_mine, Right.MEMBER_MANAGE)
        return chosen_invites(models.Invite.objects.filter(business__in=where), filter, order_by)

    @listed(
        Page[MyInvitation],  # type: ignore[type-var]
        description="Invitations that wait for my answer, newest first.",
    )
    def my_invitations(self, info: Info) -> QuerySet[models.Invite]:
        return selectors.invitations_of(info.context.user)
