"""Players who come by themselves, and in which language people are written to."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypeAlias

import strawberry
from django.contrib.auth import login

from core import days
from graphql_api.context import Info
from graphql_api.problems import Problem
from graphql_api.users.signing_in import BACKEND
from graphql_api.users.types import CodePurpose, Language, Me
from users import languages, selectors
from users.signing_in import signing_up
from users.signing_in.codes import request_code


@strawberry.type(description="Signed in: the session cookie is set, and the CSRF cookie is a new one.")
class SignedIn:
    me: Me


@strawberry.type(description="The code is on its way, if the phone can be given one.")
class CodeRequested:
    good_until: datetime


@strawberry.type
class LanguageSet:
    me: Me


SignInResult: TypeAlias = Annotated[SignedIn | Problem, strawberry.union("SignInResult")]
CodeResult: TypeAlias = Annotated[CodeRequested | Problem, strawberry.union("CodeResult")]
LanguageResult: TypeAlias = Annotated[LanguageSet | Problem, strawberry.union("LanguageResult")]


@strawberry.input
class SignUpInput:
    business: str
    phone: str
    code: str
    pin: str
    display_name: str = ""
    language: Language | None = None


@strawberry.type
class SigningUpMutations:
    @strawberry.mutation(
        description="Texts a six-digit code to a phone, good for ten minutes and five tries. The answer is"
        " the same whether the phone is known or not."
    )
    def request_code(
        self, info: Info, business: str, phone: str, purpose: CodePurpose, language: Language | None = None
    ) -> CodeResult | None:
        find = selectors.open_to_players if purpose is CodePurpose.SIGN_UP else selectors.business_by_code
        good_for = request_code(
            phone=phone,
            purpose=purpose.value,
            business=find(business),
            address=info.context.address,
            device=info.context.device,
            language=language.value if language else "",
        )
        return CodeRequested(good_until=days.now() + good_for)

    @strawberry.mutation(
        description="A new player of a business that takes players, by a code for SIGN_UP; signed in at once."
        " The PIN is six digits."
    )
    def sign_up(self, info: Info, input: SignUpInput) -> SignInResult | None:
        player = signing_up.sign_up(
            phone=input.phone,
            code=input.code,
            pin=input.pin,
            business=selectors.open_to_players(input.business),
            address=info.context.address,
            device=info.context.device,
            display_name=input.display_name,
            language=input.language.value if input.language else "",
        )
        login(info.context.request, player, backend=BACKEND)
        info.context.remember_device(player)
        return SignedIn(me=Me(user=player))

    @strawberry.mutation(description="In which language I am written to.")
    def set_language(self, info: Info, language: Language) -> LanguageResult | None:
        user = info.context.user
        languages.choose_language(language=language.value, user=user, actor=user)
        return LanguageSet(me=Me(user=user))
