"""Every route by which rows can be asked for is counted, as the executor will see it, before it runs."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import GraphQLObjectType, get_introspection_query, get_named_type, is_required_argument, parse

from billing.models import Customer
from graphql_api.gates.known import _require_right
from graphql_api.gates.limits import MAX_COST, Measure
from graphql_api.ids import write_id
from graphql_api.pages import MAX_PAGE
from graphql_api.schema import schema
from graphql_api.socket_schema import socket_schema
from tests.graphql_api.conftest import Browser, House
from tests.graphql_api.gates.test_clean_text import PLAIN
from tests.graphql_api.seeds import fill
from users.models import Role

#: 100 entries x 100 lines x 12 fields and their parents: above the limit by the size of pages alone.
WIDE = (
    "edges { node { lines%s { nodes { debit credit account"
    " { id code name kind parent { id code name } business { id code name } } } } } }"
)
BIG = "{ journalEntries%s { " + WIDE + " } }"


def cost(operation: str, **variables: Any) -> int:
    measure = Measure(schema._schema, parse(operation), variables)
    return round(next(measure.sizes()).cost)


@pytest.mark.parametrize(
    ("head", "first", "lines", "variables"),
    [
        ("query", "(first: 100)", "", {}),
        ("query", "(first: 100)", "(first: 100)", {}),
        ("query", "(last: 100)", "", {}),
        ("query ($n: Int)", "(first: $n)", "", {"n": 100}),
        ("query ($n: Int = 100)", "(first: $n)", "", {}),
        ("query ($n: Int = 100)", "(last: $n)", "", {}),
        ("query ($n: Int! = 100)", "(first: $n)", "", {}),
        ("query ($n: Int)", "(first: 100)", "(first: $n)", {"n": 100}),
        ("query ($n: Int = 100)", "(first: 100)", "(first: $n)", {}),
        ("query ($n: Int)", "(first: 100)", "(first: $n)", {"n": None}),
        ("query ($n: Int)", "(first: 100)", "(first: $n)", {}),
        ("query ($n: Int = 1)", "(first: $n)", "", {"n": 100}),
    ],
)
def test_however_the_rows_are_asked_for(head: str, first: str, lines: str, variables: dict[str, Any]):
    assert cost(head + BIG % (first, lines), **variables) > MAX_COST


@pytest.mark.parametrize(
    ("head", "first", "lines", "variables"),
    [
        ("query", "(first: 100)", "(first: 20)", {}),
        ("query ($n: Int = 100)", "(first: 100)", "(first: $n)", {"n": 20}),
        ("query", "(first: 20)", "", {}),
        ("query ($n: Int = 20)", "(first: $n)", "", {}),
        ("query", "(first: 100, last: 20)", "", {}),
    ],
)
def test_small_pages_cost_little(head: str, first: str, lines: str, variables: dict[str, Any]):
    assert MAX_COST / 10 < cost(head + BIG % (first, lines), **variables) < MAX_COST / 2


def test_fragments_on_interfaces_and_unions_are_counted():
    plain = "{ node(id: 1) { ... on JournalEntry { lines { nodes { debit account { code } } } } } }"
    assert cost(plain) > 200
    for spread in (
        "{ node(id: 1) { ...a } } fragment a on Node { ...b } fragment b on JournalEntry"
        " { lines { nodes { debit account { code } } } }",
        "{ node(id: 1) { ... { ... on Node { ... on JournalEntry {"
        " lines { nodes { debit account { code } } } } } } } }",
    ):
        assert cost(spread) == cost(plain)
    assert (
        cost(
            "mutation { createCustomer(input: {business: 1, name: 1, idempotencyKey: 1})"
            " { customer { business { code } } problems { code } } }"
        )
        == 4 + 101
    )


def test_pages_below_pages_and_their_defaults_are_counted():
    chart = "{ chart(business: 1) { accounts%s { nodes { depth } } } }"
    assert cost(chart % "") == 2 + 50 * 2
    assert cost(chart % "(first: 7)") == 2 + 7 * 2
    ledger = "{ generalLedger(business: 1) { accounts%s { nodes { lines%s { nodes { debit } } } } } }"
    assert cost(ledger % ("", "")) == 2 + 50 * (2 + 50 * 2)
    assert cost(ledger % ("(first: 100)", "(last: 100)")) == 2 + 100 * (2 + 100 * 2)


def test_a_page_of_nothing_still_has_its_own_fields():
    page = "{ accounts(business: 1, first: %d) { totalCount pageInfo { hasNextPage } edges { cursor } } }"
    assert cost(page % 0) == cost(page % 1) == 6


def test_skipping_and_repeating_save_nothing(browser: Browser):
    assert cost("query ($no: Boolean = false)" + BIG % ("(first: 100) @include(if: $no)", "")) > MAX_COST
    query = "{ me @skip(if: false) @skip(if: false) { username } }"
    assert browser.refusal(query) == "BAD_QUERY"


def paged(type_: GraphQLObjectType, seen: set[str]) -> Any:
    """(type, field, argument) of everything in the schema that says how many rows, or from where."""
    if type_.name in seen or not isinstance(type_, GraphQLObjectType):
        return
    seen.add(type_.name)
    for name, field in type_.fields.items():
        for argument in field.args:
            if argument in ("first", "last", "limit", "offset", "pagination"):
                yield type_.name, name, argument
        inner = get_named_type(field.type)
        if hasattr(inner, "fields"):
            yield from paged(inner, seen)
        for each in getattr(inner, "types", ()):
            yield from paged(each, seen)


def needs(type_name: str, name: str) -> str:
    """The arguments without which the field is not asked."""
    arguments = schema._schema.type_map[type_name].fields[name].args
    needed = {key: each.type for key, each in arguments.items() if is_required_argument(each)}
    return "".join(f'{key}: "{PLAIN[str(type_).rstrip("!")]}", ' for key, type_ in needed.items())


def refused(operation: str, **variables: Any) -> set[tuple[str, str]]:
    measure = Measure(schema._schema, parse(operation), variables)
    list(measure.sizes())
    return {(error.code, error.field) for error, _ in measure.bad_pages}


def test_no_page_of_the_schema_takes_numbers_below_zero_or_beyond_its_limit():
    places = [*paged(schema._schema.query_type, set()), *paged(schema._schema.mutation_type, set())]
    assert len(places) > 60
    for type_name, name, argument in places:
        on = f"... on {type_name} {{ {name}" if type_name not in ("Query", "Mutation") else f"{{ {name}"
        needed = needs(type_name, name)
        for number in (-1, -(2**31), 2**31 - 1, MAX_PAGE * 3):
            value, place = number, argument
            if argument == "pagination":
                value, place = f"{{limit: {number}}}", "limit"
            body = f"{on}({needed}{argument}: {value}) {{ __typename }} }}"
            operation = body if on.startswith("{") else f"{{ node(id: 1) {{ {body} }} }}"
            expected = {("BAD_PAGE", place)} if number < 0 or argument != "offset" else set()
            assert refused(operation) == expected, operation


def test_negative_numbers_by_every_route():
    lines = "{ node(id: 1) { ... on JournalEntry { lines(%s) { nodes { debit } } } } }"
    for head, given, variables in (
        ("query", "first: -1", {}),
        ("query", "last: -1", {}),
        ("query ($n: Int)", "first: $n", {"n": -1}),
        ("query ($n: Int = -1)", "last: $n", {}),
        ("query ($n: Int = -1)", "first: 1, last: $n", {}),
    ):
        assert {code for code, _ in refused(head + lines % given, **variables)} == {"BAD_PAGE"}, given


def test_a_bad_page_is_refused_before_anything_runs(house: House):
    """Below a mutation too: nothing is committed for an answer that could not be given."""
    fill(house, shortcode="600100")
    browser = house.browser()
    before = Customer.objects.count()
    business = f'business: "{house.id}"'
    answer = browser.ask(
        'mutation ($b: ID!) { createCustomer(input: {business: $b, name: "A", idempotencyKey: "1"})'
        f" {{ customer {{ name }} }}"
        f' closeYear(input: {{{business}, lastDay: "2026-10-31"}}) {{ entry'
        " { lines(first: -1) { nodes { debit } } } } }",
        b=write_id("Business", house.business.pk),
    )
    assert [error["extensions"] for error in answer["errors"]] == [{"code": "BAD_PAGE", "field": ["first"]}]
    assert answer["data"] is None
    assert Customer.objects.count() == before
    for query in (
        f"{{ accounts({business}, first: -1) {{ totalCount }} }}",
        f"{{ receipts({business}, last: 101) {{ totalCount }} }}",
        f"{{ chart({business}) {{ accounts(first: -1) {{ totalCount }} }} }}",
        f"{{ generalLedger({business}) {{ accounts(last: 101) {{ totalCount }} }} }}",
    ):
        assert browser.refusal(query) == "BAD_PAGE"
    assert (
        browser.data(f"{{ accounts({business}, first: 0) {{ totalCount edges {{ cursor }} }} }}")["accounts"][
            "edges"
        ]
        == []
    )
    assert browser.data(f"{{ chart({business}) {{ accounts(first: 0) {{ nodes {{ depth }} }} }} }}")


def test_variables_of_a_wrong_type_are_bad_queries(house: House):
    browser = house.browser(Role.AUDITOR)
    query = "query ($n: Int) { accounts(allMine: true, first: $n) { totalCount } }"
    for number in ("100", True, 1.5, 2**31, -(2**31) - 1, [100], {"limit": 5}):
        assert browser.refusal(query, n=number) == "BAD_QUERY", number


def test_introspection_is_counted_too(browser: Browser):
    assert "errors" not in browser.ask(get_introspection_query())
    wide = " ".join(f"a{n}: fields {{ type {{ name description }} args {{ name }} }}" for n in range(20))
    for query in (
        f"{{ __schema {{ types {{ {wide} }} }} }}",
        " ".join(
            [
                "{",
                *(f"a{n}: __schema {{ types {{ fields {{ name type {{ name }} }} }} }}" for n in range(29)),
                "}",
            ]
        ),
        f"{{ __schema {{ types {{ ...a }} }} }} fragment a on __Type {{ {wide} }}",
    ):
        answer = browser.ask(query)
        assert answer["data"] is None
        assert answer["errors"][0]["extensions"]["code"] == "BAD_QUERY"


def test_sockets_count_too():
    measure = Measure(
        socket_schema._schema, parse('subscription { events(business: "a") { ids { id } } }'), {}
    )
    assert next(measure.sizes()).cost == 2 + MAX_PAGE


def test_a_text_that_is_known_is_judged_by_the_variables_of_each_request(house: House):
    browser, text = house.browser(Role.OWNER), "query ($n: Int!) " + BIG % ("(allMine: true, first: $n)", "")
    answers = [browser.ask(text, n=rows) for rows in (1, 100, 1, 100, 1)]
    refused = [[error["message"] for error in answer.get("errors", ())] for answer in answers]
    assert refused[0] == refused[2] == refused[4] == []
    assert refused[1] == refused[3] and "could resolve more than" in refused[1][0]
    known = _require_right.cache_info().hits
    assert browser.ask(text, n=1) == answers[0] and _require_right.cache_info().hits == known + 1


def test_a_text_with_faults_is_told_all_of_them_each_time(house: House):
    browser, text = (
        house.browser(Role.OWNER),
        "query ($n: Int!) { nothing journalEntries(first: $n) { none } }",
    )
    first, again = (browser.ask(text, n=1)["errors"] for _ in range(2))
    assert first == again and len(first) == 2
