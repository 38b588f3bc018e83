"""Ending sessions of one's own, in one place or everywhere."""

from __future__ import annotations

import strawberry
from django.contrib.auth import logout

from graphql_api.context import Info
from graphql_api.events.alarm import announce_person
from graphql_api.payloads import mutation
from users.signing_in import sessions


@strawberry.input(description="Which session ends.")
class EndSessionInput:
    session: strawberry.ID = strawberry.field(description="One of `me { sessions }`.")


@strawberry.input(description="Which sessions end.")
class EndSessionsInput:
    this_one_too: bool = strawberry.field(default=False, description="Also the one that asks.")


@strawberry.type
class SessionMutations:
    @mutation(description="Ends one of my sessions; its sockets close too.")
    def end_session(self, info: Info, input: EndSessionInput) -> None:
        person = info.context.user
        sessions.end_session(person=person, id=str(input.session))
        announce_person(person.pk)

    @mutation(description="Ends all my other sessions, or all of them; their sockets close too.")
    def end_sessions(self, info: Info, input: EndSessionsInput) -> None:
        person, request = info.context.user, info.context.request
        sessions.end_sessions(person=person, but=request.session.session_key)
        if input.this_one_too:
            logout(request)
        announce_person(person.pk)
