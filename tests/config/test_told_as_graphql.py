"""Whatever stands between a caller and an operation answers in GraphQL's own JSON: over real HTTP, before and
behind Django."""

from __future__ import annotations

import json
import logging
import socket
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as ours
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper

from graphql_api import views
from graphql_api.gates.rates import MAX_ADDRESSES, Rates
from tests.serving import PATIENCE, App, Caller, served

SHORT = 0.3
HOST = "Host: 127.0.0.1"
JSON = "Content-Type: application/json"
ME = '{"query": "{ me { username } }"}'


def told(answer: bytes) -> tuple[int, str, dict[str, str]]:
    """(status, code, headers) of an answer that is GraphQL's JSON and nothing else."""
    head, _, body = answer.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    assert headers["content-type"] == "application/json", answer
    content = json.loads(body)
    assert int(headers["content-length"]) == len(body)
    assert set(content) == {"data", "errors"} and content["data"] is None
    (error,) = content["errors"]
    assert set(error["extensions"]) == {"code", "field"} and error["message"]
    return int(status.split(" ")[1]), error["extensions"]["code"], headers


def test_what_the_server_answers_by_itself():
    with served(App(), head_seconds=SHORT, body_seconds=SHORT) as server:

        def heard(*lines: str, body: str = "") -> tuple[int, str]:
            return told(server.call(("\r\n".join(lines) + body).encode()).hear())[:2]

        assert heard("POST /graphql HTTP/1.1", "Host: 127") == (408, "TOO_SLOW")
        half = ("POST /graphql?a=b HTTP/1.1", HOST, "Content-Length: 100", "", "")
        assert heard(*half, body="{") == (408, "TOO_SLOW")
        assert heard("POST /graphql HTTP/1.1", HOST, "Content-Length: x", "", "") == (400, "BAD_REQUEST")
        many = [f"X-{count}: a" for count in range(200)]
        assert heard("POST /graphql HTTP/1.1", HOST, *many, "", "") == (431, "HEAD_TOO_LARGE")


def test_who_speaks_something_else_is_told_by_the_status_alone():
    with served(App(), head_seconds=SHORT, body_seconds=SHORT) as server:
        half = f"POST /hooks/aaaaaaaa/stk/1 HTTP/1.1\r\n{HOST}\r\nContent-Length: 100\r\n\r\n{{"
        answer = server.call(half.encode()).hear()
        assert answer.startswith(b"HTTP/1.1 408 ") and answer.endswith(b"\r\n\r\n")
        assert b"content-length: 0" in answer


def test_a_full_house_says_when_to_come_again():
    app = App()
    with served(app, connections=1) as server:
        first = server.call(f"GET /wait HTTP/1.1\r\n{HOST}\r\n\r\n".encode())
        status, code, headers = told(server.call().hear())
        assert (status, code, headers["retry-after"]) == (503, "UNAVAILABLE", "5")
        app.go.set()
        assert first.hear(b"/wait").startswith(b"HTTP/1.1 200 ")


@pytest.fixture
def ask(hook_server: str) -> Any:
    """Sends a request to the real application; (status, code, headers)."""
    place = urlsplit(hook_server)

    def send(line: str, *headers: str, body: str = "") -> tuple[int, str, dict[str, str]]:
        caller = Caller(socket.create_connection((place.hostname or "", place.port or 0), PATIENCE))
        given = [*headers] if any(each.startswith("Host:") for each in headers) else [HOST, *headers]
        length = (
            []
            if any(each.startswith("Content-Length") for each in given)
            else [f"Content-Length: {len(body)}"]
        )
        head = "\r\n".join([f"{line} HTTP/1.1", "Connection: close", *given, *length, "", ""])
        caller.say((head + body).encode())
        return told(caller.hear())

    return send


SIGNED = (JSON, f"Cookie: csrftoken={'a' * 32}", f"X-CSRFToken: {'a' * 32}")


