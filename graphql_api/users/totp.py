"""Setting up the second factor, and removing it. The session remembers that it has passed one."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import strawberry

from graphql_api.context import Info
from graphql_api.problems import Problem
from users.signing_in import totp
from users.signing_in.sign_in import confirm_secret


@strawberry.type(description="Show `uri` to the authenticator app, as a QR code; then confirm with a code.")
class TotpStarted:
    uri: str


@strawberry.type(description="Shown this once: each works once, in place of a code.")
class TotpConfirmed:
    recovery_codes: list[str]


@strawberry.type
class TotpRemoved:
    done: bool = True


TotpStartedResult: TypeAlias = Annotated[TotpStarted | Problem, strawberry.union("TotpStartedResult")]
TotpConfirmedResult: TypeAlias = Annotated[TotpConfirmed | Problem, strawberry.union("TotpConfirmedResult")]
TotpRemovedResult: TypeAlias = Annotated[TotpRemoved | Problem, strawberry.union("TotpRemovedResult")]


@strawberry.type
class TotpMutations:
    @strawberry.mutation(description="Begins a second factor; wants your password again.")
    def start_totp(self, info: Info, secret: str) -> TotpStartedResult | None:
        user = info.context.user
        confirm_secret(user=user, secret=secret)
        return TotpStarted(uri=totp.start_totp(user=user))

    @strawberry.mutation(description="Sets up the second factor by a first code; gives the recovery codes.")
    def confirm_totp(self, info: Info, code: str) -> TotpConfirmedResult | None:
        codes = totp.confirm_totp(user=info.context.user, code=code)
        info.context.note_totp()
        return TotpConfirmed(recovery_codes=codes)

    @strawberry.mutation(description="Removes the second factor, by password and a last code.")
    def remove_totp(self, info: Info, secret: str, code: str) -> TotpRemovedResult | None:
        user = info.context.user
        confirm_secret(user=user, secret=secret)
        totp.remove_totp(user=user, code=code)
        return TotpRemoved()
