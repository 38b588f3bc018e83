"""Many rows in or out of PostgreSQL as columns, by COPY and Arrow: no row becomes an object of Python.

For loads of a hundred thousand rows and more. Texts are quoted throughout, so that no character of them
ends a cell, and an empty text stays one; what is absent is an unquoted nothing.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped,unused-ignore]
import pyarrow.csv as arrow_csv  # type: ignore[import-untyped,unused-ignore]
from django.db import connection, models
from django.db.models import QuerySet

#: So many rows are written out as one text.
BATCH = 100_000
_AS_CSV = arrow_csv.WriteOptions(include_header=False, quoting_style="all_valid")
_MOMENT = pa.timestamp("us", tz="UTC")


def copy_in(model: type[models.Model], table: pa.Table) -> int:
    """Write rows of one model; the columns of `table` are columns of the database. Returns how many.

    Moments carry their zone. Triggers and constraints count as for INSERT.
    """
    quote = connection.ops.quote_name
    names = ", ".join(map(quote, table.column_names))
    if table.num_rows:
        into = f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN (FORMAT csv)"
        with connection.cursor() as cursor, cursor.copy(into) as copy:
            for start in range(0, table.num_rows, BATCH):
                target = io.BytesIO()
                arrow_csv.write_csv(table.slice(start, BATCH), target, _AS_CSV)
                copy.write(target.getbuffer())
    return int(table.num_rows)


def copy_out(rows: QuerySet[Any], names: Sequence[str]) -> pa.Table:
    """What `rows.values_list(*names)` has, in the order of the query. Integers are 64 bits wide."""
    query = rows.values_list(*names).query
    kinds = {name: _kind(query, name) for name in names}
    statement, values = query.get_compiler(connection=connection).as_sql()
    found = io.BytesIO()
    with (
        connection.cursor() as cursor,
        # Django's cursor that keeps a log, as in DEBUG, takes no values for a COPY.
        cursor.cursor.copy(f"COPY ({statement}) TO STDOUT (FORMAT csv, FORCE_QUOTE *)", values) as copy,
    ):
        for part in copy:
            found.write(part)
    if not found.tell():
        return pa.table({name: pa.array([], kind) for name, kind in kinds.items()})
    return arrow_csv.read_csv(
        pa.py_buffer(found.getbuffer()),
        read_options=arrow_csv.ReadOptions(column_names=list(names)),
        parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
        convert_options=arrow_csv.ConvertOptions(
            column_types=kinds,
            true_values=["t"],
            false_values=["f"],
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )


def _kind(query: Any, name: str) -> pa.DataType:
    if name in query.annotations:
        field = query.annotations[name].output_field
    else:
        field = query.names_to_path(name.split("__"), query.get_meta())[1]
    if isinstance(field, models.BooleanField):
        return pa.bool_()
    if isinstance(field, models.DateTimeField):
        return _MOMENT
    if isinstance(field, models.IntegerField | models.AutoField | models.ForeignKey):
        return pa.int64()
    if isinstance(field, models.CharField | models.TextField):
        return pa.large_string()
    raise TypeError(f"{name} is of a kind that is not copied: {type(field).__name__}")
