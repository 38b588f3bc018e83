"""Traces: which row of the catalogue a guard is, and which transaction wrote it.

PostgreSQL writes a new row, with the number of the transaction (xmin), whenever a function is replaced, a
trigger switched off or on, a right given or taken; what is dropped and made again has another oid. So a guard
that was away and is back as it was has another trace. VACUUM, ANALYZE, plain REINDEX, freezing, a copy of the
files and a clone of the database leave traces as they are; a restored dump has all of them anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from django.db import DEFAULT_DB_ALIAS

from core.guards.catalogue import named_in_full, short_name
from core.guards.queries import CATALOGUES, FIRST_OID_OF_USERS

#: {"trigger check_lines on ledger_line": "16644:742", ...}
Traces: TypeAlias = Mapping[str, str]

OF_POSTGRESQL = "functions of PostgreSQL itself"
#: What its functions are called by: operators, casts, aggregates, indexes, types, languages.
_CALLED_BY = (
    "pg_aggregate", "pg_amop", "pg_amproc", "pg_cast", "pg_language", "pg_operator", "pg_proc", "pg_type",
)  # fmt: skip
_ITS_OWN = " UNION ALL ".join(
    f"SELECT xmin FROM {catalogue} WHERE {CATALOGUES[catalogue]} < {FIRST_OID_OF_USERS}"  # noqa: S608  (our own text)
    for catalogue in _CALLED_BY
)
#: PostgreSQL's own functions leave one trace for all: nobody replaces them.
TRACES = f"""
SELECT CASE c.relkind WHEN 'v' THEN 'view ' WHEN 'm' THEN 'view ' ELSE 'table ' END || c.oid::regclass,
       concat(c.oid, ':', c.xmin,
              (SELECT ':' || sum(xmin::text::bigint) FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0),
              (SELECT string_agg(concat(':', oid, ':', xmin), '' ORDER BY oid) FROM pg_rewrite
               WHERE ev_class = c.oid))
FROM pg_class AS c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
UNION ALL
SELECT 'function ' || p.oid::regprocedure, concat(p.oid, ':', p.xmin)
FROM pg_proc AS p WHERE p.pronamespace = 'public'::regnamespace
UNION ALL
SELECT concat('trigger ', t.tgname, ' on ', t.tgrelid::regclass), concat(t.oid, ':', t.xmin)
FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid AND c.relnamespace = 'public'::regnamespace
WHERE NOT t.tgisinternal
UNION ALL
SELECT concat('constraint ', n.conname, ' on ', n.conrelid::regclass), concat(n.oid, ':', n.xmin,
       (SELECT ':' || sum(t.xmin::text::bigint) FROM pg_trigger AS t WHERE t.tgconstraint = n.oid))
FROM pg_constraint AS n
WHERE n.connamespace = 'public'::regnamespace AND n.conrelid <> 0 AND n.contype IN ('c', 'f', 'p', 'u', 'x')
UNION ALL
SELECT concat('index ', c.relname, ' on ', i.indrelid::regclass), concat(i.indexrelid, ':', i.xmin)
FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid AND c.relnamespace = 'public'::regnamespace
WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid AND contype IN ('p', 'u', 'x'))
UNION ALL
SELECT 'schema ' || nspname, concat(oid, ':', xmin) FROM pg_namespace WHERE nspname = 'public'
UNION ALL
SELECT %(postgresql)s, concat(count(*), ':', sum(xmin::text::bigint)) FROM ({_ITS_OWN}) AS its_own
"""  # noqa: S608


def read_traces(*, using: str = DEFAULT_DB_ALIAS) -> Traces:
    """The trace of everything of ours that carries a promise, by the names that `read_catalogue` gives."""
    with named_in_full(using) as (cursor, _):
        cursor.execute(TRACES, {"postgresql": OF_POSTGRESQL})
        return named_shortly(cursor.fetchall())


def named_shortly(rows: list[tuple[str, str]]) -> Traces:
    return {short_name(item): trace for item, trace in rows}
