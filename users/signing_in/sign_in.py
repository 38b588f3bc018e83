"""Signing in, with delays that grow on failure. They are rows: losing a cache lifts none.

Who tries is one of three (docs/decisions/0006):
- a **known device** (users/signing_in/devices.py) is counted by itself;
- a **known place**, an address from which the person has signed in before, is counted with the account;
- a **stranger** is counted with the account at that address, and also for the account from everywhere and
  for the address with everybody.
So strangers slow each other down, and neither a known device nor a known place. Wrong PINs that do not come
from a known device are counted for good: after twenty the holder of the phone chooses a new one.
"""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from core.errors import InvalidInput, SignInFailed
from core.machine.crypto import blind_indexes
from core.phone import canonical_phone
from users.actors import SYSTEM
from users.audit import record_audit
from users.models import SignInPlace, User, is_enrolled
from users.people import peppered
from users.signing_in.delays import (
    LONGEST_MEMORY,
    Growing,
    Steady,
    Subject,
    account_subjects,
    begin_guess,
    network_of,
    place_subjects,
    settle,
)
from users.signing_in.devices import Device
from users.signing_in.totp import check_code

_WRONG = "The name or the secret is wrong."
MOST_PINS = 20
OWN = Growing(free=3)
OWN_PIN = Growing(free=3, most=MOST_PINS, forget=LONGEST_MEMORY)
ACCOUNT = Growing(free=10)
PINS = Growing(free=MOST_PINS, most=MOST_PINS, forget=LONGEST_MEMORY)
ADDRESS = Steady(at_once=20, every=timedelta(seconds=30))


def sign_in(
    *, identifier: str, secret: str, address: str, device: Device | None = None, code: str = ""
) -> User:
    """The person who signs in with a user name and password, or a phone and PIN.

    Who has set up a second factor also gives a `code`; without one, a right secret is told TOTP_REQUIRED.

    Raises SignInFailed SIGN_IN_FAILED (the same for an unknown name and a wrong secret), TOTP_REQUIRED,
    TOTP_WRONG, NEW_PIN_NEEDED, or SIGN_IN_TOO_SOON with the seconds to wait. Failures and successes are
    committed and audited.
    """
    name = identifier.strip().lower()
    try:
        phone: str | None = canonical_phone(name)
    except InvalidInput:
        phone = None
    user = _find(name, phone)
    at = device.id if device and user and device.knows(user) else ""
    places = place_subjects(address)
    known_place = (
        user is not None and SignInPlace.objects.filter(user=user, address_index__in=places).exists()
    )
    if at:
        counted = [_subject(phone or name, OWN_PIN if phone else OWN, what="device", at=at)]
    else:
        counted = _counted(phone or name, address, pin=phone is not None, stranger=not known_place)
    begin_guess(*counted)
    given = peppered(secret) if phone else secret
    if not _secret_matches(user, given):
        record_audit(
            actor=SYSTEM, business=None, action="sign_in.failed", subject=f"user:{user.pk}" if user else ""
        )
        raise SignInFailed("SIGN_IN_FAILED", "", _WRONG)
    assert user is not None
    settle(*counted)
    if is_enrolled(user):
        check_code(user=user, code=code, at=at)
    with transaction.atomic():
        if not known_place:
            SignInPlace.objects.get_or_create(user=user, address_index=places[0])
        record_audit(actor=user, business=None, action="sign_in", subject=f"user:{user.pk}")
    return user


def confirm_secret(*, user: User, secret: str) -> None:
    """Somebody who is signed in gives the secret again. Delays as at sign-in, for this person alone.

    Raises SignInFailed SIGN_IN_FAILED / SIGN_IN_TOO_SOON. Failures are committed and audited.
    """
    own = _subject(str(user.pk), OWN, what="again")
    begin_guess(own)
    given = secret if user.username else peppered(secret)
    if not check_password(given, user.password):
        record_audit(actor=user, business=None, action="secret.failed", subject=user)
        raise SignInFailed("SIGN_IN_FAILED", "secret", _WRONG)
    settle(own)


def shared_subjects(name: str) -> list[bytes]:
    """What is counted for a name or phone from everywhere: forgotten when a new password or PIN is chosen."""
    return [*account_subjects(name), *account_subjects(name, what="pins")]


def _counted(name: str, address: str, *, pin: bool, stranger: bool) -> list[Subject]:
    """The own subject first, then the shared ones."""
    counted = [_subject(name, OWN, what="there", at=network_of(address))]
    if stranger:
        counted.append(_subject(name, ACCOUNT))
    if pin:
        counted.append(_subject(name, PINS, what="pins"))
    if stranger:
        counted.append(Subject(place_subjects(address)[0], ADDRESS))
    return counted


def _subject(name: str, limit: Growing, *, what: str = "account", at: str = "") -> Subject:
    return Subject(account_subjects(name, what=what, at=at)[0], limit)


def _find(name: str, phone: str | None) -> User | None:
    people = User.objects.filter(is_active=True)
    if phone:
        return people.filter(phone_index__in=blind_indexes(phone)).first()
    if "\x00" in name:  # PostgreSQL has no such text
        return None
    return people.filter(username=name).first()


def _secret_matches(user: User | None, secret: str) -> bool:
    if user is None:
        make_password(secret)  # the same work for an unknown name, so that time tells nothing
        return False
    return check_password(secret, user.password)
