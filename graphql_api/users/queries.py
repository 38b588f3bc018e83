"""Who am I, and which businesses are mine."""

from __future__ import annotations

import strawberry
from django.db.models import QuerySet

from graphql_api.context import Info
from graphql_api.nodes import register_node
from graphql_api.pages import Page, listed
from graphql_api.users.types import (
    MAX_INVITATIONS,
    Business,
    Invite,
    Me,
    Membership,
    MyInvitation,
)
from users import models, selectors
from users.access import businesses_of

register_node("Business", selectors.business_by_id)
register_node("Membership", selectors.membership_for)
register_node("Invite", selectors.invite_for)


@strawberry.type
class UserQueries:
    @strawberry.field(description="The person who is signed in, or null.")
    def me(self, info: Info) -> Me | None:
        user = info.context.request.user
        return Me(user=info.context.user) if user.is_authenticated else None

    @listed(Page[Business], description="My businesses, by code.")
    def businesses(self, info: Info) -> QuerySet[models.Business]:
        return businesses_of(info.context.user)

    @listed(Page[Membership], description="Who holds which role; for owner and auditor.")
    def members(self, info: Info, business: str) -> QuerySet[models.Membership]:
        return selectors.members_of(info.context.user, business)

    @listed(Page[Invite], description="Invitations, newest first; for the owner.")
    def invites(self, info: Info, business: str) -> QuerySet[models.Invite]:
        return selectors.invites_for(info.context.user, business)

    @strawberry.field(
        description=f"Invitations that wait for my answer, newest first; at most {MAX_INVITATIONS}."
    )
    def my_invitations(self, info: Info) -> list[MyInvitation]:
        return [
            MyInvitation(row=row) for row in selectors.invitations_of(info.context.user)[:MAX_INVITATIONS]
        ]
