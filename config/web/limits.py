"""How long a caller of the web process may take, and how many callers there may be at a time."""

from __future__ import annotations

import contextlib
import resource
from dataclasses import dataclass
from typing import Final

from embedded import env

#: Descriptors that are kept for the database's pool, Redis, files and the rest.
_OTHER_FILES: Final = 150
_ENOUGH_FILES: Final = 200_000


@dataclass(frozen=True)
class Limits:
    """Seconds, bytes and connections. Zero per address: no limit but that of all.

    More connections than the queue of the listening socket is long (embedded.programs.BACKLOG): after a
    restart all of it is here at once.
    """

    connections: int = 5000
    #: Connections that wait without a complete request, and WebSockets.
    per_address: int = 500
    #: How long a request may be on its way.
    grace_seconds: float = 2.0
    #: From the connection, or from the first byte of a later request, to the end of the head.
    head_seconds: float = 10.0
    #: For a body, and one second more for each `body_bytes_per_second` of it that came.
    body_seconds: float = 20.0
    body_bytes_per_second: int = 16 * 1024
    #: Between two requests of one connection. Long: a callback may be on its way when we close.
    idle_seconds: float = 75.0
    #: For a caller who does not take what we send.
    send_seconds: float = 60.0
    #: A head, and what stands around a body in chunks.
    head_bytes: int = 32 * 1024
    headers: int = 100
    #: Requests on one connection that wait for the answer to the one before.
    pipelined: int = 16
    websocket_message_bytes: int = 64 * 1024


def limits_from_environment() -> Limits:
    """The WEB_* variables. Behind trusted proxies all callers have their address, so none is counted."""
    proxied = env.number("TRUSTED_PROXIES", 0, 0, 10) > 0
    return Limits(
        connections=min(env.number("WEB_MAX_CONNECTIONS", 5000, 10, 100_000), _open_files() - _OTHER_FILES),
        per_address=env.number("WEB_MAX_CONNECTIONS_PER_ADDRESS", 0 if proxied else 500, 0, 100_000),
        head_seconds=env.number("WEB_HEAD_SECONDS", 10, 1, 600),
        body_seconds=env.number("WEB_BODY_SECONDS", 20, 1, 600),
        idle_seconds=env.number("WEB_IDLE_SECONDS", 75, 1, 600),
        send_seconds=env.number("WEB_SEND_SECONDS", 60, 1, 600),
    )


def _open_files() -> int:
    """How many descriptors this process may have; asks for more, up to what it may ask for."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _ENOUGH_FILES if hard == resource.RLIM_INFINITY else min(hard, _ENOUGH_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(ValueError, OSError):  # macOS allows less than it says
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            soft = wanted
    return _ENOUGH_FILES if soft == resource.RLIM_INFINITY else max(soft, _OTHER_FILES + 10)
