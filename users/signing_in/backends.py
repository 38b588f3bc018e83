"""Django's authentication backend over users.signing_in.sign_in: /admin/ has the same delays and second
factor.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from core.errors import DomainError
from core.machine.addresses import client_address
from users.models import User
from users.signing_in.devices import COOKIE, read_device
from users.signing_in.sign_in import sign_in


class DelayedSignIn:
    """Signs in by name and password (or phone and PIN), with growing delays on failure."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        code: str = "",
        **_: Any,
    ) -> User | None:
        if not username or password is None:
            return None
        try:
            return sign_in(
                identifier=username,
                secret=password,
                address=client_address(request) if request else "",
                device=read_device(request.COOKIES.get(COOKIE, "")) if request else None,
                code=code,
            )
        except DomainError:
            raise PermissionDenied from None

    def get_user(self, user_id: int) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()

    def has_perm(self, user: User, perm: str, obj: object = None) -> bool:
        return bool(user.is_active and user.is_superuser)

    def has_module_perms(self, user: User, app_label: str) -> bool:
        return bool(user.is_active and user.is_superuser)
