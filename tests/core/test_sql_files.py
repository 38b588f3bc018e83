"""The guards in a migrated database are those of the SQL files, and every migration goes back and forth."""

from __future__ import annotations

import re

import psycopg
import pytest
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from core.guards.recording import record_guards
from core.rights import give_rights
from core.sql import REVERSE_LINE, ROOT, load, newest_guards, unload
from ledger.integrity.verifying import verify_ledger

OUR_APPS = ("reconciliation", "billing", "mpesa", "ledger", "messaging", "users", "core")

GUARDS_OF_DATABASE = {
    "functions": "SELECT oid::regprocedure::text, pg_get_functiondef(oid), pg_get_userbyid(proowner),"
    " ARRAY(SELECT acl::text FROM unnest(proacl) AS acl ORDER BY 1)"
    " FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    "triggers": "SELECT tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid), tgenabled::text"
    " FROM pg_trigger WHERE NOT tgisinternal",
    "views": "SELECT oid::regclass::text, pg_get_viewdef(oid) FROM pg_class"
    " WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace",
}
RIGHTS = (
    "SELECT oid::regclass::text, ARRAY(SELECT acl::text FROM unnest(relacl) AS acl ORDER BY 1)"
    " FROM pg_class WHERE relkind IN ('r', 'v', 'S') AND relnamespace = 'public'::regnamespace"
)
TABLES = {
    "columns": "SELECT table_name || '.' || column_name, data_type, character_maximum_length, is_nullable,"
    " column_default, identity_generation FROM information_schema.columns WHERE table_schema = 'public'",
    "constraints": "SELECT conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "indexes": "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
    " JOIN pg_class ON pg_class.oid = indexrelid WHERE relnamespace = 'public'::regnamespace",
    "tiers": "SELECT code, transaction_limit FROM users_kyctier",
    "rates": 'SELECT "of" || valid_from, basis_points FROM ledger_vatrate',
}


def catalogue(owner: psycopg.Connection, queries: dict[str, str]) -> dict[str, dict[str, tuple]]:
    return {
        what: {str(name): tuple(rest) for name, *rest in owner.execute(query).fetchall()}
        for what, query in queries.items()
    }


def run_all(owner: psycopg.Connection, scripts: dict[str, str]) -> None:
    """Every script once, in whatever order PostgreSQL accepts."""
    while scripts:
        left, errors = {}, []
        for name, script in scripts.items():
            try:
                with owner.transaction():
                    owner.execute(script)
            except psycopg.Error as error:
                left[name] = script
                errors.append(f"{name}: {error}")
        assert len(left) < len(scripts), errors
        scripts = left


def test_the_database_holds_the_newest_files_and_nothing_else(database, owner_database):
    everything = GUARDS_OF_DATABASE | {"rights": RIGHTS}
    before = catalogue(owner_database, everything)
    assert len(before["functions"]) > 30 and len(before["triggers"]) > 50
    with owner_database.transaction(force_rollback=True):
        run_all(owner_database, {f"{g.app}/{g.name}": g.reverse for g in reversed(newest_guards())})
        assert catalogue(owner_database, GUARDS_OF_DATABASE) == {"functions": {}, "triggers": {}, "views": {}}
        run_all(owner_database, {f"{g.app}/{g.name}": g.forward for g in newest_guards()})
        give_rights(owner_database.cursor())
        after = catalogue(owner_database, everything)
    for what, found in before.items():
        assert after[what] == found, what


def test_every_trigger_fires_whatever_the_session_says(database, owner_database):
    states = {state for _, state in catalogue(owner_database, GUARDS_OF_DATABASE)["triggers"].values()}
    assert states == {"A"}


def test_what_the_files_are_read_to_make_is_what_the_database_has(database, owner_database):
    """`newest_guards` reads files by their form: a form that it overlooks shows here."""
    found = catalogue(owner_database, GUARDS_OF_DATABASE)
    guards = newest_guards()
    assert {f.partition("(")[0] for f in found["functions"]} == {f for g in guards for f in g.functions}
    assert set(found["triggers"]) == {f"{table}.{name}" for g in guards for table, name in g.triggers}
    assert set(found["views"]) == {view for g in guards for view in g.views}


