"""How the walk asks, and what an answer says."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connection
from graphql import (
    GraphQLObjectType,
    get_named_type,
    is_object_type,
    is_required_argument,
    is_union_type,
)
from graphql.language import Lexer, Source, TokenKind, parse

from graphql_api.gates.limits import MAX_ALIASES, MAX_COST, MAX_TOKENS, Measure
from graphql_api.ids import write_id
from graphql_api.schema import schema
from tests.graphql_api.walk.tables import ROWS
from users.access import RIGHTS

if TYPE_CHECKING:
    from tests.graphql_api.conftest import Browser
    from users.models import Business

#: What stands around a field in a request.
SPARE_TOKENS = 20
#: For the one row more that a test asks for.
SPARE_COST = 1_000


def root_fields(kind: str) -> dict[str, Any]:
    type_ = getattr(schema._schema, f"{kind}_type")
    return dict(type_.fields)


def selection(
    type_: GraphQLObjectType, depth: int = 4, *, lists: bool = True, above: frozenset[str] = frozenset()
) -> str:
    """Every field of a type, as deep as the schema goes without a circle; of lists below it some rows, and no
    lists below those. Of a type that it came by, nothing but what stands in the row itself."""
    above |= {type_.name}
    parts = []
    for name, field in type_.fields.items():
        inner = get_named_type(field.type)
        if any(map(is_required_argument, field.args.values())):
            continue  # it is asked for something in particular
        if is_union_type(inner):  # of things that have lists of their own
            parts.append(f"{name} {{ __typename ... on Node {{ id }} }}")
        elif not is_object_type(inner):
            parts.append(name)
        elif depth and "pageInfo" in inner.fields:
            if lists:
                rows = get_named_type(inner.fields["nodes"].type)
                left = 0 if rows.name in above else depth - 1
                node = selection(rows, left, lists=False, above=above)
                parts.append(f"{name}(first: 3) {{ totalCount nodes {{ {node} }} }}")
        elif depth:
            left = 0 if inner.name in above else depth - 1
            page = "(pagination: {limit: 3})" if "pagination" in field.args else ""
            parts.append(f"{name}{page} {{ {selection(inner, left, lists=False, above=above)} }}")
    return " ".join(parts) or "__typename"


def takes(name: str, argument: str) -> str:
    """The type of an argument of a root field of the queries, empty when it has none of that name."""
    known = root_fields("query")[name].args.get(argument)
    return get_named_type(known.type).name if known else ""


def of(name: str, business: Business) -> str:
    """The argument that names a business, for a root field of the queries."""
    is_id = takes(name, "business") == "ID"
    return f'business: "{write_id("Business", business.pk) if is_id else business.code}"'


def of_all(name: str, rest: str) -> str:
    """The arguments that ask for all of mine."""
    return f"allMine: true, {rest}" if takes(name, "allMine") else rest


def refusal(found: dict[str, Any]) -> list[str]:
    """The codes that a mutation refuses with."""
    return [each["code"] for each in found["problems"]]


def shallow(name: str, arguments: str) -> str:
    """The field with little of what it gives, for when it gives nothing."""
    inside = "__typename" if name in ROWS.singles else "totalCount edges { node { id } }"
    return f"{name}({arguments}) {{ {inside} }}"


@functools.cache
def whole(name: str, arguments: str) -> str:
    """The field with all that it gives, as deep as the schema goes without a circle and a request may be
    long and large; of a list 5 rows."""
    for depth in (4, 3, 2):
        field = _as_deep_as(depth, name, arguments)
        if tokens(field) < MAX_TOKENS - SPARE_TOKENS and cost(field) < MAX_COST - SPARE_COST:
            break
    return field


def cost(text: str) -> int:
    """How many fields it could resolve, of six rows."""
    most = re.sub(r"first: \d+", "first: 6", text, count=1)  # so deep whether five rows are asked for or six
    (size,) = Measure(schema._schema, parse(f"{{ {most} }}"), {}).sizes()
    return size.cost


def _as_deep_as(depth: int, name: str, arguments: str) -> str:
    type_ = get_named_type(root_fields("query")[name].type)
    if name not in ROWS.lists:
        return f"{name}({arguments}) {{ {selection(type_, depth)} }}"
    node = get_named_type(get_named_type(type_.fields["edges"].type).fields["node"].type)
    some = arguments if "first" in arguments else f"{arguments}, first: 5"
    return f"{name}({some}) {{ totalCount edges {{ node {{ {selection(node, depth)} }} }} }}"


def tokens(text: str) -> int:
    """How many the parser counts."""
    lexer = Lexer(Source(text))
    return sum(1 for _ in iter(lambda: lexer.advance().kind is TokenKind.EOF, True))


def call(name: str, arguments: str) -> str:
    return f"{{ {whole(name, arguments)} }}"


def may(roles: set[str], right: str) -> bool:
    return bool(roles & RIGHTS[right])


def expected_code(roles: set[str], right: str) -> str | None:
    """What somebody with these roles in the house is told; None when they are given it."""
    if not roles:
        return "NOT_FOUND"
    return None if may(roles, right) else "NOT_ALLOWED"


@dataclass(frozen=True)
class Answer:
    """What one root field gave: its data, or the message and code of its refusal."""

    data: Any
    message: str = ""
    code: str | None = None


def ask_each(browser: Browser, fields: dict[str, str]) -> dict[str, Answer]:
    """The answers of root fields, asked one by one: one that refuses nulls its whole request."""
    found = {}
    for name, field in fields.items():
        answer = browser.ask(f"{{ {field} }}")
        (data,) = (answer["data"] or {"": None}).values()
        refusals = [(error["message"], error["extensions"]["code"]) for error in answer.get("errors", ())]
        null_is_an_answer = field.startswith("node(")
        assert len(refusals) == (data is None and not (null_is_an_answer and not refusals)), (name, answer)
        found[name] = Answer(data, *refusals[0]) if refusals else Answer(data)
    return found


def data_together(browser: Browser, fields: dict[str, str], operation: str = "query") -> dict[str, Any]:
    """The data of root fields that refuse nothing, by their names, asked in few requests."""
    found = {}
    names = list(fields)
    for start in range(0, len(names), MAX_ALIASES):
        part = names[start : start + MAX_ALIASES]
        text = " ".join(f"f{count}: {fields[name]}" for count, name in enumerate(part))
        found |= dict(zip(part, browser.data(f"{operation} {{ {text} }}").values(), strict=True))
    return found


def code_of(answer: dict[str, Any]) -> str | None:
    errors = answer.get("errors")
    return errors[0]["extensions"]["code"] if errors else None


def row_counts() -> dict[str, int]:
    """Table -> rows, of every table there is."""
    tables = [model._meta.db_table for model in apps.get_models(include_auto_created=True)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"(SELECT count(*) FROM {table})" for table in tables))
        return dict(zip(tables, cursor.fetchone() or (), strict=True))
