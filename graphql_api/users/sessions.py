"""Ending sessions of one's own, in one place or everywhere."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import strawberry
from django.contrib.auth import logout

from graphql_api.context import Info
from graphql_api.events.alarm import announce_person
from graphql_api.problems import Problem
from users.signing_in import sessions


@strawberry.type(description="Their sockets close too.")
class SessionsEnded:
    done: bool = True


SessionsEndedResult: TypeAlias = Annotated[SessionsEnded | Problem, strawberry.union("SessionsEndedResult")]


@strawberry.type
class SessionMutations:
    @strawberry.mutation(description="Ends one of my sessions, by an id of `me { sessions }`.")
    def end_session(self, info: Info, session: strawberry.ID) -> SessionsEndedResult | None:
        person = info.context.user
        sessions.end_session(person=person, id=str(session))
        announce_person(person.pk)
        return SessionsEnded()

    @strawberry.mutation(description="Ends all my other sessions, or all of them.")
    def end_sessions(self, info: Info, this_one_too: bool = False) -> SessionsEndedResult | None:
        person, request = info.context.user, info.context.request
        sessions.end_sessions(person=person, but=request.session.session_key)
        if this_one_too:
            logout(request)
        announce_person(person.pk)
        return SessionsEnded()
