"""Data of another version ends in one line that says how to start afresh, never in a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import ProgrammingError

from manage import main
from tests.bare_machine import manage, run
from tests.processes import free_port

#: What was applied before the migrations were squashed, in part.
BEFORE = (("core", "0002_guarantees"), ("core", "0005_alerts_stay"), ("users", "0010_invite_steps"))


def owner_url_of_started() -> str:
    """The owner's address in the embedded database, whose servers run until they are told to stop."""
    return run(["-m", "embedded", "start"]).stdout.splitlines()[1]


@pytest.fixture
def old_data(local_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A trial machine whose database another version migrated."""
    for name in ("PORT", "SANDBOX_PORT"):
        monkeypatch.setenv(name, str(free_port()))
    with psycopg.connect(owner_url_of_started()) as connection:
        connection.execute(
            "CREATE TABLE django_migrations (id bigserial, app text, name text, applied timestamptz)"
        )
        for app, name in BEFORE:
            connection.execute(
                "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, now())", [app, name]
            )
        connection.execute("GRANT SELECT ON django_migrations TO hesabu_app")
    return local_dir


def assert_one_line(answer: subprocess.CompletedProcess[str], *, lines: int = 1) -> None:
    said = answer.stderr + answer.stdout
    assert answer.returncode != 0
    assert "Traceback" not in said
    assert "core.0002_guarantees" in said and "`make clean-local`" in said
    assert len(said.strip().splitlines()) == lines, said


def test_every_way_in_says_how_to_start_afresh(old_data):
    assert_one_line(manage("migrate"))
    assert_one_line(manage("seed_demo", "--quiet"))
    started = run(["-m", "embedded.supervisor"])
    assert_one_line(started, lines=2)
    assert started.stdout.splitlines()[-1].endswith("nothing was started")
    assert run(["-m", "embedded", "wipe"]).returncode == 0  # make clean-local
    with psycopg.connect(owner_url_of_started()) as connection:
        assert connection.execute("SELECT to_regclass('django_migrations')").fetchone() == (None,)


@pytest.fixture
def command(database, monkeypatch):
    """Runs `manage.py shell -c CODE` in this process, on the test's database."""

    def run_shell(code: str) -> None:
        monkeypatch.setattr(sys, "argv", ["manage.py", "shell", "--no-startup", "-c", code])
        main()

    return run_shell


MISSING = "from django.db import connection as c; c.cursor().execute('SELECT nothing')"


def test_a_database_that_lacks_a_migration_says_what_to_run(command, owner_database, capsys):
    newest = "(SELECT max(name) FROM django_migrations WHERE app = 'billing')"
    owner_database.execute(f"DELETE FROM django_migrations WHERE app = 'billing' AND name = {newest}")
    with pytest.raises(SystemExit) as ended:
        command(MISSING)
    assert ended.value.code == 2
    assert capsys.readouterr().err == (
        "hesabu: The database lacks migrations of this version: run `python manage.py migrate`.\n"
    )


def test_an_error_of_a_good_database_is_not_explained_away(command):
    with pytest.raises(ProgrammingError, match="nothing"):
        command(MISSING)


def test_a_configured_database_is_not_told_to_be_deleted(command, owner_database, capsys, settings):
    settings.TRIAL_MACHINE = False
    owner_database.execute(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('users', '0999_later', now())"
    )
    with pytest.raises(SystemExit):
        command(MISSING)
    said = capsys.readouterr().err
    assert "users.0999_later" in said and "run that version on it" in said and "clean-local" not in said


def test_what_others_migrated_is_no_matter_of_ours(command, owner_database):
    owner_database.execute(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('a_library', '0999_later', now())"
    )
    call_command("migrate", verbosity=0)
