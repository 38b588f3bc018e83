"""Real processes for tests: started, waited for, stopped, killed."""

import contextlib
import itertools
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests

from demo.http import Site

REPOSITORY = Path(__file__).resolve().parent.parent
START_SECONDS = 20.0
STOP_SECONDS = 10.0


#: Below the ports that systems hand out by themselves, and each process from a place of its own.
_ports = itertools.count(10_000 + os.getpid() * 97 % 20_000)


def free_port() -> int:
    """A port of 127.0.0.1 that nothing listens on and no other test process is given next."""
    for port in _ports:
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("there is no end of ports")


def wait_until(condition: Callable[[], bool], seconds: float = START_SECONDS) -> None:
    """Look again every few milliseconds until it is so. Raises TimeoutError."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("it did not come to be")
        time.sleep(0.005)


class SandboxProcess:
    """The local Safaricom as its own process on its own port, with its own data folder.

    `organisations` is a JSON file to save at start; `env` is added to this process's environment.
    A stopped or killed one can be started again: same port, same data.
    """

    def __init__(
        self, data_dir: Path, organisations: Path | None = None, env: dict[str, str] | None = None
    ) -> None:
        self.data_dir = Path(data_dir)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._organisations = organisations
        self._env = env or {}
        self._process: subprocess.Popen[bytes] | None = None
        self._client = Site(self.url, seconds=30)

    def start(self) -> "SandboxProcess":
        """Start and wait until it answers. Raises RuntimeError with its output if it does not."""
        log = self.data_dir.with_name(f"{self.data_dir.name}.log")
        self.data_dir.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "daraja_sandbox", "--port", str(self.port)]
        command += ["--data", str(self.data_dir)]
        if self._organisations is not None:
            command += ["--organisations", str(self._organisations)]
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                command, cwd=REPOSITORY, env=os.environ | self._env, stdout=output, stderr=output
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                break
            try:
                if self._client.get("/healthz", timeout=1).status_code == 200:
                    return self
            except requests.RequestException:
                time.sleep(0.02)
        self.kill()
        raise RuntimeError(f"the sandbox did not start:\n{log.read_text(errors='replace')}")

    def stop(self) -> int:
        """Ask it to end; its exit code."""
        return self._end(signal.SIGTERM)

    def kill(self) -> int:
        """SIGKILL: no chance to finish anything."""
        return self._end(signal.SIGKILL)

    def wait(self) -> int:
        """Wait for a process that ends by itself; its exit code (negative: the signal)."""
        assert self._process is not None
        return self._process.wait(STOP_SECONDS)

    def post(self, path: str, json: Any = None, **options: Any) -> requests.Response:
        return self._client.post(path, json=json if json is not None else {}, **options)

    def get(self, path: str, **options: Any) -> requests.Response:
        return self._client.get(path, **options)

    def delete(self, path: str) -> requests.Response:
        return self._client.delete(path)

    def drain(self, timeout: int = 10) -> dict[str, Any]:
        """Wait until no callback is pending; the counts. Raises AssertionError if some stay."""
        counts: dict[str, Any] = self.post("/_sandbox/drain", {"timeout": timeout}).json()
        assert counts["drained"], counts
        return counts

    def _end(self, number: signal.Signals) -> int:
        assert self._process is not None
        if self._process.poll() is None:
            self._process.send_signal(number)
        return self._process.wait(STOP_SECONDS)
