"""Signing in, with delays that grow on failure, per account name and per network address.

The delays live in PostgreSQL: a sign-in is rare, and a lost cache must not open the door. A right secret
after the delay always works, delays end at MAX_DELAY, and an address that has signed in before is not
delayed by failures elsewhere: nobody can lock somebody else out for good.
"""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import connection, transaction
from django.utils import timezone

from core.crypto import blind_index, blind_indexes
from core.errors import InvalidInput, SignInFailed
from core.phone import canonical_phone
from users.audit import record_audit
from users.models import SignInDelay, SignInPlace, User
from users.people import peppered

FREE_FAILURES_ACCOUNT = 3
FREE_FAILURES_ADDRESS = 20
MAX_DELAY = timedelta(minutes=5)
FORGET_AFTER = timedelta(hours=24)

_WRONG = "The name or the secret is wrong."


def sign_in(*, identifier: str, secret: str, address: str) -> User:
    """The person who signs in with a user name and password, or a phone and PIN.

    Raises SignInFailed SIGN_IN_FAILED (the same for an unknown name and a wrong secret) or
    SIGN_IN_TOO_SOON with the seconds to wait. Failures and successes are committed and audited.
    """
    name = identifier.strip().lower()
    try:
        phone: str | None = canonical_phone(name)
    except InvalidInput:
        phone = None
    user = _find(name, phone)
    place = blind_index(f"address:{address}")
    # From a known place the account has a delay of its own, which strangers elsewhere cannot grow.
    known = user is not None and SignInPlace.objects.filter(user=user, address_index=place).exists()
    account = blind_index(f"account:{phone or name}" + (f"@{address}" if known else ""))
    subjects = [(account, FREE_FAILURES_ACCOUNT), (place, FREE_FAILURES_ADDRESS)]
    with transaction.atomic():
        # The attempt is counted before the slow hash: parallel guesses cannot slip through one check.
        wait = max(_begin_attempt(subject, free) for subject, free in subjects)
    if wait > 0:
        raise SignInFailed("SIGN_IN_TOO_SOON", "", f"Too many failures. Try again in {wait} seconds.")
    given = peppered(secret) if phone else secret
    if not _secret_matches(user, given):
        record_audit(actor=None, business=None, action="sign_in.failed", subject=f"user:{user.pk}" if user else "")
        raise SignInFailed("SIGN_IN_FAILED", "", _WRONG)
    assert user is not None
    with transaction.atomic():
        SignInDelay.objects.filter(subject=account).delete()
        _forgive(place)
        SignInPlace.objects.get_or_create(user=user, address_index=place)
        record_audit(actor=user, business=None, action="sign_in", subject=f"user:{user.pk}")
    return user


def _find(name: str, phone: str | None) -> User | None:
    people = User.objects.filter(is_active=True)
    if phone:
        return people.filter(phone_index__in=blind_indexes(phone)).first()
    return people.filter(username=name).first()


def _secret_matches(user: User | None, secret: str) -> bool:
    if user is None:
        make_password(secret)  # the same work for an unknown name, so that time tells nothing
        return False
    return check_password(secret, user.password)


def _begin_attempt(subject: bytes, free: int) -> int:
    """Count one attempt; returns the seconds to wait when it comes too soon (then it is not counted)."""
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO users_signindelay (subject, failures, last_failure_at, not_before)"
            " VALUES (%s, 0, %s, %s) ON CONFLICT (subject) DO NOTHING",
            [subject, now, now],
        )
    delay = SignInDelay.objects.select_for_update().get(subject=subject)
    if delay.not_before > now:
        return int((delay.not_before - now).total_seconds()) + 1
    if now - delay.last_failure_at > FORGET_AFTER:
        delay.failures = 0
    delay.failures += 1
    delay.last_failure_at = now
    over = delay.failures - free
    delay.not_before = now + min(timedelta(seconds=2 ** min(over, 10)), MAX_DELAY) if over > 0 else now
    delay.save()
    return 0


def _forgive(subject: bytes) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE users_signindelay SET failures = greatest(failures - 1, 0), not_before = last_failure_at"
            " WHERE subject = %s",
            [subject],
        )
