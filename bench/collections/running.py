"""Programs as the supervisor runs them, and the CPU that they take."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import requests

from demo.http import Site
from embedded.env import PROJECT_ROOT
from embedded.programs import BACKLOG, HOST, Addresses, common_environment

WAIT_SECONDS, STOP_SECONDS = 120.0, 20.0


class Running:
    """A process with all its children: the leader of a session of its own."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    @property
    def ended(self) -> bool:
        return self._process.poll() is not None

    def cpu_seconds(self) -> float:
        """What it and its children have taken so far."""
        ticks = 0
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                fields = stat.read_text().rpartition(")")[2].split()
                if int(fields[3]) == self._process.pid:
                    ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        """The leader is asked to end its children; whoever is left after a while is killed."""
        self._process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(STOP_SECONDS)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


@contextlib.contextmanager
def web_process(app: str = "", extra: Mapping[str, str] | None = None) -> Iterator[tuple[int, Running]]:
    """Its port; our own application, or another one on the same server."""
    with socket.create_server((HOST, 0), backlog=BACKLOG) as listener:
        addresses = Addresses(web_port=int(listener.getsockname()[1]), sandbox_port=9)
        fd = listener.fileno()
        command = ["-m", "config.web", *([app] if app else []), "--fd", str(fd)]
        environment = common_environment(addresses) | {"HESABU_WEB": "1"} | dict(extra or {})
        with _running(command, environment, fds=(fd,)) as process:
            if not app:
                _await(addresses.web_url, process)
            yield addresses.web_port, process


@contextlib.contextmanager
def cluster(name: str = "core", extra: Mapping[str, str] | None = None) -> Iterator[Running]:
    """A cluster: `core` drains callbacks and sends pushes, `payouts` orders payouts."""
    environment = common_environment(Addresses(web_port=9, sandbox_port=9)) | {"Q_CLUSTER_NAME": name}
    with _running(["manage.py", "qcluster", "--skip-checks"], environment | dict(extra or {})) as process:
        yield process


@contextlib.contextmanager
def _running(
    command: list[str], environment: Mapping[str, str], *, fds: tuple[int, ...] = ()
) -> Iterator[Running]:
    process = Running(
        subprocess.Popen(
            [sys.executable, *command],
            cwd=PROJECT_ROOT,
            env=environment,
            pass_fds=fds,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
        )
    )
    try:
        yield process
    finally:
        process.stop()


def _await(url: str, process: Running) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    with Site(url) as site:
        while time.monotonic() < deadline and not process.ended:
            with contextlib.suppress(requests.RequestException):
                if site.get("/healthz").ok:
                    return
    raise RuntimeError("the web process does not answer")
