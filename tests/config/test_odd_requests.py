"""Requests that two readers could read in two ways, or that have no end: refused, the connection ended."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.processes import wait_until
from tests.serving import GET, App, Served, served

POST = b"POST /read HTTP/1.1\r\nHost: a\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n"
SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"


@pytest.fixture
def app() -> App:
    return App()


@pytest.fixture
def server(app: App) -> Iterator[Served]:
    with served(app, head_seconds=2, body_seconds=2) as running:
        yield running


@pytest.mark.parametrize(
    "request_bytes",
    [
        POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        CHUNKED + b"Content-Length: 5\r\n\r\n0\r\n\r\n",
        POST + b"Content-Length: 0\r\nContent-Length: 35\r\n\r\n",
        POST + b"Content-Length: 0, 35\r\n\r\n",
        POST + b"Content-Length: +0\r\n\r\n",
        POST + b"Content-Length: -1\r\n\r\n",
        POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        CHUNKED + b"Transfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n",
        POST + b"X: a\r\n Content-Length: 35\r\n\r\n",
        POST + b"X: a\rContent-Length: 35\r\n\r\n",
        POST + b"X: a\0b\r\n\r\n",
        POST + b": b\r\n\r\n",
        b"GET / HTTP/1.1\nHost: a\n\n",
        b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n",
        b"FOO / HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/3.7\r\nHost: a\r\n\r\n",
        b"CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        CHUNKED + b"\r\nFFFFFFFFFFFFFFFFF\r\nabcde\r\n0\r\n\r\n",
        CHUNKED + b"\r\n5\r\nabcdefgh\r\n0\r\n\r\n",
    ],
)
def test_what_may_be_read_in_two_ways_is_read_in_none(app: App, server: Served, request_bytes: bytes):
    assert server.call(request_bytes + SMUGGLED).statuses() in ([400], [])
    assert "/smuggled" not in [scope["path"] for scope in app.seen]
    assert app.bodies == []


def test_a_protocol_that_we_do_not_speak_is_not_changed_to(app: App, server: Served):
    upgrade = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"
    caller = server.call(b"GET / HTTP/1.1\r\nHost: a\r\n" + upgrade + b"\r\n")
    assert caller.hear(until=b"\r\n\r\n/").startswith(b"HTTP/1.1 200")
    caller.say(GET)
    assert caller.hear(until=b"\r\n\r\n/").startswith(b"HTTP/1.1 200")


def test_a_trailer_is_no_header(app: App, server: Served):
    """A proxy adds its hop to the headers; what comes behind the body would stand last, and be believed."""
    body = b"\r\n5\r\nabcde\r\n0\r\nX-Forwarded-For: 6.6.6.6\r\nCookie: a=b\r\n\r\n"
    caller = server.call(CHUNKED + b"X-Forwarded-For: 1.2.3.4\r\n" + body)
    assert caller.hear(until=b"/read").startswith(b"HTTP/1.1 200")
    assert app.bodies == [b"abcde"]
    names = [name for name, _ in app.seen[0]["headers"]]
    assert names == [b"host", b"transfer-encoding", b"x-forwarded-for"]


@pytest.mark.parametrize(
    "head",
    [
        b"GET / HTTP/1.1\r\nX: " + b"a" * 40_000 + b"\r\n\r\n",
        b"GET /" + b"a" * 40_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * 101 + b"\r\n",
    ],
    ids=["value", "address", "many"],
)
def test_a_head_too_large_is_refused(app: App, server: Served, head: bytes):
    assert server.call(head).statuses() in ([431], [])
    assert app.seen == []


@pytest.mark.parametrize(
    ("beginning", "piece"),
    [
        (b"GET / HTTP/1.1\r\nX: ", b"a" * 4096),
        (b"GET / HTTP/1.1\r\n" + b"X: a\r\n" * 90, b"Y" * 4096),
        (b"GET /", b"a" * 4096),
        (b"", b"\r\n" * 2048),
        (CHUNKED + b"\r\n5;", b"a" * 4096),
        (CHUNKED + b"\r\n0\r\nX: ", b"a" * 4096),
        (CHUNKED + b"\r\n0\r\n", b"X: a\r\n" * 512),
        (CHUNKED + b"\r\n", b"1;" + b"e" * 100 + b"\r\nx\r\n"),
    ],
    ids=["value", "name", "address", "lines", "chunk extension", "trailer", "trailers", "extensions"],
)
def test_nothing_around_a_body_is_without_end(app: App, server: Served, beginning: bytes, piece: bytes):
    assert server.call(beginning).is_cut_off(piece)
    wait_until(lambda: server.door.places.held == 0)
    assert app.bodies == []


def test_small_chunks_are_no_attack(app: App, server: Served):
    caller = server.call(CHUNKED + b"\r\n" + b"1\r\nx\r\n" * 20_000 + b"0\r\n\r\n")
    assert caller.hear(until=b"/read").startswith(b"HTTP/1.1 200")
    assert app.bodies == [b"x" * 20_000]


def test_a_few_requests_may_be_sent_ahead_and_not_thousands(app: App, server: Served):
    caller = server.call(GET * 9 + GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
    assert caller.statuses() == [200] * 10
    app.seen.clear()
    server.call(b"GET /wait HTTP/1.1\r\nHost: a\r\n\r\n" + GET * 2000).hear()
    assert len(app.seen) < 20
    app.go.set()


def test_no_answer_names_the_server(server: Served):
    for request in (GET, b"nonsense\r\n\r\n", GET.replace(b"GET", b"HEAD")):
        assert (
            b"server:"
            not in server.call(request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")).hear()
        )
