"""Writing many rows of one table in one statement, by an array a column.

What `bulk_create` and `bulk_update` do by a placeholder a value: composing and reading that costs several
times what PostgreSQL needs for the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any

from django.db import connection, models

from core.rows.arrays import array_of


def insert_rows(rows: Iterable[models.Model], *, skip_known: bool = False) -> None:
    """Insert rows of one model, as `bulk_create` would; the objects are not told their ids.

    With `skip_known`, rows that a unique constraint refuses are left out.
    """
    rows = list(rows)
    if rows:
        _insert(rows, "ON CONFLICT DO NOTHING" if skip_known else "")


def insert_known_by(rows: Sequence[models.Model], by: Sequence[str]) -> None:
    """Insert rows of one model and tell the objects their ids; the fields `by` are different for each row."""
    if not rows:
        return
    meta = rows[0]._meta
    columns = [meta.get_field(name).column for name in by]  # type: ignore[union-attr]
    returned = ", ".join(connection.ops.quote_name(str(name)) for name in (meta.pk.column, *columns))
    told = _insert(rows, f"RETURNING {returned}")
    ids = {tuple(values): pk for pk, *values in told}
    attributes = [meta.get_field(name).attname for name in by]  # type: ignore[union-attr]
    for row in rows:
        row.pk = ids[tuple(getattr(row, name) for name in attributes)]


def save_rows(rows: Sequence[models.Model], fields: Sequence[str]) -> None:
    """Write these fields of saved rows as `save(update_fields=...)` would. The caller holds their locks.

    Fields that set themselves on saving are written as they are.
    """
    if not rows:
        return
    meta = rows[0]._meta
    columns = [meta.pk, *(meta.get_field(name) for name in fields)]
    names, arrays = _columns(columns)
    key, *changed = names.split(", ")
    sets = ", ".join(f"{name} = saved.{name}" for name in changed)
    _run(
        f"UPDATE {meta.db_table} AS kept SET {sets}"  # noqa: S608
        f" FROM unnest({arrays}) AS saved ({names}) WHERE kept.{key} = saved.{key}",
        rows,
        columns,
    )


def _insert(rows: Sequence[models.Model], ending: str) -> list[tuple[Any, ...]]:
    meta = rows[0]._meta
    fields = [field for field in meta.concrete_fields if not isinstance(field, models.AutoField)]
    for field in fields:
        if getattr(field, "auto_now_add", False):
            for row in rows:
                field.pre_save(row, True)
    names, arrays = _columns(fields)
    return _run(
        f"INSERT INTO {meta.db_table} ({names}) SELECT * FROM unnest({arrays}) {ending}",  # noqa: S608
        rows,
        fields,
    )


def _columns(fields: Sequence[Any]) -> tuple[str, str]:
    """Their names, and an array of the type of each, without its length."""
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    kinds: list[str] = [
        field.db_type(connection) if field.remote_field else field.rel_db_type(connection) for field in fields
    ]
    return names, ", ".join(f"%s::{kind.partition('(')[0]}[]" for kind in kinds)


def _run(statement: str, rows: Sequence[models.Model], fields: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [array_of(map(attrgetter(field.attname), rows)) for field in fields])
        return cursor.fetchall() if cursor.description else []
