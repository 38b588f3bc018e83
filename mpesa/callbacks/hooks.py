"""The addresses that Daraja calls. They store bodies and answer; what a body says is read later (inbox.py).

An ASGI application of its own, beside Django's: Safaricom sends a callback once and may send hundreds a
second, and Django's middleware costs more than the commit does. There are no sessions and no cookies here.

There is no signature on Daraja's callbacks. What stands in its place: an unguessable token per till and an
unguessable ref per request in the path, an optional allow-list of addresses, ids and amounts that must agree
(mpesa/callbacks/inbox.py), and the statement, which has the last word.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from ipaddress import ip_address, ip_network
from typing import Any, Final

from django.conf import settings
from django.db import close_old_connections, connection

from core.machine.addresses import believed_address
from core.text import one_line
from mpesa.callbacks.hook_limits import could_be_money, count, has_room
from mpesa.callbacks.inbox import is_stored, store_callback
from mpesa.callbacks.validating import briefly, in_time, judge
from mpesa.daraja.callbacks import callback_ack
from mpesa.models import CallbackKind, HookCounted
from mpesa.tills.addresses import till_of_token

logger = logging.getLogger(__name__)

PREFIX: Final = "/hooks/"
MAX_BODY: Final = 64 * 1024
KEPT_HEADERS: Final = ("content-type", "user-agent", "x-forwarded-for", "businessshortcode")

_PATH: Final = re.compile(
    r"/hooks/(?P<token>[0-9A-Za-z]{8,64})/"
    r"(?:(?P<stk>stk)/(?P<request>[0-9A-Za-z]{1,64})|(?P<c2b>c2b/(?:validation|confirmation))"
    r"|(?P<kind>result|timeout)/(?P<ref>[0-9A-Za-z/_-]{1,80}))"
)
_SLASHES: Final = re.compile(r"/{2,}")
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


async def daraja_hooks(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Keep one callback and answer 200 when it is committed, whatever its content type says it is.

    Slashes may be doubled or stand behind: the address is built from a BASE_URL that somebody typed.
    404 for an unknown address or token, 405 for anything but POST, 413 above 64 KiB, 403 off the allow-list,
    500 when it could not be stored, 503 when too many are stored that nobody can read
    (mpesa/callbacks/hook_limits.py). A sender who hangs up in mid-body gets no answer, and nothing is
    stored. A C2B validation is answered within the 8 s that Safaricom waits, whatever the database does.
    """
    path = _PATH.fullmatch(_SLASHES.sub("/", scope["path"]).rstrip("/"))
    if path is None:
        return await _answer(send, 404)
    if scope["method"] != "POST":
        return await _answer(send, 405)
    headers = _headers(scope)
    address = believed_address((scope.get("client") or ("",))[0], headers.get("x-forwarded-for", ""))
    if not _allowed(address):
        logger.warning("a callback from an address that is not on the allow-list was refused")
        return await _answer(send, 403)
    kept: dict[str, str] = {name: one_line(headers[name])[:200] for name in KEPT_HEADERS if name in headers}
    came = await _read(receive)
    kind, ref = path["stk"] or path["c2b"] or path["kind"], path["request"] or path["ref"] or ""
    try:
        if isinstance(came, HookCounted):
            await asyncio.to_thread(_count, path["token"], came)
            return None if came == HookCounted.ABORTED else await _answer(send, 413)
        received = asyncio.to_thread(_receive, path["token"], kind, ref, came, kept, address)
        status, content = await (in_time(received) if kind == CallbackKind.C2B_VALIDATION else received)
    except Exception:
        logger.exception("a callback could not be stored")
        status, content = 500, b""
    await _answer(send, status, content)


def _headers(scope: dict[str, Any]) -> dict[str, str]:
    """By lower-case name. Lines of one name are joined in their order: a proxy may add its hop as a line."""
    found: dict[str, list[str]] = {}
    for name, value in scope["headers"]:
        found.setdefault(name.decode("latin-1"), []).append(value.decode("latin-1"))
    return {name: ", ".join(values) for name, values in found.items()}


async def _read(receive: Receive) -> bytes | HookCounted:
    """The body, or why there is none."""
    body: bytes = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return HookCounted.ABORTED
        body += message.get("body", b"")
        if len(body) > MAX_BODY:
            return HookCounted.TOO_LARGE
        if not message.get("more_body", False):
            return body


async def _answer(send: Send, status: int, content: bytes = b"") -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(content)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


def _receive(
    token: str, kind: str, ref: str, body: bytes, headers: dict[str, str], address: str
) -> tuple[int, bytes]:
    """The part that speaks to the database, on a thread of its own."""
    close_old_connections()
    try:
        if kind == CallbackKind.C2B_VALIDATION:
            with briefly():
                return _stored(token, kind, ref, body, headers, address)
        return _stored(token, kind, ref, body, headers, address)
    finally:
        connection.close()


def _stored(
    token: str, kind: str, ref: str, body: bytes, headers: dict[str, str], address: str
) -> tuple[int, bytes]:
    found = till_of_token(
        token,
        request=ref if kind == CallbackKind.STK else "",
        question=ref.rpartition("/")[2] if kind == CallbackKind.RESULT else "",
    )
    if found is None:
        return 404, b""
    till, former, is_our_request = found
    money = could_be_money(kind, body, is_our_request=is_our_request, former=former)
    came: dict[str, Any] = {"till": till, "former": former, "kind": kind, "ref": ref, "body": body}
    if not (money or is_stored(**came) or has_room(till, former)):
        count(till, HookCounted.NO_ROOM)
        return 503, b""
    stored = store_callback(**came, headers=headers, address=address or None, could_be_money=money)
    if stored is None:
        count(till, HookCounted.REPEATED)
    return 200, judge(till, body) if kind == CallbackKind.C2B_VALIDATION else callback_ack()


def _count(token: str, what: HookCounted) -> None:
    close_old_connections()
    try:
        found = till_of_token(token)
        if found is not None:
            count(found.till, what)
    finally:
        connection.close()


def _allowed(address: str) -> bool:
    if not settings.CALLBACK_IP_ALLOWLIST:
        return True
    try:
        source = ip_address(address)
    except ValueError:
        return False
    return any(source in ip_network(entry, strict=False) for entry in settings.CALLBACK_IP_ALLOWLIST)
