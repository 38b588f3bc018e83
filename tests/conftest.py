"""The one way tests get a database: a fresh clone of a migrated template, on the embedded servers.

Tests commit for real, as the application's role, so that deferred checks, triggers and threads behave as in
production. The clone is dropped afterwards; nothing is flushed. After each test the invariants of the ledger
are checked.

Rows that many tests start from are made once and cloned with the template: a fixture of session scope whose
name ends in `_snapshot` returns `empty_snapshot.take(...)`, and a test that asks for it, or for a fixture
that does, starts there. See tests/houses.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest

from tests.databases import Snapshot, address, clone, connected_to, drop, migrated_template

pytest_plugins = ["tests.bare_machine", "tests.clock", "tests.tills", "tests.houses"]


@pytest.fixture(scope="session")
def empty_snapshot(django_db_blocker) -> Iterator[Snapshot]:
    """The migrated template."""
    with django_db_blocker.unblock():
        yield Snapshot(migrated_template())


@pytest.fixture
def database(empty_snapshot: Snapshot, request: pytest.FixtureRequest) -> Iterator[str]:
    """A committed, migrated database of this test's own, with the rows of its snapshot; yields its name."""
    wanted = [request.getfixturevalue(name) for name in request.fixturenames if name.endswith("_snapshot")]
    start = max(wanted, key=lambda snapshot: len(snapshot.line), default=empty_snapshot)
    assert all(snapshot in start.line for snapshot in wanted), "it starts from two snapshots at once"
    name = clone(start.database)
    try:
        with connected_to(name):
            yield name
    finally:
        drop(name)


@pytest.fixture
def db(database: str, request: pytest.FixtureRequest) -> Iterator[None]:
    """What pytest-django calls `db`: here a database of the test's own, and afterwards books that hold.
    Guards are compared where a test could have changed them: the application's role cannot."""
    yield
    if "tampers" not in request.keywords and books_have_rows():
        from ledger.integrity.verifying import broken_books, verify_ledger

        strong = {"owner_database", "superuser_database"} & set(request.fixturenames)
        assert (verify_ledger() if strong else broken_books()) == []


def books_have_rows() -> bool:
    """Whether there is anything that the invariants are about: in empty books they hold."""
    from django.apps import apps
    from django.db import connection

    tables = {model._meta.db_table for model in apps.get_app_config("ledger").get_models()}
    rows = [f"SELECT FROM {table}" for table in sorted(tables - {"ledger_account", "ledger_vatrate"})]
    rows.append("SELECT FROM ledger_account WHERE has_floor")
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + " OR ".join(f"EXISTS ({each})" for each in rows))
        return bool(cursor.fetchone()[0])


@pytest.fixture
def superuser_database(database: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A superuser's connection to the test's database, for tests that play the attacker."""
    with psycopg.connect(address(database), autocommit=True) as own:
        yield own


@pytest.fixture
def owner_database(database: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A connection to the test's database as the role that owns the tables."""
    with psycopg.connect(address(database, user="hesabu_owner"), autocommit=True) as own:
        yield own


@pytest.fixture
def drain(db: None):
    return drain_queues


def drain_queues(*queues: str, twice: bool = False) -> None:
    """Runs the queues until nothing waits, as the clusters would: each of them once, as the minute's sweep
    does, and then those that were woken meanwhile. `twice` delivers every job two times."""
    from core.machine.jobs import drain_queue, queue_names

    due = queues or tuple(queue_names())
    woken(due)
    for _ in range(20):
        for name in due * (2 if twice else 1):
            drain_queue(name)
        due = woken(queues or tuple(queue_names()))
        if not due:
            return
    raise AssertionError("the queues do not come to rest")


def woken(queues: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the queues that are woken for now, or for the end of the fraction of a second in which
    callbacks are gathered; their wake-ups are taken."""
    from core import days
    from core.models import WakeUp

    now = WakeUp.objects.filter(queue__in=queues, due_at__lte=days.now() + timedelta(seconds=0.2))
    names = set(now.values_list("queue", flat=True))
    if names:
        now.delete()
    return tuple(name for name in queues if name in names)


@pytest.fixture(scope="session", autouse=True)
def cheap_hashes() -> Iterator[None]:
    """Argon2 with little memory and one pass: the tests are about us, not about Argon2."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Argon2PasswordHasher, "time_cost", 1)
        patch.setattr(Argon2PasswordHasher, "memory_cost", 64)
        patch.setattr(Argon2PasswordHasher, "parallelism", 1)
        yield
