"""python -m daraja_sandbox [--host ADDRESS] [--port 8010] [--data DIR] [--organisations FILE] [--fd N]
[--allow-host NAME ...]"""

import argparse
import asyncio
import fcntl
import os
import signal
import socket
import sqlite3
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import uvicorn
import uvloop

from daraja_sandbox.app import build_app
from daraja_sandbox.bank.organisations import load_organisations
from daraja_sandbox.world.errors import ControlError
from daraja_sandbox.world.killpoints import asked_for
from daraja_sandbox.world.world import World, open_world


class Failure(Exception):
    """The sandbox cannot start; the message is the one line its user sees."""


class Server(uvicorn.Server):
    """Stops on SIGTERM and SIGINT with exit code 0 instead of dying of the signal."""

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        yield


def main(arguments: list[str] | None = None) -> int:
    given = _parser().parse_args(arguments)
    try:
        listener = _listen(given.host, given.port, given.fd)
        with _hold(given.data):
            hosts = {name.lower() for name in given.allow_host}
            uvloop.run(_serve(given.data, given.organisations, listener, hosts))
    except Failure as failure:
        print(f"daraja_sandbox: {failure}", file=sys.stderr)
        return 2
    return 0


async def _serve(data: Path, organisations: Path | None, listener: socket.socket, hosts: set[str]) -> None:
    world = _open(data, organisations)
    config = uvicorn.Config(
        build_app(world, hosts=hosts),
        log_level="warning",
        access_log=False,
        ws="none",
        proxy_headers=False,
        timeout_graceful_shutdown=1,
        # Long, so that a client's pooled connection is not closed just as it posts on it.
        timeout_keep_alive=75,
    )
    print(f"daraja_sandbox: http://{_address(listener)} data {data}", flush=True)
    await Server(config).serve(sockets=[listener])


def _open(data: Path, organisations: Path | None) -> World:
    try:
        world = open_world(data=data, kill_at=asked_for(os.environ))
        with world.store.transaction() as tx:
            load_organisations(tx, organisations)
    except ControlError as error:
        raise Failure(f"{organisations}: {error.field}: {error.message}") from error
    except (OSError, ValueError, sqlite3.Error) as error:
        raise Failure(str(error)) from error
    return world


def _listen(host: str, port: int, fd: int | None) -> socket.socket:
    try:
        if fd is not None:
            return socket.socket(fileno=fd)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        # With the protocol left at 0 asyncio does not switch Nagle's delay off: 40 ms per answer.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(2048)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise Failure(f"cannot listen on {host}:{port}: {reason}") from error
    return listener


@contextmanager
def _hold(data: Path) -> Generator[None, None, None]:
    """One process per data folder; the lock dies with the process."""
    lock: IO[str] | None = None
    try:
        data.mkdir(parents=True, exist_ok=True)
        lock = (data / "lock").open("w")
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if lock is not None:
            lock.close()
            raise Failure(f"{data} is in use by another sandbox") from error
        raise Failure(f"cannot use {data}: {error.strerror}") from error
    with lock:
        yield


def _address(listener: socket.socket) -> str:
    name = listener.getsockname()
    return f"{name[0]}:{name[1]}" if isinstance(name, tuple) else str(name)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m daraja_sandbox", description="A local Safaricom.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8010)
    parser.add_argument(
        "--data", type=Path, default=Path(".local/daraja"), help="folder of the sandbox's state"
    )
    parser.add_argument("--organisations", type=Path, help="JSON file of organisations to save at start")
    parser.add_argument("--fd", type=int, help="an inherited listening socket instead of host and port")
    parser.add_argument(
        "--allow-host", action="append", default=[], metavar="NAME", help="a further name to open the page by"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
