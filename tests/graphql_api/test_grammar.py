"""The grammar of the schema (docs/graphql.md, "Rules"), held field by field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    get_named_type,
    is_introspection_type,
    is_list_type,
    is_required_argument,
    is_required_input_field,
    is_specified_scalar_type,
    is_union_type,
)

from graphql_api.schema import schema
from graphql_api.socket_schema import socket_schema

SCHEMA = schema._schema
#: Arguments of every list.
PAGING = {"first", "last", "after", "before"}
#: Verbs of mutations that make or move something: a repeat needs a key to be told from a wish for another.
MAKING = ("create", "request", "post", "transfer", "reverse", "place", "start", "ask")
#: Of those, what stands once under a key of its own: a repeat is told that it is there.
ONCE = {"createTill": "shortcode", "createBusiness": "code"}
#: They send or show a secret: asked again, they send or show another one.
ANOTHER = {"requestCode", "requestPasswordReset", "startTotp"}
#: The same wish is the same thing while nothing that it reads has changed: a repeat needs no key.
SAME = {"requestReport"}
#: What wants nothing, and takes nothing: GraphQL has no empty input.
BARE = {"signOut", "issueSocketToken"}


def roots(kind: str) -> dict[str, Any]:
    return dict(getattr(SCHEMA, f"{kind}_type").fields)


def reached(kind: str) -> Iterator[Any]:
    """Every type that stands below root fields, inputs too."""
    seen: set[str] = set()
    waiting = [get_named_type(field.type) for field in roots(kind).values()]
    for field in roots(kind).values():
        waiting += [get_named_type(argument.type) for argument in field.args.values()]
    while waiting:
        type_ = waiting.pop()
        if type_.name in seen or is_introspection_type(type_) or is_specified_scalar_type(type_):
            continue
        seen.add(type_.name)
        yield type_
        for field in getattr(type_, "fields", {}).values():
            waiting.append(get_named_type(field.type))
            waiting += [get_named_type(argument.type) for argument in getattr(field, "args", {}).values()]
        waiting += getattr(type_, "types", ())


def is_connection(type_: Any) -> bool:
    return isinstance(type_, GraphQLObjectType) and "pageInfo" in type_.fields


def test_a_mutation_takes_one_input_and_gives_one_payload():
    for name, field in roots("mutation").items():
        verb = f"{name[0].upper()}{name[1:]}"
        expected = {} if name in BARE else {"input": f"{verb}Input!"}
        assert {key: str(argument.type) for key, argument in field.args.items()} == expected, name
        assert str(field.type) == f"{verb}Payload!", name
        payload = get_named_type(field.type).fields
        assert str(payload["problems"].type) == "[Problem!]!", name
        for part, inner in payload.items():
            assert part == "problems" or not isinstance(inner.type, GraphQLNonNull), (name, part)
            assert str(inner.type) != "Boolean", f"{name} says more than that it was done"
        given = {} if name in BARE else get_named_type(field.args["input"].type).fields
        assert "key" not in given, name
        if name in ONCE:
            assert ONCE[name] in given, name
        elif name.startswith(MAKING) and name not in ANOTHER | SAME:
            assert str(given["idempotencyKey"].type) == "String!", name


def test_a_list_is_a_connection_and_says_of_which_business():
    lists = 0
    for name, field in roots("query").items():
        inner = get_named_type(field.type)
        if not is_connection(inner):
            continue
        lists += 1
        assert str(inner.fields["totalCount"].type) == "Int!", name
        assert {"edges", "nodes", "pageInfo", "totalCount"} == set(inner.fields), name
        assert set(field.args) >= PAGING, name
        if "business" in field.args:
            assert str(field.args["business"].type) == "ID", name
            assert str(field.args["allMine"].type) == "Boolean!", name
            assert field.args["allMine"].default_value is False, name
        for part, suffix in (("filter", "Filter"), ("orderBy", "Order")):
            if part in field.args:
                assert get_named_type(field.args[part].type).name.endswith(suffix), name
    print(f"{lists} lists of the schema follow the grammar")


def test_references_are_ids():
    """Nothing that is called like a thing that has an id is a text."""
    for type_ in {each.name: each for kind in ("query", "mutation") for each in reached(kind)}.values():
        if isinstance(type_, GraphQLInputObjectType):
            for name, field in type_.fields.items():
                if name in ("business", "customer", "invoice", "till", "receipt", "approval", "request"):
                    assert get_named_type(field.type).name == "ID", (type_.name, name)
    for name, field in {**roots("query"), **roots("mutation")}.items():
        for key, argument in field.args.items():
            if key in ("business", "id", "customer", "till"):
                assert get_named_type(argument.type).name == "ID", (name, key)


def test_a_subscription_gives_a_thing_that_changed():
    fields = socket_schema._schema.subscription_type.fields
    for name, field in fields.items():
        if name == "events":  # the whole log, and no thing of its own
            assert {key: str(argument.type) for key, argument in field.args.items()} == {
                "business": "ID!",
                "after": "BigInt",
            }
            continue
        thing = name.removesuffix("Changed")
        assert name == f"{thing}Changed"
        assert {key: str(argument.type) for key, argument in field.args.items()} == {
            "business": "ID",
            "id": "ID",
            "after": "BigInt",
        }, name
        change = get_named_type(field.type)
        assert change.name == f"{thing[0].upper()}{thing[1:]}Change", name
        assert str(change.fields["number"].type) == "BigInt!", name
        assert not isinstance(change.fields[thing].type, GraphQLNonNull), name
        places = [(name, field.description), *((key, each.description) for key, each in field.args.items())]
        assert all(says for _, says in [*places, *described(change)]), name


def test_no_union_says_what_went_wrong():
    for kind in ("query", "mutation"):
        for type_ in reached(kind):
            if is_union_type(type_):
                assert "Problem" not in {each.name for each in type_.types}, type_.name


def test_parts_of_filters_are_called_alike():
    known = {"day": "DayRange", "amount": "AmountRange", "text": "String", "phone": "Phone"}
    for type_ in reached("query"):
        if isinstance(type_, GraphQLInputObjectType) and type_.name.endswith("Filter"):
            for name, field in type_.fields.items():
                assert not isinstance(field.type, GraphQLNonNull), (type_.name, name)
                assert get_named_type(field.type).name == known.get(name, get_named_type(field.type).name)
                if name == "states":
                    assert is_list_type(field.type), type_.name
        if isinstance(type_, GraphQLInputObjectType) and type_.name.endswith("Order"):
            assert {name: str(field.type) for name, field in type_.fields.items()} == {
                "field": f"{type_.name}Field!",
                "direction": "Direction!",
            }, type_.name
            assert not is_required_input_field(type_.fields["direction"]), type_.name


def described(type_: Any) -> Iterator[tuple[str, str | None]]:
    """(place, description) of all that a type has to say."""
    yield type_.name, type_.description
    for name, field in getattr(type_, "fields", {}).items():
        yield f"{type_.name}.{name}", field.description
        for key, argument in getattr(field, "args", {}).items():
            yield f"{type_.name}.{name}({key})", argument.description
    if isinstance(type_, GraphQLEnumType):
        for name, value in type_.values.items():
            yield f"{type_.name}.{name}", value.description


def test_everything_says_what_it_is():
    """Every type, field, argument, part of an input and value of an enum of both schemas, and where a scalar
    is specified."""
    counted: Counter[str] = Counter()
    missing = set()
    for type_ in [*SCHEMA.type_map.values(), *socket_schema._schema.type_map.values()]:
        if is_introspection_type(type_) or is_specified_scalar_type(type_):
            continue
        for place, says in described(type_):
            counted[type(type_).__name__] += 1
            if not (says or "").strip():
                missing.add(place)
        if isinstance(type_, GraphQLScalarType):
            assert type_.specified_by_url, type_.name
    print(f"described: {dict(counted)}")
    assert missing == set()


def test_what_can_be_left_out_is_not_required():
    """Filters, orders and pages are never demanded of who asks for a list."""
    for name, field in roots("query").items():
        if is_connection(get_named_type(field.type)):
            needed = {key for key, argument in field.args.items() if is_required_argument(argument)}
            assert needed == set(), name
