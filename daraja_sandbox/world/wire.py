"""One HTTP POST on a connection of its own: what a callback is, and no more.

A pooled client costs several times as much per message, and its reused connections can break
in the moment the receiver closes them, which would lose a message that is sent only once.
"""

import asyncio
import ssl
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

LARGEST_ANSWER = 65_536


class BrokenAnswer(Exception):
    """The receiver said something that is not HTTP, or closed before it had answered."""


@dataclass(frozen=True)
class Answer:
    status: int
    content: bytes


async def post_json(url: str, body: str) -> Answer:
    """POST `body` and read the answer; the caller sets the time.

    Raises OSError, ValueError (a host that cannot be a name) or BrokenAnswer.
    """
    parts = urlsplit(url)
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    reader, writer = await asyncio.open_connection(
        parts.hostname, port, ssl=_trust() if secure else None, limit=LARGEST_ANSWER
    )
    try:
        content = body.encode()
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        head = (
            f"POST {target} HTTP/1.1\r\nHost: {parts.netloc.rpartition('@')[2]}\r\n"
            "Content-Type: application/json;charset=UTF-8\r\nAccept: */*\r\nConnection: close\r\n"
            f"Content-Length: {len(content)}\r\n\r\n"
        )
        writer.write(head.encode("ascii") + content)
        await writer.drain()
        return await _read_answer(reader)
    except (EOFError, asyncio.LimitOverrunError, ValueError, IndexError) as error:
        raise BrokenAnswer("no complete HTTP answer") from error
    finally:
        writer.close()


async def _read_answer(reader: asyncio.StreamReader) -> Answer:
    status = 100
    while 100 <= status < 200:  # skip informational answers
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        version, code = lines[0].split(" ", 2)[:2]
        if not version.startswith("HTTP/1."):
            raise ValueError(version)
        status = int(code)
        if not 100 <= status <= 599:
            raise ValueError(code)
    pairs = (line.partition(":") for line in lines[1:])
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    if status == 204:
        return Answer(status, b"")
    if "chunked" in headers.get("transfer-encoding", "").lower():
        return Answer(status, await _read_chunks(reader))
    if "content-length" in headers:
        size = min(int(headers["content-length"]), LARGEST_ANSWER)
        return Answer(status, await reader.readexactly(size))
    content = b""
    while len(content) < LARGEST_ANSWER and (piece := await reader.read(LARGEST_ANSWER)):
        content += piece
    return Answer(status, content)


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    content = b""
    while len(content) < LARGEST_ANSWER:
        size = int((await reader.readuntil(b"\r\n")).split(b";")[0], 16)
        if size == 0:
            break
        content += await reader.readexactly(min(size, LARGEST_ANSWER))
        if size > LARGEST_ANSWER:
            break
        await reader.readexactly(2)
    return content


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    return ssl.create_default_context()
