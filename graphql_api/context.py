"""Who asks, from where, and what they may do: the context of one HTTP request."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

import strawberry
from django.http import HttpRequest, HttpResponse

from core.addresses import client_address
from core.errors import SignInRequired
from users.access import RIGHTS
from users.models import Membership, User

_PASSED_TOTP = "totp"


@dataclass
class Context:
    """Lives as long as one HTTP request. Sockets have their own (graphql_api/websocket.py)."""

    request: HttpRequest
    response: HttpResponse
    _roles: dict[int, set[str]] | None = field(default=None, repr=False)

    @property
    def user(self) -> User:
        """The person who is signed in. Raises SignInRequired."""
        user = self.request.user
        if not isinstance(user, User) or not user.is_active:
            raise SignInRequired()
        return user

    @property
    def address(self) -> str:
        return client_address(self.request)

    @property
    def passed_totp(self) -> bool:
        """Whether a code of the second factor was given in this session."""
        return bool(self.request.session.get(_PASSED_TOTP, False))

    @passed_totp.setter
    def passed_totp(self, passed: bool) -> None:
        self.request.session[_PASSED_TOTP] = passed

    def holds(self, business_id: int, right: str) -> bool:
        """Whether the person holds a right in a business; one query for a whole request."""
        if self._roles is None:
            self._roles = {}
            rows = Membership.objects.filter(user=self.user).values_list("business_id", "role")
            for where, role in rows:
                self._roles.setdefault(where, set()).add(role)
        return bool(self._roles.get(business_id, set()) & RIGHTS[right])


Info: TypeAlias = strawberry.Info[Context, None]
