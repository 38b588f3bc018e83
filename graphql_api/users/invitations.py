"""Inviting people to a business, and accepting."""

from __future__ import annotations

from typing import cast

import strawberry
from django.contrib.auth import login
from strawberry import relay

from core.errors import Findings
from graphql_api.businesses import business_named
from graphql_api.context import Info
from graphql_api.nodes import find, row_id
from graphql_api.payloads import KEY_SAYS, mutation
from graphql_api.scalars import BadValue, Phone
from graphql_api.users.signing_in import BACKEND
from graphql_api.users.types import Invite, Language, Me, Membership, Role
from users import invites, models, selectors
from users.access import Right
from users.models import User


@strawberry.input(description="An invitation to an e-mail address, a phone or a user name: one of them.")
class InviteMemberInput:
    business: relay.GlobalID = strawberry.field(description="To this business.")
    role: Role = strawberry.field(description="To this role of staff; players sign up by themselves.")
    email: str | None = strawberry.field(default=None, description="A token goes there, by e-mail.")
    phone: Phone | None = strawberry.field(default=None, description="A token goes there, by SMS.")
    username: str | None = strawberry.field(
        default=None,
        description="Nothing is sent: the person finds it under `myInvitations`, if there is one.",
    )
    language: Language | None = strawberry.field(
        default=None, description="Of the message; that of the business where nothing is given."
    )
    idempotency_key: str = strawberry.field(description=KEY_SAYS)


@strawberry.input(description="An invitation to take back.")
class RevokeInviteInput:
    invite: relay.GlobalID = strawberry.field(description="One of `invites`.")


@strawberry.input(description="An invitation that came as a message. Who is signed in gives the token alone.")
class AcceptInviteInput:
    token: str = strawberry.field(description="Of the message.")
    username: str = strawberry.field(default="", description="Of somebody new: what to sign in by.")
    password: str = strawberry.field(
        default="", description="Of somebody new: ten characters or more, and none of the well-known."
    )
    display_name: str = strawberry.field(
        default="", description="Of somebody new: how they are called, in up to 80 characters."
    )
    contact: str = strawberry.field(
        default="",
        description="Of somebody new: the e-mail address or phone to which the invitation came. A forgotten"
        " password is recovered there.",
    )


@strawberry.input(description="An invitation to accept.")
class AcceptInvitationInput:
    invitation: relay.GlobalID = strawberry.field(description="One of `myInvitations`.")


@strawberry.input(description="An invitation to decline.")
class DeclineInvitationInput:
    invitation: relay.GlobalID = strawberry.field(description="One of `myInvitations`.")


def _look_at_invitation(input: InviteMemberInput, found: Findings) -> None:
    has_phone = isinstance(input.phone, BadValue)
    invites.note_invitation(
        found,
        key=input.idempotency_key,
        role=input.role.value,
        to=None if has_phone else (input.email or "", input.phone or "", input.username or ""),
    )


@strawberry.type
class InvitationMutations:
    @mutation(
        description="Invites somebody to a role of staff, for seven days; for the owner. By e-mail and phone"
        " goes a token that works once. Safe to repeat.",
        look=_look_at_invitation,
    )
    def invite_member(self, info: Info, input: InviteMemberInput) -> Invite:
        invite = invites.invite_member(
            business=business_named(info, input.business, Right.MEMBER_MANAGE),
            role=input.role.value,
            key=input.idempotency_key,
            actor=info.context.user,
            email=input.email or "",
            phone=input.phone or "",
            username=input.username or "",
            language=input.language.value if input.language else "",
        )
        return cast(Invite, invite)

    @mutation(description="Takes an invitation back; for the owner. Safe to repeat.")
    def revoke_invite(self, info: Info, input: RevokeInviteInput) -> Invite:
        actor = info.context.user
        found = find(actor, input.invite, "Invite", field="invite")
        return cast(Invite, invites.revoke_invite(invite=found, actor=actor))

    @mutation(
        description="Takes the role of an invitation: as whoever is signed in, else as a new person with this"
        " user name and password, who is then signed in. Safe to repeat for the person who took it."
    )
    def accept_invite(self, info: Info, input: AcceptInviteInput) -> Me:
        current = info.context.request.user
        signed_in = current if isinstance(current, User) and current.is_active else None
        person = invites.accept_invite(
            token=input.token,
            person=signed_in,
            address=info.context.address,
            username=input.username,
            password=input.password,
            display_name=input.display_name,
            contact=input.contact,
        )
        if signed_in is None:
            login(info.context.request, person, backend=BACKEND)
            info.context.remember_device(person)
        return Me(user=person)

    @mutation(description="Takes the role that I am invited to. Safe to repeat.")
    def accept_invitation(self, info: Info, input: AcceptInvitationInput) -> Membership:
        person = info.context.user
        membership = invites.accept_invitation(invite=_mine(person, input.invitation), person=person)
        return cast(Membership, membership)

    @mutation(description="I do not want the role. The business is not told. Safe to repeat.")
    def decline_invitation(self, info: Info, input: DeclineInvitationInput) -> None:
        person = info.context.user
        invites.decline_invitation(invite=_mine(person, input.invitation), person=person)


def _mine(person: User, invitation: relay.GlobalID) -> models.Invite:
    return selectors.invitation_for(person, row_id(invitation, "MyInvitation", field="invitation"))
