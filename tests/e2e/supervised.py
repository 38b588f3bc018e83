"""`make run` without make: the supervisor on free ports with a local directory of its own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import psutil
import requests

from demo.http import Site
from demo.names import PASSWORD
from demo.system import Api
from tests.chaos.patience import eventually
from tests.environment import ROOT

READY_SECONDS = 300
BACK_SECONDS = 120
#: What Ctrl-C may take, from the key to the last process.
STOP_SECONDS = 10
_NOT_INHERITED = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "BASE_URL", "DARAJA_SANDBOX_URL")


class Supervisor:
    """The supervisor's process; started again it finds the same data."""

    def __init__(self) -> None:
        beside = Path(os.environ["HESABU_LOCAL_DIR"]).parent
        self.local_dir = Path(tempfile.mkdtemp(prefix="hesabu-e", dir=beside))
        self.notes = Path(tempfile.mkdtemp(prefix="hesabu-e2e-"))
        self.ready_file, self.output = self.notes / "ready.json", self.notes / "output"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Supervisor:
        """Start, and wait until everything is ready."""
        kept = {name: value for name, value in os.environ.items() if name not in _NOT_INHERITED}
        ours = {"HESABU_LOCAL_DIR": str(self.local_dir), "HESABU_DEMO": "1", "PORT": "0", "SANDBOX_PORT": "0"}
        ours |= {"HESABU_DEMO_LIVING": "0"}
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "embedded.supervisor", "--ready-file", str(self.ready_file)],
                cwd=ROOT,
                env=kept | ours,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            eventually(lambda: self.ready_file.exists() or self.ended(), "it is ready", within=READY_SECONDS)
            assert not self.ended(), "it ended"
        except AssertionError as problem:
            raise AssertionError(f"{problem}; it said\n{self.said()[-4000:]}") from None
        return self

    def ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def said(self) -> str:
        return self.output.read_text(errors="replace")

    def state(self) -> dict[str, Any]:
        return dict(json.loads(self.ready_file.read_text()))

    def http(self) -> Site:
        return Site(self.state()["web_url"])

    def sandbox(self) -> Site:
        return Site(self.state()["sandbox_url"])

    def api(self, http: Site) -> Api:
        """GraphQL as the demo's owner."""
        api = Api(http)
        api.sign_in("owner", PASSWORD)
        return api

    def is_ready(self) -> bool:
        with self.http() as http, self.sandbox() as sandbox:
            try:
                return http.get("/readyz").status_code == 200 and sandbox.get("/healthz").status_code == 200
            except requests.RequestException:
                return False

    def kill(self, name: str) -> None:
        """SIGKILL to one program's first process; returns when another one stands in its place."""
        old = self.state()["pids"][name]
        os.kill(old, signal.SIGKILL)
        eventually(
            lambda: self.state()["pids"][name] not in (old, None), f"{name} is back", within=BACK_SECONDS
        )

    def stop(self, number: signal.Signals = signal.SIGINT, *, within: float = STOP_SECONDS) -> int:
        """Signal the supervisor; its exit code. Raises AssertionError when it does not end in time."""
        assert self.process is not None
        self.process.send_signal(number)
        eventually(self.ended, f"the supervisor ends; it said\n{self.said()[-2000:]}", within=within)
        return self.process.wait()

    def orphans(self) -> list[str]:
        """Every process of our directory: ours by environment, the servers by command line."""
        found = []
        for process in psutil.process_iter():
            try:
                words, env = process.cmdline(), process.environ()
            except psutil.Error:
                continue
            ours = str(self.local_dir)
            if env.get("HESABU_LOCAL_DIR") == ours or any(ours in word for word in words):
                found.append(f"{process.pid} {' '.join(words)[:120]}")
        return found

    def close(self) -> None:
        """End what is left, and delete the directory."""
        if not self.ended():
            self.stop(within=60)
        clean = {"HESABU_LOCAL_DIR": str(self.local_dir)}
        kept = {name: value for name, value in os.environ.items() if name not in _NOT_INHERITED}
        subprocess.run([sys.executable, "-m", "embedded", "wipe"], cwd=ROOT, env=kept | clean, check=False)
        shutil.rmtree(self.local_dir, ignore_errors=True)
        shutil.rmtree(self.notes)
