"""Codes by SMS that prove that somebody holds a phone: asked for, tried, used once.

A code is six digits, kept under a keyed hash, for ten minutes and five tries. Tries and requests also grow
the delays of users/signing_in/delays.py, per phone, and per network address at a steady rate. A device that
the player has signed in from asks and tries apart: nobody else can use up its codes. What is answered never
tells whether a phone is known.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import F, QuerySet

from core import days
from core.digests import canonical_text
from core.errors import InvalidInput
from core.machine.crypto import blind_index, blind_indexes
from core.phone import canonical_phone
from core.rows.locks import lock_row
from users.languages import language_for
from users.models import Business, CodePurpose, PhoneCode
from users.people import peppered, player_with_phone
from users.signing_in.delays import (
    Growing,
    Steady,
    Subject,
    account_subjects,
    begin_attempt,
    place_subjects,
    settle,
    too_soon,
)
from users.signing_in.devices import Device
from users.texts import writer_of

GOOD_FOR = timedelta(minutes=10)
MAX_TRIES = 5
PHONE = Growing(free=3)
ADDRESS = Steady(at_once=20, every=timedelta(seconds=30))
_TEMPLATES = {CodePurpose.SIGN_UP: "sign_up_code", CodePurpose.RESET_PIN: "pin_reset_code"}


def request_code(
    *,
    phone: str,
    purpose: str,
    business: Business,
    address: str,
    device: Device | None = None,
    language: str = "",
) -> timedelta:
    """Text a new code to a phone; returns how long it is good for.

    An older code for the purpose ends, of the same known device or of all that are not known.

    Nobody is texted who asks for a new PIN without having one; the answer is the same.
    Raises InvalidInput BAD_PHONE and SignInFailed CODE_TOO_SOON with the seconds to wait.
    """
    number = canonical_phone(phone)
    asked_by = _known(number, device)
    # The counters are committed before anything else: requests in parallel cannot slip through one check.
    _begin(_counted("code-request", number, asked_by, address))
    code = f"{secrets.randbelow(10**6):06}"
    now = days.now()
    with transaction.atomic():
        PhoneCode.objects.filter(expires_at__lt=now - GOOD_FOR).delete()
        _codes(number, purpose, asked_by).exclude(phone_index=blind_index(number)).delete()
        row, _ = PhoneCode.objects.update_or_create(
            phone_index=blind_index(number),
            purpose=purpose,
            asked_by=asked_by,
            defaults={
                "code_hash": _hash(number, purpose, code),
                "tries": 0,
                "expires_at": now + GOOD_FOR,
                "used_at": None,
            },
        )
        person = player_with_phone(number)
        with transaction.atomic():
            writer_of("sms")(
                to=number,
                template=_TEMPLATES[CodePurpose(purpose)],
                values={
                    "code": code,
                    "business": business.name,
                    "minutes": str(GOOD_FOR // timedelta(minutes=1)),
                },
                key=f"code:{row.pk}:{secrets.token_hex(8)}",
                business=business,
                language=language or language_for(user=person, business=business),
                good_until=row.expires_at,
            )
            if purpose == CodePurpose.RESET_PIN and person is None:
                transaction.set_rollback(True)  # the same work for an unknown phone: time tells nothing
    return GOOD_FOR


def count_try(*, phone: str, purpose: str, address: str, device: Device | None = None) -> None:
    """Count one try of a code, and commit it, before the code is looked at. Raises CODE_TOO_SOON."""
    asked_by = _known(phone, device)
    _begin(_counted("code", phone, asked_by, address))
    rows = _codes(phone, purpose, asked_by)
    if not rows.filter(tries__lt=MAX_TRIES).update(tries=F("tries") + 1):
        raise _wrong()


def use_code(*, phone: str, purpose: str, code: str, address: str, device: Device | None = None) -> None:
    """Use a code up, in the transaction of what it is used for. The try was counted before.

    Locks the code: of two who bring the same code at once, one is refused. Raises InvalidInput CODE_WRONG,
    the same for a wrong, an old, a used and an absent code.
    """
    asked_by = _known(phone, device)
    row = lock_row(_codes(phone, purpose, asked_by))
    if (
        row is None
        or row.used_at is not None
        or row.expires_at <= days.now()
        or not hmac.compare_digest(row.code_hash, _hash(phone, purpose, code))
    ):
        raise _wrong()
    if not PhoneCode.objects.filter(pk=row.pk, used_at=None).update(used_at=days.now()):
        raise _wrong()
    for what in ("code-request", "code"):
        settle(*_counted(what, phone, asked_by, address))


def _known(phone: str, device: Device | None) -> str:
    """The id of the device, when the player of the phone has signed in from it."""
    if device is None or not device.tags:
        return ""
    player = player_with_phone(phone)
    return device.id if player is not None and device.knows(player) else ""


def _codes(phone: str, purpose: str, asked_by: str) -> QuerySet[PhoneCode]:
    return PhoneCode.objects.filter(phone_index__in=blind_indexes(phone), purpose=purpose, asked_by=asked_by)


def _counted(what: str, phone: str, asked_by: str, address: str) -> list[Subject]:
    """The own subject first, then the address, which a known device does not share."""
    own = Subject(account_subjects(phone, what=what, at=asked_by)[0], PHONE)
    return [own] if asked_by else [own, Subject(place_subjects(address, what="codes")[0], ADDRESS)]


def _begin(counted: list[Subject]) -> None:
    wait = begin_attempt(*counted)
    if wait > 0:
        raise too_soon("CODE_TOO_SOON", "Too often.", wait)


def _hash(phone: str, purpose: str, code: str) -> str:
    return peppered(canonical_text(["code", purpose, phone, code]))


def _wrong() -> InvalidInput:
    return InvalidInput("CODE_WRONG", "code", "The code is wrong, used or too old. Ask for a new one.")
