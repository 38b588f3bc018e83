"""Inviting people to a business, and accepting."""

from __future__ import annotations

from typing import Annotated, TypeAlias, cast

import strawberry
from django.contrib.auth import login
from strawberry import relay

from graphql_api.context import Info
from graphql_api.nodes import row_id
from graphql_api.problems import Problem
from graphql_api.users.mutations import SignedIn, SignInResult
from graphql_api.users.signing_in import BACKEND
from graphql_api.users.types import Invite, Language, Me, Membership, Role
from users import invites, models, selectors
from users.access import Right, business_for
from users.models import User

InviteResult: TypeAlias = Annotated[Invite | Problem, strawberry.union("InviteResult")]


MembershipResult: TypeAlias = Annotated[Membership | Problem, strawberry.union("MembershipResult")]


@strawberry.type
class InvitationDeclined:
    done: bool = True


DeclinedResult: TypeAlias = Annotated[InvitationDeclined | Problem, strawberry.union("DeclinedResult")]


@strawberry.input(description="To an e-mail address, a phone or a user name: one of them.")
class InviteMemberInput:
    business: str
    role: Role
    key: str = strawberry.field(description="A new one for each invitation; the same one invites once.")
    email: str = ""
    phone: str = ""
    username: str = strawberry.field(
        default="", description="Nothing is sent: the person finds it under `myInvitations`, if there is one."
    )
    language: Language | None = None


@strawberry.type
class InvitationMutations:
    @strawberry.mutation(
        description="Invites somebody to a role of staff, for seven days; for the owner. By e-mail and phone"
        " goes a token that works once."
    )
    def invite_member(self, info: Info, input: InviteMemberInput) -> InviteResult | None:
        actor = info.context.user
        invite = invites.invite_member(
            business=business_for(actor, input.business, Right.MEMBER_MANAGE),
            role=input.role.value,
            key=input.key,
            actor=actor,
            email=input.email,
            phone=input.phone,
            username=input.username,
            language=input.language.value if input.language else "",
        )
        return cast(Invite, invite)

    @strawberry.mutation(description="Takes an invitation back; for the owner. Safe to repeat.")
    def revoke_invite(self, info: Info, invite: relay.GlobalID) -> InviteResult | None:
        actor = info.context.user
        found = selectors.invite_for(actor, row_id(invite, "Invite", field="invite"))
        return cast(Invite, invites.revoke_invite(invite=found, actor=actor))

    @strawberry.mutation(
        description="Takes the role of an invitation: as whoever is signed in, else as a new person with this"
        " user name and password, who is then signed in. `contact`, the e-mail address or phone to which the"
        " invitation came, is where a new person recovers a forgotten password."
    )
    def accept_invite(
        self,
        info: Info,
        token: str,
        username: str = "",
        password: str = "",
        display_name: str = "",
        contact: str = "",
    ) -> SignInResult | None:
        current = info.context.request.user
        signed_in = current if isinstance(current, User) and current.is_active else None
        person = invites.accept_invite(
            token=token,
            person=signed_in,
            address=info.context.address,
            username=username,
            password=password,
            display_name=display_name,
            contact=contact,
        )
        if signed_in is None:
            login(info.context.request, person, backend=BACKEND)
            info.context.remember_device(person)
        return SignedIn(me=Me(user=person))

    @strawberry.mutation(description="Takes the role that I am invited to. Safe to repeat.")
    def accept_invitation(self, info: Info, invitation: relay.GlobalID) -> MembershipResult | None:
        person = info.context.user
        membership = invites.accept_invitation(invite=_mine(person, invitation), person=person)
        return cast(Membership, membership)

    @strawberry.mutation(description="I do not want the role. The business is not told. Safe to repeat.")
    def decline_invitation(self, info: Info, invitation: relay.GlobalID) -> DeclinedResult | None:
        person = info.context.user
        invites.decline_invitation(invite=_mine(person, invitation), person=person)
        return InvitationDeclined()


def _mine(person: User, invitation: relay.GlobalID) -> models.Invite:
    return selectors.invitation_for(person, row_id(invitation, "MyInvitation", field="invitation"))
