"""Setting up the second factor, and removing it. The session remembers that it has passed one."""

from __future__ import annotations

import strawberry

from graphql_api.context import Info
from graphql_api.payloads import mutation
from graphql_api.users.types import Me
from users.signing_in import totp
from users.signing_in.sign_in import confirm_secret

_AGAIN = "Your password or PIN, once more."


@strawberry.input(description="Who sets up a second factor.")
class StartTotpInput:
    secret: str = strawberry.field(description=_AGAIN)


@strawberry.input(description="That the authenticator app has it.")
class ConfirmTotpInput:
    code: str = strawberry.field(description="The six digits that the app shows.")


@strawberry.input(description="Who does without a second factor.")
class RemoveTotpInput:
    secret: str = strawberry.field(description=_AGAIN)
    code: str = strawberry.field(description="The six digits that the app shows, or a recovery code.")


@strawberry.type(description="A second factor to take over.")
class TotpStarted:
    uri: str = strawberry.field(
        description="An otpauth:// address for the authenticator app, best shown as a QR code. A secret."
    )


@strawberry.type(description="What comes with a second factor.")
class TotpConfirmed:
    recovery_codes: list[str] = strawberry.field(
        description="Ten, shown this once: each works once, in place of a code. Secrets."
    )


@strawberry.type
class TotpMutations:
    @mutation(
        facts=True,
        description="Begins a second factor, and replaces what was begun before; it counts once a code"
        " confirms it.",
    )
    def start_totp(self, info: Info, input: StartTotpInput) -> TotpStarted:
        user = info.context.user
        confirm_secret(user=user, secret=input.secret)
        return TotpStarted(uri=totp.start_totp(user=user))

    @mutation(
        facts=True,
        description="Sets up the second factor by a first code. This session has passed it.",
    )
    def confirm_totp(self, info: Info, input: ConfirmTotpInput) -> TotpConfirmed:
        codes = totp.confirm_totp(user=info.context.user, code=input.code)
        info.context.note_totp()
        return TotpConfirmed(recovery_codes=codes)

    @mutation(description="Removes the second factor and its recovery codes, by password and a last code.")
    def remove_totp(self, info: Info, input: RemoveTotpInput) -> Me:
        user = info.context.user
        confirm_secret(user=user, secret=input.secret)
        totp.remove_totp(user=user, code=input.code)
        return Me(user=user)
