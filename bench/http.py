"""A lean HTTP client: the load must not be what is measured."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence


class Connection:
    """One kept HTTP connection."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def open(self) -> Connection:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)
        return self

    async def post(self, path: str, body: bytes, token: str = "") -> bytes:
        """The answer's body. Raises AssertionError for anything but 200."""
        head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        head += f"Authorization: Bearer {token}\r\nContent-Length: {len(body)}\r\n\r\n"
        self._writer.write(head.encode() + body)
        answer = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        length = int(answer.split(b"content-length:")[1].split(b"\r\n")[0])
        content = await self._reader.readexactly(length)
        assert answer.startswith(b"http/1.1 200"), answer
        return content

    def close(self) -> None:
        self._writer.close()


def post_all(port: int, path: str, bodies: Sequence[bytes], *, at_once: int) -> int:
    """Post every body, each connection one after the other; how many."""

    async def run() -> None:
        waiting = iter(bodies)

        async def work() -> None:
            connection = await Connection(port).open()
            for body in waiting:
                await connection.post(path, body)
            connection.close()

        await asyncio.gather(*(work() for _ in range(at_once)))

    asyncio.run(run())
    return len(bodies)


def post_at_a_pace(
    port: int, path: str, bodies: Sequence[bytes], *, per_second: float
) -> list[tuple[float, float]]:
    """Post each body at its time, whatever became of the one before.

    For each, in their order: when it was due to leave, by the wall clock, and the seconds from then until its
    answer, so that a server that stalls is charged for all who wait.
    """
    times = [(0.0, 0.0)] * len(bodies)

    async def run() -> None:
        free: list[Connection] = []
        loop = asyncio.get_running_loop()
        start, wall = loop.time() + 0.1, time.time() + 0.1

        async def one(place: int, body: bytes) -> None:
            connection = free.pop() if free else await Connection(port).open()
            await connection.post(path, body)
            free.append(connection)
            due = place / per_second
            times[place] = wall + due, loop.time() - start - due

        tasks = []
        for place, body in enumerate(bodies):
            await asyncio.sleep(max(0.0, start + place / per_second - loop.time()))
            tasks.append(asyncio.create_task(one(place, body)))
        await asyncio.gather(*tasks)
        for connection in free:
            connection.close()

    asyncio.run(run())
    return times
