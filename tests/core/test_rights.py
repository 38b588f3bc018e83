"""The application's role may do what core/sql/rights.txt says, and nothing else: looked up, and tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.models.fields import AutoFieldMixin
from psycopg import sql
from psycopg.errors import InsufficientPrivilege

from core import rights
from core.rights import differences, give_rights, written_rights
from tests.databases import address

Connection = psycopg.Connection[tuple[object, ...]]
WHOLE_TABLE = ("SELECT", "INSERT", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN")
VIEWS = {"ledger_digest", "billing_receivable", "billing_statementline"}
NO_MODEL = {"django_migrations", *VIEWS}


@pytest.fixture
def application(database: str) -> Iterator[Connection]:
    with psycopg.connect(address(database, user="hesabu_app"), autocommit=True) as own:
        yield own


def columns_by_table(connection: Connection) -> dict[str, list[str]]:
    """Every table and view, with the columns that are no part of its key last or alone."""
    rows = connection.execute(
        "SELECT relname, attname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid"
        " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')"
        " AND attnum > 0 AND NOT attisdropped ORDER BY relname, attnum"
    ).fetchall()
    found: dict[str, list[str]] = {}
    for table, column in rows:
        found.setdefault(str(table), []).append(str(column))
    return found


def may(table: str, right: str, key: str = "") -> bool:
    written = written_rights()[f"TABLE {table}"]
    return right in written or (right.startswith("UPDATE") and right != key and "UPDATE (*)" in written)


def may_insert(table: str, column: str = "") -> bool:
    """Into a column, the whole table or (without a column) at all."""
    written = written_rights()[f"TABLE {table}"]
    given = column == "id" and (table, column) in identities()
    return "INSERT" in written or ("INSERT (*)" in written and not given)


def identities() -> set[tuple[str, str]]:
    """The ids that the database gives, by the models; and those of the one table that no model has."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    keys = {(m._meta.db_table, m._meta.pk.column) for m in models if isinstance(m._meta.pk, AutoFieldMixin)}
    return keys | {("django_migrations", "id")}


def may_now(connection: Connection, table: str, right: str) -> bool:
    asked = "SELECT has_table_privilege('hesabu_app', %s, %s)"
    return connection.execute(asked, [table, right]).fetchone() == (True,)


def key_of(table: str) -> str:
    model = next((m for m in apps.get_models(include_auto_created=True) if m._meta.db_table == table), None)
    return f"UPDATE ({model._meta.pk.column})" if model else "UPDATE (id)"


def test_every_table_has_its_row_and_no_row_is_of_a_table_that_is_gone(database, owner_database):
    """A later model brings its row: its table is otherwise one that can only be read."""
    models = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    written = {name.removeprefix("TABLE ") for name in written_rights() if name.startswith("TABLE ")}
    assert written == models | NO_MODEL == set(columns_by_table(owner_database))
    for name in written_rights():
        kind, _, rest = name.partition(" ")
        lookup = "to_regprocedure" if kind == "FUNCTION" else "to_regclass"
        assert owner_database.execute(f"SELECT {lookup}(%s) IS NOT NULL", [rest]).fetchone() == (True,), name


def test_every_right_on_every_table_is_the_one_that_is_written(database, owner_database):
    def has(function: str, *about: str) -> bool:
        query = sql.SQL("SELECT {}('hesabu_app', {})").format(
            sql.Identifier(function), sql.SQL(", ").join(map(sql.Literal, about))
        )
        return owner_database.execute(query).fetchone() == (True,)

    looked_at = 0
    for table, columns in columns_by_table(owner_database).items():
        whole = {right: may(table, right) for right in WHOLE_TABLE}
        whole["INSERT"] = all(may_insert(table, column) for column in columns)
        for right in WHOLE_TABLE:
            if right != "MAINTAIN" or owner_database.info.server_version >= 170000:
                assert has("has_table_privilege", table, right) == whole[right], (table, right)
        for column in columns:
            wanted = may(table, f"UPDATE ({column})", key_of(table))
            assert has("has_column_privilege", table, column, "UPDATE") == wanted, (table, column)
            wanted = may_insert(table, column)
            assert has("has_column_privilege", table, column, "INSERT") == wanted, (table, column)
            assert not has("has_column_privilege", table, column, "REFERENCES"), (table, column)
            looked_at += 1
    assert looked_at > 300
    for kind, catalogue, privilege in (
        ("SEQUENCE", "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'S'", "USAGE"),
        ("FUNCTION", "SELECT oid::regprocedure::text FROM pg_proc", "EXECUTE"),
    ):
        column = "relnamespace" if kind == "SEQUENCE" else "pronamespace"
        joint = " AND " if " WHERE " in catalogue else " WHERE "
        names = owner_database.execute(f"{catalogue}{joint}{column} = 'public'::regnamespace").fetchall()
        normal = "to_regclass" if kind == "SEQUENCE" else "to_regprocedure"
        written = {
            owner_database.execute(f"SELECT {normal}(%s)::text", [name.partition(" ")[2]]).fetchone()
            for name in written_rights()
            if name.startswith(kind)
        }
        assert len(names) > 20
        given = {name for name in names if has(f"has_{kind.lower()}_privilege", str(name[0]), privilege)}
        assert given == written, kind
        if kind == "SEQUENCE":
            assert not any(has("has_sequence_privilege", str(name[0]), "UPDATE") for name in names)


