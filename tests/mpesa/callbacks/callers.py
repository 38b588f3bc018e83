"""Who calls the address of a till, without a socket between."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from core import days
from mpesa.callbacks.hooks import daraja_hooks
from mpesa.models import Till

C2B = "c2b/confirmation"


class Answer(NamedTuple):
    status: int | None
    body: bytes

    @property
    def says(self) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(self.body)
        return said


def paid(till: Till, receipt: str, **more: object) -> bytes:
    """A confirmation of KES 7 to a till, an hour ago."""
    at = days.to_daraja_stamp(days.now() - timedelta(hours=1))
    fields = {"TransID": receipt, "TransTime": at, "TransAmount": "7.00", "BillRefNumber": "x"}
    return json.dumps({**fields, "BusinessShortCode": till.shortcode, **more}).encode()


def call(
    path: str,
    *chunks: bytes,
    method: str = "POST",
    headers: Sequence[tuple[bytes, bytes]] = (),
    client: str = "127.0.0.1",
    hang_up: bool = False,
) -> Answer:
    """What an address answers to these pieces of a body; no status when it says nothing."""
    messages: list[dict[str, Any]] = [
        {"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks
    ]
    messages.append({"type": "http.disconnect"} if hang_up else {"type": "http.request", "body": b""})
    said: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return messages.pop(0)

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    scope = {"type": "http", "method": method, "path": path, "headers": list(headers), "client": (client, 1)}
    asyncio.run(daraja_hooks(scope, receive, send))
    return Answer(said[0]["status"], said[1]["body"]) if said else Answer(None, b"")


def post(till: Till, path: str, *chunks: bytes, hang_up: bool = False) -> int | None:
    """The status that the address of a till answers; None when it says nothing."""
    return call(f"/hooks/{till.hook_token}/{path}", *chunks, hang_up=hang_up).status
