"""PostgreSQL and Valkey for a machine that has neither: started, shared, stopped with the last process.

Who uses them is not counted, it is held: every process keeps a shared lock on `services.lock` for its life.
At its end it tries for the exclusive lock; whoever gets it was the last one and stops the servers. The system
drops the lock of a killed process, and the next start finds the servers still running and uses them.

    python -m embedded start    start and keep running until `stop`
    python -m embedded status   what runs where; exit 0 when both answer, 3 when not
    python -m embedded stop     stop both, whoever uses them
    python -m embedded wipe     stop both and delete the whole local directory
"""

from __future__ import annotations

import argparse
import atexit
import contextlib
import fcntl
import functools
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any, Final

import psycopg

from embedded import env, localdir
from embedded.engines import Postgres, Valkey

DATABASE: Final = "hesabu"
OWNER: Final = "hesabu_owner"
APPLICATION: Final = "hesabu_app"
LOCK_SECONDS: Final = 90.0
USERS_LOCK: Final = "services.lock"
START_LOCK: Final = "start.lock"
SUPERVISOR_LOCK: Final = "supervisor.lock"
KEEP_MARKER: Final = "keep-running"


@dataclass(frozen=True)
class Services:
    """Where the services answer. `superuser_url` is empty when the database is not ours; tests only."""

    database_url: str
    database_owner_url: str
    redis_url: str
    superuser_url: str = ""


@dataclass
class _Held:
    """What this process holds; a forked child inherits the memory but is not its holder."""

    lock: IO[bytes] | None = None
    pid: int = 0


_held = _Held()


@functools.cache
def service_urls() -> Services:
    """Where the services of this process answer: as the environment says, embedded where it says nothing.

    Cached. Starts nothing and makes no folder: whoever is about to use them calls `ensure_services`.
    """
    database, redis = env.text("DATABASE_URL", ""), env.text("REDIS_URL", "")
    if database and redis:
        return Services(database, env.text("DATABASE_OWNER_URL", database), redis)
    own = _own_urls(localdir.local_dir())
    if database:
        return Services(database, env.text("DATABASE_OWNER_URL", database), own.redis_url)
    return replace(own, redis_url=redis or own.redis_url)


def ensure_services() -> Services:
    """`service_urls()`, and the embedded ones run and are held until this process ends.

    For programs and commands, at their start. Raises ConfigurationError when they cannot be had.
    """
    database, redis = env.text("DATABASE_URL", ""), env.text("REDIS_URL", "")
    if not (database and redis):
        start_services(fast=env.flag("HESABU_FAST_DATABASE", False), with_database=not database)
    return service_urls()


def start_services(*, fast: bool = False, with_database: bool = True) -> Services:
    """Starts the servers or finds them running; safe from many processes at once.

    `fast` gives up durability, for tests; it matters only to the process that starts the server.
    Raises ConfigurationError when they cannot be had.
    """
    local_dir = localdir.prepare_local_dir()
    postgres, valkey = _engines(local_dir)
    _hold_users_lock(local_dir)

    def ready() -> bool:
        # hesabu_app may sign in only when everything else in the database is prepared: see _prepare_database.
        database_ready = not with_database or postgres.answers(user=APPLICATION, database=DATABASE)
        return database_ready and valkey.answers()

    if not ready():
        with _exclusive(local_dir / START_LOCK):
            if not ready():
                valkey.ensure_running()
                if with_database:
                    postgres.ensure_running(fast=fast)
                    _prepare_database(postgres)
    return _own_urls(local_dir)


def _own_urls(local_dir: Path) -> Services:
    postgres, valkey = _engines(local_dir)
    return Services(
        database_url=postgres.url(user=APPLICATION, database=DATABASE),
        database_owner_url=postgres.url(user=OWNER, database=DATABASE),
        redis_url=valkey.url,
        superuser_url=postgres.url(database=DATABASE),
    )


def stop_services() -> None:
    """Stops both servers, whoever uses them."""
    local_dir = localdir.prepare_local_dir()
    (local_dir / KEEP_MARKER).unlink(missing_ok=True)
    with _exclusive(local_dir / START_LOCK):
        for engine in _engines(local_dir):
            engine.stop()


def wipe_local_dir() -> Path:
    """Deletes the trial machine's data. Raises ConfigurationError while a supervisor runs on it."""
    local_dir = localdir.prepare_local_dir()
    with (local_dir / SUPERVISOR_LOCK).open("a") as lock:
        if not lock_now(lock, fcntl.LOCK_EX):
            raise env.ConfigurationError(f"Hesabu runs on {local_dir}: stop it first.")
        stop_services()
        shutil.rmtree(local_dir)
    return local_dir


