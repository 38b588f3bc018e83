"""Whether a session still stands for somebody: asked again and again while a socket is open."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest

from core.text import is_text
from users.models import User


def person_of_session(session_key: str) -> User | None:
    """The person signed in by a session; None when it ended, or the password or the account changed."""
    if not session_key or not is_text(session_key):
        return None
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    user = get_user(request)
    return user if isinstance(user, User) and user.is_active else None
