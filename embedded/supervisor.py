"""Runs a whole Hesabu on one machine until Ctrl-C: `make run`, or `python -m embedded.supervisor`.

Embedded services, migrations, schedules and the demo business first; then the local Daraja sandbox, the web
process and one process per Django-Q cluster, each restarted when it dies. The listening socket belongs to
this process, so a callback that arrives while the web process restarts waits instead of being refused.

Tests and the demo use `--ready-file PATH`: JSON with the addresses and pids, written when everything is ready
and again at each restart, removed at the end.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import fcntl
import json
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from core.files.atomic_files import write_whole
from embedded import leftovers, localdir, programs, services
from embedded.env import PROJECT_ROOT, ConfigurationError
from embedded.keeper import KEEPER, Keeper

READY_POLL_SECONDS: Final = 0.25
WAITING_NOTICE_SECONDS: Final = 30.0
WATCH_SECONDS: Final = 15.0
HUNG_GRACE_SECONDS: Final = 60.0


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m embedded.supervisor", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--no-seed", action="store_true", help="do not create the demo business")
    parser.add_argument(
        "--ready-file", type=Path, metavar="PATH", help="where to write addresses and pids as JSON"
    )
    options = parser.parse_args(arguments)
    try:
        return run(seed=not options.no_seed, ready_file=options.ready_file)
    except ConfigurationError as error:
        print(f"hesabu: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def run(*, seed: bool, ready_file: Path | None) -> int:
    """Returns when everything is down: 0 after a stop that was asked for, 1 when a preparing command failed.

    Raises ConfigurationError before anything is started when a port is taken or another supervisor runs here.
    """
    if ready_file is not None:
        ready_file = ready_file.absolute()
        ready_file.unlink(missing_ok=True)
    local_dir = localdir.prepare_local_dir()
    record = local_dir / "supervisor.json"
    with _only_one(local_dir / services.SUPERVISOR_LOCK):
        ended = leftovers.end_leftovers(record, folder=PROJECT_ROOT)
        if ended:
            print(f"{KEEPER} | ended {ended} processes of a supervisor that was killed", flush=True)
        with programs.hold_web_port() as listener:
            addresses = programs.Addresses(
                web_port=int(listener.getsockname()[1]), sandbox_port=programs.choose_sandbox_port()
            )
            try:
                environment = programs.common_environment(addresses)
                return asyncio.run(
                    _run(addresses, listener, environment, record, seed=seed, ready_file=ready_file)
                )
            finally:
                if ready_file is not None:
                    ready_file.unlink(missing_ok=True)
                services.release_services()


async def _run(
    addresses: programs.Addresses,
    listener: socket.socket,
    environment: dict[str, str],
    record: Path,
    *,
    seed: bool,
    ready_file: Path | None,
) -> int:
    ready = asyncio.Event()
    wanted = programs.programs(addresses, listener)

    def report() -> None:
        if ready_file is not None and ready.is_set():
            state = {
                "web_url": addresses.web_url,
                "sandbox_url": addresses.sandbox_url,
                "pids": {program.name: keeper.pids.get(program.name) for program in wanted},
                "restarts": keeper.restarts,
            }
            write_whole(ready_file, json.dumps(state, indent=2) + "\n")

    keeper = Keeper(wanted, environment=environment, folder=PROJECT_ROOT, record=record, on_change=report)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, _ask_to_stop, keeper)
    for command in programs.preparing_commands(seed=seed):
        code = await keeper.run_once(KEEPER, command)
        if keeper.stopping.is_set():
            return 0
        if code:
            keeper.say(KEEPER, f"{' '.join(command[1:])} failed (exit code {code}); nothing was started")
            return 1
    settling = programs.settling_commands(seed=seed)
    watching = asyncio.create_task(_watch(keeper, addresses, ready, report, settling))
    try:
        await keeper.run()
    finally:
        watching.cancel()
    keeper.say(KEEPER, "stopped")
    return 0


def _ask_to_stop(keeper: Keeper) -> None:
    again = keeper.stopping.is_set()
    keeper.say(
        KEEPER, "killing" if again else "stopping; requests in flight are finished first (Ctrl-C again kills)"
    )
    keeper.stop()


async def _watch(
    keeper: Keeper,
    addresses: programs.Addresses,
    ready: asyncio.Event,
    report: Callable[[], None],
    settling: list[tuple[str, ...]],
) -> None:
    """Runs `settling` when everything answers, says so, then restarts what /readyz calls hung."""
    began = noticed = time.monotonic()
    while True:
        status, content = await get_json(addresses.web_port, "/readyz")
        if status == 200 and (addresses.sandbox_port is None or await _listens(addresses.sandbox_port)):
            break
        if time.monotonic() - noticed > WAITING_NOTICE_SECONDS:
            noticed = time.monotonic()
            answer = (
                f"/readyz answers {status} {json.dumps(content)[:300]}"
                if status
                else "/readyz does not answer"
            )
            keeper.say(KEEPER, f"not ready after {noticed - began:.0f} s: {answer}")
        await asyncio.sleep(READY_POLL_SECONDS)
    for command in settling:
        await keeper.run_once(KEEPER, command)
    ready.set()
    report()
    _print_banner(keeper, addresses)
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        _, content = await get_json(addresses.web_port, "/readyz")
        for name in hung_programs(content):
            if time.monotonic() - keeper.started_at.get(name, time.monotonic()) > HUNG_GRACE_SECONDS:
                keeper.say(KEEPER, f"{name} is hung")
                keeper.signal(name, signal.SIGKILL)


def hung_programs(readyz: Any) -> list[str]:
    """The hook for heartbeats: /readyz may answer `{"hung": ["cluster-core", ...]}`, in our names."""
    hung = readyz.get("hung") if isinstance(readyz, dict) else None
    return [name for name in hung if isinstance(name, str)] if isinstance(hung, list) else []


async def get_json(port: int, path: str) -> tuple[int, Any]:
    """(status, JSON body or None); (0, None) when nobody answers."""
    try:
        async with asyncio.timeout(5):
            reader, writer = await asyncio.open_connection(programs.HOST, port)
            try:
                writer.write(f"GET {path} HTTP/1.0\r\nHost: {programs.HOST}:{port}\r\n\r\n".encode())
                answer = await reader.read()
            finally:
                writer.close()
        head, _, body = answer.partition(b"\r\n\r\n")
        status = int(head.split()[1])
    except (OSError, TimeoutError, IndexError, ValueError):
        return 0, None
    try:
        return status, json.loads(body)
    except ValueError:
        return status, None


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection(programs.HOST, port)
    except OSError:
        return False
    writer.close()
    return True


def _print_banner(keeper: Keeper, addresses: programs.Addresses) -> None:
    lines = ["ready", f"  console   {addresses.web_url}/", f"  GraphQL   {addresses.web_url}/graphql"]
    lines += [f"  admin     {addresses.web_url}/admin/", f"  Daraja    {addresses.sandbox_url}"]
    for line in [*lines, "Ctrl-C stops everything"]:
        keeper.say(KEEPER, line)


@contextlib.contextmanager
def _only_one(path: Path) -> Iterator[None]:
    with path.open("a+") as lock:
        if not services.lock_now(lock, fcntl.LOCK_EX):
            raise ConfigurationError(
                f"Hesabu already runs here ({path.parent}): stop it, or set HESABU_LOCAL_DIR, PORT and "
                "SANDBOX_PORT to run a second one."
            )
        yield


if __name__ == "__main__":
    sys.exit(main())
