"""The web process: `python -m config.web [--host ADDRESS] [--port NUMBER]`, or `--fd` for a socket held open.

The only way to start it: uvicorn's own command believes X-Forwarded-For from 127.0.0.1, whoever wrote it,
waits for ever, and names itself in every answer.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
from typing import Any, Final

import uvicorn

from config.web.limits import Limits, limits_from_environment
from config.web.serving import Door, GuardedProtocol, GuardedSocket, set_door
from embedded import env
from embedded.programs import BACKLOG, HOST, WEB_GRACE_SECONDS
from embedded.services import ensure_services

#: Addresses come from core.machine.addresses alone, which believes as many proxies as TRUSTED_PROXIES says.
OPTIONS: Final[dict[str, Any]] = {
    "http": GuardedProtocol,
    "ws": GuardedSocket,
    "ws_max_size": Limits.websocket_message_bytes,
    # A compressor for each socket costs more memory than all its messages.
    "ws_per_message_deflate": False,
    "proxy_headers": False,
    "forwarded_allow_ips": "",
    "server_header": False,
    # None: what uvicorn logs goes to Django's handlers, which mask it.
    "log_config": None,
    "log_level": "warning",
    "access_log": False,
    "lifespan": "off",
    "workers": 1,
    # uvicorn listens again on the socket it is given: without this it would shrink the queue.
    "backlog": BACKLOG,
    "timeout_graceful_shutdown": WEB_GRACE_SECONDS,
}


def web_config(app: Any, *, limits: Limits | None = None, **where: Any) -> uvicorn.Config:
    """uvicorn's configuration of the web process. Without `limits` those of the environment hold."""
    limits = limits or limits_from_environment()
    config = uvicorn.Config(app, **OPTIONS, timeout_keep_alive=math.ceil(limits.idle_seconds), **where)
    set_door(config, Door(limits))
    return config


def main(arguments: list[str] | None = None) -> int:
    given = _parser().parse_args(arguments)
    where = {"fd": given.fd} if given.fd is not None else {"host": given.host, "port": given.port}
    os.environ.setdefault("HESABU_WEB", "1")
    try:
        ensure_services()
        server = uvicorn.Server(web_config(given.app, **where))
        server.run()
    except env.ConfigurationError as error:
        print(f"web: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 0
    return 0 if server.started else 3


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m config.web", description="The web process.")
    parser.add_argument("app", nargs="?", default="config.asgi:application", help=argparse.SUPPRESS)
    parser.add_argument("--host", default=HOST, help="the address to listen on")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--fd", type=int, help="an inherited listening socket instead of host and port")
    return parser