def test_postgresql_refuses_every_verb_that_is_not_written(database, application, owner_database):
    """Tried as the role itself: a right that is missing is told before any row is looked at."""

    def refused(statement: str) -> bool:
        try:
            with application.transaction(force_rollback=True):
                application.execute(statement)
        except InsufficientPrivilege:
            return True
        except psycopg.Error:
            return False
        return False

    for table, columns in columns_by_table(owner_database).items():
        assert not refused(f"TABLE {table} LIMIT 1")
        if table in VIEWS:
            continue
        tries = {
            "INSERT": f"INSERT INTO {table} DEFAULT VALUES",
            "DELETE": f"DELETE FROM {table} WHERE false",
            "TRUNCATE": f"TRUNCATE {table}",
        } | {
            f"UPDATE ({column})": f'UPDATE {table} SET "{column}" = DEFAULT WHERE false' for column in columns
        }
        for right, statement in tries.items():
            given = may_insert(table) if right == "INSERT" else may(table, right, key_of(table))
            assert refused(statement) != given, (table, right)


def test_no_id_is_the_applications_to_choose(database, application, owner_database):
    """One ahead of its sequence would stop, for ever, what comes to it; a batch of entries takes its own."""
    rows = owner_database.execute(
        "SELECT attrelid::regclass::text, attname::text FROM pg_attribute, pg_class"
        " WHERE pg_class.oid = attrelid AND attidentity <> '' AND NOT attisdropped"
        " AND relnamespace = 'public'::regnamespace"
    )
    assert set(rows.fetchall()) == identities()
    chosen = []
    for table, column in sorted(identities()):
        try:
            application.execute(f"INSERT INTO {table} ({column}) OVERRIDING SYSTEM VALUE VALUES (99)")
        except InsufficientPrivilege:
            pass
        except psycopg.Error:
            chosen.append(table)
    assert chosen == ["ledger_entry"]
    lines = "COPY ledger_line (id, entry_id, account_id, debit, credit) FROM STDIN"
    with pytest.raises(InsufficientPrivilege), application.cursor().copy(lines) as copy:
        copy.write_row((99, 1, 1, 1, 0))


def test_what_is_written_by_functions_is_written_by_nothing_else():
    """Seals, notes, turnovers, floors and numbers of events: to be read only."""
    for table in (
        *("ledger_seal", "ledger_unsealed", "ledger_dayturnover", "ledger_turnoverhead", "ledger_floor"),
        *("ledger_awaitinglines", "core_publishedevent", "core_unpublishedevent"),
    ):
        assert written_rights()[f"TABLE {table}"] == {"SELECT"}


def test_a_guarding_function_is_not_for_everybody(database, owner_database):
    """What runs as the owner looks at our tables only, and PUBLIC may not call it."""
    rows = owner_database.execute(
        "SELECT oid::regprocedure::text, proconfig,"
        " EXISTS (SELECT FROM aclexplode(COALESCE(proacl, acldefault('f', proowner))) WHERE grantee = 0)"
        " FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef"
    ).fetchall()
    assert len(rows) >= 9
    for name, settings, everybody in rows:
        assert "search_path=public, pg_temp" in (settings or []), name
        assert not everybody, name


def differing(connection: Connection) -> list[str]:
    return [name for name, _, _ in differences(connection.cursor())]


@pytest.mark.parametrize(
    "change",
    [
        "GRANT UPDATE ON ledger_line TO hesabu_app",
        "GRANT INSERT (number) ON ledger_seal TO PUBLIC",
        "GRANT ALL ON ALL TABLES IN SCHEMA public TO hesabu_app",
        "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO PUBLIC",
        "GRANT UPDATE ON SEQUENCE ledger_line_id_seq TO hesabu_app",
        "REVOKE INSERT ON ledger_entry FROM hesabu_app",
        "CREATE TABLE later (id bigint PRIMARY KEY, x int); GRANT ALL ON later TO hesabu_app",
    ],
)
def test_migrate_puts_rights_back(database, owner_database, change):
    assert differing(owner_database) == []
    owner_database.execute(change)
    assert differing(owner_database)
    call_command("migrate", verbosity=0)
    assert differing(owner_database) == []
    if "later" in change:
        assert may_now(owner_database, "later", "SELECT")


def test_what_is_right_is_not_touched(database, owner_database):
    def rows() -> list[tuple[object, ...]]:
        return owner_database.execute(
            "SELECT oid, xmin::text FROM pg_class UNION SELECT oid, xmin::text FROM pg_proc"
        ).fetchall()

    before = sorted(map(str, rows()))
    give_rights(owner_database.cursor())
    assert sorted(map(str, rows())) == before


def test_one_role_for_everything_needs_no_rights(database, owner_database, monkeypatch):
    monkeypatch.setattr(rights, "APPLICATION_ROLE", "a_role_that_is_not_there")
    owner_database.execute("GRANT UPDATE ON ledger_line TO hesabu_app")
    assert differing(owner_database) == []
    give_rights(owner_database.cursor())
    assert may_now(owner_database, "ledger_line", "UPDATE")


def test_a_line_that_cannot_be_read_stops_everything(monkeypatch, tmp_path):
    def written(text: str) -> Callable[[], object]:
        path = tmp_path / "rights.txt"
        path.write_text(text)
        monkeypatch.setattr(rights, "FILE", path)
        return rights.written_rights.__wrapped__

    assert written("ledger_x | insert | | a, b\n")() == {
        "TABLE ledger_x": {"SELECT", "INSERT (*)", "UPDATE (a)", "UPDATE (b)"}
    }
    assert written("ledger_x | insert with id | delete |\n")() == {
        "TABLE ledger_x": {"SELECT", "INSERT", "DELETE"}
    }
    for line in ("ledger_x | insert | delete", "ledger_x | yes | | a", "ledger_x"):
        with pytest.raises(ValueError, match="cannot be read"):
            written(line)()
