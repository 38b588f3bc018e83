"""The test server's databases: a migrated template, clones of it, and snapshots with rows in them.

Names start with `test_hesabu_<pid>_`: what a killed run left behind is dropped by the next one.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests.environment import ROOT

TEMPLATE = "hesabu_template"
#: One template is built however many processes ask for it at once.
BUILDING = 77001

_numbers = itertools.count(1)


@functools.cache
def superuser() -> psycopg.Connection[tuple[object, ...]]:
    """This process's one connection as the superuser of the test server."""
    from embedded import services

    return psycopg.connect(services.ensure_services().superuser_url, autocommit=True)


def address(database: str, *, user: str = "postgres") -> str:
    """What psycopg connects to."""
    return (
        superuser()
        .info.dsn.replace("dbname=hesabu", f"dbname={database}")
        .replace("user=postgres", f"user={user}")
    )


def migrated_template() -> str:
    """A database with every migration and no rows of ours; kept while migrations and sql/ stay the same."""
    name = f"{TEMPLATE}_{_schema_fingerprint()}"
    with psycopg.connect(address("hesabu"), autocommit=True) as admin:
        admin.execute("SELECT pg_advisory_lock(%s)", [BUILDING])
        for old in _databases(admin, "test_hesabu_%"):
            if not Path(f"/proc/{old.rsplit('_', 2)[1]}").exists():
                admin.execute(f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)')
        if name not in _databases(admin, f"{TEMPLATE}%"):
            for old in _databases(admin, f"{TEMPLATE}%"):
                admin.execute(f'DROP DATABASE "{old}" WITH (FORCE)')
            _build_template(admin, name)
    return name


def _databases(admin: psycopg.Connection[Any], like: str) -> list[str]:
    rows = admin.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [like]).fetchall()
    return [str(row[0]) for row in rows]


def _schema_fingerprint() -> str:
    digest = hashlib.sha256()
    files = [*ROOT.glob("*/migrations/*.py"), *ROOT.glob("*/sql/*.*"), *ROOT.glob("core/guards/*.py")]
    files.append(ROOT / "core/fields.py")
    for path in sorted([*files, ROOT / "core/sql.py", ROOT / "core/rights.py", ROOT / "requirements.txt"]):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def _build_template(admin: psycopg.Connection[Any], name: str) -> None:
    from django.core.management import call_command

    building = f"{name}_building"
    admin.execute(f'CREATE DATABASE "{building}" OWNER hesabu_owner')
    with psycopg.connect(address(building), autocommit=True) as own:
        own.execute("ALTER SCHEMA public OWNER TO hesabu_owner")
        own.execute("GRANT USAGE ON SCHEMA public TO hesabu_app")
    with connected_to(building):
        call_command("migrate", verbosity=0)
    # The first connection writes what every later one reads to start quickly; clones take that along.
    psycopg.connect(address(building)).close()
    admin.execute(f'ALTER DATABASE "{building}" RENAME TO "{name}"')


def clone(template: str) -> str:
    """A database with everything that `template` has; its name."""
    name = f"test_hesabu_{os.getpid()}_{next(_numbers)}"
    superuser().execute(
        f'CREATE DATABASE "{name}" TEMPLATE "{template}" OWNER hesabu_owner STRATEGY FILE_COPY'
    )
    return name


def drop(name: str) -> None:
    superuser().execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def connected_to(name: str, *, host: str | None = None) -> Iterator[None]:
    """Points every Django alias at one database of the test server, for this process and its threads.

    `host` is the socket folder of another server.
    """
    from django.conf import settings
    from django.db import connections

    def point(alias: str, place: dict[str, str]) -> None:
        for known in (connections.settings, settings.DATABASES):
            known[alias].update(place)
        connections[alias].settings_dict.update(place)

    place = {"NAME": name} | ({"HOST": host} if host else {})
    connections.close_all()
    before = {alias: {key: connections[alias].settings_dict[key] for key in place} for alias in connections}
    for alias in before:
        point(alias, place)
    try:
        yield
    finally:
        connections.close_all()
        for alias, old in before.items():
            point(alias, old)


@dataclass(frozen=True)
class Snapshot:
    """A database whose rows were made once in this process; tests that start from it get clones."""

    database: str
    under: Snapshot | None = None
    _made: bytes = b""

    @property
    def made(self) -> Any:
        """What `take`'s function returned, as it was: objects of one's own at each call."""
        return pickle.loads(self._made)

    @property
    def line(self) -> list[Snapshot]:
        """This one, the one under it, and so on."""
        return [self, *(self.under.line if self.under else [])]

    def take(self, make: Callable[[], Any]) -> Snapshot:
        """Another snapshot, with the rows of this one and those that `make` makes."""
        name = clone(self.database)
        with connected_to(name):
            made = pickle.dumps(make())
        return Snapshot(name, self, made)
