"""Signing in and out, and what a socket is opened by."""

from __future__ import annotations

from datetime import datetime

import strawberry
from django.contrib.auth import login, logout
from django.db import transaction

from graphql_api.context import Info
from graphql_api.events.alarm import announce_person
from graphql_api.events.tokens import issue_socket_token
from graphql_api.payloads import mutation
from graphql_api.users.types import Me
from users.audit import record_audit
from users.signing_in.sign_in import sign_in

BACKEND = "users.signing_in.backends.DelayedSignIn"


@strawberry.input(description="Who signs in.")
class SignInInput:
    identifier: str = strawberry.field(description="The user name of staff, or the phone of a player.")
    secret: str = strawberry.field(description="The password of staff, or the PIN of a player.")
    code: str = strawberry.field(
        default="",
        description="The code that the authenticator app shows, or a recovery code, where a second factor is"
        " set up: TOTP_REQUIRED asks for it.",
    )


@strawberry.type(description="What opens a WebSocket from a client that sends no Origin.")
class SocketToken:
    token: str = strawberry.field(description='For `connection_init`, as {"token": ...}. A secret.')
    expires_at: datetime = strawberry.field(description="It opens nothing after this, in UTC.")


@strawberry.type
class SigningInMutations:
    @mutation(
        description="Begins a session: sets its cookie, and a new CSRF cookie. An unknown name and a wrong"
        " secret are one and the same SIGN_IN_FAILED. Failures grow a delay."
    )
    def sign_in(self, info: Info, input: SignInInput) -> Me:
        context = info.context
        user = sign_in(
            identifier=input.identifier,
            secret=input.secret,
            address=context.address,
            device=context.device,
            code=input.code,
        )
        login(context.request, user, backend=BACKEND)
        context.note_totp()
        context.remember_device(user)
        return Me(user=user)

    @mutation(description="Ends this session and closes its sockets.")
    def sign_out(self, info: Info) -> None:
        user = info.context.user
        with transaction.atomic():
            logout(info.context.request)
            record_audit(actor=user, business=None, action="sign_out", subject=f"user:{user.pk}")
            transaction.on_commit(lambda: announce_person(user.pk), robust=True)

    @mutation(
        facts=True,
        description="A token that opens sockets for five minutes, from programs that send no Origin. They end"
        " with this session.",
    )
    def issue_socket_token(self, info: Info) -> SocketToken:
        key = info.context.request.session.session_key or ""
        token, expires_at = issue_socket_token(info.context.user, key)
        return SocketToken(token=token, expires_at=expires_at)
