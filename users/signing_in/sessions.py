"""Sessions of people: where somebody is signed in, and ending it. Also Django's SESSION_ENGINE.

A session's key is a secret; outside it goes by `public_id`, from which nobody finds the key.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from core import days
from core.errors import NotFound
from core.machine.addresses import client_address
from core.text import one_line
from users.audit import record_audit
from users.models import Session, User

SEEN_EVERY = timedelta(minutes=5)
_SINCE = "since"
#: What names a browser or a system in a User-Agent; the first that is found counts.
_BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
_SYSTEMS = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS": "macOS"}
_SYSTEMS |= {"Linux": "Linux"}


class SessionStore(DatabaseSessions):
    """Sessions in the database, as rows that say whose they are and when they were last seen."""

    device = ""
    address_masked = ""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        """What the session holds; notes every few minutes that it was seen."""
        live = Session.objects.filter(session_key=self.session_key, expire_date__gt=days.now())
        row = live.first() if self.session_key else None
        if row is None:
            self._session_key = None
            return {}
        now = days.now()
        if now - row.last_seen_at >= SEEN_EVERY:
            place = {"device": self.device, "address_masked": self.address_masked} if self.device else {}
            Session.objects.filter(pk=row.pk, last_seen_at=row.last_seen_at).update(last_seen_at=now, **place)
        return dict(self.decode(row.session_data))

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        now = days.now()
        if SESSION_KEY in data:
            data.setdefault(_SINCE, int(now.timestamp()))
        row = super().create_model_instance(data)
        assert isinstance(row, Session)
        row.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.device, row.address_masked = self.device, self.address_masked
        row.since = datetime.fromtimestamp(data[_SINCE], UTC) if _SINCE in data else now
        row.last_seen_at = now
        return row


class PlacedSessions(SessionMiddleware):
    """Django's middleware, which tells the session from where it is used."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        store: Any = request.session
        store.device = device_of(request.META.get("HTTP_USER_AGENT", ""))
        store.address_masked = mask_address(client_address(request))


def device_of(agent: str) -> str:
    """`Firefox on Linux`, or what a program calls itself: enough for people to know their own."""
    browser = next((name for mark, name in _BROWSERS.items() if f"{mark}/" in agent), "")
    system = next((name for mark, name in _SYSTEMS.items() if mark in agent), "")
    if browser and system:
        return f"{browser} on {system}"
    first = re.split(r"[\s(]", one_line(agent), maxsplit=1)[0]
    return first[:60] or "Unknown"


def mask_address(address: str) -> str:
    """The network of an address: `41.90.*.*`, `2001:db8:*`; empty when it is none."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    if parsed.version == 6 and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    if parsed.version == 4:
        return ".".join([*str(parsed).split(".")[:2], "*", "*"])
    return ":".join([*(f"{int(part, 16):x}" for part in parsed.exploded.split(":")[:2]), "*"])


def public_id(session: Session) -> str:
    """How a session is called outside."""
    return salted_hmac("users.signing_in.sessions", session.session_key).hexdigest()[:32]


def sessions_of(person: User) -> QuerySet[Session]:
    """The sessions in which a person is signed in, last seen first."""
    return Session.objects.filter(user=person, expire_date__gt=days.now()).order_by("-last_seen_at", "-since")


@transaction.atomic
def end_session(*, person: User, id: str) -> None:
    """End one session of the person; audited. Raises NotFound."""
    found = [row.pk for row in sessions_of(person) if public_id(row) == id]
    if not found:
        raise NotFound("session", "session")
    _end(person, Session.objects.filter(pk__in=found))


@transaction.atomic
def end_sessions(*, person: User, but: str | None = None) -> None:
    """End all sessions of the person, but one with that key where given; audited."""
    _end(person, Session.objects.filter(user=person).exclude(pk=but or ""))


def _end(person: User, rows: QuerySet[Session]) -> None:
    ended, _ = rows.delete()
    record_audit(actor=person, business=None, action="session.end", subject=person, details={"ended": ended})
