"""Tokens that open a socket where no cookie can: from clients that send no Origin.

A token carries the session it was issued in, so that signing out ends its sockets; hence it is encrypted,
not merely signed: nobody can take a session out of it.
"""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from core import days
from core.errors import SignInRequired
from users.models import User

LIFETIME = timedelta(minutes=5)


def _cipher() -> Fernet:
    key = hashlib.sha256(b"graphql_api.events.tokens\x00" + settings.SECRET_KEY.encode()).digest()
    return Fernet(urlsafe_b64encode(key))


def issue_socket_token(user: User, session_key: str) -> tuple[str, datetime]:
    """A token for this person and session, and when it ends. Raises SignInRequired without a session."""
    if not session_key:
        raise SignInRequired()
    now = days.now()
    body = json.dumps([user.pk, session_key]).encode()
    return _cipher().encrypt_at_time(body, int(now.timestamp())).decode(), now + LIFETIME


def read_socket_token(token: str) -> tuple[int, str] | None:
    """(user id, session key) of a token that is ours and not older than LIFETIME."""
    try:
        body = _cipher().decrypt(token.encode(), ttl=int(LIFETIME.total_seconds()))
    except (InvalidToken, ValueError):
        return None
    user_id, session_key = json.loads(body)
    return int(user_id), str(session_key)
