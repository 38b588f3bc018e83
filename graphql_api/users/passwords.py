"""Passwords of staff and PINs of players: changed, recovered, and where recovery goes."""

from __future__ import annotations

import strawberry
from django.contrib.auth import update_session_auth_hash

from core.errors import Findings
from graphql_api.context import Info
from graphql_api.events.alarm import announce_person
from graphql_api.payloads import mutation
from graphql_api.scalars import Phone
from graphql_api.users.types import Me
from users.people import check_pin
from users.signing_in import passwords, recovery_contacts, signing_up

_TO_CHOOSE = "At least ten characters, not a common one; BAD_PASSWORD says what is wrong with it."
_AGAIN = "Your password, once more."


@strawberry.input(description="A new password by the old one.")
class ChangePasswordInput:
    secret: str = strawberry.field(description="The old password.")
    new_password: str = strawberry.field(description=_TO_CHOOSE)


@strawberry.input(description="Who has forgotten the password.")
class RequestPasswordResetInput:
    username: str = strawberry.field(description="What the person signs in by.")


@strawberry.input(description="A new password by a code.")
class ResetPasswordInput:
    code: str = strawberry.field(description="The code that was sent; with or without its dashes.")
    new_password: str = strawberry.field(description=_TO_CHOOSE)


@strawberry.input(description="A new PIN by a code.")
class ResetPinInput:
    phone: Phone = strawberry.field(description="The player's.")
    code: str = strawberry.field(description="The six digits that were texted for RESET_PIN.")
    new_pin: str = strawberry.field(
        description="Six digits, neither a run nor repeats of one; else WEAK_PIN."
    )


@strawberry.input(
    description="Where a forgotten password is recovered: an e-mail address or a phone, one of the two."
)
class SetRecoveryContactInput:
    secret: str = strawberry.field(description=_AGAIN)
    email: str = strawberry.field(default="", description="An e-mail address that you read.")
    phone: Phone | None = strawberry.field(default=None, description="A phone that you hold.")


@strawberry.input(description="That the contact is yours.")
class ConfirmRecoveryContactInput:
    code: str = strawberry.field(description="The code that was sent there; with or without its dashes.")


@strawberry.type(description="A code is on its way.")
class ContactAsked:
    sent_to: str = strawberry.field(description="Where to, masked.")


def _look_at_pin(input: ResetPinInput, found: Findings) -> None:
    with found.noting():
        check_pin(input.new_pin, field="new_pin")


@strawberry.type
class PasswordMutations:
    @mutation(
        description="A new password, by the old one. Ends my other sessions, tells my recovery contact. Not"
        " for players, who have a PIN."
    )
    def change_password(self, info: Info, input: ChangePasswordInput) -> None:
        user = info.context.user
        passwords.change_password(
            user=user,
            secret=input.secret,
            new_password=input.new_password,
            session_key=info.context.request.session.session_key,
        )
        update_session_auth_hash(info.context.request, user)
        info.context.remember_device(user)
        announce_person(user.pk)

    @mutation(
        description="Sends a code to the recovery contact of who signs in by this name. The answer is the"
        " same whether there is such a person, and such a contact, or not."
    )
    def request_password_reset(self, info: Info, input: RequestPasswordResetInput) -> None:
        context = info.context
        passwords.request_reset(username=input.username, address=context.address, device=context.device)

    @mutation(description="A new password, by a code. Ends all sessions of the person; opens none.")
    def reset_password(self, info: Info, input: ResetPasswordInput) -> None:
        person = passwords.reset_password(code=input.code, new_password=input.new_password)
        info.context.remember_device(person)
        announce_person(person.pk)

    @mutation(
        description="A player's new PIN, by a code for RESET_PIN. Ends all their sessions; opens none.",
        look=_look_at_pin,
    )
    def reset_pin(self, info: Info, input: ResetPinInput) -> None:
        context = info.context
        player = signing_up.reset_pin(
            phone=input.phone,
            code=input.code,
            new_pin=input.new_pin,
            address=context.address,
            device=context.device,
        )
        context.remember_device(player)
        announce_person(player.pk)

    @mutation(
        facts=True,
        description="Begins to recover my password at an e-mail address or a phone; wants the password again."
        " A code goes there: the contact counts once it is confirmed.",
    )
    def set_recovery_contact(self, info: Info, input: SetRecoveryContactInput) -> ContactAsked:
        masked = recovery_contacts.start_contact(
            user=info.context.user, secret=input.secret, email=input.email, phone=input.phone or ""
        )
        return ContactAsked(sent_to=masked)

    @mutation(
        description="The code came back: my password is recovered there from now on. The one before is told"
        " of it."
    )
    def confirm_recovery_contact(self, info: Info, input: ConfirmRecoveryContactInput) -> Me:
        user = info.context.user
        recovery_contacts.confirm_contact(user=user, code=input.code)
        return Me(user=user)
