"""What /graphql says to bodies that are no operation: one JSON error with a code, never a fault of ours."""

from __future__ import annotations

import gzip
import logging
from typing import Any

import pytest
from django.test import Client

from graphql_api.gates.bodies import MAX_BODY_BYTES
from tests.graphql_api.conftest import Browser, House

ME = b'{"query": "{ me { username } }"}'
SHAPES = [
    *(b"", b" ", b"null", b"1", b'"x"', b"true", b"[]", b"[1]", b"{", b"{}", b"query", b"{'query': 1}"),
    *(b'{"query": null}', b'{"query": 1}', b'{"query": ""}', b'{"query": " "}', b'{"query": ["{me}"]}'),
    *(b'{"query": "{ me }", "variables": "x"}', b'{"query": "{ me }", "variables": [1]}'),
    *(b'{"query": "{ me }", "operationName": 1}', b'{"query": "{ me }", "extensions": 1}'),
    *(b'{"query": "{ me }", "query": "{ me }"}', b'{"query": "{ me }", "variables": {"a": 1, "a": 1}}'),
    b"[" + ME + b"]",
    ME + ME,
]
BYTES = [
    b'{"query": "\xff"}',
    b'{"query": "\xed\xa0\x80"}',
    b"\xff\xfe{\x00}\x00",
    b"\x00",
    b'{"query": "a\x00b"}',
]
VALUES = [b"NaN", b"-Infinity", b"9" * 5000, b"-" + b"9" * 33, b"1e999999999999", b"0." + b"1" * 5000]
VALUES += [b"[" * 40 + b"]" * 40, b'{"a":' * 40 + b"1" + b"}" * 40, b"[" * 30_000 + b"]" * 30_000]
NESTED = [b"9" * 5000, b"[" * 30_000, b"[" * 30_000 + b"]" * 30_000, b'{"a":' * 30_000]
NO_TEXTS = [
    *(b'{"query": "{ me \\u0000 }"}', b'{"query": "{ \\ud800 }"}', b'{"query": "# \\udfff\\n{ me }"}'),
    b'{"query": "{ me { username } }", "operationName": "a\\u0000"}',
    b'{"query": "{ me { username } }", "operationName": "\\ud83d"}',
    b'{"query": "{ me { username } }", "variables": {"\\ud800": 1}}',
]
CONTENT_TYPES = [
    *("", "text/plain", "text/html", "application/x-www-form-urlencoded", "application/graphql", "a" * 500),
    *("multipart/form-data", "multipart/form-data; boundary=x", "multipart/form-data; boundary=\x00"),
    *("application/json; charset=utf-16", "application/json; charset=nothing", "application/jsonp", ";", "/"),
    *("application/json, text/plain", "multipart/mixed; boundary=graphql"),
]
TOO_NESTED = [
    *("{ a " * 900, "{ me " * 900 + "}" * 900, "{ node(id: " + "[" * 1900 + " }", "{", "{ " + "... { " * 600),
    *("{ node(id: " + "[" * 900 + "]" * 900 + ") { id } }", "{ node(id: " + "{a:" * 600 + " 1 }"),
    *("query ($a: " + "[" * 1900 + ") { me { username } }", "{ me { username @a(b: " + "[" * 1900),
    "query ($a: " + "[" * 900 + "ID" + "]" * 900 + ") { me { username } }",
]


@pytest.fixture
def raw(browser: Browser, caplog) -> Any:
    """Posts bytes as they are; gives (status, the one error's code). No fault may be logged."""
    browser.client.raise_request_exception = False
    browser.client.get("/graphql")
    token = browser.client.cookies["csrftoken"].value

    def post(body: bytes, content_type: str = "application/json", **headers: str) -> tuple[int, str]:
        with caplog.at_level(logging.WARNING):
            answer = browser.client.generic(
                "POST",
                "/graphql",
                body,
                headers={"X-CSRFToken": token, **headers},
                CONTENT_TYPE=content_type,
            )
        assert answer.headers["content-type"] == "application/json", (body[:80], content_type)
        assert not [record for record in caplog.records if record.exc_info], (body[:80], content_type)
        errors = answer.json()["errors"]
        assert set(errors[0]["extensions"]) == {"code", "field"}, errors
        return answer.status_code, errors[0]["extensions"]["code"]

    return post


