"""The catalogue of a database as facts: which objects there are, and what each is."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeAlias

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from core.guards.queries import QUERIES, STATE

#: {"trigger check_lines on ledger_line": {"enabled": "always", ...}, ...}
Facts: TypeAlias = Mapping[str, Mapping[str, str]]

#: A list of texts as PostgreSQL tells it at first; after a dump and a restore each text has the cast.
_ITEM = re.compile(r"('(?:[^']|'')*'::character varying)")
_CAST_LIST = re.compile(rf"\(ARRAY\[((?:{_ITEM.pattern}(?:, )?)+)\]\)::text\[\]")

#: What decides how PostgreSQL writes names and values.
_PLAIN = {
    "search_path": "", "TimeZone": "UTC", "DateStyle": "ISO, MDY", "IntervalStyle": "postgres",
    "bytea_output": "hex", "quote_all_identifiers": "off",
}  # fmt: skip
APPLICATION, ANYBODY = "rights of the application", "rights of anybody"


def read_catalogue(*, functions: Iterable[str] = (), using: str = DEFAULT_DB_ALIAS) -> Facts:
    """Everything in the schema of ours that carries a promise, and what could get in its way.

    Roles are told by what they are for: the owner and the application, as DATABASES names them. What an
    extension brought is left out, unless it is a function with one of the names `functions`.
    """
    names = _names() | {"functions": list(functions)}
    facts: dict[str, dict[str, str]] = defaultdict(dict)
    with named_in_full(using) as (cursor, path):
        facts["session"]["search path"] = path
        for query in QUERIES:
            cursor.execute(query, names)
            for item, attribute, value in cursor.fetchall():
                facts[short_name(item)][attribute] = _short(attribute, value)
    for rights in facts.values():
        _effective(rights)
    return dict(facts)


def read_state(*, using: str = DEFAULT_DB_ALIAS) -> tuple[Any, ...]:
    """What stays the same for as long as nobody changes the catalogue, in a fraction of the time."""
    with named_in_full(using) as (cursor, path):
        cursor.execute(STATE, _names())
        return (*_names().values(), path, *sorted(cursor.fetchall()))


def of_one_role() -> bool:
    """Whether the application signs in as the owner of the tables."""
    return _user("owner") == _user(DEFAULT_DB_ALIAS)


def owner_is_not_named(*, using: str = DEFAULT_DB_ALIAS) -> bool:
    """Whether DATABASES name the application as the owner of tables that belong to another role."""
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = to_regclass('public.ledger_line')"
        )
        row = cursor.fetchone()
    return of_one_role() and row is not None and row[0] != _user("owner")


@contextmanager
def named_in_full(using: str) -> Iterator[tuple[Any, str]]:
    """A cursor under an empty search path, and the path that was: PostgreSQL names everything in full, and
    writes values as it does by default."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT array_to_string(current_schemas(false), ', '), array_agg(pg_settings.name ORDER BY name),"
            " array_agg(pg_settings.setting ORDER BY name) FROM pg_settings WHERE name = ANY(%s)",
            [list(_PLAIN)],
        )
        path, *before = cursor.fetchone()
        _set(cursor, list(_PLAIN), list(_PLAIN.values()))
        yield cursor, path
        _set(cursor, *before)


def _set(cursor: Any, names: list[str], values: list[str]) -> None:
    settings = "unnest(%s::text[], %s::text[]) AS it (name, setting)"
    cursor.execute(f"SELECT pg_catalog.set_config(name, setting, true) FROM {settings}", [names, values])  # noqa: S608  (our own text)


def _names() -> dict[str, Any]:
    return {"owner": _user("owner"), "app": _user(DEFAULT_DB_ALIAS)}


def _user(alias: str) -> str:
    return str(connections[alias].settings_dict["USER"])


def short_name(item: str) -> str:
    """An object of ours without the name of its schema."""
    return item.replace("public.", "")


def _short(attribute: str, value: str) -> str:
    if attribute == "source":
        return hashlib.sha256(value.encode()).hexdigest()
    return _alike(value)


def _alike(definition: str) -> str:
    """A definition as every version of PostgreSQL would write it."""
    value = re.sub(r"\s+", " ", definition).strip()
    value = _CAST_LIST.sub(lambda found: "ARRAY[" + _ITEM.sub(r"(\1)::text", found[1]) + "]", value)
    if only := re.search(r" FROM [\w.]+ (\w+);$", value):  # PostgreSQL 15 says of which table a column is
        value = re.sub(rf"\b{only[1]}\.(?=\w)", "", value)
    return value


def _effective(facts: dict[str, str]) -> None:
    """What anybody may, the application may too: whether it was also told so is no difference."""
    for attribute in [each for each in facts if each.startswith(ANYBODY)]:
        own = attribute.replace(ANYBODY, APPLICATION)
        facts[own] = " ".join(sorted({*facts.get(own, "").split(), *facts[attribute].split()}))