def test_a_file_is_named_for_its_function():
    for guard in newest_guards():
        prefix = "hesabu" if guard.name == "refuse_change" else guard.app
        assert guard.functions in ((), (f"{prefix}_{guard.name}",)), guard
        versions = len(list((ROOT / guard.app / "sql").glob(f"{guard.name}.*sql")))
        assert versions == guard.version, f"{guard.app}/{guard.name} lacks a version"


def test_every_migration_goes_back_and_forth_as_the_owner(database, owner_database):
    queries = GUARDS_OF_DATABASE | TABLES | {"rights": RIGHTS}
    before = catalogue(owner_database, queries)
    executor = MigrationExecutor(connections["owner"])
    executor.migrate([(app, None) for app in OUR_APPS])
    left = catalogue(owner_database, GUARDS_OF_DATABASE | {"rights": RIGHTS})
    assert not (left["functions"] or left["triggers"] or left["views"])
    ours = tuple(f"{app}_" for app in OUR_APPS)
    assert not [name for name in left["rights"] if name.startswith(ours)]
    executor = MigrationExecutor(connections["owner"])
    executor.migrate(executor.loader.graph.leaf_nodes())
    give_rights(owner_database.cursor())
    after = catalogue(owner_database, queries)
    for what, found in before.items():
        assert after[what] == found, what
    record_guards(reason="a test that goes back and forth without the command")
    assert verify_ledger() == []


@pytest.fixture
def own_files(tmp_path, monkeypatch):
    """An app whose guard has three versions."""
    monkeypatch.setattr("core.sql.ROOT", tmp_path)
    folder = tmp_path / "shop" / "sql"
    folder.mkdir(parents=True)
    function = "CREATE FUNCTION shop_price() RETURNS int LANGUAGE sql AS $$ SELECT {} $$;"
    drop = "DROP FUNCTION shop_price;\n"
    (folder / "price.sql").write_text("-- Why.\n" + function.format(1) + "\n" + REVERSE_LINE + drop)
    (folder / "price.2.sql").write_text(function.format(2) + "\n" + REVERSE_LINE + drop)
    (folder / "price.3.sql").write_text("-- Gone for good.\n" + REVERSE_LINE)
    return folder


def test_a_later_version_takes_the_place_of_the_one_before(own_files, database, owner_database):
    def price() -> object:
        return owner_database.execute("SELECT shop_price()").fetchone()

    with owner_database.transaction(force_rollback=True):
        owner_database.execute(load("shop", "price").sql)
        assert price() == (1,)
        owner_database.execute(load("shop", "price", 2).sql)
        assert price() == (2,)
        owner_database.execute(load("shop", "price", 2).reverse_sql)
        assert price() == (1,)
        owner_database.execute(unload("shop", "price").sql)
        owner_database.execute(unload("shop", "price").reverse_sql)
        assert price() == (1,)
        owner_database.execute(load("shop", "price").reverse_sql)
        assert owner_database.execute("SELECT to_regprocedure('shop_price()')").fetchone() == (None,)


def test_the_newest_version_is_the_highest_number(own_files):
    (only,) = newest_guards.__wrapped__()
    assert (only.app, only.name, only.version, only.functions) == ("shop", "price", 3, ())


def test_what_the_role_may_do_stands_in_one_place():
    """`migrate` makes rights as core/sql/rights.txt says, whatever a file said."""
    for path in ROOT.glob("*/sql/*.sql"):
        statements = re.findall(r"^(?:GRANT|REVOKE)\b[^;]*;$", path.read_text("utf-8"), re.MULTILINE)
        assert all(
            re.fullmatch(r"REVOKE EXECUTE ON FUNCTION .* FROM PUBLIC;", each) for each in statements
        ), path


def test_a_file_without_its_reverse_is_not_loaded(own_files):
    (own_files / "price.sql").write_text("SELECT 1;\n")
    with pytest.raises(ValueError, match="has no line `-- reverse`"):
        load("shop", "price")


def test_no_file_edits_anothers_text():
    """Migrations load; they hold no SQL of their own and import nothing from each other."""
    for path in ROOT.glob("*/migrations/0*.py"):
        text = path.read_text("utf-8")
        assert "RunSQL" not in text and "import_module" not in text, path
