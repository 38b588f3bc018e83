"""Every DML verb on every column of every table, with values that nobody in their right mind writes.

Told to PostgreSQL by the application's role, each in a savepoint with every constraint immediate: what is
accepted stays. A row that is inserted is a copy of one that is there, with one hostile value, and fresh keys.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import psycopg
from psycopg import sql

Connection = psycopg.Connection[tuple[object, ...]]

_DAYS = ("infinity", "-infinity", "4713-01-01 BC", "0001-01-01", "20000-01-01", "1900-01-01", "2100-01-01")
_TEXTS = (
    "", " ", "\x01\x1f", "\u202e\u200b\ufeff", "\ufffd\U0001f600", "-1", "NaN", "\\u0000", "x" * 16,
    "x" * 100_000, '{"a": [', "OPEN", "CLOSED", "PENDING", "APPROVED", "PAID", "DONE", "MANUAL", "REVERSAL",
    "OWNER",
)  # fmt: skip
_JSON = ("null", "[]", "{}", "0", '"x"', "[null]", '[{"a": 1e300}]', "[" * 900 + "]" * 900, '{"lines": 1}')
#: By the name of PostgreSQL's type; NULL is tried on every column.
VALUES: dict[str, Sequence[str]] = {
    "int2": ("-32768", "32767", "0", "-1"),
    "int4": ("-2147483648", "2147483647", "0", "-1"),
    "int8": ("-9223372036854775808", "9223372036854775807", "0", "-1", "90071992547409911"),
    "numeric": ("NaN", "Infinity", "1e30", "-1", "0", "0.0001"),
    "float8": ("NaN", "Infinity", "1e300"),
    "date": _DAYS,
    "timestamptz": _DAYS,
    "text": _TEXTS,
    "varchar": _TEXTS,
    "bool": ("true", "false"),
    "bytea": (r"\x", r"\x00", r"\xff" * 1, "\\x" + "ff" * 40),
    "uuid": ("00000000-0000-0000-0000-000000000000",),
    "inet": ("::", "255.255.255.255/0"),
    "jsonb": _JSON,
    "_text": ("{}", "{NULL}", "{{x}}"),
    "_varchar": ("{}", "{NULL}", "{{x}}"),
    "_bytea": ("{}", "{NULL}", r'{"\\x00"}', r'{{"\\x00"}}'),
}


_BEGIN = sql.SQL("SAVEPOINT tried; SET CONSTRAINTS ALL IMMEDIATE; ")
_END = sql.SQL("; RELEASE SAVEPOINT tried")


@dataclass(frozen=True)
class Column:
    name: str
    type: str
    length: int | None
    #: The table that it points to, by a constraint or in our own keeping.
    target: str | None
    target_key: str
    generated: bool


@dataclass
class Walk:
    """What was tried: accepted, refused by which error, and statements that PostgreSQL took too long over."""

    connection: Connection
    accepted: Counter[tuple[str, str]] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    odd: list[str] = field(default_factory=list)
    tried: int = 0
    known: dict[str, bool] = field(default_factory=dict)

    def tables(self) -> list[str]:
        rows = self.connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
            " ORDER BY 1"
        ).fetchall()
        return [str(name) for (name,) in rows]

    def table(self, table: str) -> None:
        """Every verb on every column of a table."""
        columns = columns_of(self.connection, table)
        keys = unique_columns(self.connection, table)
        for column in columns:
            for number, value in enumerate(self._values(column)):
                # What the role may not do is tried once: it is refused before the value is looked at.
                if not number or self._may("column", f"'{table}', '{column.name}', 'UPDATE'"):
                    self._try(table, "UPDATE", _update(table, column, value, number))
                if not number or self._may("table", f"'{table}', 'INSERT'"):
                    for statement in _inserts(table, columns, keys, column, value):
                        self._try(table, "INSERT", statement)
        for number in (3, 0):
            self._try(table, "DELETE", _of_a_row("DELETE FROM {0}", table, number))

    def _may(self, what: str, about: str) -> bool:
        if about not in self.known:
            row = self.connection.execute(f"SELECT has_{what}_privilege({about})").fetchone()
            self.known[about] = row == (True,)
        return self.known[about]

    def _values(self, column: Column) -> Iterator[str | None]:
        yield None
        yield from VALUES[column.type]
        for order in ("ASC", "DESC") if column.target else ():  # of the first business, and of the last
            found = self.connection.execute(
                sql.SQL("SELECT {2}::text FROM {0} ORDER BY {2} {1} LIMIT 1").format(
                    sql.Identifier(str(column.target)), sql.SQL(order), sql.Identifier(column.target_key)
                )
            ).fetchone()
            yield from map(str, found or ())

    def _try(self, table: str, verb: str, statement: sql.Composable) -> None:
        self.tried += 1
        try:
            cursor = self.connection.execute(_BEGIN + statement + _END)
        except psycopg.Error as error:
            self.connection.execute("ROLLBACK TO SAVEPOINT tried; RELEASE SAVEPOINT tried")
            self.refused[type(error).__name__] += 1
            if isinstance(error, psycopg.errors.QueryCanceled | psycopg.errors.InternalError_):
                self.odd.append(f"{verb} {table}: {error}")
        else:
            cursor.nextset(), cursor.nextset()
            self.accepted[table, verb] += cursor.rowcount


def columns_of(connection: Connection, table: str) -> list[Column]:
    rows = connection.execute(
        """
        SELECT a.attname, t.typname, CASE WHEN t.typname = 'varchar' THEN a.atttypmod - 4 END,
               (SELECT c.confrelid::regclass::text FROM pg_constraint AS c
                WHERE c.conrelid = a.attrelid AND c.contype = 'f' AND c.conkey = ARRAY[a.attnum] LIMIT 1),
               COALESCE((SELECT f.attname FROM pg_constraint AS c JOIN pg_attribute AS f
                         ON f.attrelid = c.confrelid AND f.attnum = c.confkey[1]
                         WHERE c.conrelid = a.attrelid AND c.contype = 'f' AND c.conkey = ARRAY[a.attnum]
                         LIMIT 1), 'id'),
               a.attidentity <> ''
        FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = a.atttypid
        WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
        """,
        [table],
    ).fetchall()
    known = {"entry_id": "ledger_entry", "account_id": "ledger_account", "business_id": "users_business"}
    return [
        Column(name, kind, length, target or known.get(name), key, generated)
        for name, kind, length, target, key, generated in rows  # type: ignore[misc]
    ]


def unique_columns(connection: Connection, table: str) -> set[str]:
    """The columns by which a copy of a row can be another row."""
    rows = connection.execute(
        "SELECT DISTINCT a.attname FROM pg_index AS i JOIN pg_attribute AS a ON a.attrelid = i.indrelid"
        " AND a.attnum = ANY(i.indkey) WHERE i.indrelid = %s::regclass AND i.indisunique",
        [table],
    ).fetchall()
    return {str(name) for (name,) in rows}


def _of_a_row(statement: str, table: str, number: int) -> sql.Composed:
    return sql.SQL(
        statement + " WHERE ctid = (SELECT ctid FROM {0} ORDER BY ctid OFFSET {1} %"
        " (SELECT greatest(count(*), 1) FROM {0}) LIMIT 1)"
    ).format(sql.Identifier(table), number)


def _update(table: str, column: Column, value: str | None, number: int) -> sql.Composed:
    return sql.SQL(
        "UPDATE {0} SET {1} = {2} WHERE ctid = (SELECT ctid FROM {0} ORDER BY ctid DESC OFFSET {3} %"
        " (SELECT greatest(count(*), 1) FROM {0}) LIMIT 1)"
    ).format(sql.Identifier(table), sql.Identifier(column.name), value, number)


def _fresh(column: Column) -> sql.Composable | None:
    """Something that no row has."""
    if column.target:
        return None
    if column.type in ("varchar", "text"):
        return sql.SQL("left('h' || replace(gen_random_uuid()::text, '-', ''), {})").format(
            column.length or 64
        )
    if column.type == "bytea":
        return sql.SQL("sha256(gen_random_uuid()::text::bytea)")
    if column.type == "uuid":
        return sql.SQL("gen_random_uuid()")
    return None


def _copied(
    columns: Sequence[Column], keys: set[str], hostile: Column, value: str | None
) -> dict[str, object]:
    """Column -> what the copy has there; what PostgreSQL gives by itself is left out."""
    row: dict[str, sql.Composable] = {}
    for column in columns:
        fresh = _fresh(column) if column.name in keys else None
        if column is hostile:
            row[column.name] = sql.Literal(value)
        elif column.generated:
            continue
        else:
            row[column.name] = fresh or sql.SQL("source.{}").format(sql.Identifier(column.name))
    return row


def _inserts(
    table: str, columns: Sequence[Column], keys: set[str], hostile: Column, value: str | None
) -> Iterator[sql.Composed]:
    """A copy of the newest row; what only comes with other rows brings them."""
    row = _copied(columns, keys, hostile, value)
    names, values = sql.SQL(", ").join(map(sql.Identifier, row)), sql.SQL(", ").join(row.values())
    overriding = sql.SQL("OVERRIDING SYSTEM VALUE" if hostile.generated else "")
    insert = sql.SQL(
        "INSERT INTO {0} ({1}) {3} SELECT {2} FROM (SELECT * FROM {0} ORDER BY {4} LIMIT 1) AS source"
    )
    order = sql.SQL("ctid DESC")
    if table == "ledger_entry":
        order = sql.SQL("reverses_id IS NOT NULL, ctid DESC")
    plain = insert.format(sql.Identifier(table), names, values, overriding, order)
    with_rows = _WITH.get(table)
    if with_rows:
        yield sql.SQL("WITH fresh AS ({} RETURNING *) ").format(plain) + sql.SQL(with_rows)
    if table == "ledger_line":
        yield from _lines(hostile, value)
    else:
        yield plain


#: What a new row of these tables brings along.
_WITH = {
    "ledger_entry": (
        "INSERT INTO ledger_line (entry_id, account_id, debit, credit)"
        " SELECT fresh.id, account.id, leg.debit, leg.credit FROM fresh,"
        " (VALUES ('1020', 7, 0), ('4000', 0, 7)) AS leg (code, debit, credit)"
        " JOIN ledger_account AS account ON account.code = leg.code"
        " WHERE account.business_id = fresh.business_id"
    ),
    "users_approval": (
        "INSERT INTO users_approvaldecision (approval_id, step, by_id, digest, comment, at)"
        " SELECT id, step, maker_id, digest, '', now() FROM fresh,"
        " LATERAL (VALUES ('REQUESTED'), (NULLIF(fresh.state, 'PENDING'))) AS steps (step)"
        " WHERE step IS NOT NULL"
    ),
}


def _lines(hostile: Column, value: str | None) -> Iterator[sql.Composed]:
    """A whole entry whose two lines have the value, on both sides where it is an amount."""
    legs = {
        "debit": ("{value}, 0", "0, {value}"),
        "credit": ("0, {value}", "{value}, 0"),
    }.get(hostile.name, ("7, 0", "0, 7"))
    other = {"id": ", id", "entry_id": "", "account_id": ""}.get(hostile.name, "")
    written = sql.Literal(value)
    accounts = (
        (sql.SQL("{}::bigint").format(written),) * 2
        if hostile.name == "account_id"
        else (sql.SQL("cash.id"), sql.SQL("sales.id"))
    )
    entry = sql.SQL("{}::bigint").format(written) if hostile.name == "entry_id" else sql.SQL("fresh.id")
    amounts = [sql.SQL(leg).format(value=sql.SQL("{}::bigint").format(written)) for leg in legs]
    ids = [sql.SQL(", {}::bigint").format(written), sql.SQL(", {}::bigint - 1").format(written)]
    rows = [
        sql.SQL("({}, {}, {}{})").format(entry, account, amount, given if other else sql.SQL(""))
        for account, amount, given in zip(accounts, amounts, ids, strict=True)
    ]
    yield sql.SQL(
        "WITH fresh AS (INSERT INTO ledger_entry (business_id, effective_on, occurred_at, posted_at, kind,"
        " description, reference, content_hash) SELECT business_id, effective_on, occurred_at, posted_at,"
        " 'MANUAL', '', gen_random_uuid()::text, content_hash FROM ledger_entry ORDER BY id LIMIT 1"
        " RETURNING *)"
        " INSERT INTO ledger_line (entry_id, account_id, debit, credit{}) {} SELECT leg.* FROM fresh"
        " JOIN ledger_account AS cash ON cash.business_id = fresh.business_id AND cash.code = '1020'"
        " JOIN ledger_account AS sales ON sales.business_id = fresh.business_id AND sales.code = '4000',"
        " LATERAL (VALUES {}) AS leg"
    ).format(sql.SQL(other), sql.SQL("OVERRIDING SYSTEM VALUE" if other else ""), sql.SQL(", ").join(rows))
