"""Codes by SMS that prove that somebody holds a phone: asked for, tried, used once.

A code is six digits, kept under a keyed hash, for ten minutes and five tries. Tries and requests also grow
the delays of users/delays.py, per phone and per network address. What is answered never tells whether a
phone is known.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from core.crypto import blind_index, blind_indexes
from core.digests import canonical_text
from core.errors import InvalidInput, SignInFailed
from core.locks import lock_row
from core.phone import canonical_phone
from users.delays import account_subjects, begin_attempt, forget_failures, forgive_attempt, place_subjects
from users.languages import language_for
from users.models import Business, CodePurpose, PhoneCode
from users.people import peppered, player_with_phone
from users.texts import writer_of

GOOD_FOR = timedelta(minutes=10)
MAX_TRIES = 5
FREE_REQUESTS_PHONE = FREE_TRIES_PHONE = 3
FREE_ADDRESS = 20
_TEMPLATES = {CodePurpose.SIGN_UP: "sign_up_code", CodePurpose.RESET_PIN: "pin_reset_code"}


def request_code(
    *, phone: str, purpose: str, business: Business, address: str, language: str = ""
) -> timedelta:
    """Text a new code to a phone; returns how long it is good for. An older code for the purpose ends.

    Nobody is texted who asks for a new PIN without having one; the answer is the same.
    Raises InvalidInput BAD_PHONE and SignInFailed CODE_TOO_SOON with the seconds to wait.
    """
    number = canonical_phone(phone)
    # Both counters are committed before anything else: requests in parallel cannot slip through one check.
    _begin("code-request", number, FREE_REQUESTS_PHONE, address)
    code = f"{secrets.randbelow(10**6):06}"
    now = timezone.now()
    with transaction.atomic():
        PhoneCode.objects.filter(expires_at__lt=now - GOOD_FOR).delete()
        PhoneCode.objects.filter(phone_index__in=blind_indexes(number)[1:], purpose=purpose).delete()
        row, _ = PhoneCode.objects.update_or_create(
            phone_index=blind_index(number),
            purpose=purpose,
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


def count_try(*, phone: str, purpose: str, address: str) -> None:
    """Count one try of a code, and commit it, before the code is looked at. Raises CODE_TOO_SOON."""
    _begin("code", phone, FREE_TRIES_PHONE, address)
    rows = PhoneCode.objects.filter(phone_index__in=blind_indexes(phone), purpose=purpose)
    if not rows.filter(tries__lt=MAX_TRIES).update(tries=F("tries") + 1):
        raise _wrong()


def use_code(*, phone: str, purpose: str, code: str, address: str) -> None:
    """Use a code up, in the transaction of what it is used for. The try was counted before.

    Locks the code: of two who bring the same code at once, one is refused. Raises InvalidInput CODE_WRONG,
    the same for a wrong, an old, a used and an absent code.
    """
    rows = PhoneCode.objects.filter(phone_index__in=blind_indexes(phone), purpose=purpose)
    row = lock_row(rows)
    if (
        row is None
        or row.used_at is not None
        or row.expires_at <= timezone.now()
        or not hmac.compare_digest(row.code_hash, _hash(phone, purpose, code))
    ):
        raise _wrong()
    row.used_at = timezone.now()
    row.save(update_fields=["used_at"])
    forget_failures(account_subjects(phone, what="code"))
    for _ in ("the request", "the try"):
        forgive_attempt(place_subjects(address)[0])


def _begin(what: str, phone: str, free: int, address: str) -> None:
    wait = begin_attempt(
        {account_subjects(phone, what=what)[0]: free, place_subjects(address)[0]: FREE_ADDRESS}
    )
    if wait > 0:
        raise SignInFailed("CODE_TOO_SOON", "", f"Too often. Try again in {wait} seconds.")


def _hash(phone: str, purpose: str, code: str) -> str:
    return peppered(canonical_text(["code", purpose, phone, code]))


def _wrong() -> InvalidInput:
    return InvalidInput("CODE_WRONG", "code", "The code is wrong, used or too old. Ask for a new one.")