def release_services() -> None:
    """Ends this process's use; the last user stops the servers, unless `start` asked to keep them."""
    if _held.lock is None or _held.pid != os.getpid():
        return
    lock, _held.lock = _held.lock, None
    service_urls.cache_clear()
    local_dir = Path(lock.name).parent
    with lock, contextlib.suppress(FileNotFoundError):
        if not lock_now(lock, fcntl.LOCK_EX) or (local_dir / KEEP_MARKER).exists():
            return
        # A second Ctrl-C while stopping would leave half of it running.
        with _without_interrupts():
            for engine in _engines(local_dir):
                engine.stop()


def _engines(local_dir: Path) -> tuple[Postgres, Valkey]:
    return Postgres(local_dir / "postgres"), Valkey(local_dir / "valkey")


_HAS_RIGHTS = """
SELECT pg_get_userbyid(nspowner) = %s AND EXISTS (
    SELECT FROM aclexplode(nspacl) WHERE pg_get_userbyid(grantee) = %s AND privilege_type = 'USAGE')
FROM pg_namespace WHERE nspname = 'public'
"""


def _prepare_database(postgres: Postgres) -> None:
    """Roles and database; may run again at any time. No table is given to anybody here: `migrate` does that.

    hesabu_app is allowed to sign in by the very last statement: that it can is the sign that all this is
    done.
    """
    rights = [
        f"ALTER SCHEMA public OWNER TO {OWNER}",
        f"GRANT USAGE ON SCHEMA public TO {APPLICATION}",
    ]
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        for role, attributes in ((OWNER, "LOGIN CREATEDB"), (APPLICATION, "NOLOGIN")):
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                connection.execute(f"CREATE ROLE {role} {attributes}")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")
        connection.execute(f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC")
        connection.execute(f"GRANT CONNECT ON DATABASE {DATABASE} TO {APPLICATION}")
    for database in ("template1", DATABASE):
        with psycopg.connect(postgres.url(database=database), autocommit=True) as connection:
            # Said again it would be a new row of the catalogue, which looks like a guard that was away.
            if connection.execute(_HAS_RIGHTS, [OWNER, APPLICATION]).fetchone() != (True,):
                for statement in rights:
                    connection.execute(statement)
            if database == DATABASE:
                connection.execute(f"ALTER ROLE {APPLICATION} LOGIN")


def _hold_users_lock(local_dir: Path) -> None:
    if _held.lock is not None and _held.pid == os.getpid() and Path(_held.lock.name).parent == local_dir:
        return
    release_services()
    lock = _take_lock(local_dir / USERS_LOCK, fcntl.LOCK_SH)
    if not _held.pid:
        atexit.register(release_services)
    _held.lock, _held.pid = lock, os.getpid()


@contextlib.contextmanager
def _exclusive(path: Path) -> Iterator[None]:
    with _take_lock(path, fcntl.LOCK_EX):
        yield


def _take_lock(path: Path, kind: int) -> IO[bytes]:
    """Waits, but not for ever: a start that hangs must say where it hangs."""
    lock = path.open("ab")  # not inherited by programs we start
    deadline = time.monotonic() + LOCK_SECONDS
    while not lock_now(lock, kind):
        if time.monotonic() > deadline:
            lock.close()
            raise env.ConfigurationError(
                f"another process starts or stops the embedded services since {LOCK_SECONDS:.0f} s "
                f"({path}): end it, then try again."
            )
        time.sleep(0.05)
    return lock


def lock_now(lock: IO[Any], kind: int) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextlib.contextmanager
def _without_interrupts() -> Iterator[None]:
    try:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    except ValueError:  # not the main thread
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m embedded", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("action", choices=["start", "status", "stop", "wipe"])
    action = parser.parse_args(arguments).action
    try:
        if action == "start":
            local_dir = localdir.prepare_local_dir()
            services = start_services(fast=env.flag("HESABU_FAST_DATABASE", False))
            (local_dir / KEEP_MARKER).touch()
            print(f"{services.database_url}\n{services.database_owner_url}\n{services.redis_url}")
            return 0
        if action == "stop":
            stop_services()
            print("stopped")
            return 0
        if action == "wipe":
            print(f"deleted {wipe_local_dir()}")
            return 0
        return _print_status()
    except env.ConfigurationError as error:
        print(f"hesabu: {error}", file=sys.stderr)
        return 2


def _print_status() -> int:
    postgres, valkey = _engines(localdir.local_dir())
    answers = {
        "PostgreSQL": (postgres.answers(), postgres.url(user=APPLICATION, database=DATABASE)),
        "Valkey": (valkey.answers(), valkey.url),
    }
    for name, (running, url) in answers.items():
        print(f"{name:<10} {'running' if running else 'stopped'}  {url}")
    return 0 if all(running for running, _ in answers.values()) else 3
