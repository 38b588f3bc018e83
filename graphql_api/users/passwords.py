"""Passwords of staff: changed, recovered, and where recovery goes."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import strawberry
from django.contrib.auth import update_session_auth_hash

from graphql_api.context import Info
from graphql_api.events.alarm import announce_person
from graphql_api.problems import Problem
from users.signing_in import passwords, recovery_contacts


@strawberry.type(description="Your other sessions have ended.")
class PasswordChanged:
    done: bool = True


@strawberry.type(description="If the person has a recovery contact, a code is on its way there.")
class PasswordResetRequested:
    done: bool = True


@strawberry.type(description="Every session that there was has ended: sign in with the new password.")
class PasswordReset:
    done: bool = True


@strawberry.type(description="A code is on its way; the contact counts once it is confirmed.")
class CodeSent:
    to: str = strawberry.field(description="Masked.")


@strawberry.type
class ContactConfirmed:
    done: bool = True


PasswordChangedResult: TypeAlias = Annotated[
    PasswordChanged | Problem, strawberry.union("PasswordChangedResult")
]
ResetRequestedResult: TypeAlias = Annotated[
    PasswordResetRequested | Problem, strawberry.union("ResetRequestedResult")
]
PasswordResetResult: TypeAlias = Annotated[PasswordReset | Problem, strawberry.union("PasswordResetResult")]
CodeSentResult: TypeAlias = Annotated[CodeSent | Problem, strawberry.union("CodeSentResult")]
ContactConfirmedResult: TypeAlias = Annotated[
    ContactConfirmed | Problem, strawberry.union("ContactConfirmedResult")
]


@strawberry.type
class PasswordMutations:
    @strawberry.mutation(description="A new password, by the old one. Ends my other sessions.")
    def change_password(self, info: Info, secret: str, new_password: str) -> PasswordChangedResult | None:
        user = info.context.user
        passwords.change_password(
            user=user,
            secret=secret,
            new_password=new_password,
            session_key=info.context.request.session.session_key,
        )
        update_session_auth_hash(info.context.request, user)
        info.context.remember_device(user)
        announce_person(user.pk)
        return PasswordChanged()

    @strawberry.mutation(
        description="Sends a code to the recovery contact of who signs in by this name. The answer is the"
        " same whether there is such a person, and such a contact, or not."
    )
    def request_password_reset(self, info: Info, username: str) -> ResetRequestedResult | None:
        context = info.context
        passwords.request_reset(username=username, address=context.address, device=context.device)
        return PasswordResetRequested()

    @strawberry.mutation(description="A new password, by a code. Ends all sessions; opens none.")
    def reset_password(self, info: Info, code: str, new_password: str) -> PasswordResetResult | None:
        person = passwords.reset_password(code=code, new_password=new_password)
        info.context.remember_device(person)
        announce_person(person.pk)
        return PasswordReset()

    @strawberry.mutation(
        description="Begins to recover my password at an e-mail address or a phone, one of the two; wants the"
        " password again. A code goes there."
    )
    def set_recovery_contact(
        self, info: Info, secret: str, email: str = "", phone: str = ""
    ) -> CodeSentResult | None:
        user = info.context.user
        masked = recovery_contacts.start_contact(user=user, secret=secret, email=email, phone=phone)
        return CodeSent(to=masked)

    @strawberry.mutation(description="The code came back: my password is recovered there from now on.")
    def confirm_recovery_contact(self, info: Info, code: str) -> ContactConfirmedResult | None:
        recovery_contacts.confirm_contact(user=info.context.user, code=code)
        return ContactConfirmed()
