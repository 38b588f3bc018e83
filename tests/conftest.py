"""The one way tests get a database: a fresh clone of a migrated template, on the embedded servers.

Tests commit for real, as the application's role, so that deferred checks, triggers and threads behave as in
production. The clone is dropped afterwards; nothing is flushed. After each test the invariants of the ledger
are checked.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.environment import ROOT

pytest_plugins = ["tests.clock", "tests.tills"]

TEMPLATE = "hesabu_template"


def _superuser() -> psycopg.Connection[tuple[object, ...]]:
    from embedded import services

    return psycopg.connect(services.service_urls().superuser_url, autocommit=True)


def _schema_fingerprint() -> str:
    digest = hashlib.sha256()
    files = [*ROOT.glob("*/migrations/*.py"), *ROOT.glob("*/sql/*.sql")]
    for path in sorted([*files, ROOT / "core/sql.py", ROOT / "requirements.txt"]):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


@pytest.fixture(scope="session")
def template_database(django_db_blocker) -> str:
    """A migrated database that is cloned for each test; kept while migrations and sql/ stay the same."""
    name = f"{TEMPLATE}_{_schema_fingerprint()}"
    with _superuser() as admin:
        admin.execute("SELECT pg_advisory_lock(77001)")
        for (old,) in admin.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'test_hesabu_%'"
        ).fetchall():
            pid = int(str(old).rsplit("_", 2)[1])
            if not Path(f"/proc/{pid}").exists():
                admin.execute(f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)')
        if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            _build_template(admin, name, django_db_blocker)
    return name


def _build_template(admin, name: str, django_db_blocker) -> None:
    from django.core.management import call_command
    from django.db import connections

    for (old,) in admin.execute(
        f"SELECT datname FROM pg_database WHERE datname LIKE '{TEMPLATE}%'"
    ).fetchall():
        admin.execute(f'DROP DATABASE "{old}" WITH (FORCE)')
    admin.execute(f'CREATE DATABASE "{name}_building" OWNER hesabu_owner')
    with psycopg.connect(
        admin.info.dsn.replace("dbname=hesabu", f"dbname={name}_building"), autocommit=True
    ) as own:
        own.execute("ALTER SCHEMA public OWNER TO hesabu_owner")
        own.execute("GRANT USAGE ON SCHEMA public TO hesabu_app")
        for what in ("SELECT, INSERT, UPDATE, DELETE ON TABLES", "USAGE, SELECT ON SEQUENCES"):
            own.execute(
                f"ALTER DEFAULT PRIVILEGES FOR ROLE hesabu_owner IN SCHEMA public GRANT {what} TO hesabu_app"
            )
    with django_db_blocker.unblock(), connected_to(f"{name}_building"):
        call_command("migrate", verbosity=0)
        connections.close_all()
    admin.execute(f'ALTER DATABASE "{name}_building" RENAME TO "{name}"')


class connected_to:
    """Points every Django alias at one database of the test server, for this process and its threads.

    `host` is the socket folder of another server.
    """

    def __init__(self, name: str, *, host: str | None = None) -> None:
        self.place = {"NAME": name} | ({"HOST": host} if host else {})

    def __enter__(self) -> None:
        from django.conf import settings
        from django.db import connections

        connections.close_all()
        self.before = {
            alias: {key: connections[alias].settings_dict[key] for key in self.place} for alias in connections
        }
        for alias in connections:
            for known in (connections.settings, settings.DATABASES):
                known[alias].update(self.place)
            connections[alias].settings_dict.update(self.place)

    def __exit__(self, *_: object) -> None:
        from django.conf import settings
        from django.db import connections

        connections.close_all()
        for alias, place in self.before.items():
            for known in (connections.settings, settings.DATABASES):
                known[alias].update(place)
            connections[alias].settings_dict.update(place)


@pytest.fixture(scope="session")
def _clone_counter() -> Iterator[int]:
    def count() -> Iterator[int]:
        number = 0
        while True:
            number += 1
            yield number

    return count()


@pytest.fixture
def database(template_database, _clone_counter, django_db_blocker) -> Iterator[str]:
    """A committed, migrated, empty database of this test's own; yields its name."""
    name = f"test_hesabu_{os.getpid()}_{next(_clone_counter)}"
    with _superuser() as admin:
        admin.execute(
            f'CREATE DATABASE "{name}" TEMPLATE "{template_database}" OWNER hesabu_owner STRATEGY FILE_COPY'
        )
        try:
            with django_db_blocker.unblock(), connected_to(name):
                yield name
        finally:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def db(database: str, request: pytest.FixtureRequest) -> Iterator[None]:
    """What pytest-django calls `db`: here a database of the test's own, and afterwards books that hold."""
    yield
    if "tampers" not in request.keywords:
        from ledger.integrity.verifying import verify_ledger

        assert verify_ledger() == []


@pytest.fixture
def superuser_database(database: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A superuser's connection to the test's database, for tests that play the attacker."""
    with _superuser() as admin:
        dsn = admin.info.dsn.replace("dbname=hesabu", f"dbname={database}")
    with psycopg.connect(dsn, autocommit=True) as own:
        yield own


@pytest.fixture
def owner_database(database: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A connection to the test's database as the role that owns the tables."""
    with _superuser() as admin:
        dsn = admin.info.dsn.replace("dbname=hesabu", f"dbname={database}").replace(
            "user=postgres", "user=hesabu_owner"
        )
    with psycopg.connect(dsn, autocommit=True) as own:
        yield own


@pytest.fixture
def drain(db: None):
    """Runs the queues until nothing waits, as the clusters would; `twice` delivers every job two times."""
    from core.machine.jobs import drain_queue, queue_names

    def run(*queues: str, twice: bool = False) -> None:
        for _ in range(2 if twice else 1):
            for _ in range(20):
                if not sum(drain_queue(name) for name in (queues or queue_names())):
                    break
            else:
                raise AssertionError("the queues do not come to rest")

    return run


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2 with little memory and one pass: the tests are about us, not about Argon2."""
    from django.contrib.auth.hashers import Argon2PasswordHasher

    monkeypatch.setattr(Argon2PasswordHasher, "time_cost", 1)
    monkeypatch.setattr(Argon2PasswordHasher, "memory_cost", 64)
    monkeypatch.setattr(Argon2PasswordHasher, "parallelism", 1)
