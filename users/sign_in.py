"""Signing in, with delays that grow on failure, per account name and per network address.

The delays live in PostgreSQL: a sign-in is rare, and a lost cache must not open the door. A right secret
after the delay always works, delays end at MAX_DELAY, and an address that has signed in before is not
delayed by failures elsewhere: nobody can lock somebody else out for good.
"""

from __future__ import annotations

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from core.crypto import blind_indexes
from core.errors import InvalidInput, SignInFailed
from core.phone import canonical_phone
from users.audit import record_audit
from users.delays import account_subjects, begin_guess, forget_failures, forgive_attempt, place_subjects
from users.models import SignInPlace, User
from users.people import peppered
from users.totp import check_code
from users.totp_models import is_enrolled

_WRONG = "The name or the secret is wrong."


def sign_in(*, identifier: str, secret: str, address: str, code: str = "") -> User:
    """The person who signs in with a user name and password, or a phone and PIN.

    Who has set up a second factor also gives a `code`; without one, a right secret is told TOTP_REQUIRED.

    Raises SignInFailed SIGN_IN_FAILED (the same for an unknown name and a wrong secret), TOTP_REQUIRED,
    TOTP_WRONG, or SIGN_IN_TOO_SOON with the seconds to wait. Failures and successes are committed and
    audited.
    """
    name = identifier.strip().lower()
    try:
        phone: str | None = canonical_phone(name)
    except InvalidInput:
        phone = None
    user = _find(name, phone)
    places = place_subjects(address)
    # From a known place the account has a delay of its own, which strangers elsewhere cannot grow.
    known = user is not None and SignInPlace.objects.filter(user=user, address_index__in=places).exists()
    account, place = account_subjects(phone or name, address=address if known else "")[0], places[0]
    begin_guess(account, place)
    given = peppered(secret) if phone else secret
    if not _secret_matches(user, given):
        record_audit(
            actor=None, business=None, action="sign_in.failed", subject=f"user:{user.pk}" if user else ""
        )
        raise SignInFailed("SIGN_IN_FAILED", "", _WRONG)
    assert user is not None
    with transaction.atomic():
        forget_failures([account])
        forgive_attempt(place)
    if is_enrolled(user):
        check_code(user=user, code=code, address=address)
    with transaction.atomic():
        if not known:
            SignInPlace.objects.get_or_create(user=user, address_index=place)
        record_audit(actor=user, business=None, action="sign_in", subject=f"user:{user.pk}")
    return user


def confirm_secret(*, user: User, secret: str, address: str) -> None:
    """Somebody who is signed in gives the secret again. Delays as at sign-in, by person and by address.

    Raises SignInFailed SIGN_IN_FAILED / SIGN_IN_TOO_SOON. Failures are committed and audited.
    """
    account, place = account_subjects(str(user.pk), what="again")[0], place_subjects(address)[0]
    begin_guess(account, place)
    given = secret if user.username else peppered(secret)
    if not check_password(given, user.password):
        record_audit(actor=user, business=None, action="secret.failed", subject=user)
        raise SignInFailed("SIGN_IN_FAILED", "secret", _WRONG)
    with transaction.atomic():
        forget_failures([account])
        forgive_attempt(place)


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
