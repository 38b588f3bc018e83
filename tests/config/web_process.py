"""The web process as it is run, on a test's own database."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import requests
from django.conf import settings

from demo.http import Site
from embedded.programs import BACKLOG, HOST, Addresses, common_environment
from tests.environment import ROOT
from tests.processes import wait_until
from tests.serving import PATIENCE, Caller

START_SECONDS = 120


class WebProcess:
    def __init__(self, folder: Path, **environment: str) -> None:
        self.listener = socket.create_server((HOST, 0), backlog=BACKLOG)
        self.port = int(self.listener.getsockname()[1])
        self.log = folder / "web.log"
        ours = common_environment(Addresses(web_port=self.port, sandbox_port=9))
        for variable, alias in (("DATABASE_URL", "default"), ("DATABASE_OWNER_URL", "owner")):
            ours[variable] = f"{ours[variable].rsplit('/', 1)[0]}/{settings.DATABASES[alias]['NAME']}"
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "config.web", "--fd", str(self.listener.fileno())],
                cwd=ROOT,
                env=ours | environment,
                pass_fds=(self.listener.fileno(),),
                stdout=output,
                stderr=output,
            )
        self.http = Site(f"http://{HOST}:{self.port}", seconds=30)
        wait_until(self._answers, START_SECONDS)

    def _answers(self) -> bool:
        assert self.process.poll() is None, self.said()
        with contextlib.suppress(requests.RequestException):
            return self.http.get("/healthz").status_code == 200
        return False

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def call(self, data: bytes = b"") -> Caller:
        caller = Caller(socket.create_connection((HOST, self.port), PATIENCE))
        caller.say(data)
        return caller

    def stop(self) -> None:
        self.http.close()
        self.process.terminate()
        self.process.wait(PATIENCE * 2)
        self.listener.close()


@contextlib.contextmanager
def web_process(folder: Path, **environment: str) -> Iterator[WebProcess]:
    web = WebProcess(folder, **environment)
    try:
        yield web
    finally:
        web.stop()
