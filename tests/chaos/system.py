"""A whole Hesabu on a test's own database: the real programs, kept by embedded.keeper."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import shutil
import signal
import socket
import sys
import threading
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import requests
from django.conf import settings

from demo.http import Site
from embedded import localdir
from embedded.engines import Valkey, processes_in
from embedded.keeper import Keeper
from embedded.programs import BACKLOG, HOST, Addresses, Program, common_environment, programs
from tests.chaos.patience import eventually
from tests.chaos.points import SANDBOX
from tests.environment import ROOT
from tests.processes import free_port

START_SECONDS = 120
STOP_SECONDS = 20


class Heard(Keeper):
    """Keeps every line that its programs and itself say."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lines: list[tuple[str, str]] = []

    def say(self, name: str, line: str) -> None:
        self.lines.append((name, line))
        super().say(name, line)


class System:
    """Programs by name, on the database that Django is connected to now.

    `kills` maps a program to the commit point at which it dies once: a cluster with all its processes, or
    with `whole_group` false the one worker alone. The listening socket is this process's own. With
    `own_redis` the programs have a Redis that a test may kill.
    """

    def __init__(
        self,
        folder: Path,
        names: Collection[str],
        *,
        kills: Mapping[str, str] | None = None,
        whole_group: bool = True,
        own_redis: bool = False,
    ) -> None:
        self.folder = folder
        self.kills = dict(kills or {})
        self.markers = folder / "markers"
        self.markers.mkdir()
        self._whole_group = whole_group
        self.redis = Valkey(localdir.local_dir() / f"redis-{os.getpid()}") if own_redis else None
        if self.redis is not None:
            self.redis.ensure_running()
        self._listener = socket.create_server((HOST, 0), backlog=BACKLOG)
        self.addresses = Addresses(web_port=self._listener.getsockname()[1], sandbox_port=free_port())
        self.sandbox = Site(self.addresses.sandbox_url, seconds=30)
        self._database_log = localdir.local_dir() / "postgres" / "server.log"
        self._log_began = self._database_log.stat().st_size
        self.keeper = Heard(
            [self._armed(program) for program in self._programs() if program.name in names],
            environment=self._environment(),
            folder=ROOT,
            record=folder / "pids.json",
        )
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self.keeper.run(),))

    def _programs(self) -> list[Program]:
        data = (
            "--data",
            str(self.folder / "sandbox"),
            "--host",
            HOST,
            "--port",
            str(self.addresses.sandbox_port),
        )
        sandbox = Program(SANDBOX, (sys.executable, "-m", "daraja_sandbox", *data), stops_last=True)
        others = programs(self.addresses, self._listener)
        return [sandbox, *(program for program in others if program.name != SANDBOX)]

    def _armed(self, program: Program) -> Program:
        point = self.kills.get(program.name)
        if point is None:
            return program
        arm = {"SANDBOX_KILL_AT": point}
        if program.name != SANDBOX:
            arm = {
                "HESABU_KILL_AT": point,
                "HESABU_KILL_MARKERS": str(self._markers_of(program.name)),
                "HESABU_KILL_GROUP": "1" if self._whole_group else "",
            }
        return dataclasses.replace(program, extra={**program.extra, **arm})

    def _environment(self) -> dict[str, str]:
        environment = common_environment(self.addresses)
        for variable, alias in (("DATABASE_URL", "default"), ("DATABASE_OWNER_URL", "owner")):
            server = environment[variable].rsplit("/", 1)[0]
            environment[variable] = f"{server}/{settings.DATABASES[alias]['NAME']}"
        if self.redis is not None:
            environment["REDIS_URL"] = self.redis.url
        return environment

    def _markers_of(self, name: str) -> Path:
        folder = self.markers / name
        folder.mkdir(exist_ok=True)
        return folder

    def start(self) -> System:
        self._thread.start()
        if SANDBOX in self.keeper.restarts:
            eventually(self.sandbox_answers, "the sandbox answers", within=START_SECONDS)
        return self

    def sandbox_answers(self) -> bool:
        try:
            return self.sandbox.get("/healthz").status_code == 200
        except requests.RequestException:
            return False

    def web_answers(self) -> bool:
        try:
            return Site(self.addresses.web_url, seconds=10).get("/healthz").status_code == 200
        except requests.RequestException:
            return False

    def was_hit(self, name: str) -> bool:
        """Whether the program died at its point."""
        point = self.kills[name]
        if name == SANDBOX:
            return (self.folder / "sandbox" / f"killed-{point}").exists()
        return (self.markers / name / point).exists()

    def deaths(self) -> set[str]:
        """The programs that died at their points and were started again."""
        restarts = self.keeper.restarts
        return {
            name for name in self.kills if self.was_hit(name) and (restarts[name] or not self._whole_group)
        }

    def send(self, name: str, number: signal.Signals) -> int:
        """Signal one program's first process; its process id."""
        pid = eventually(lambda: self.keeper.pids.get(name), f"{name} runs", within=START_SECONDS)
        os.kill(pid, number)
        return pid

    def restart_redis(self) -> None:
        """SIGKILL, and a new one at the same address: what it held is gone."""
        assert self.redis is not None
        for process in processes_in(self.redis.folder):
            process.kill()
            process.wait(STOP_SECONDS)
        self.redis.ensure_running()

    def kill(self, name: str) -> None:
        """SIGKILL to one program with all its processes; returns when it runs again."""
        pid = eventually(lambda: self.keeper.pids.get(name), f"{name} runs", within=START_SECONDS)
        self.keeper.signal(name, signal.SIGKILL)
        eventually(lambda: self.keeper.pids.get(name, pid) != pid, f"{name} runs again", within=START_SECONDS)

    def server_lines(self) -> list[tuple[str, str]]:
        """What PostgreSQL, since the start, and the Redis of this system have written into their logs."""
        texts = {"postgresql": self._database_log.read_bytes()[self._log_began :]}
        if self.redis is not None:
            texts["redis"] = (self.redis.folder / "server.log").read_bytes()
        return [(name, line) for name, text in texts.items() for line in text.decode().splitlines()]

    def close(self) -> None:
        """SIGKILL to everything that runs: how it ends in order is tests/e2e's subject."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self.keeper.stop)
            self._loop.call_soon_threadsafe(self.keeper.stop)
            self._thread.join(STOP_SECONDS)
        self.sandbox.close()
        self._listener.close()
        if self.redis is not None:
            self.redis.stop()
            shutil.rmtree(self.redis.folder)
        assert not self._thread.is_alive(), "the keeper did not end"
        self._loop.close()
