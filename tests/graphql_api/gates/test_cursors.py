"""A cursor is text that anybody may have written: whatever is in it, the answer is a page or BAD_CURSOR."""

from __future__ import annotations

import json

from graphql import get_named_type
from strawberry.relay import to_base64

from graphql_api.schema import schema
from tests.graphql_api.conftest import House
from tests.graphql_api.seeds import fill
from tests.graphql_api.walk.asking import of

PLACES = [
    "-1",
    "1e3",
    "x",
    "",
    " 5",
    "\uff15",
    "0x5",
    "2147483648",
    "9" * 30,
    "9" * 5000,
    "NaN",
    "[1]",
    "null",
    "true",
]
NUMBERS = [
    "9223372036854775808",
    "-9223372036854775809",
    "9" * 30,
    "9" * 90,
    "9" * 5000,
    "NaN",
    "1e400",
    "Infinity",
    "9_" * 20 + "9",
    "\u0663" * 30,
    "\u2460",
    "\u00b2",
    "\u00a0" + "9" * 30,
]
TEXTS = [
    "a\x00b",
    "\ud800",
    "x" * 5000,
    "2026-13-45",
    "99999-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    " ",
    "",
]


def cursors() -> list[str]:
    lists = [json.dumps([value]) for value in (*NUMBERS, *TEXTS)]
    lists += [
        "[]",
        "[null]",
        "[null,null]",
        "[5]",
        "[[]]",
        "{}",
        "[" * 200,
        '["1"',
        json.dumps(["1"] * 50),
        "[" * 90_000,
    ]
    odd = ["x", "=", "====", "a\x00b", "\ud800", "é", "AAAA", to_base64("Till", "1"), "A" * 100_000]
    whole = [to_base64("arrayconnection", place) for place in PLACES if place]
    return [*odd, *whole, *(to_base64("orderedcursor", text) for text in lists)]


def test_no_cursor_is_a_fault_of_ours(house: House):
    fill(house, shortcode="600100", times=2)
    browser = house.browser()
    connections = {
        name: f"{of(name, house.business)}, " if "business" in field.args else ""
        for name, field in schema._schema.query_type.fields.items()
        if name != "accountLines" and "pageInfo" in getattr(get_named_type(field.type), "fields", {})
    }
    assert len(connections) > 20
    for name, where in connections.items():
        page = browser.data(f"{{ {name}({where}first: 1) {{ pageInfo {{ endCursor }} }} }}")[name]
        query = f"query ($c: String) {{ {name}({where}%s: $c) {{ totalCount edges {{ cursor }} }} }}"
        assert "errors" not in browser.ask(query % "after", c=page["pageInfo"]["endCursor"]), name
        # One of each kind of connection meets every cursor, the others some.
        for count, cursor in enumerate(cursors() if name in ("businesses", "receipts") else cursors()[7::40]):
            answer = browser.ask(query % ("after", "before")[count % 2], c=cursor)
            codes = [error["extensions"]["code"] for error in answer.get("errors", ())]
            assert codes in ([], ["BAD_CURSOR"], ["BAD_TEXT"]), (name, cursor[:60], answer)


def test_numbers_beyond_64_bits_are_no_cursors(house: House):
    browser = house.browser()
    for query, cursor in (
        ("receipts(allMine: true, ", to_base64("orderedcursor", json.dumps(["9" * 19]))),
        ("businesses(", to_base64("arrayconnection", "9" * 19)),
        ("businesses(", to_base64("arrayconnection", "-1")),
    ):
        assert (
            browser.refusal(f"query ($c: String) {{ {query}after: $c) {{ totalCount }} }}", c=cursor)
            == "BAD_CURSOR"
        )
