"""The files below /static/, by WhiteNoise: found once in the apps' folders, with ETag and Cache-Control.

They are answered before Django is asked: a page asks for some seventy of them at once, and a walk through
the middleware and onto a thread takes longer than the file. Only what was found is served, so no path leads
anywhere else.

The console names its files below a folder that holds a digest of them all (console/addresses.py): what is
there never changes, so browsers keep it for ever. At their plain names they ask again after
WHITENOISE_MAX_AGE, and are told 304 while nothing changed. Text goes out compressed, once for all who ask.
"""

from __future__ import annotations

import functools
import gzip
import re
from typing import Any, Final

from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import Response, StaticFile

from config.web.gates import App, Receive, Send
from console.addresses import version

#: Below this a packet takes it as it is.
LEAST_COMPRESSED: Final = 1_000
_VERSIONED: Final = re.compile(r"^/static/console\.([0-9a-f]+)/")
_TEXT: Final = ("text/", "application/json", "image/svg+xml")


@functools.cache
def _whitenoise() -> WhiteNoiseMiddleware:
    return WhiteNoiseMiddleware()


def static_files(app: Any) -> App:
    """The application behind the files; every one of this process shares them."""

    async def answer(scope: dict[str, Any], receive: Receive, send: Send) -> None:
        path = scope["path"]
        found = _find(_VERSIONED.sub("/static/console/", path)) if path.startswith("/static/") else None
        if found is None:
            return await app(scope, receive, send)
        asked = {_variable(name): value.decode("latin-1") for name, value in scope["headers"]}
        made = found.get_response(scope["method"], asked)
        body, headers = _content(made, asked)
        named = _VERSIONED.match(path)
        if named and named[1] == version():
            headers["Cache-Control"] = f"max-age={WhiteNoiseMiddleware.FOREVER}, public, immutable"
        sent = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": int(made.status), "headers": sent})
        await send({"type": "http.response.body", "body": body})

    return answer


def _find(path: str) -> StaticFile | None:
    files = _whitenoise()
    return files.find_file(path) if files.autorefresh else files.files.get(path)


def _variable(name: bytes) -> str:
    """A header's name as WhiteNoise looks for it."""
    return f"HTTP_{name.decode('latin-1').upper().replace('-', '_')}"


def _content(made: Response, asked: dict[str, str]) -> tuple[bytes, dict[str, str]]:
    """What to send, and with which headers."""
    headers = {**dict(made.headers), "X-Content-Type-Options": "nosniff"}
    body = b""
    if made.file is not None:
        with made.file:
            body = made.file.read()
    headers.setdefault("Content-Length", "0")
    if made.status == 200 and headers["Content-Type"].startswith(_TEXT):
        headers["Vary"] = "Accept-Encoding"
        if len(body) >= LEAST_COMPRESSED and "gzip" in asked.get("HTTP_ACCEPT_ENCODING", ""):
            body = _compressed(body)
            headers |= {"Content-Encoding": "gzip", "Content-Length": str(len(body))}
    return body, headers


@functools.lru_cache(maxsize=1024)
def _compressed(body: bytes) -> bytes:
    return gzip.compress(body, 9)
