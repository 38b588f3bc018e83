"""Delays that grow with failed tries of a secret, kept by blind index in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network

from django.db import connection, transaction

from core import days
from core.errors import Detail, SignInFailed
from core.machine.crypto import keyed_digests
from users.models import SignInDelay

MAX_DELAY = timedelta(minutes=5)
DAY = timedelta(hours=24)
#: After so long without a failure nothing is held against anybody, and the row is swept.
LONGEST_MEMORY = timedelta(days=30)
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Growing:
    """After `free` failures a wait of 2, 4, 8 ... seconds, never above MAX_DELAY; after `most` no more tries.

    Forgotten after a time without failures.
    """

    free: int
    most: int | None = None
    forget: timedelta = DAY

    def count(self, row: SignInDelay, now: datetime) -> None:
        row.failures = self.standing(row, now) + 1
        row.last_failure_at = now
        over = row.failures - self.free
        wait = min(timedelta(seconds=2 ** min(over, 10)), MAX_DELAY) if over > 0 else timedelta(0)
        row.not_before = now + wait

    def standing(self, row: SignInDelay, now: datetime) -> int:
        return row.failures if now - row.last_failure_at <= self.forget else 0


@dataclass(frozen=True)
class Steady:
    """So many failures at once, and then one more each so often: what many people share is never shut."""

    at_once: int
    every: timedelta

    def count(self, row: SignInDelay, now: datetime) -> None:
        row.failures += 1
        row.last_failure_at = now
        row.not_before = max(row.not_before, now - (self.at_once - 1) * self.every) + self.every


@dataclass(frozen=True)
class Subject:
    """What tries are counted against, known by its blind index, and how."""

    index: bytes
    limit: Growing | Steady


def account_subjects(name: str, *, what: str = "account", at: str = "") -> list[bytes]:
    """The indexes of an account name, phone or id, newest key first; with `at`, of it at that place.

    `what` is tried there: names that are typed at sign-in never meet those of codes and second factors.
    """
    return keyed_digests([what, name, at or None])


def place_subjects(address: str, *, what: str = "address") -> list[bytes]:
    """The indexes of a network address, newest key first."""
    return keyed_digests([what, network_of(address)])


def network_of(address: str) -> str:
    """What stands for one place: an IPv4 address, or the /64 of an IPv6 one, which one line is given."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    return str(parsed.ipv4_mapped or ip_network((int(parsed), 64), strict=False))


def too_soon(code: str, why: str, wait: int) -> SignInFailed:
    """The refusal that says in how many seconds to try again, and when that is."""
    at = days.now() + timedelta(seconds=wait)
    return SignInFailed(code, "", f"{why} Try again in {wait} seconds.", detail=Detail(retry_at=at))


def begin_guess(own: Subject, *shared: Subject) -> None:
    """Count a guess at a secret before it is looked at: parallel guesses cannot slip through one check.

    Raises SignInFailed SIGN_IN_TOO_SOON with the seconds to wait, NEW_PIN_NEEDED as begin_attempt.
    """
    wait = begin_attempt(own, *shared)
    if wait > 0:
        raise too_soon("SIGN_IN_TOO_SOON", "Too many failures.", wait)


@transaction.atomic
def begin_attempt(own: Subject, *shared: Subject) -> int:
    """Count one attempt for every subject, or for none: returns the seconds to wait when it comes too soon.

    Locks the rows of the shared subjects in the order given, then the own one. Raises SignInFailed
    NEW_PIN_NEEDED where a limit takes no more tries.
    """
    rows = [(_locked(subject.index), subject.limit) for subject in (*shared, own)]
    now = days.now()  # after the wait for the locks: who waited is not judged by an older clock
    for row, limit in rows:
        if isinstance(limit, Growing) and limit.most and limit.standing(row, now) >= limit.most:
            raise SignInFailed(
                "NEW_PIN_NEEDED",
                "",
                "This PIN was tried too often. Choose a new one by a code on your phone.",
            )
    wait = max(row.not_before - now for row, _ in rows)
    if wait > timedelta(0):
        return int(wait.total_seconds()) + 1
    for row, limit in rows:
        limit.count(row, now)
        row.save()
    return 0


def _locked(index: bytes) -> SignInDelay:
    # DO UPDATE also locks; after DO NOTHING a success next door could delete the row before it is read.
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO users_signindelay (subject, failures, last_failure_at, not_before)"
            " VALUES (%s, 0, %s, %s) ON CONFLICT (subject) DO UPDATE SET subject = excluded.subject",
            [index, days.now(), _LONG_AGO],
        )
    return SignInDelay.objects.get(subject=index)


@transaction.atomic
def settle(own: Subject, *shared: Subject) -> None:
    """A right secret: nothing is held against `own` any more, nor what failed there against the shared ones.

    Where `own` is what many share, the one try is taken back. Locks in the order of begin_attempt, which is
    given the same.
    """
    if isinstance(own.limit, Steady):
        _forgive(own, 1)
        return
    failed = SignInDelay.objects.filter(subject=own.index).values_list("failures", flat=True).first() or 0
    for subject in shared:
        if failed:
            _forgive(subject, failed)
    forget_failures([own.index])


def _forgive(subject: Subject, failures: int) -> None:
    row = SignInDelay.objects.select_for_update().filter(subject=subject.index).first()
    if row is None:
        return
    row.failures = max(row.failures - failures, 0)
    if isinstance(subject.limit, Steady):
        row.not_before -= failures * subject.limit.every
    else:
        row.not_before = row.last_failure_at
    row.save(update_fields=["failures", "not_before"])


def forget_failures(subjects: Sequence[bytes]) -> None:
    """A right secret, or an erased person: nothing is held against the subject any more."""
    SignInDelay.objects.filter(subject__in=subjects).delete()
