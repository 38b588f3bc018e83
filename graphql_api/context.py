"""Who asks, from where, and what they may do: the context of one HTTP request."""

from __future__ import annotations

from typing import TypeAlias

import strawberry
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from strawberry.relay import GlobalID

from core.errors import SignInRequired
from core.machine.addresses import client_address
from users.access import RIGHTS, Right
from users.languages import language_for
from users.models import Membership, User, enrolment_of
from users.signing_in.devices import COOKIE, GOOD_FOR, Device, read_device

_TOTP = "totp"


class Viewer:
    """Who reads, and what they may read: all that the fields of things need to know.

    Sockets make one for each message that they send (graphql_api/events/changes.py).
    """

    _language = ""

    def __init__(self, user: User) -> None:
        self._user = user
        self._roles: dict[int, set[str]] | None = None

    @property
    def user(self) -> User:
        """The person who is signed in. Raises SignInRequired."""
        return self._user

    def holds(self, business_id: int, right: Right) -> bool:
        """Whether the person holds a right in a business; one query for a whole request."""
        if self._roles is None:
            self._roles = {}
            rows = Membership.objects.filter(user=self.user).values_list("business_id", "role")
            for where, role in rows:
                self._roles.setdefault(where, set()).add(role)
        return bool(self._roles.get(business_id, set()) & RIGHTS[right])

    @property
    def language(self) -> str:
        """In which the person reads; one query for a whole request."""
        self._language = self._language or language_for(user=self.user)
        return self._language


class Context(Viewer):
    """Lives as long as one HTTP request."""

    def __init__(self, *, request: HttpRequest, response: HttpResponse) -> None:
        self.request, self.response = request, response
        self._roles = None
        #: (id, right) -> the business that the person may read from (graphql_api/businesses.py).
        self.read_from: dict[tuple[GlobalID, Right], int] = {}

    @property
    def user(self) -> User:
        user = self.request.user
        if not isinstance(user, User) or not user.is_active:
            raise SignInRequired()
        return user

    @property
    def address(self) -> str:
        return client_address(self.request)

    @property
    def device(self) -> Device:
        """The device that asks; a fresh one when it has never signed in."""
        return read_device(self.request.COOKIES.get(COOKIE, ""))

    def remember_device(self, person: User) -> None:
        """Give the device the cookie by which it is known to the person who has just proven who they are."""
        self.response.set_cookie(
            COOKIE,
            self.device.with_person(person).cookie(),
            max_age=GOOD_FOR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )

    def note_totp(self) -> None:
        """Remember in the session that a code of the person's second factor was given."""
        self.request.session[_TOTP] = enrolment_of(self.user)

    def passed_totp(self) -> bool:
        """Whether this session has given a code of the second factor that the person has now."""
        enrolment = enrolment_of(self.user)
        return enrolment is not None and self.request.session.get(_TOTP) == enrolment


Info: TypeAlias = strawberry.Info[Context, None]
