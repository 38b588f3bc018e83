"""Whoever is slow on purpose is let go; whoever is slow by nature, or whom we keep waiting, is not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.processes import wait_until
from tests.serving import GET, PATIENCE, App, Served, served

HEAD = b"Host: 127.0.0.1\r\nContent-Length: 100\r\n\r\n"
SHORT = 0.3


@pytest.fixture
def app() -> App:
    return App()


@pytest.fixture
def server(app: App) -> Iterator[Served]:
    with served(
        app,
        head_seconds=SHORT,
        body_seconds=SHORT,
        idle_seconds=SHORT,
        send_seconds=SHORT,
        body_bytes_per_second=100,
    ) as running:
        yield running
        app.go.set()
        wait_until(lambda: running.door.places.held == 0)


def test_who_says_nothing_is_let_go(server: Served):
    assert server.call().is_closed_soon()


def test_half_a_head_is_answered_408(server: Served):
    assert server.call(b"GET / HTTP/1.1\r\nHost: 127").statuses() == [408]


@pytest.mark.parametrize("piece", [b"X-A: b\r\n", b"a", b"\r\n"])
def test_a_head_in_drops_takes_no_longer(server: Served, piece: bytes):
    server.call(b"" if piece == b"\r\n" else b"GET / HTTP/1.1\r\nX: ").dribble(piece)


def test_half_a_body_is_answered_408_and_the_application_told(app: App, server: Served):
    assert server.call(b"POST /read HTTP/1.1\r\n" + HEAD + b"half").statuses() == [408]
    assert app.left.acquire(timeout=PATIENCE)
    assert app.bodies == []


def test_a_body_in_drops_takes_no_longer(app: App, server: Served):
    head = b"POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n"
    server.call(head).dribble(b"x")
    assert app.left.acquire(timeout=PATIENCE)


def test_a_body_that_flows_has_the_time_that_it_needs(app: App, server: Served):
    caller = server.call(b"POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 200\r\n\r\n" + b"x" * 150)
    caller.wire.settimeout(SHORT * 2)
    with pytest.raises(TimeoutError):  # a moment longer than body_seconds, and nobody has hung up
        caller.wire.recv(1)
    caller.wire.settimeout(PATIENCE)
    caller.say(b"x" * 50)
    assert caller.statuses() == [200]
    assert app.bodies == [b"x" * 200]


def test_what_comes_after_the_answer_is_not_taken_for_ever(server: Served):
    """A body that nobody waits for: neither uvicorn's idle time nor the flow of bytes keeps it open."""
    head = b"POST /early HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n"
    server.call(head).dribble(b"x" * 100)


def test_an_idle_connection_is_closed(server: Served):
    caller = server.call(GET)
    assert caller.hear(until=b"\r\n\r\n/").startswith(b"HTTP/1.1 200")
    assert caller.is_closed_soon()


def test_empty_lines_keep_no_connection(server: Served):
    caller = server.call(GET)
    caller.hear(until=b"\r\n\r\n/")
    caller.dribble(b"\r\n")


def test_half_a_second_head_is_answered_408(server: Served):
    caller = server.call(GET)
    caller.hear(until=b"\r\n\r\n/")
    caller.say(b"GET / HT")
    assert caller.statuses() == [408]


def test_who_waits_for_us_is_not_let_go(app: App, server: Served):
    """Longer than every limit, with half of the next request already here."""
    caller = server.call(b"GET /wait HTTP/1.1\r\nHost: a\r\n\r\nGET /a HT")
    caller.wire.settimeout(SHORT * 4)
    with pytest.raises(TimeoutError):
        caller.wire.recv(1)
    caller.wire.settimeout(PATIENCE)
    app.go.set()
    assert caller.hear(until=b"/wait").startswith(b"HTTP/1.1 200")
    caller.say(b"TP/1.1\r\nHost: a\r\n\r\n")
    assert caller.statuses() == [200]


def test_who_takes_nothing_is_let_go(app: App, server: Served):
    caller = server.call(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
    assert app.left.acquire(timeout=PATIENCE)
    wait_until(lambda: server.door.places.held == 0)
    caller.close()


def test_who_takes_it_slowly_gets_all(app: App):
    with served(app, send_seconds=SHORT * 10) as server:
        caller = server.call(b"GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        assert app.left.acquire(timeout=SHORT) is False  # what fits the buffers is sent, the rest waits
        assert len(caller.hear()) > 256 * 65536
        assert app.left.acquire(timeout=PATIENCE)


def test_a_stop_answers_who_has_just_come_and_who_is_between_two_requests(app: App):
    """Safaricom sends a callback once, also on a connection that it used before."""
    with served(app) as server:
        fresh, used = server.call(), server.call(GET)
        used.hear(until=b"\r\n\r\n/")
        wait_until(lambda: server.door.places.held == 2)
        server.server.should_exit = True
        wait_until(lambda: not server.server.servers[0].is_serving())
        for caller in (fresh, used):
            caller.say(b"POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi")
            assert caller.statuses() == [200]
    assert app.bodies == [b"", b"hi", b"hi"]
