"""WebSockets: opened in time, no compressor, no message without end, nothing kept for who does not read."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.processes import wait_until
from tests.serving import PATIENCE, App, Caller, Served, served

SHORT = 0.3
OPENED = b"\r\n\r\n"


@pytest.fixture
def app() -> App:
    return App()


@pytest.fixture
def server(app: App) -> Iterator[Served]:
    with served(app, head_seconds=SHORT, send_seconds=SHORT, idle_seconds=SHORT) as running:
        yield running
        wait_until(lambda: running.door.places.held == 0)


def upgrade(path: str = "/") -> bytes:
    lines = [f"GET {path} HTTP/1.1", "Host: a", "Connection: Upgrade", "Upgrade: websocket"]
    lines += ["Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="]
    lines += ["Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits", "", ""]
    return "\r\n".join(lines).encode()


def frame(opcode: int, data: bytes, *, length: int | None = None) -> bytes:
    """A client's frame, masked with zeros; `length` may promise more than there is."""
    size = len(data) if length is None else length
    if size < 126:
        head = bytes([0x80 | opcode, 0x80 | size])
    elif size < 65536:
        head = bytes([0x80 | opcode, 0x80 | 126]) + size.to_bytes(2, "big")
    else:
        head = bytes([0x80 | opcode, 0x80 | 127]) + size.to_bytes(8, "big")
    return head + bytes(4) + data


def opened(server: Served, path: str = "/") -> tuple[Caller, bytes]:
    caller = server.call(upgrade(path))
    return caller, caller.hear(until=OPENED)


def test_a_socket_outlives_the_limits_of_requests(app: App, server: Served):
    caller, head = opened(server)
    assert head.startswith(b"HTTP/1.1 101")
    assert b"permessage-deflate" not in head and b"server:" not in head.lower()
    caller.wire.settimeout(SHORT * 3)
    with pytest.raises(TimeoutError):
        caller.wire.recv(1)
    caller.wire.settimeout(PATIENCE)
    caller.say(frame(1, b"hello"))
    assert b"hello" in caller.hear(until=b"hello")
    assert server.door.places.held == 1
    caller.close()


def test_half_a_handshake_is_let_go(server: Served):
    assert server.call(upgrade()[:-2]).statuses() == [408]


def test_a_socket_that_nobody_opens_is_let_go(app: App, server: Served):
    assert server.call(upgrade("/never")).is_closed_soon()
    assert app.left.acquire(timeout=PATIENCE)


def test_sockets_have_places_too(app: App):
    with served(app, connections=5, per_address=2) as server:
        sockets = [opened(server)[0] for _ in range(2)]
        assert server.call(upgrade()).statuses() in ([503], [])
        sockets[0].close()
        wait_until(lambda: server.door.places.held == 1)
        again, head = opened(server)
        assert head.startswith(b"HTTP/1.1 101")
        for caller in (sockets[1], again):
            caller.close()


def test_a_message_too_large_ends_the_socket_before_it_came(app: App, server: Served):
    caller, _ = opened(server)
    caller.say(frame(1, b"x", length=64 * 1024 + 1))
    said = caller.hear()
    assert (said[0], int.from_bytes(said[2:4], "big")) == (0x88, 1009)
    assert app.left.acquire(timeout=PATIENCE)


def test_pings_of_who_does_not_read_do_not_fill_the_memory(app: App, server: Served):
    caller, _ = opened(server)
    assert caller.is_cut_off(frame(9, os.urandom(120)))
    assert app.left.acquire(timeout=PATIENCE)
    caller.close()
