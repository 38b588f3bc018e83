"""A Safaricom that is one socket: it takes the time of the first byte of each call and says yes."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import threading
import time
from collections.abc import Callable


class BareSafaricom:
    """Gives tokens, takes calls; `reached` is when the first byte of each came, by what `pattern` finds in
    its body. `answer` makes the answer to that."""

    def __init__(self, pattern: re.Pattern[bytes], answer: Callable[[str], dict[str, str]]) -> None:
        self.reached: dict[str, float] = {}
        self._pattern, self._answer = pattern, answer
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def start(self) -> str:
        self._thread.start()
        made = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=1024), self._loop
        )
        return f"http://127.0.0.1:{made.result(10).sockets[0].getsockname()[1]}"

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                first = await reader.readexactly(1)
                at = time.time()
                head = (first + await reader.readuntil(b"\r\n\r\n")).lower()
                length = re.search(rb"content-length: ([0-9]+)", head)
                body = await reader.readexactly(int(length[1])) if length else b""
                writer.write(self._said(body, at))
                await writer.drain()
        writer.close()

    def _said(self, body: bytes, at: float) -> bytes:
        answer = {"access_token": "bench-token", "expires_in": "3599"}
        if found := self._pattern.search(body):
            name = found[1].decode()
            self.reached[name] = at
            answer = self._answer(name)
        content = json.dumps(answer).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
        return head.encode() + content
