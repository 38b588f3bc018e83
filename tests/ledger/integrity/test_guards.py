"""Guards are compared with what the migrations made: every way to change one is named, and an honest database
of another shape is not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction

from core.guards import manifest
from core.guards.catalogue import read_catalogue
from core.guards.comparing import changed_guards
from ledger.integrity.verifying import verify_ledger
from tests.databases import Snapshot, clone, connected_to, drop
from tests.ledger.guard_tampering import GUARD_CORPUS, PUT_BACK

pytestmark = pytest.mark.tampers


@pytest.fixture(scope="module")
def one_database(empty_snapshot: Snapshot, django_db_blocker) -> Iterator[str]:
    """A database for all of these tests: each takes back what it did. The session is a superuser's."""
    name = clone(empty_snapshot.database)
    with django_db_blocker.unblock(), connected_to(name):
        role, connection.settings_dict["USER"] = connection.settings_dict["USER"], "postgres"
        connection.connect()
        connection.settings_dict["USER"] = role
        yield name
        connection.close()
    drop(name)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def do(role: str, *statements: str, then: str = "hesabu_app") -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
        for statement in statements:
            cursor.execute(statement)
        cursor.execute(f"SET LOCAL ROLE {then}")


@pytest.mark.parametrize("name", GUARD_CORPUS)
def test_each_change_of_a_guard_is_named(one_database, name):
    role, statements, codes = GUARD_CORPUS[name]
    with undone():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT conname FROM pg_constraint WHERE conrelid = 'ledger_account'::regclass"
                " AND confrelid = 'users_business'::regclass"
            )
            ((foreign_key,),) = cursor.fetchall()
        places = {"foreign_key": foreign_key, "database": one_database}
        do(role, *[each.format(**places) if "{" in each else each for each in statements])
        found = verify_ledger()
    assert {each.code for each in found} - {"GUARD_TOUCHED"} == codes, found
    assert verify_ledger() == []


HONEST = {
    "a role that reads": [
        "CREATE ROLE reporting", "GRANT USAGE ON SCHEMA public TO reporting",
        "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reporting",
    ],
    "tables and code of others": [
        "CREATE TABLE copy AS SELECT * FROM ledger_line", "CREATE VIEW shown AS SELECT 1 AS n",
        "CREATE SCHEMA theirs", "CREATE FUNCTION theirs.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ],
    "settings that change no meaning": [
        "ALTER ROLE hesabu_app SET statement_timeout = '60s'",
        "ALTER ROLE hesabu_app SET search_path = public",
    ],
    "a schema that the database's owner has": ["ALTER SCHEMA public OWNER TO pg_database_owner"],
    "a right that anybody has anyway": ["GRANT EXECUTE ON FUNCTION ledger_micros(timestamptz) TO hesabu_app"],
    "an owner of roles": ["CREATE ROLE boss LOGIN", "GRANT hesabu_owner TO boss"],
}  # fmt: skip


@pytest.mark.parametrize("name", HONEST)
def test_what_breaks_nothing_is_not_named(one_database, name):
    """What was changed by hand is still to be recorded, where it is a row of a guard's own."""
    with undone():
        do("postgres", *HONEST[name])
        assert changed_guards() == []


def test_roles_are_told_by_what_they_are_for(one_database):
    """Other names at another installation; there is no role named hesabu_app."""
    with undone():
        do(
            "postgres",
            "ALTER ROLE hesabu_owner RENAME TO books",
            "ALTER ROLE hesabu_app RENAME TO app",
            then="app",
        )
        assert len(verify_ledger()) > 100
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(connections["owner"].settings_dict, "USER", "books")
            patch.setitem(connection.settings_dict, "USER", "app")
            assert verify_ledger() == []


def test_one_role_for_everything_is_one_thing_to_say(one_database):
    with undone():
        do("postgres", "DROP OWNED BY hesabu_app", then="hesabu_owner")
        with pytest.MonkeyPatch.context() as patch:
            patch.setitem(connection.settings_dict, "USER", "hesabu_owner")
            found = changed_guards()
    alone = "the application signs in as the owner of the tables, who may change everything"
    assert found == [("ROLE_MAY_CHANGE", alone)]


def test_an_owner_whose_name_was_not_given_is_one_thing_to_say(one_database, monkeypatch, capsys):
    """DATABASE_OWNER_URL was forgotten: hundreds of rights would be told of the wrong role."""
    monkeypatch.setitem(connections["owner"].settings_dict, "USER", "hesabu_app")
    missing = "the tables belong to another role: DATABASE_OWNER_URL must name their owner, to us too"
    assert changed_guards() == [("ROLE_MAY_CHANGE", missing)]
    assert [(each.code, each.detail) for each in verify_ledger()] == [("ROLE_MAY_CHANGE", missing)]
    with pytest.raises(CommandError, match="roles"):
        call_command("verify_system", "--json")
    assert json.loads(capsys.readouterr().out.strip().splitlines()[-1])["roles"] == missing


@pytest.mark.parametrize("name", PUT_BACK)
def test_what_was_away_and_is_back_is_named(one_database, name):
    role, statements, item = PUT_BACK[name]
    with undone():
        do(role, *statements)
        assert changed_guards() == []
        found = verify_ledger()
    assert {each.code for each in found} == {"GUARD_TOUCHED"}
    assert any(each.detail.startswith(item) for each in found), found


def test_the_file_is_what_the_migrations_make(one_database, tmp_path, monkeypatch):
    """`export_guards --check`, without a database of its own."""
    assert manifest.as_text(read_catalogue()) == manifest.PATH.read_text("utf-8")


def test_a_process_that_compared_once_sees_every_later_change(one_database):
    assert verify_ledger() == []
    with undone():
        do("hesabu_owner", "ALTER TABLE ledger_line DISABLE TRIGGER check_lines")
        assert [each.code for each in verify_ledger()] == ["GUARD_CHANGED"]
    assert verify_ledger() == []


def test_the_command_writes_and_checks_the_file(db, tmp_path, monkeypatch):
    path = tmp_path / "guards.json"
    monkeypatch.setattr(manifest, "PATH", path)
    call_command("export_guards", stdout=StringIO())
    assert path.read_text("utf-8") == manifest.as_text(read_catalogue())
