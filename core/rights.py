"""What the application's role may do, as `core/sql/rights.txt` has it: `migrate` makes it so.

Nothing is given by default: what is not in the file can be read, if it is a table, and not called, if it is a
function. Where the role does not exist (one role for everything) nothing is done.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any

from core.sql import APPLICATION_ROLE, ROOT

FILE = ROOT / "core" / "sql" / "rights.txt"
EVERY_COLUMN = "*"
_INSERTS = {"": "", "insert": f"INSERT ({EVERY_COLUMN})", "insert with id": "INSERT"}
#: What is given, as PostgreSQL writes it after GRANT: `SELECT`, `UPDATE (name)`, `EXECUTE`.
Rights = frozenset[str]

# Of what belongs to the role that asks, and to no extension: the object as GRANT names it, what the
# application and everybody hold of it, the columns that are no key, and whether the database gives the key.
_FOUND = """
WITH relation AS (
    SELECT oid, CASE relkind WHEN 'S' THEN 'SEQUENCE ' ELSE 'TABLE ' END || relname AS object, relacl
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
      AND pg_has_role(relowner, 'USAGE')
), held AS (
    SELECT relation.oid, privilege_type AS what, grantee FROM relation, aclexplode(relacl)
    UNION ALL
    SELECT relation.oid, format('%%s (%%s)', privilege_type, attname), grantee
    FROM relation JOIN pg_attribute ON attrelid = relation.oid, aclexplode(attacl)
), routine AS (
    SELECT oid, 'FUNCTION ' || oid::regprocedure AS object, COALESCE(proacl, acldefault('f', proowner)) AS acl
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND pg_has_role(proowner, 'USAGE')
), known AS (
    SELECT oid, object,
           ARRAY(SELECT what FROM held WHERE held.oid = relation.oid AND grantee IN (0, %(role)s)),
           ARRAY(SELECT attname::text FROM pg_attribute AS a
                 WHERE a.attrelid = relation.oid AND attnum > 0 AND NOT attisdropped AND NOT EXISTS (
                     SELECT FROM pg_index AS i
                     WHERE i.indrelid = relation.oid AND i.indisprimary AND a.attnum = ANY(i.indkey))),
           EXISTS (SELECT FROM pg_attribute
                   WHERE attrelid = relation.oid AND attidentity <> '' AND NOT attisdropped)
    FROM relation
    UNION ALL
    SELECT oid, object, ARRAY(SELECT privilege_type FROM aclexplode(acl) WHERE grantee IN (0, %(role)s)),
           '{}', false
    FROM routine
)
SELECT object, what, columns, identity FROM known AS known (oid, object, what, columns, identity)
WHERE NOT EXISTS (SELECT FROM pg_depend WHERE objid = known.oid AND deptype = 'e') ORDER BY object
"""


@functools.cache
def written_rights() -> Mapping[str, Rights]:
    """The file: object as GRANT names it (functions as they are written there) -> what is given."""
    return dict(_lines(FILE.read_text("utf-8")))


def _lines(text: str) -> Iterator[tuple[str, Rights]]:
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("sequence "):
            yield f"SEQUENCE {line.removeprefix('sequence ').strip()}", frozenset({"USAGE"})
        elif line.startswith("function "):
            yield f"FUNCTION {line.removeprefix('function ').strip()}", frozenset({"EXECUTE"})
        else:
            yield _table(line)


def _table(line: str) -> tuple[str, Rights]:
    cells = [cell.strip() for cell in line.split("|")]
    if len(cells) != 4 or cells[1] not in _INSERTS or cells[2] not in ("delete", ""):
        raise ValueError(f"core/sql/rights.txt cannot be read: {line}")
    columns = re.split(r",\s*", cells[3]) if cells[3] else []
    verbs = {_INSERTS[cells[1]], cells[2].upper()} - {""}
    return f"TABLE {cells[0]}", frozenset({"SELECT", *verbs, *(f"UPDATE ({column})" for column in columns)})


def differences(cursor: Any) -> list[tuple[str, Rights, Rights]]:
    """(object, what the application's role holds, what it should) wherever the two are not the same.

    Of what belongs to the role that asks: `cursor` is one of the owner's.
    """
    cursor.execute("SELECT oid FROM pg_roles WHERE rolname = %s", [APPLICATION_ROLE])
    role = cursor.fetchone()
    if role is None:
        return []
    written = _as_the_database_names_them(cursor)
    cursor.execute(_FOUND, {"role": role[0]})
    found = []
    for name, held, columns, identity in cursor.fetchall():
        nothing: Rights = frozenset({"SELECT"}) if name.startswith("TABLE ") else frozenset()
        wanted = written.get(name, nothing)
        for verb in ("INSERT", "UPDATE"):
            if (every := f"{verb} ({EVERY_COLUMN})") in wanted:
                whole = verb == "INSERT" and not identity
                wanted = wanted - {every} | (
                    {verb} if whole else {f"{verb} ({column})" for column in columns}
                )
        if frozenset(held) != wanted:
            found.append((name, frozenset(held), wanted))
    return found


def _as_the_database_names_them(cursor: Any) -> dict[str, Rights]:
    named = {}
    for name, rights in written_rights().items():
        if name.startswith("FUNCTION "):
            cursor.execute("SELECT to_regprocedure(%s)::text", [name.removeprefix("FUNCTION ")])
            ((signature,),) = cursor.fetchall()
            name = f"FUNCTION {signature}"
        named[name] = rights
    return named


def give_rights(cursor: Any) -> None:
    """Give the application's role what the file says, and take the rest away; the right is not touched."""
    for name, _, wanted in differences(cursor):
        cursor.execute(f"REVOKE ALL ON {name} FROM PUBLIC, {APPLICATION_ROLE}")
        if wanted:
            given = ", ".join(re.sub(r"\((\w+)\)", r'("\1")', right) for right in sorted(wanted))
            cursor.execute(f"GRANT {given} ON {name} TO {APPLICATION_ROLE}")
