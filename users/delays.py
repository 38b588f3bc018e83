"""Delays that grow with failed sign-ins, per account name and per network address, kept by blind index."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_address, ip_network

from django.db import connection, transaction
from django.utils import timezone

from core.crypto import keyed_digests
from core.errors import SignInFailed
from users.models import SignInDelay

FREE_FAILURES_ACCOUNT = 3
FREE_FAILURES_ADDRESS = 20
MAX_DELAY = timedelta(minutes=5)
FORGET_AFTER = timedelta(hours=24)


def account_subjects(name: str, *, what: str = "account", address: str = "") -> list[bytes]:
    """The indexes of an account name, phone or id, newest key first; with an address, of it from there.

    `what` is tried there: names that are typed at sign-in never meet those of codes and second factors.
    """
    return keyed_digests([what, name, _network(address) if address else None])


def place_subjects(address: str) -> list[bytes]:
    """The indexes of a network address, newest key first."""
    return keyed_digests(["address", _network(address)])


def _network(address: str) -> str:
    """What stands for one place: an IPv4 address, or the /64 of an IPv6 one, which one line is given."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    return str(parsed.ipv4_mapped or ip_network((int(parsed), 64), strict=False))


def begin_guess(account: bytes, place: bytes) -> None:
    """Count a guess at a secret before it is looked at: parallel guesses cannot slip through one check.

    Raises SignInFailed SIGN_IN_TOO_SOON with the seconds to wait.
    """
    wait = begin_attempt({account: FREE_FAILURES_ACCOUNT, place: FREE_FAILURES_ADDRESS})
    if wait > 0:
        raise SignInFailed("SIGN_IN_TOO_SOON", "", f"Too many failures. Try again in {wait} seconds.")


@transaction.atomic
def begin_attempt(free_failures: dict[bytes, int]) -> int:
    """Count one attempt for every subject, or for none: returns the seconds to wait when it comes too soon.

    Locks the subjects' rows in the order given (the account before the address).
    """
    delays = [_locked(subject) for subject in free_failures]
    now = timezone.now()  # after the wait for the locks: who waited is not judged by an older clock
    wait = max(delay.not_before - now for delay in delays)
    if wait > timedelta(0):
        return int(wait.total_seconds()) + 1
    for delay in delays:
        if now - delay.last_failure_at > FORGET_AFTER:
            delay.failures = 0
        delay.failures += 1
        delay.last_failure_at = now
        delay.not_before = now + _delay_after(delay.failures - free_failures[bytes(delay.subject)])
        delay.save()
    return 0


def _locked(subject: bytes) -> SignInDelay:
    now = timezone.now()
    # DO UPDATE also locks; after DO NOTHING a success next door could delete the row before it is read.
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO users_signindelay (subject, failures, last_failure_at, not_before)"
            " VALUES (%s, 0, %s, %s) ON CONFLICT (subject) DO UPDATE SET subject = excluded.subject",
            [subject, now, now],
        )
    return SignInDelay.objects.get(subject=subject)


def _delay_after(failures: int) -> timedelta:
    """2, 4, 8 ... seconds after the first, second, third failure too many; never above MAX_DELAY."""
    return min(timedelta(seconds=2 ** min(failures, 10)), MAX_DELAY) if failures > 0 else timedelta(0)


def forget_failures(subjects: list[bytes]) -> None:
    """A right secret, or an erased person: nothing is held against the subject any more."""
    SignInDelay.objects.filter(subject__in=subjects).delete()


def forgive_attempt(subject: bytes) -> None:
    """Take back the one attempt that turned out right."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE users_signindelay SET failures = greatest(failures - 1, 0), not_before = last_failure_at"
            " WHERE subject = %s",
            [subject],
        )
