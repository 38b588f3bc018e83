"""Players who come by themselves, and in which language people are written to."""

from __future__ import annotations

from datetime import datetime

import strawberry
from django.contrib.auth import login
from strawberry import relay

from core import days
from core.errors import Findings
from graphql_api.context import Info
from graphql_api.nodes import row_id
from graphql_api.payloads import mutation
from graphql_api.scalars import Phone
from graphql_api.users.signing_in import BACKEND
from graphql_api.users.types import CodePurpose, Language, Me
from users import languages, selectors
from users.people import check_pin
from users.signing_in import signing_up
from users.signing_in.codes import request_code

_WRITTEN_IN = "In which I am written to; null: as the business writes."


@strawberry.input(description="A code to a phone.")
class RequestCodeInput:
    business: relay.GlobalID = strawberry.field(
        description="Where the player signs up, which must take players; or keeps money."
    )
    phone: Phone = strawberry.field(description="Where the code is texted to.")
    purpose: CodePurpose = strawberry.field(description="What the code is for; it is good for nothing else.")
    language: Language | None = strawberry.field(
        default=None, description="In which it is texted; null: as the person chose, or the business."
    )


@strawberry.type(description="A code is on its way, if the phone can be given one.")
class CodeRequested:
    good_until: datetime = strawberry.field(description="The code is worth nothing afterwards, in UTC.")


@strawberry.input(description="A new player.")
class SignUpInput:
    business: relay.GlobalID = strawberry.field(description="Where; it must take players.")
    phone: Phone = strawberry.field(description="The player's, by which they sign in.")
    code: str = strawberry.field(description="The six digits that were texted for SIGN_UP.")
    pin: str = strawberry.field(description="Six digits, neither a run nor repeats of one; else WEAK_PIN.")
    display_name: str = strawberry.field(default="", description="How the player is called.")
    language: Language | None = strawberry.field(default=None, description=_WRITTEN_IN)
    agreed: bool = strawberry.field(
        default=False,
        description="The player has read the terms, agrees, and says that they are 18 years old or older:"
        " the audit trail keeps it.",
    )


@strawberry.input(description="In which language I am written to.")
class SetLanguageInput:
    language: Language = strawberry.field(description="Of all messages from now on.")


def _look_at_pin(input: SignUpInput, found: Findings) -> None:
    with found.noting():
        check_pin(input.pin)
    with found.noting():
        signing_up.require_agreed(input.agreed)


def _number(business: relay.GlobalID) -> int:
    return row_id(business, "Business", field="business")


@strawberry.type
class SigningUpMutations:
    @mutation(
        facts=True,
        description="Texts a six-digit code to a phone, good for ten minutes and five tries. The answer is"
        " the same whether the phone is known or not.",
    )
    def request_code(self, info: Info, input: RequestCodeInput) -> CodeRequested:
        signs_up = input.purpose is CodePurpose.SIGN_UP
        find = selectors.open_to_players if signs_up else selectors.any_business
        good_for = request_code(
            phone=input.phone,
            purpose=input.purpose.value,
            business=find(_number(input.business)),
            address=info.context.address,
            device=info.context.device,
            language=input.language.value if input.language else "",
        )
        return CodeRequested(good_until=days.now() + good_for)

    @mutation(
        description="A new player of a business that takes players, by a code for SIGN_UP: signed in at"
        " once, with an empty wallet.",
        look=_look_at_pin,
    )
    def sign_up(self, info: Info, input: SignUpInput) -> Me:
        player = signing_up.sign_up(
            phone=input.phone,
            code=input.code,
            pin=input.pin,
            business=selectors.open_to_players(_number(input.business)),
            address=info.context.address,
            device=info.context.device,
            display_name=input.display_name,
            language=input.language.value if input.language else "",
            agreed=input.agreed,
        )
        login(info.context.request, player, backend=BACKEND)
        info.context.remember_device(player)
        return Me(user=player)

    @mutation(description="In which language I am written to from now on.")
    def set_language(self, info: Info, input: SetLanguageInput) -> Me:
        user = info.context.user
        languages.choose_language(language=input.language.value, user=user, actor=user)
        return Me(user=user)
