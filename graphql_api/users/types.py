"""People, businesses and roles, as the schema shows them."""

from __future__ import annotations

from datetime import datetime

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import relay

from core.money import Rounding as RoundingPolicy
from graphql_api.context import Info
from graphql_api.enums import described
from graphql_api.pages import Page, listed
from graphql_api.reading import together
from graphql_api.scalars import Money
from graphql_api.users.person import Person
from users import models
from users.access import Right
from users.languages import language_for, languages_of
from users.models import CodePurpose as PurposeChoice
from users.models import InviteState as InviteStateChoice
from users.models import Language as LanguageChoice
from users.models import Role as RoleChoice
from users.models import Session, is_enrolled
from users.operations import runs_machine
from users.selectors import memberships_of
from users.signing_in.recovery_contacts import contact_of
from users.signing_in.sessions import public_id, sessions_of
from users.signing_in.totp import recovery_codes_left

Role = described(
    RoleChoice,
    "Role",
    "What a member of a business may do.",
    OWNER="Everything: the business itself, its tills and its members. There is always one.",
    ACCOUNTANT="Reads and writes the books, closes periods, bills, proves statements, reviews players.",
    CASHIER="Takes money at the counter: asks for payments, bills, sees what came in.",
    APPROVER="Reads books and bills, and says yes or no to what others ask for.",
    MARKET_OPERATOR="Sees what comes in, and requests for approval.",
    AUDITOR="Reads books, collections and the audit log, and changes nothing.",
    PLAYER="Keeps money with the business: a wallet of their own, and nothing else of it.",
)
Language = described(
    LanguageChoice,
    "Language",
    "In which people are written to.",
    ENGLISH="English.",
    SWAHILI="Kiswahili.",
)
CodePurpose = described(
    PurposeChoice,
    "CodePurpose",
    "What a code is for.",
    SIGN_UP="A new player.",
    RESET_PIN="A new PIN of a player.",
)
InviteState = described(
    InviteStateChoice,
    "InviteState",
    "How far an invitation has come.",
    PENDING="Nobody has taken it; worth nothing after `expiresAt`.",
    ACCEPTED="Somebody has taken the role.",
    REVOKED="The business took it back.",
)
Rounding = described(
    RoundingPolicy,
    "Rounding",
    "How an amount becomes the whole shillings that M-Pesa asks for.",
    NEAREST="To the nearest shilling; half a shilling goes up.",
    UP="To the next higher shilling.",
    DOWN="To the next lower shilling.",
)

MAX_SESSIONS = 50


def _person(root: strawberry.Parent[models.Membership]) -> Person:
    return Person.of(root.user)


def _username(root: strawberry.Parent[models.Membership], info: Info) -> str | None:
    me = info.context.user
    mine = me is not None and me.pk == root.user_id
    return root.user.username if mine or info.context.holds(root.business_id, Right.MEMBER_MANAGE) else None


def _inviter(root: strawberry.Parent[models.Invite]) -> Person:
    return Person.of(root.invited_by)


def _invitation_id(root: strawberry.Parent[models.Invite]) -> relay.GlobalID:
    return relay.GlobalID("MyInvitation", str(root.pk))


def _business_name(root: strawberry.Parent[models.Invite]) -> str:
    return root.business.name


def _solo_limit(root: strawberry.Parent[models.Business], info: Info) -> Money | None:
    return Money(root.solo_limit) if info.context.holds(root.pk, Right.APPROVAL_READ) else None


def _language(root: strawberry.Parent[models.Business]) -> Language:
    chosen = together(root, ("language",), languages_of)
    return LanguageChoice(chosen or LanguageChoice.ENGLISH)


@strawberry_django.type(
    models.Business, description="A tenant; everything that money touches belongs to one."
)
class Business(relay.Node):
    code: str = strawberry_django.field(description="Like maji: once in all of Hesabu; it never changes.")
    name: str = strawberry_django.field(description="What people call it.")
    rounding: Rounding = strawberry_django.field(
        description="How amounts become the whole shillings that M-Pesa asks for."
    )
    solo_limit: Money | None = strawberry_django.field(
        resolver=_solo_limit,
        only=["solo_limit"],
        description="What one person may move alone in a day, in all; null for those who may not read"
        " approvals.",
    )
    require_totp: bool = strawberry_django.field(
        description="Owners and approvers act only with a second factor."
    )
    takes_players: bool = strawberry_django.field(description="Players may sign up by themselves.")
    language: Language = strawberry_django.field(
        resolver=_language, only=["id"], description="In which it writes to those who chose none."
    )
    created_at: datetime = strawberry_django.field(description="When it was opened, in UTC.")


