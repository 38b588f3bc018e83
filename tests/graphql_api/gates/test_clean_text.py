"""One gate for all text that comes in: in every text argument of the schema, clean text or one BAD_TEXT."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import cycle
from typing import Any

from graphql import GraphQLInputObjectType, GraphQLNonNull, is_list_type

from graphql_api.gates.clean import MAX_TEXT
from graphql_api.ids import write_id
from graphql_api.schema import schema
from tests.graphql_api.conftest import House
from tests.graphql_api.seeds import fill

NO_TEXTS = {"NUL": "a\x00b", "half a character": "a\ud83d", "too long": "x" * (MAX_TEXT + 1)}
PLAIN = {"String": "12345678", "ID": "VGlsbDox", "Int": 1, "Boolean": True, "BigInt": "1", "Money": "1.00"}
PLAIN |= {"Date": "2024-11-20", "DateTime": "2024-11-20T09:00:00Z", "Decimal": "1", "Phone": "0712345678"}


def value_of(type_: Any) -> Any:
    """A value that the schema takes."""
    bare = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    if is_list_type(bare):
        return [value_of(bare.of_type)]
    if isinstance(bare, GraphQLInputObjectType):
        return {name: value_of(field.type) for name, field in bare.fields.items()}
    return PLAIN[bare.name] if bare.name in PLAIN else next(iter(bare.values))


def places(type_: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    """Where texts stand in a value of this type."""
    bare = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    if is_list_type(bare):
        yield from places(bare.of_type, (*path, 0))
    elif isinstance(bare, GraphQLInputObjectType):
        for name, field in bare.fields.items():
            yield from places(field.type, (*path, name))
    elif bare.name == "String":
        yield path


def put(value: Any, path: tuple[str | int, ...], text: str) -> None:
    for step in path[:-1]:
        value = value[step]
    value[path[-1]] = text


def calls() -> Iterator[tuple[str, str, tuple[str | int, ...], dict[str, Any]]]:
    """(kind, operation, place of one text, variables) of every root field that takes texts."""
    for kind in ("query", "mutation"):
        for name, field in getattr(schema._schema, f"{kind}_type").fields.items():
            declared = ", ".join(f"${key}: {argument.type}" for key, argument in field.args.items())
            given = ", ".join(f"{key}: ${key}" for key in field.args)
            shown = "problems { code field }" if kind == "mutation" else "__typename"
            operation = f"{kind} ({declared}) {{ {name}({given}) {{ {shown} }} }}"
            for key, argument in field.args.items():
                for path in places(argument.type, (key,)):
                    yield name, operation, path, {k: value_of(a.type) for k, a in field.args.items()}


def told(answer: dict[str, Any], name: str) -> tuple[str, str]:
    """(code, field) of the first Problem, where the answer has some, else of the one error."""
    if "errors" in answer:
        (error,) = answer["errors"]
        return error["extensions"]["code"], error["extensions"]["field"][-1]
    problem, *_ = answer["data"][name]["problems"]
    return problem["code"], problem["field"][-1]


def test_every_text_argument_of_the_schema(house: House):
    browser = house.browser()
    fields = 0
    for (name, operation, path, variables), text in zip(calls(), cycle(NO_TEXTS.values()), strict=False):
        put(variables, path, text)
        answer = browser.ask(operation, **variables)
        assert told(answer, name) == ("BAD_TEXT", str(path[-1])), (name, path, answer)
        assert ("errors" in answer) == ("code field" not in operation), (name, path, answer)
        fields += 1
    assert fields > 150


def test_literals_and_defaults_pass_the_same_gate(house: House):
    browser = house.browser()
    shown = "{ customer { id } problems { code field } }"
    for head, name in (
        ("mutation", '"a\\u0000"'),
        ('mutation ($n: String! = "a\\u0000")', "$n"),
        ("mutation", f'"""a{"x" * 3000}"""'),
    ):
        asked = f'createCustomer(input: {{business: "x", name: {name}, idempotencyKey: "1"}}) {shown}'
        assert browser.data(f"{head} {{ {asked} }}")["createCustomer"] == {
            "customer": None,
            "problems": [{"code": "BAD_TEXT", "field": ["name"]}],
        }
    asked = '{ accounts(allMine: true, filter: {text: "a%s"}) { totalCount } }'
    assert browser.refusal(asked % "\\u0000") == "BAD_TEXT"
    assert browser.refusal(asked % "\\ud800") == "BAD_QUERY"  # no GraphQL


def test_clean_text_of_any_script_passes(house: House):
    browser = house.browser()
    query = """mutation ($input: CreateCustomerInput!) { createCustomer(input: $input)
        { customer { name } problems { code } } }"""
    asked = {"business": write_id("Business", house.business.pk)}
    for name in ("Wanjikũ", "王小明", "😀 Duka", "o'Brien; DROP TABLE", "ﷺ", "a\u0301"):
        made = browser.data(query, input=asked | {"name": name, "idempotencyKey": name})["createCustomer"]
        assert made == {"customer": {"name": name}, "problems": []}
    long = asked | {"name": "x" * MAX_TEXT, "idempotencyKey": "1"}
    assert "\x00" not in json.dumps(browser.data(query, input=long))


def test_ids_that_are_none_are_not_found(house: House):
    seeds = fill(house, shortcode="600100")
    browser = house.browser()
    ids = [
        "",
        " ",
        "x",
        "VGlsbA==",
        "a\x00",
        "\ud800",
        "=" * 100,
        "VGlsbDoxAA==",
        "VGlsbDoAMQ==",
        "VGlsbDr/",
        "é",
    ]
    for id in ids:
        assert browser.data("query ($id: ID!) { node(id: $id) { id } }", id=id) == {"node": None}, id
        issued = browser.data(
            "mutation ($id: ID!) { issueInvoice(input: {invoice: $id}) { problems { code field } } }", id=id
        )
        told = [{"code": "NOT_FOUND", "field": ["invoice"]}]
        assert issued == {"issueInvoice": {"problems": told}}, id
    assert seeds
