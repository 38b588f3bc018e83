"""How the walk asks, and what an answer says."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connection
from graphql import GraphQLObjectType, get_named_type, is_object_type

from graphql_api.schema import schema
from tests.graphql_api.walk.tables import ROWS
from users.access import RIGHTS


def root_fields(kind: str) -> dict[str, Any]:
    type_ = getattr(schema._schema, f"{kind}_type")
    return dict(type_.fields)


def selection(type_: GraphQLObjectType, depth: int = 4) -> str:
    """Every field of a type, as deep as the schema goes without a circle."""
    parts = []
    for name, field in type_.fields.items():
        inner = get_named_type(field.type)
        if not is_object_type(inner):
            parts.append(name)
        elif depth:
            parts.append(f"{name} {{ {selection(inner, depth - 1)} }}")
    return " ".join(parts) or "__typename"


def call(name: str, arguments: str) -> str:
    if name in ROWS.lists:
        return whole_list(name, arguments if "first" in arguments else f"{arguments}, first: 20")
    return f"{{ {name}({arguments}) {{ {selection(get_named_type(root_fields('query')[name].type))} }} }}"


def whole_list(name: str, arguments: str) -> str:
    connection_type = get_named_type(root_fields("query")[name].type)
    node = get_named_type(connection_type.fields["edges"].type).fields["node"].type
    return (
        f"{{ {name}({arguments}) {{ totalCount edges {{ node {{ {selection(get_named_type(node))} }} }} }} }}"
    )


def may(roles: set[str], right: str) -> bool:
    return bool(roles & RIGHTS[right])


def expected_code(roles: set[str], right: str) -> str | None:
    """What somebody with these roles in the house is told; None when they are given it."""
    if not roles:
        return "NOT_FOUND"
    return None if may(roles, right) else "NOT_ALLOWED"


def code_of(answer: dict[str, Any]) -> str | None:
    errors = answer.get("errors")
    return errors[0]["extensions"]["code"] if errors else None


def row_counts() -> dict[str, int]:
    """Table -> rows, of every table there is."""
    tables = [model._meta.db_table for model in apps.get_models(include_auto_created=True)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"(SELECT count(*) FROM {table})" for table in tables))
        return dict(zip(tables, cursor.fetchone() or (), strict=True))
