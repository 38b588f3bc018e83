"""The web process's own server on a thread, and callers who speak to it byte by byte."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any

import uvicorn

from config.web.limits import Limits
from config.web.server import web_config
from config.web.serving import Door, door_of
from tests.processes import wait_until

#: Longer than any limit that a test sets; when it runs out the server did not do what it should.
PATIENCE = 10.0
#: More bytes than the buffers between two ends of a connection hold.
ENDLESS = 128 * 1024 * 1024
GET = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


class Served:
    """One running server."""

    def __init__(self, app: Any, limits: Limits, listener: socket.socket | None = None) -> None:
        self.listener = listener or socket.create_server(("127.0.0.1", 0), backlog=4096)
        self.port = int(self.listener.getsockname()[1])
        self.config = web_config(app, limits=limits)
        self.server = uvicorn.Server(self.config)
        self.thread = threading.Thread(
            target=self.server.run, kwargs={"sockets": [self.listener]}, daemon=True
        )
        self.thread.start()
        wait_until(lambda: self.server.started)

    @property
    def door(self) -> Door:
        return door_of(self.config)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def call(self, data: bytes = b"", *, source: str = "127.0.0.1") -> Caller:
        """A connection from an address of this machine (on Linux all of 127/8 is), with its first bytes."""
        caller = Caller(socket.create_connection(("127.0.0.1", self.port), PATIENCE, (source, 0)))
        caller.say(data)
        return caller

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(PATIENCE * 2)
        assert not self.thread.is_alive()


@contextlib.contextmanager
def served(app: Any, listener: socket.socket | None = None, **limits: float) -> Iterator[Served]:
    server = Served(app, Limits(**limits), listener)  # type: ignore[arg-type]
    try:
        yield server
    finally:
        server.stop()


class Caller:
    """A TCP connection."""

    def __init__(self, wire: socket.socket) -> None:
        self.wire = wire

    def say(self, data: bytes) -> bool:
        """Whether the other side still takes it. Raises TimeoutError when it neither does nor ends."""
        try:
            self.wire.sendall(data)
        except ConnectionError:
            return False
        return True

    def hear(self, until: bytes = b"") -> bytes:
        """What comes, up to `until`, or to the end of the connection. Raises TimeoutError."""
        heard = bytearray()
        with contextlib.suppress(ConnectionError):
            while not (until and until in heard):
                data = self.wire.recv(65536)
                if not data:
                    break
                heard += data
        return bytes(heard)

    def statuses(self) -> list[int]:
        """The status of each answer until the connection ends."""
        return [int(part[:3]) for part in self.hear().split(b"HTTP/1.1 ")[1:]]

    def is_closed_soon(self) -> bool:
        return self.hear() == b""

    def dribble(self, piece: bytes, every: float = 0.05) -> None:
        """Send a piece again and again until the other side has ended the connection."""
        self.wire.settimeout(every)
        for _ in range(int(PATIENCE / every)):
            with contextlib.suppress(TimeoutError):
                try:
                    if not self.wire.recv(65536):
                        return
                except ConnectionError:
                    return
            if not self.say(piece):
                return
        raise AssertionError("the connection stayed open")

    def is_cut_off(self, piece: bytes) -> bool:
        """Whether the other side ends it before it has taken more than buffers hold."""
        pieces = piece * max(1, 65536 // len(piece))
        return not all(self.say(pieces) for _ in range(ENDLESS // len(pieces)))

    def close(self) -> None:
        self.wire.close()


class App:
    """An ASGI application that does what the path says, and remembers who left.

    `/wait` answers when `go` is set, `/read` after the body, `/large` with 16 MiB, `/early` before the body;
    a WebSocket is accepted but at `/never`, and echoes.
    """

    def __init__(self) -> None:
        self.go = threading.Event()
        self.seen: list[dict[str, Any]] = []
        self.bodies: list[bytes] = []
        self.left = threading.Semaphore(0)

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        self.seen.append(scope)
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        elif scope["path"] == "/large":
            await self._large(send)
            self.left.release()
        else:
            await self._answer(scope, receive, send)

    async def _answer(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        body, message = b"", {"more_body": scope["path"] != "/early"}
        while message.get("more_body"):
            message = await receive()
            body += message.get("body", b"")
            if message["type"] == "http.disconnect":
                self.left.release()
                return
        self.bodies.append(body)
        while scope["path"] == "/wait" and not self.go.is_set():
            await asyncio.sleep(0.01)
        path = scope["path"].encode()
        headers = [(b"content-length", str(len(path)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": path})

    async def _large(self, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        for _ in range(256):
            await send({"type": "http.response.body", "body": b"x" * 65536, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    async def _socket(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        await receive()
        if scope["path"] != "/never":
            await send({"type": "websocket.accept"})
        while (message := await receive())["type"] == "websocket.receive":
            await send({"type": "websocket.send", "text": message["text"]})
        self.left.release()