def test_what_django_and_its_doors_refuse(ask):
    assert ask("POST /graphql", JSON, body=ME)[:2] == (403, "CSRF_REFUSED")
    assert ask("PUT /graphql")[:2] == (405, "POST_ONLY")
    assert ask("OPTIONS /graphql")[:2] == (405, "POST_ONLY")
    assert ask("POST /graphql", JSON, "Content-Length: 99999999")[:2] == (413, "BODY_TOO_LARGE")
    assert ask("POST /graphql", *SIGNED, body=ME + " " * 300_000)[:2] == (413, "BODY_TOO_LARGE")
    assert ask("POST /graphql", "Content-Type: text/plain", body=ME)[:2] == (415, "BAD_CONTENT_TYPE")
    assert ask("POST /graphql", "Host: evil.example", *SIGNED, body=ME)[:2] == (400, "BAD_REQUEST")
    assert ask("POST /graphql/", *SIGNED, body=ME)[:2] == (404, "NOT_FOUND")


def test_a_page_of_another_origin_may_read_why(ask, settings):
    settings.FRONTEND_ORIGINS = settings.CORS_ALLOWED_ORIGINS = ["https://shop.example"]
    for origin, allowed in (("https://shop.example", "https://shop.example"), ("https://evil.example", None)):
        for headers in (("Content-Length: 99999999",), ()):
            answer = ask("POST /graphql", JSON, f"Origin: {origin}", *headers, body="" if headers else ME)
            assert answer[0] in (413, 403)
            assert answer[2].get("access-control-allow-origin") == allowed, (origin, headers)


def test_too_many_operations_must_wait(ask, settings, monkeypatch):
    monkeypatch.setattr("graphql_api.gates.rates._rates", Rates(lambda: 0.0))
    settings.GRAPHQL_PER_MINUTE = 2
    for _ in range(2):
        assert ask("POST /graphql", JSON, body=ME)[:2] == (403, "CSRF_REFUSED")
    for _ in range(2):
        status, code, headers = ask("POST /graphql", *SIGNED, body=ME)
        assert (status, code, headers["retry-after"]) == (429, "TOO_OFTEN", "30")


def test_addresses_wait_for_themselves_and_are_forgotten():
    now = [0.0]
    rates = Rates(lambda: now[0])
    assert [rates.take("a", per_minute=60) for _ in range(61)] == [0] * 60 + [1]
    assert rates.take("b", per_minute=60) == 0
    now[0] = 0.9
    assert rates.take("a", per_minute=60) == 1
    now[0] = 1.0
    assert [rates.take("a", per_minute=60) for _ in range(2)] == [0, 1]
    now[0] = 1000.0  # no more than a minute's worth, however long it was quiet
    assert [rates.take("a", per_minute=60) for _ in range(61)] == [0] * 60 + [1]
    for count in range(MAX_ADDRESSES):
        assert rates.take(str(count), per_minute=60) == 0
    assert len(rates._left) == MAX_ADDRESSES
    assert all(rates.take("a", per_minute=0) == 0 for _ in range(100))


def test_a_fault_of_ours_has_no_page(ask, monkeypatch):
    def crash(*_: object) -> None:
        raise RuntimeError("a secret")

    monkeypatch.setattr(views, "check_headers", crash)
    assert ask("POST /graphql", *SIGNED, body=ME)[:2] == (500, "INTERNAL")


def test_a_database_that_is_away_is_503(ask, monkeypatch, caplog):
    def away(self: BaseDatabaseWrapper) -> None:
        raise OperationalError("connection to 10.0.0.1 failed: password=hunter2")

    signed_in = (
        *SIGNED[:1],
        f"Cookie: csrftoken={'a' * 32}; {ours.SESSION_COOKIE_NAME}={'b' * 32}",
        SIGNED[2],
    )
    with caplog.at_level(logging.ERROR), monkeypatch.context() as patched:
        patched.setattr(BaseDatabaseWrapper, "ensure_connection", away)
        status, code, headers = ask("POST /graphql", *signed_in, body=ME)
    assert (status, code, headers["retry-after"]) == (503, "UNAVAILABLE", "5")
    assert "hunter2" not in caplog.text
