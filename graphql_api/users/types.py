"""People, businesses and roles, as the schema shows them."""

from __future__ import annotations

from datetime import datetime

import strawberry
import strawberry_django
from strawberry import relay

from core.money import Rounding as RoundingPolicy
from graphql_api.context import Info
from graphql_api.scalars import Money
from users import models
from users.access import Right
from users.languages import language_for
from users.models import CodePurpose as PurposeChoice
from users.models import InviteState as InviteStateChoice
from users.models import Language as LanguageChoice
from users.models import Role as RoleChoice
from users.models import Session, is_enrolled
from users.selectors import memberships_of
from users.signing_in.recovery_contacts import contact_of
from users.signing_in.sessions import public_id, sessions_of
from users.signing_in.totp import recovery_codes_left

Role = strawberry.enum(RoleChoice, name="Role", description="What a member of a business may do.")
Language = strawberry.enum(LanguageChoice, name="Language", description="In which people are written to.")
CodePurpose = strawberry.enum(PurposeChoice, name="CodePurpose", description="What a code is for.")
InviteState = strawberry.enum(InviteStateChoice, name="InviteState", description="Of an invitation.")
Rounding = strawberry.enum(
    RoundingPolicy,
    name="Rounding",
    description="How an amount becomes the whole shillings that M-Pesa asks for.",
)

MAX_MEMBERSHIPS = 100
MAX_INVITATIONS = 50
MAX_SESSIONS = 50


def _person(root: strawberry.Parent[models.Membership]) -> str:
    return str(root.user)


def _username(root: strawberry.Parent[models.Membership], info: Info) -> str | None:
    me = info.context.user
    mine = me is not None and me.pk == root.user_id
    return root.user.username if mine or info.context.holds(root.business_id, Right.MEMBER_MANAGE) else None


def _inviter(root: strawberry.Parent[models.Invite]) -> str:
    return str(root.invited_by)


def _solo_limit(root: strawberry.Parent[models.Business], info: Info) -> Money | None:
    return Money(root.solo_limit) if info.context.holds(root.pk, Right.APPROVAL_READ) else None


@strawberry_django.type(
    models.Business, description="A tenant; everything that money touches belongs to one."
)
class Business(relay.Node):
    code: str
    name: str
    rounding: Rounding
    solo_limit: Money | None = strawberry_django.field(
        resolver=_solo_limit,
        only=["solo_limit"],
        description="What one person may move alone; null for those who may not read approvals.",
    )
    require_totp: bool = strawberry_django.field(
        description="Owners and approvers act only with a second factor."
    )
    takes_players: bool = strawberry_django.field(description="Players may sign up by themselves.")
    created_at: datetime


@strawberry_django.type(models.Membership, description="A role of a person in a business.")
class Membership(relay.Node):
    business: Business
    role: Role
    person: str = strawberry_django.field(
        resolver=_person, select_related=["user"], description="How the person is called."
    )
    username: str | None = strawberry_django.field(
        resolver=_username,
        select_related=["user"],
        only=["business_id"],
        description="What the person signs in by, and `removeMember` wants: for those who manage members, and"
        " for oneself. Players have none.",
    )


@strawberry_django.type(
    models.Invite,
    description="An invitation to take a role in a business. One to a user name looks the same whether or not"
    " there is somebody of that name, and stays PENDING when it is declined.",
)
class Invite(relay.Node):
    business: Business
    role: Role
    recipient: str = strawberry_django.field(field_name="recipient_masked", description="Masked.")
    state: InviteState
    invited_by: str = strawberry_django.field(
        resolver=_inviter, select_related=["invited_by"], description="A name."
    )
    created_at: datetime
    expires_at: datetime = strawberry_django.field(description="A PENDING one is worth nothing afterwards.")


@strawberry.type(
    description="An invitation that waits for my answer; of the business it tells no more than this."
)
class MyInvitation:
    row: strawberry.Private[models.Invite]

    @strawberry.field
    def id(self) -> relay.GlobalID:
        return relay.GlobalID("MyInvitation", str(self.row.pk))

    @strawberry.field
    def business_name(self) -> str:
        return self.row.business.name

    @strawberry.field
    def role(self) -> Role:
        return RoleChoice(self.row.role)

    @strawberry.field(description="A name.")
    def invited_by(self) -> str:
        return str(self.row.invited_by)

    @strawberry.field
    def created_at(self) -> datetime:
        return self.row.created_at

    @strawberry.field(description="It is worth nothing afterwards.")
    def expires_at(self) -> datetime:
        return self.row.expires_at


@strawberry.type(description="A place where I am signed in.")
class MySession:
    row: strawberry.Private[Session]
    current: bool = strawberry.field(description="The one that asks.")

    @strawberry.field
    def id(self) -> strawberry.ID:
        return strawberry.ID(public_id(self.row))

    @strawberry.field(description="As the browser or program calls itself, for instance Firefox on Linux.")
    def device(self) -> str:
        return self.row.device

    @strawberry.field(description="Masked.")
    def address(self) -> str:
        return self.row.address_masked

    @strawberry.field
    def since(self) -> datetime:
        return self.row.since

    @strawberry.field(description="To within five minutes.")
    def last_seen(self) -> datetime:
        return self.row.last_seen_at


@strawberry.type(description="The person who is signed in.")
class Me:
    user: strawberry.Private[models.User]

    @strawberry.field
    def display_name(self) -> str:
        return self.user.display_name

    @strawberry.field(description="Null for people who sign in by phone.")
    def username(self) -> str | None:
        return self.user.username

    @strawberry.field(description="Masked.")
    def phone(self) -> str:
        return self.user.phone_masked

    @strawberry.field(description="Whether a second factor is set up.")
    def totp_enrolled(self) -> bool:
        return is_enrolled(self.user)

    @strawberry.field(description="Recovery codes that were not used yet.")
    def recovery_codes_left(self) -> int:
        return recovery_codes_left(self.user)

    @strawberry.field(description="Where a forgotten password is recovered, masked; empty when nowhere.")
    def recovery_contact(self) -> str:
        contact = contact_of(self.user)
        return contact.masked if contact else ""

    @strawberry.field(description=f"Where I am signed in, last seen first; at most {MAX_SESSIONS}.")
    def sessions(self, info: Info) -> list[MySession]:
        here = info.context.request.session.session_key
        rows = sessions_of(self.user)[:MAX_SESSIONS]
        return [MySession(row=row, current=row.session_key == here) for row in rows]

    @strawberry.field(description="In which I am written to.")
    def language(self) -> Language:
        return LanguageChoice(language_for(user=self.user))

    @strawberry.field(description=f"By business and role; at most {MAX_MEMBERSHIPS}.")
    def memberships(self, info: Info) -> list[Membership]:
        return list(memberships_of(self.user)[:MAX_MEMBERSHIPS])  # type: ignore[arg-type]
