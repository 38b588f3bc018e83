"""Daraja as a sender: a connection per callback, at a fixed rate whatever the answers take (open loop)."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from embedded.programs import HOST
from tests.chaos.patience import eventually

#: Longer than a restart on a busy machine; a callback that waits this long counts as refused.
PATIENCE_SECONDS = 90


@dataclass(frozen=True)
class Delivery:
    """What became of one callback: the status of the answer, or 0 and the error; and how long it took."""

    body: bytes
    status: int
    error: str
    seconds: float


class Sender:
    """Sends `bodies` to one address in a thread of its own, `per_second`, the nth at n / per_second.

    Every other request leaves `linger` seconds after its connection is made, as behind a proxy.
    """

    def __init__(
        self, *, port: int, path: str, bodies: Sequence[bytes], per_second: float, linger: float
    ) -> None:
        self.deliveries: list[Delivery] = []
        self.begun = 0
        self._port, self._path, self._bodies = port, path, bodies
        self._per_second, self._linger = per_second, linger
        self._thread = threading.Thread(target=asyncio.run, args=(self._send_all(),), daemon=True)

    def start(self) -> Sender:
        self._thread.start()
        return self

    def reach(self, part: float) -> None:
        """Wait until this part of the callbacks has left."""
        within = len(self._bodies) / self._per_second + PATIENCE_SECONDS
        eventually(lambda: self.begun >= part * len(self._bodies), f"{part:.0%} have left", within=within)

    def finish(self) -> list[Delivery]:
        self._thread.join(len(self._bodies) / self._per_second + 2 * PATIENCE_SECONDS)
        assert len(self.deliveries) == len(self._bodies)
        return self.deliveries

    def refused(self) -> Counter[str]:
        """The callbacks that were not answered 200, counted by what came instead."""
        return Counter(f"{one.status} {one.error}".strip() for one in self.deliveries if one.status != 200)

    async def _send_all(self) -> None:
        began = time.monotonic()
        async with asyncio.TaskGroup() as group:
            for position, body in enumerate(self._bodies):
                await asyncio.sleep(max(0.0, began + position / self._per_second - time.monotonic()))
                group.create_task(self._send(body, self._linger if position % 2 else 0.0))
                self.begun += 1

    async def _send(self, body: bytes, linger: float) -> None:
        began, status, error = time.monotonic(), 0, ""
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                status = await self._exchange(body, linger)
        except (OSError, TimeoutError) as problem:
            error = f"{type(problem).__name__}: {problem}"
        self.deliveries.append(Delivery(body, status, error, time.monotonic() - began))

    async def _exchange(self, body: bytes, linger: float) -> int:
        reader, writer = await asyncio.open_connection(HOST, self._port)
        try:
            if linger:
                await asyncio.sleep(linger)
            head = f"POST {self._path} HTTP/1.1\r\nHost: {HOST}:{self._port}\r\nConnection: close\r\n"
            head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            writer.write(head.encode() + body)
            answer = await reader.read()
            if not answer:
                raise ConnectionError("closed without an answer")
            return int(answer.split(b"\r\n", 1)[0].split()[1])
        finally:
            writer.close()
