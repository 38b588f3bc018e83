"""Codes of 80 random bits for members of staff: nobody guesses one, so nobody's tries are counted.

Asking for another ends none of those before: who asks in somebody's name cannot keep them out. Three at a
time are good, for an hour; using one ends the others of its purpose.
"""

from __future__ import annotations

import hashlib
import secrets
from base64 import b32encode
from datetime import timedelta

from core import days
from core.errors import InvalidInput
from core.rows.locks import lock_row
from users.models import PersonCode, User

GOOD_FOR = timedelta(hours=1)
AT_A_TIME = 3


def issue_code(user: User, purpose: str, **contact: str | bytes) -> tuple[PersonCode, str] | None:
    """A new code and its text; None when three are out already. Locks the person; in a transaction."""
    lock_row(User.objects.filter(pk=user.pk))
    now = days.now()
    if PersonCode.objects.filter(user=user, purpose=purpose, expires_at__gt=now).count() >= AT_A_TIME:
        return None
    plain = b32encode(secrets.token_bytes(10)).decode()
    row = PersonCode.objects.create(
        user=user, purpose=purpose, code_hash=_hash(plain), expires_at=now + GOOD_FOR, **contact
    )
    return row, "-".join(plain[at : at + 4] for at in range(0, len(plain), 4))


def take_code(code: str, purpose: str) -> PersonCode:
    """Use a code up, and every other of its purpose; in the transaction of what it is for. Locks it.

    Raises InvalidInput CODE_WRONG, the same for a wrong, an old, a used and an absent one.
    """
    plain = code.replace("-", "").replace(" ", "").upper()
    found = PersonCode.objects.filter(
        code_hash=_hash(plain), purpose=purpose, expires_at__gt=days.now(), user__is_active=True
    )
    row = lock_row(found.select_related("user__data_key"))
    if row is None:
        raise _wrong()
    if not PersonCode.objects.filter(pk=row.pk).delete()[0]:
        raise _wrong()
    PersonCode.objects.filter(user=row.user, purpose=purpose).delete()
    return row


def _wrong() -> InvalidInput:
    return InvalidInput("CODE_WRONG", "code", "The code is wrong, used or too old. Ask for a new one.")


def _hash(plain: str) -> bytes:
    return hashlib.sha256(plain.encode(errors="replace")).digest()
