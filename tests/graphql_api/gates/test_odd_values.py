"""The edges of every type in every argument, among neighbours that are right: never a fault of ours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from graphql import GraphQLInputObjectType, GraphQLNonNull, is_list_type

from graphql_api.ids import write_id
from graphql_api.schema import schema
from tests.graphql_api.conftest import House
from tests.graphql_api.fuzz.operations import SESSION_FIELDS
from tests.graphql_api.fuzz.values import CALLED, TEXTS
from tests.graphql_api.gates.test_clean_text import PLAIN, put, value_of
from tests.graphql_api.seeds import fill
from users.models import Role

ODD: dict[str, list[Any]] = {
    "String": [
        "",
        " ",
        *("é" * length for length in (13, 14, 17, 41, 65, 81, 121, 151, 201, 256, 301, 501, 2000)),
    ],
    "ID": ["", write_id("Till", -1), write_id("Till", 2**63 - 1), "til_" + "9" * 22, "9" * 300],
    "Int": [-1, 0, 2**31 - 1, -(2**31), 10**30, 1.5],
    "BigInt": ["-1", "0", str(2**63 - 1), str(-(2**63) + 1), str(2**63), "9" * 32, 10**31, "1.5", ""],
    "Money": [
        "-1.00",
        "0.00",
        "0.01",
        "92233720368547758.07",
        "92233720368547758.08",
        "9" * 30,
        "1.001",
        "1e30",
        "",
    ],
    "Date": [
        "0001-01-01",
        "1000-01-01",
        "9999-12-31",
        "9999-12-01",
        "99999-01-01",
        "2026-02-30",
        "1900-01-01",
        "",
    ],
    "DateTime": ["", "2026-11-20", "2026-11-20T09:00:00", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"],
    "Decimal": ["NaN", "sNaN", "Infinity", "-1", "0", "1e400", "1e-400", "9" * 60, "0.0001", "1E+5", ""],
}


def places(type_: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str, tuple[str | int, ...]]]:
    """(type, place) of every scalar in a value of this type."""
    bare = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    if is_list_type(bare):
        yield from places(bare.of_type, (*path, 0))
    elif isinstance(bare, GraphQLInputObjectType):
        for name, field in bare.fields.items():
            yield from places(field.type, (*path, name))
    elif bare.name in ODD:
        yield bare.name, path


def plausible(value: Any, name: str, ids: dict[str, str]) -> Any:
    """The value with ids of things that are there, and with texts that mean something."""
    if isinstance(value, dict):
        return {key: plausible(part, key, ids) for key, part in value.items()}
    if isinstance(value, list):
        return [plausible(part, name, ids) for part in value]
    if value == PLAIN["ID"]:
        return ids.get(CALLED.get(name) or name[:1].upper() + name[1:], ids["Till"])
    return TEXTS[name][0] if value == PLAIN["String"] and name in TEXTS else value


def operation(kind: str, name: str, field: Any) -> str:
    declared = ", ".join(f"${key}: {argument.type}" for key, argument in field.args.items())
    given = ", ".join(f"{key}: ${key}" for key in field.args)
    shown = "problems { code }" if kind == "mutation" else "__typename"
    return f"{kind} ({declared}) {{ {name}({given}) {{ {shown} }} }}"


def test_days_at_the_ends_of_the_calendar_are_refused(house: House):
    browser = house.browser()
    books = f'incomeStatement(business: "{house.id}", fromDay: %s, toDay: %s) {{ result }}'
    query = f"query ($day: Date!) {{ {books} }}"
    for day in ("0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"):
        answer = browser.ask(query % ('"2026-11-01"', "$day"), day=day)
        assert [error["extensions"] for error in answer["errors"]] == [
            {"code": "BAD_DAY", "field": ["toDay"]}
        ]
        assert browser.refusal(query % (f'"{day}"', "$day"), day="2026-11-20") == "BAD_DAY"
    for day in ("yesterday", "99999-01-01", "2026-02-30", 20261120):
        assert browser.refusal(query % ('"2026-11-01"', "$day"), day=day) == "BAD_DAY"
    for first, last in (
        ("1900-01-01", "1900-01-02"),
        ("2199-12-30", "2199-12-31"),
        ("1900-01-01", "2199-12-31"),
    ):
        assert browser.ask(query % (f'"{first}"', "$day"), day=last)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["query", "mutation"])
def test_the_edges_of_every_type_in_every_argument(kind: str, house: House, caplog, monkeypatch, drain):
    monkeypatch.setattr("mpesa.tills.connections.base_url", lambda till: "http://127.0.0.1:9")
    seeds = fill(house, shortcode="600100")
    ids = {name: write_id(name, row.pk) for name, row in seeds.nodes.items()}
    owner, player = house.browser(), house.browser(Role.PLAYER)
    asked, faults = 0, []
    for name, field in getattr(schema._schema, f"{kind}_type").fields.items():
        if name in SESSION_FIELDS:
            continue
        browser = player if "Kyc" in name else owner
        for key, argument in field.args.items():
            for type_name, path in places(argument.type, (key,)):
                for value in ODD[type_name]:
                    variables = {each: value_of(known.type) for each, known in field.args.items()}
                    variables = plausible(variables, "", ids)
                    put(variables, path, value)
                    if "INTERNAL" in str(browser.ask(operation(kind, name, field), **variables)):
                        faults.append((name, path, value))
                    asked += 1
    drain()
    assert faults == []
    assert not [record for record in caplog.records if record.exc_info]
    assert asked > 200
