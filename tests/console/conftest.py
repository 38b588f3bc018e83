"""A whole system and a browser, for the pages as people use them."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.chaos.conftest import start_system
from tests.console.browser import Browser, NoBrowser, find_chromium
from tests.environment import ROOT

__all__ = ["browser", "running", "start_system"]

START_SECONDS = 300.0
STOP_SECONDS = 60.0


def need_chromium() -> None:
    try:
        find_chromium()
    except NoBrowser as absent:
        pytest.skip(str(absent))


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A whole system of its own: addresses, pids, and the log in which its messages are printed."""
    need_chromium()
    data = Path(f"/tmp/hesabu-c{os.getpid()}")  # short: PostgreSQL's socket lies in it
    notes = tmp_path_factory.mktemp("system")
    ready, log = notes / "ready.json", notes / "supervisor.log"
    environment = {**os.environ, "HESABU_LOCAL_DIR": str(data), "PORT": "0", "SANDBOX_PORT": "0"}
    environment["HESABU_DEMO_LIVING"] = "0"  # tests count every shilling that there is
    command = [sys.executable, "-m", "embedded.supervisor", "--ready-file", str(ready)]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not ready.exists():
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"the system did not start:\n{log.read_text(errors='replace')[-4000:]}")
            time.sleep(0.1)
        yield json.loads(ready.read_text()) | {"log": log}
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(STOP_SECONDS)
        subprocess.run([sys.executable, "-m", "embedded", "wipe"], cwd=ROOT, env=environment, check=False)
        shutil.rmtree(data, ignore_errors=True)


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    need_chromium()
    profile = tmp_path / "profile"
    profile.mkdir()
    with Browser(profile) as opened:
        yield opened
        opened.run("1")  # takes in what the browser said last
        # A server on a thread of this process has ended by now, and a busy page may have sought it again.
        assert [each for each in opened.complaints if "ERR_CONNECTION_REFUSED" not in each] == []
