"""What no column can hold, tried on every column of every table that PostgreSQL has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import connection, models
from psycopg import sql
from psycopg.errors import CheckViolation, NumericValueOutOfRange

from core.days import END_DAY, FIRST_DAY
from core.fields import MAX_SUM, CentsField, CentsSumField, DayField, KindField, MomentField
from core.money import MAX_CENTS, says_money
from core.sql import newest_guards
from ledger.models import EntryKind
from tests.databases import address
from users.models import Invite

DAYS = ["infinity", "-infinity", "0044-03-15 BC", "0202-12-31", "1999-12-31", str(END_DAY), "20000-01-01"]
KEPT_DAYS = [str(FIRST_DAY), "2026-11-20", "2100-12-31"]
MOMENTS = [
    "infinity",
    "-infinity",
    "0044-03-15 12:00:00Z BC",
    "1999-12-31 20:59:59Z",
    "2100-12-31 21:00:00Z",
    "20000-01-01 00:00:00Z",
]
KEPT_MOMENTS = ["1999-12-31 21:00:00Z", "2026-11-20 09:00:00Z", "2100-12-31 20:59:59.999999Z"]

BY_TRIGGER = {("ledger_entry", name) for name in ("effective_on", "occurred_at", "posted_at", "kind")} | {
    ("ledger_line", name) for name in ("debit", "credit")
}


@pytest.fixture
def probe(database: str) -> Iterator[Any]:
    """Says whether a column of a table takes a value: into a copy of the table that has its checks, and no
    other column."""
    with psycopg.connect(address(database), autocommit=True) as own:

        def takes(table: str, column: str, value: Any) -> bool:
            try:
                own.execute(
                    sql.SQL("INSERT INTO {} ({}) VALUES (%s)").format(
                        sql.Identifier(f"probe_{table}"), sql.Identifier(column)
                    ),
                    [value],
                )
            except (CheckViolation, NumericValueOutOfRange):
                return False
            return True

        tables = connection.introspection.table_names()
        for table in tables:
            own.execute(f"CREATE TEMPORARY TABLE probe_{table} (LIKE {table} INCLUDING CONSTRAINTS)")
        loosen = own.execute(
            "SELECT format('ALTER TABLE %s ALTER %I DROP NOT NULL', attrelid::regclass, attname)"
            " FROM pg_attribute WHERE attrelid::regclass::text LIKE 'probe%' AND attnum > 0 AND attnotnull"
            " UNION ALL SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname)"
            " FROM pg_constraint WHERE conrelid::regclass::text LIKE 'probe%' AND contype = 'c'"
            " AND cardinality(conkey) > 1"
        )
        for (statement,) in loosen.fetchall():
            own.execute(statement)
        yield takes


def columns(*types: str) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns JOIN information_schema.tables"
            " USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
            " AND data_type = ANY(%s) ORDER BY 1, 2",
            [list(types)],
        )
        return cursor.fetchall()


def fields() -> Iterator[models.Field[Any, Any]]:
    """Of every table; a view shows what tables hold."""
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed:
            continue
        yield from model._meta.concrete_fields


@pytest.mark.parametrize(
    ("kind", "hostile", "kept"),
    [("date", DAYS, KEPT_DAYS), ("timestamp with time zone", MOMENTS, KEPT_MOMENTS)],
)
def test_every_day_and_moment_can_be_read_back(kind, hostile, kept, db, probe):
    """Also those of libraries. A new column that is a plain DateField fails here: use core.fields."""
    found = [column for column in columns(kind) if column not in BY_TRIGGER]
    assert len(found) > 10
    assert [(*column, value) for column in found for value in hostile if probe(*column, value)] == []
    assert [(*column, value) for column in found for value in kept if not probe(*column, value)] == []
    assert columns("timestamp without time zone", "time without time zone", "interval") == []


def test_every_kind_is_one_of_its_choices(db, probe):
    kinds = [field for field in fields() if field.choices and field.model._meta.app_label != "admin"]
    assert len(kinds) > 30
    for field in kinds:
        assert isinstance(field, KindField) or field.model._meta.app_label == "django_q", field
    for field in kinds:
        place = (field.model._meta.db_table, field.column)
        if isinstance(field, KindField) and place not in BY_TRIGGER:
            assert not probe(*place, "?"), field
            assert field.blank == probe(*place, ""), field
            taken = [value for value, _ in field.flatchoices if probe(*place, value)]
            invited = (field.model, field.name) == (Invite, "role")  # a player is not
            assert len(taken) == len(field.flatchoices) - invited, field


def test_every_amount_is_one_that_money_can_be(db, probe):
    """A column of 64 bits, or of any number of digits, that is called like money is of core.fields."""
    amounts = [field for field in fields() if isinstance(field, CentsField | CentsSumField)]
    assert len(amounts) > 30
    for field in amounts:
        place = (field.model._meta.db_table, field.column)
        most = MAX_CENTS if isinstance(field, CentsField) else MAX_SUM
        beyond = [most + 1, -most - 1, 10**40, "NaN"] if place not in BY_TRIGGER else []
        assert [value for value in beyond if _fits(field, value) and probe(*place, value)] == [], field
        assert probe(*place, most) or not probe(*place, -1), field  # some have more to say of their sign
    for field in fields():
        if isinstance(field, models.BigIntegerField | models.DecimalField) and field not in amounts:
            assert not says_money(field.name), field


def test_the_journal_is_checked_by_its_triggers():
    """Columns without a check of their own: tests/ledger/attacks.py tries them, here the texts agree."""
    own = {(f.model._meta.db_table, f.column) for f in fields() if getattr(f, "by_trigger", False)}
    assert own == BY_TRIGGER
    guards = {guard.name: guard.forward for guard in newest_guards() if guard.app == "ledger"}
    assert f"'{{{','.join(EntryKind.values)}}}'" in guards["note_entries"]
    for edge in (f"effective_on >= '{FIRST_DAY}'", f"effective_on < '{END_DAY}'"):
        assert edge in guards["note_entries"]
    for column in ("occurred_at", "posted_at"):
        for edge in (f"{column} >= '{FIRST_DAY} 00:00:00+03'", f"{column} < '{END_DAY} 00:00:00+03'"):
            assert edge in guards["note_entries"]
    assert guards["check_lines"].count(f"> {MAX_CENTS}") == 2
    for edge in (FIRST_DAY, END_DAY):
        libraries = next(each.forward for each in newest_guards() if each.name == "moments_of_libraries")
        assert f"'{edge} 00:00:00+03'" in libraries


def _fits(field: models.Field[Any, Any], value: object) -> bool:
    return isinstance(field, CentsSumField) or value != "NaN"


def test_no_model_of_ours_has_a_plain_field(db):
    own = [field for field in fields() if field.model.__module__.split(".")[0] in _APPS]
    assert len(own) > 200
    for field in own:
        assert not isinstance(field, models.DateTimeField) or isinstance(field, MomentField), field
        assert not isinstance(field, models.DateField) or isinstance(field, DayField | MomentField), field


_APPS = {"core", "users", "messaging", "ledger", "mpesa", "billing", "reconciliation"}
