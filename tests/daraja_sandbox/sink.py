"""A receiver of callbacks: keeps what arrives, answers as told."""

import json
import threading
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

WAIT_SECONDS = 10.0


@dataclass(frozen=True)
class Received:
    path: str
    content_type: str
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


class Listener(ThreadingHTTPServer):
    daemon_threads = True
    # The default of 5 drops connections of a burst, which then wait out the kernel's retries.
    request_queue_size = 512


class Sink:
    """Threads on a free port. `answers[path]` is (status, body); `holds[path]` delays the answer."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, dict[str, Any]]] = {}
        self.holds: dict[str, threading.Event] = {}
        self._received: list[Received] = []
        self._changed = threading.Condition()
        self._server = Listener(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def at(self, path: str) -> list[Received]:
        """What has arrived at a path so far."""
        with self._changed:
            return [received for received in self._received if received.path == path]

    def wait_for(self, path: str, count: int = 1) -> list[Received]:
        with self._changed:
            arrived = self._changed.wait_for(
                lambda: sum(received.path == path for received in self._received) >= count, WAIT_SECONDS
            )
        assert arrived, f"{len(self.at(path))} of {count} messages arrived at {path}"
        return self.at(path)

    def close(self) -> None:
        for hold in self.holds.values():
            hold.set()
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        sink = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                text = self.rfile.read(int(self.headers["Content-Length"])).decode()
                with sink._changed:
                    sink._received.append(Received(self.path, self.headers["Content-Type"], text))
                    sink._changed.notify_all()
                if self.path in sink.holds:
                    sink.holds[self.path].wait(WAIT_SECONDS)
                status, body = sink.answers.get(self.path, (200, {"ResultCode": 0, "ResultDesc": "Success"}))
                content = json.dumps(body).encode()
                try:
                    self.send_response(status)
                    self.send_header("Content-Length", str(len(content)))
                    self.end_headers()
                    self.wfile.write(content)
                except OSError:
                    pass  # the sandbox was killed, or stopped waiting

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler
