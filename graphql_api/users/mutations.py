"""Signing in and out, and who is a member of a business."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypeAlias

import strawberry
from django.contrib.auth import login, logout
from django.db import transaction

from core.errors import NotAllowed
from graphql_api.context import Info
from graphql_api.errors import Problem
from graphql_api.events.alarm import announce_person
from graphql_api.events.tokens import issue_socket_token
from graphql_api.users.types import Business, Me, Membership, Role, Rounding
from users import people, selectors
from users.access import business_for
from users.audit import record_audit
from users.models import User
from users.sign_in import sign_in

BACKEND = "users.backends.DelayedSignIn"


@strawberry.type(description="Signed in: the session cookie is set, and the CSRF cookie is a new one.")
class SignedIn:
    me: Me


@strawberry.type
class SignedOut:
    done: bool = True


@strawberry.type(description="Opens one WebSocket from a client that sends no Origin, within five minutes.")
class SocketToken:
    token: str
    expires_at: datetime


@strawberry.type
class MemberRemoved:
    business: Business


SignInResult: TypeAlias = Annotated[SignedIn | Problem, strawberry.union("SignInResult")]
SignOutResult: TypeAlias = Annotated[SignedOut | Problem, strawberry.union("SignOutResult")]
SocketTokenResult: TypeAlias = Annotated[SocketToken | Problem, strawberry.union("SocketTokenResult")]
BusinessResult: TypeAlias = Annotated[Business | Problem, strawberry.union("BusinessResult")]
MembershipResult: TypeAlias = Annotated[Membership | Problem, strawberry.union("MembershipResult")]
MemberRemovedResult: TypeAlias = Annotated[MemberRemoved | Problem, strawberry.union("MemberRemovedResult")]


@strawberry.type
class UserMutations:
    @strawberry.mutation(
        description="By user name and password, or phone and PIN; `code` where a second factor is set up"
        " (TOTP_REQUIRED asks for it). Failures grow a delay."
    )
    def sign_in(self, info: Info, identifier: str, secret: str, code: str = "") -> SignInResult | None:
        user = sign_in(identifier=identifier, secret=secret, address=info.context.address, code=code)
        login(info.context.request, user, backend=BACKEND)
        info.context.note_totp()
        return SignedIn(me=Me(user=user))

    @strawberry.mutation(description="Ends the session and closes its sockets.")
    def sign_out(self, info: Info) -> SignOutResult | None:
        user = info.context.user
        with transaction.atomic():
            logout(info.context.request)
            record_audit(actor=user, business=None, action="sign_out", subject=f"user:{user.pk}")
            transaction.on_commit(lambda: announce_person(user.pk), robust=True)
        return SignedOut()

    @strawberry.mutation(description="A token for connection_init, bound to this session.")
    def issue_socket_token(self, info: Info) -> SocketTokenResult | None:
        token, expires_at = issue_socket_token(
            info.context.user, info.context.request.session.session_key or ""
        )
        return SocketToken(token=token, expires_at=expires_at)

    @strawberry.mutation(description="A business of which you are the owner; for people who sign in by name.")
    def create_business(
        self, info: Info, code: str, name: str, rounding: Rounding = Rounding.NEAREST
    ) -> BusinessResult | None:
        owner = _staff(info)
        return people.create_business(  # type: ignore[return-value]
            code=code, name=name, owner=owner, rounding=rounding.value
        )

    @strawberry.mutation(description="Gives a person a role; for the owner. Safe to repeat.")
    def add_member(self, info: Info, business: str, username: str, role: Role) -> MembershipResult | None:
        actor = info.context.user
        where = business_for(actor, business, "member.manage")
        return people.add_member(  # type: ignore[return-value]
            business=where, user=selectors.staff_by_name(username), role=role.value, actor=actor
        )

    @strawberry.mutation(description="Takes a role from a person; for the owner. Safe to repeat.")
    def remove_member(
        self, info: Info, business: str, username: str, role: Role
    ) -> MemberRemovedResult | None:
        actor = info.context.user
        where = business_for(actor, business, "member.manage")
        people.remove_member(
            business=where, user=selectors.staff_by_name(username), role=role.value, actor=actor
        )
        return MemberRemoved(business=where)  # type: ignore[arg-type]


def _staff(info: Info) -> User:
    user = info.context.user
    if user.username is None:
        raise NotAllowed("Only people who sign in by name can open a business.")
    return user
