from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import requests

from embedded import leftovers
from embedded.supervisor import hung_programs
from tests.environment import ROOT


class Supervised:
    def __init__(self, folder: Path, **environment: str) -> None:
        self.ready_file = folder / "ready.json"
        self.output = folder / "output"
        command = [
            sys.executable,
            "-m",
            "tests.embedded.supervised",
            "--no-seed",
            "--ready-file",
            str(self.ready_file),
        ]
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=os.environ | {"PORT": "0", "SANDBOX_PORT": "0"} | environment,
            )

    def state(self) -> dict[str, Any]:
        eventually(lambda: self.ready_file.exists() or self.process.poll() is not None)
        assert self.process.poll() is None, self.output.read_text()
        return dict(json.loads(self.ready_file.read_text()))

    def pid(self, name: str) -> int:
        return int(self.state()["pids"][name])


def eventually(condition, seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


@pytest.fixture
def supervised(local_dir: Path, tmp_path: Path) -> Iterator[Supervised]:
    running = Supervised(tmp_path)
    yield running
    if running.process.poll() is None:
        running.process.terminate()
        running.process.wait(20)


def test_a_life_under_the_supervisor(supervised: Supervised) -> None:
    """Ready, killed web and cluster come back while callers wait, then a clean end mid-request."""
    first = supervised.state()
    url = first["web_url"]
    assert requests.get(url, timeout=20).json() == {"pid": first["pids"]["web"], "client": "127.0.0.1"}
    assert requests.get(first["sandbox_url"], timeout=20).status_code == 200

    # The listening socket is the supervisor's: whoever calls while the web is dead waits and is answered.
    os.kill(first["pids"]["web"], signal.SIGKILL)
    answers = [requests.get(url, timeout=20).json()["pid"] for _ in range(3)]
    assert set(answers) == {supervised.pid("web")}
    assert answers[0] != first["pids"]["web"]

    # A killed cluster comes back, and what it left in its session is gone.
    leader = first["pids"]["cluster-core"]
    eventually(lambda: psutil.Process(leader).children())
    (worker,) = psutil.Process(leader).children()
    os.kill(leader, signal.SIGKILL)
    eventually(lambda: supervised.pid("cluster-core") not in (leader, None))
    eventually(lambda: not worker.is_running() or worker.status() == psutil.STATUS_ZOMBIE)
    assert supervised.state()["restarts"] == {"web": 1, "sandbox": 0, "cluster-core": 1}

    slow: list[int] = []
    caller = threading.Thread(target=lambda: slow.append(requests.get(f"{url}/slow", timeout=20).status_code))
    caller.start()
    time.sleep(0.5)
    pids = supervised.state()["pids"].values()
    supervised.process.send_signal(signal.SIGINT)
    assert supervised.process.wait(10) == 0
    caller.join()
    assert slow == [200]
    assert not any(psutil.pid_exists(pid) and psutil.Process(pid).status() != "zombie" for pid in pids)
    assert not supervised.ready_file.exists()
    said = supervised.output.read_text()
    assert "prepared, seed=False" in said
    assert "web was killed by SIGKILL after" in said
    assert said.rstrip().endswith("| stopped")


def test_a_killed_supervisor_does_not_stand_in_the_way(supervised: Supervised, tmp_path: Path) -> None:
    """The next one has the same port and ends what is left."""
    before = supervised.state()
    port = before["web_url"].rsplit(":", 1)[1]
    supervised.process.kill()
    supervised.process.wait()
    (tmp_path / "2").mkdir()
    following = Supervised(tmp_path / "2", PORT=port)
    try:
        after = following.state()
        assert after["web_url"] == before["web_url"]
        assert requests.get(after["web_url"], timeout=20).json()["pid"] == after["pids"]["web"]
        for pid in before["pids"].values():
            with contextlib.suppress(psutil.NoSuchProcess):
                assert psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
        (tmp_path / "3").mkdir()
        third = Supervised(tmp_path / "3")
        assert third.process.wait(20) == 2
        assert third.output.read_text().startswith("hesabu: Hesabu already runs here")
    finally:
        following.process.terminate()
        following.process.wait(20)


@pytest.mark.parametrize("variable", ["PORT", "SANDBOX_PORT"])
def test_a_taken_port_is_one_line_before_anything_starts(
    local_dir: Path, tmp_path: Path, variable: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        refused = Supervised(tmp_path, **{variable: port})
        assert refused.process.wait(20) == 2
    said = refused.output.read_text()
    assert said.startswith(f"hesabu: port {port} cannot be used")
    assert f"set {variable} to a free one" in said
    assert said.count("\n") == 1
    assert not (local_dir / "postgres").exists()


def test_a_recycled_pid_is_left_alone(tmp_path: Path) -> None:
    record = tmp_path / "record.json"
    with subprocess.Popen(["sleep", "60"]) as bystander:
        try:
            record.write_text(
                json.dumps([{"pid": bystander.pid, "born": psutil.Process().create_time() - 99}])
            )
            assert leftovers.end_leftovers(record, folder=ROOT) == 0
            assert bystander.poll() is None
            leftovers.remember(record, {"sleeper": bystander.pid})
            assert leftovers.end_leftovers(record, folder=ROOT) == 1
            assert bystander.wait(5) == -signal.SIGTERM
        finally:
            bystander.kill()
    assert not record.exists()


def test_readyz_may_name_what_is_hung() -> None:
    assert hung_programs({"hung": ["cluster-core", 3]}) == ["cluster-core"]
    assert hung_programs({"hung": None}) == hung_programs(None) == hung_programs([]) == []
