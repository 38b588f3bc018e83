"""Devices that have signed in before: a long-lived signed cookie, which is no session and opens nothing.

From a known device a person's tries are counted apart: what strangers fail elsewhere does not hold them out.
The cookie holds a random id and a tag for each person who signed in there; a tag is bound to the id, to the
person and to their present password or PIN, so that a new one makes every device unknown. Whoever reads the
cookie learns nothing of the people.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hmac import compare_digest

from django.core import signing
from django.utils.crypto import salted_hmac

from core.digests import canonical_text
from users.models import User

COOKIE = "hesabu_device"
GOOD_FOR = timedelta(days=400)  # browsers keep no cookie longer
#: People who share a device; the one who signed in longest ago is forgotten first.
MOST_PEOPLE = 20
_SALT = "users.devices"


@dataclass(frozen=True)
class Device:
    """A browser or program; a fresh one is known to nobody."""

    id: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    tags: tuple[str, ...] = ()

    def knows(self, person: User) -> bool:
        """Whether the person has signed in here with the password that they have now."""
        tag = self._tag(person)
        return any(compare_digest(tag, each) for each in self.tags)

    def with_person(self, person: User) -> Device:
        tag = self._tag(person)
        return replace(self, tags=(tag, *(each for each in self.tags if each != tag))[:MOST_PEOPLE])

    def cookie(self) -> str:
        return signing.dumps([self.id, *self.tags], salt=_SALT)

    def _tag(self, person: User) -> str:
        facts = canonical_text([self.id, person.pk, person.password])
        return salted_hmac(_SALT, facts, algorithm="sha256").hexdigest()[:24]


def read_device(cookie: str) -> Device:
    """The device of a cookie of ours; a fresh one when there is none, or it is forged or too old."""
    try:
        id, *tags = signing.loads(cookie, salt=_SALT, max_age=GOOD_FOR)
    except (signing.BadSignature, ValueError):
        return Device()
    return Device(id, tuple(tags))
