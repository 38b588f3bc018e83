"""What is settled about a request before its body is read: its method, its kind and its length.

Django keeps the whole body of every request in a file before it looks at it, whoever sends it, and wherever.
It takes forms apart by any codec of Python that the sender names, and trips over those that hold no text.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any, Final

from django.conf import settings
from django.utils.http import parse_header_parameters

from graphql_api.gates import bodies
from users.files import UPLOADS, upload_bytes

METHODS: Final = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
GRAPHQL: Final = "/graphql"

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]


def gated(app: Any) -> App:
    """The application behind the gates: 405 for other methods, 415 for a body of a kind that no page of ours
    sends, 413 for one that is too long, unread."""

    async def answer(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        path, most = scope["path"], settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if scope["method"] not in METHODS:
            return await _refuse(send, scope, 405)
        if not _is_taken(scope):
            return await _refuse(send, scope, 415)
        if path.startswith(UPLOADS):
            most = max(most, upload_bytes(path.removeprefix(UPLOADS)))
        if _declared(scope) > most:
            return await _refuse(send, scope, 413, most)
        taken, refused = 0, False

        async def counted() -> Message:
            nonlocal taken, refused
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most and not refused:
                refused = True
                await _refuse(send, scope, 413, most)
            return {"type": "http.disconnect"} if refused else message

        await app(scope, counted, send)

    return answer


def _is_taken(scope: dict[str, Any]) -> bool:
    """Whether somebody here reads such a body. Forms come in UTF-8 and without files."""
    try:
        kind, parameters = parse_header_parameters(_header(scope, b"content-type"))
    except ValueError:
        return False
    if scope["path"] == GRAPHQL:  # says by itself what it takes (graphql_api/gates/bodies.py)
        return True
    utf8 = parameters.get("charset", "utf-8").lower() in ("utf-8", "utf8")
    return not kind.startswith("multipart/") and (utf8 or kind != "application/x-www-form-urlencoded")


def _header(scope: dict[str, Any], name: bytes) -> str:
    """As Django will see it: lines of one name joined."""
    return ",".join(value.decode("latin-1") for each, value in scope["headers"] if each == name)


def _declared(scope: dict[str, Any]) -> int:
    """What Content-Length says; the server has seen that it is a number. 0 without one."""
    return next((int(value) for name, value in scope["headers"] if name == b"content-length"), 0)


async def _refuse(send: Send, scope: dict[str, Any], status: int, most: int = 0) -> None:
    """Without a body, but who speaks GraphQL is told in its own form, also on a page of another origin; and
    so is who sends a file of more than `most` bytes."""
    refusal = bodies.refused(status)
    is_file = status == 413 and scope["path"].startswith(UPLOADS)
    if is_file:
        said = f"A file has at most {most // 2**20} MB here."
        refusal = bodies.Refused(status, "FILE_TOO_LARGE", said, "file")
    body = json.dumps(refusal.answer()).encode() if is_file or scope["path"] == GRAPHQL else b""
    headers = [(b"content-length", str(len(body)).encode()), (b"connection", b"close")]
    if body:
        headers += [(b"content-type", b"application/json"), *_readable_by(_header(scope, b"origin"))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _readable_by(origin: str) -> list[tuple[bytes, bytes]]:
    if origin not in settings.FRONTEND_ORIGINS:
        return []
    return [
        (b"access-control-allow-origin", origin.encode()),
        (b"access-control-allow-credentials", b"true"),
        (b"vary", b"origin"),
    ]