@strawberry_django.type(
    models.Membership, description="A role of a person in a business; a person may hold several."
)
class Membership(relay.Node):
    business: Business = strawberry_django.field(description="Where.")
    role: Role = strawberry_django.field(description="What the person may do there.")
    person: Person = strawberry_django.field(resolver=_person, select_related=["user"], description="Whose.")
    username: str | None = strawberry_django.field(
        resolver=_username,
        select_related=["user"],
        only=["business_id"],
        description="What the person signs in by: for those who manage members, and for oneself; else null."
        " Players have none.",
    )
    created_at: datetime = strawberry_django.field(description="Since when, in UTC.")


@strawberry_django.type(
    models.Invite,
    description="An invitation to take a role in a business. One to a user name looks the same whether or not"
    " there is somebody of that name, and stays PENDING when it is declined.",
)
class Invite(relay.Node):
    business: Business = strawberry_django.field(description="Where.")
    role: Role = strawberry_django.field(description="Which role.")
    recipient: str = strawberry_django.field(
        field_name="recipient_masked", description="The e-mail address, phone or user name, masked."
    )
    state: InviteState = strawberry_django.field(description="How far it has come.")
    invited_by: Person = strawberry_django.field(
        resolver=_inviter, select_related=["invited_by"], description="Who invites."
    )
    created_at: datetime = strawberry_django.field(description="When it was sent, in UTC.")
    expires_at: datetime = strawberry_django.field(
        description="In UTC; a PENDING one is worth nothing afterwards."
    )


@strawberry_django.type(
    models.Invite,
    name="MyInvitation",
    description="An invitation that waits for my answer; of the business it tells no more than this.",
)
class MyInvitation:
    id: relay.GlobalID = strawberry_django.field(
        resolver=_invitation_id, only=["id"], description="For `acceptInvitation` and `declineInvitation`."
    )
    business_name: str = strawberry_django.field(
        resolver=_business_name,
        select_related=["business"],
        description="What people call the business.",
    )
    role: Role = strawberry_django.field(description="Which role.")
    invited_by: Person = strawberry_django.field(
        resolver=_inviter, select_related=["invited_by"], description="Who invites."
    )
    created_at: datetime = strawberry_django.field(description="When it was sent, in UTC.")
    expires_at: datetime = strawberry_django.field(description="In UTC; it is worth nothing afterwards.")


@strawberry.type(description="A place where I am signed in.")
class MySession:
    row: strawberry.Private[Session]
    current: bool = strawberry.field(description="The one that asks.")

    @strawberry.field(description="For `endSession`.")
    def id(self) -> strawberry.ID:
        return strawberry.ID(public_id(self.row))

    @strawberry.field(description="As the browser or program calls itself, for instance Firefox on Linux.")
    def device(self) -> str:
        return self.row.device

    @strawberry.field(description="The network address, masked; may be empty.")
    def address(self) -> str:
        return self.row.address_masked

    @strawberry.field(description="When I signed in there, in UTC.")
    def since(self) -> datetime:
        return self.row.since

    @strawberry.field(description="In UTC, to within five minutes.")
    def last_seen(self) -> datetime:
        return self.row.last_seen_at


@strawberry.type(description="The person who is signed in.")
class Me:
    user: strawberry.Private[models.User]

    @strawberry.field(description="How I am called by others; may be empty.")
    def display_name(self) -> str:
        return self.user.display_name

    @strawberry.field(description="Null for people who sign in by phone.")
    def username(self) -> str | None:
        return self.user.username

    @strawberry.field(description="Masked; empty for people who sign in by name.")
    def phone(self) -> str:
        return self.user.phone_masked

    @strawberry.field(description="Whether a second factor is set up.")
    def totp_enrolled(self) -> bool:
        return is_enrolled(self.user)

    @strawberry.field(description="Whether I run this machine: `operations` and `runJob` are for me.")
    def runs_machine(self) -> bool:
        return runs_machine(self.user)

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

    @listed(Page[Membership], description="My roles, by business and role.")
    def memberships(self) -> QuerySet[models.Membership]:
        return memberships_of(self.user)
