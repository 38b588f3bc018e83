"""The ASGI application: the hooks, Django for the rest of HTTP, one consumer for WebSockets.

Files below /static/ come from config.web.static_files, so that /admin/ works without another server in front;
a proxy that serves them first is faster and changes nothing.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from typing import Any, cast

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import path, re_path

_django = get_asgi_application()

# These need the apps that the line above loads.
from config.web.gates import gated  # noqa: E402
from config.web.static_files import static_files  # noqa: E402
from graphql_api.websocket import events_socket  # noqa: E402
from mpesa.callbacks.hooks import PREFIX, daraja_hooks  # noqa: E402


async def _no_such_socket(
    scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]
) -> None:
    await send({"type": "websocket.close"})


_pages = gated(static_files(_django))


async def _http(scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Any) -> None:
    """Daraja's callbacks and files go round Django's middleware; everything else goes through it."""
    await (daraja_hooks if scope["path"].startswith(PREFIX) else _pages)(scope, receive, send)


application = ProtocolTypeRouter(
    {
        "http": _http,
        "websocket": URLRouter([path("graphql", events_socket), re_path("", cast(Any, _no_such_socket))]),
    }
)