def test_a_body_that_is_no_operation(raw):
    bodies = [*SHAPES, *BYTES, *NESTED, *(b'{"query": "{ me }", "variables": {"a": %s}}' % v for v in VALUES)]
    assert {body: raw(body) for body in bodies} == dict.fromkeys(bodies, (400, "BAD_BODY"))


def test_text_that_is_no_text(raw):
    assert {body: raw(body) for body in NO_TEXTS} == dict.fromkeys(NO_TEXTS, (400, "BAD_TEXT"))


def test_a_body_too_large(raw):
    assert raw(b'{"query": "' + b" " * MAX_BODY_BYTES + b'"}') == (413, "BODY_TOO_LARGE")
    assert raw(b'{"query": "' + b" " * 3 * 2**20 + b'"}') == (413, "BODY_TOO_LARGE")


def test_an_odd_content_length(browser: Browser):
    """Servers refuse it before us; a test's or a proxy's request may still bring one."""
    browser.client.get("/graphql")
    headers = {"X-CSRFToken": browser.client.cookies["csrftoken"].value}
    for length, status in (("", 400), ("x", 400), ("-5", 400), ("1e3", 400), ("9" * 5000, 413)):
        answer = browser.client.generic(
            "POST", "/graphql", b" " * 300_000, "application/json", headers=headers, CONTENT_LENGTH=length
        )
        assert (answer.status_code, answer.headers["content-type"]) == (status, "application/json"), length


def test_a_body_that_is_not_said_to_be_json(raw):
    form = b'--x\r\nContent-Disposition: form-data; name="operations"\r\n\r\n' + ME
    form += b'\r\n--x\r\nContent-Disposition: form-data; name="map"\r\n\r\nnull\r\n--x--\r\n'
    for body in (ME, form, b"--x\r\n"):
        for content_type in CONTENT_TYPES:
            assert raw(body, content_type) == (415, "BAD_CONTENT_TYPE"), content_type


def test_compressed_bodies_are_not_unpacked(raw):
    assert raw(gzip.compress(ME), **{"Content-Encoding": "gzip"}) == (415, "BAD_CONTENT_TYPE")


def test_an_operation_that_is_not_there(raw):
    assert raw(b'{"query": "fragment a on Me { username }"}') == (400, "BAD_QUERY")
    named = b'{"query": "query a { me { username } }", "operationName": "b"}'
    assert raw(named) == (400, "BAD_QUERY")


def test_only_post_has_an_answer(browser: Browser):
    for method in ("GET", "PUT", "DELETE", "PATCH", "TRACE", "BREW"):
        answer = browser.client.generic(method, "/graphql", b"")
        assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
        assert answer.json()["errors"][0]["extensions"]["code"] == "POST_ONLY"


def test_the_gate_comes_before_the_csrf_check_reads_the_body(house: House):
    """Django's check looks into forms for a token; a form that cannot be read answered with its HTML page."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(house.people["OWNER"])
    answer = client.generic("POST", "/graphql", b"--x\r\n", "multipart/form-data; boundary=x")
    assert (answer.status_code, answer.headers["content-type"]) == (415, "application/json")
    answer = client.generic("POST", "/graphql", ME, "application/json")
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (403, "CSRF_REFUSED")


def test_json_is_utf_8_with_or_without_a_byte_order_mark(browser: Browser):
    browser.client.get("/graphql")
    headers = {"X-CSRFToken": browser.client.cookies["csrftoken"].value}
    for charset in ("", "; charset=utf-8", "; charset=UTF-8", '; charset="utf-8"'):
        for body in (ME, b"\xef\xbb\xbf" + ME, ME[:-1] + b', "variables": null, "operationName": null}'):
            answer = browser.client.generic(
                "POST", "/graphql", body, f"application/json{charset}", headers=headers
            )
            assert answer.json() == {"data": {"me": None}}


def test_an_operation_nested_too_deeply_is_a_bad_query(browser: Browser):
    for query in TOO_NESTED:
        answer = browser.ask(query)
        assert answer["data"] is None
        assert {error["extensions"]["code"] for error in answer["errors"]} == {"BAD_QUERY"}, query[:30]
