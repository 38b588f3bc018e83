"""Keeps a set of processes running: restarts what dies, prefixes what they say, ends them in order.

Every process leads its own session, so a Ctrl-C in the terminal reaches only us and we decide the order;
whatever a dead leader leaves behind in its session (the workers of a killed cluster) is killed before it is
started again. On Linux a process also gets SIGTERM when we die; see embedded/leftovers.py for what that does
not cover.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from embedded import leftovers
from embedded.programs import Program

STOP_SECONDS: Final = 8.0
LAST_STOP_SECONDS: Final = 1.0
STEADY_SECONDS: Final = 30.0
LONGEST_PAUSE: Final = 30.0
PR_SET_PDEATHSIG: Final = 1
KEEPER: Final = "hesabu"


class Keeper:
    """Runs until `stop` is called; `pids` and `restarts` say how things stand. One event loop, one thread."""

    def __init__(
        self,
        programs: Sequence[Program],
        *,
        environment: Mapping[str, str],
        folder: Path,
        record: Path,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        self.programs = list(programs)
        self.pids: dict[str, int] = {}
        self.started_at: dict[str, float] = {}
        self.restarts = {program.name: 0 for program in self.programs}
        self.stopping = asyncio.Event()
        self._environment = dict(environment)
        self._folder = folder
        self._record = record
        self._on_change = on_change
        self._width = max(len(name) for name in (*self.restarts, KEEPER))

    async def run(self) -> None:
        """Starts everything and returns when `stop` was called and all is down."""
        tasks = {program: asyncio.create_task(self._keep(program)) for program in self.programs}
        await self.stopping.wait()
        for last, seconds in ((False, STOP_SECONDS), (True, LAST_STOP_SECONDS)):
            wave = {program: task for program, task in tasks.items() if program.stops_last is last}
            for program in wave:
                self.signal(program.name, signal.SIGTERM)
            if wave:
                await asyncio.wait(wave.values(), timeout=seconds)
            for program, task in wave.items():
                if not task.done():
                    self.say(KEEPER, f"{program.name} did not end in time: killed")
                    self.signal(program.name, signal.SIGKILL)
        await asyncio.wait(tasks.values(), timeout=1)
        leftovers.forget(self._record)

    async def run_once(self, name: str, command: Sequence[str]) -> int:
        """A preparing command; ended early by `stop`."""
        process, reader = await self._spawn(Program(name, tuple(command)))
        ended = asyncio.create_task(process.wait())
        stopped = asyncio.create_task(self.stopping.wait())
        await asyncio.wait({ended, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if not ended.done():
            self.signal(name, signal.SIGTERM)
            await asyncio.wait({ended}, timeout=STOP_SECONDS)
        stopped.cancel()
        await self._bury(name, process, reader)
        return process.returncode if process.returncode is not None else -signal.SIGKILL

    def stop(self) -> None:
        """Ends everything in order; a second call kills."""
        if not self.stopping.is_set():
            self.stopping.set()
            return
        for name in list(self.pids):
            self.signal(name, signal.SIGKILL)

    def signal(self, name: str, number: signal.Signals) -> bool:
        """SIGTERM goes to the leader, which ends its own workers in order; SIGKILL to the whole session."""
        pid = self.pids.get(name)
        if pid is None:
            return False
        with contextlib.suppress(ProcessLookupError, PermissionError):
            (os.killpg if number == signal.SIGKILL else os.kill)(pid, number)
        return True

    def say(self, name: str, line: str) -> None:
        with contextlib.suppress(
            OSError, ValueError
        ):  # nobody reads any more: keep the processes all the same
            print(f"{name:<{self._width}} | {line}", flush=True)

    async def _keep(self, program: Program) -> None:
        quick_deaths = 0
        while not self.stopping.is_set():
            started = time.monotonic()
            ending = await self._live_once(program)
            if self.stopping.is_set():
                return
            age = time.monotonic() - started
            quick_deaths = quick_deaths + 1 if age < STEADY_SECONDS else 1
            pause = 0.0 if quick_deaths == 1 else min(LONGEST_PAUSE, 0.5 * 2 ** (quick_deaths - 2))
            again = (
                f"starting again in {pause:g} s (death {quick_deaths} in a row)"
                if pause
                else "starting again"
            )
            self.say(KEEPER, f"{program.name} {ending} after {age:.1f} s; {again}")
            self.restarts[program.name] += 1
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self.stopping.wait(), timeout=pause or 0.01)

    async def _live_once(self, program: Program) -> str:
        try:
            process, reader = await self._spawn(program)
        except OSError as error:
            return f"could not be started ({error.strerror})"
        if self.stopping.is_set():  # it was being born when the others were told
            self.signal(program.name, signal.SIGTERM)
        try:
            return _how_it_ended(await process.wait())
        finally:
            await self._bury(program.name, process, reader)

    async def _spawn(self, program: Program) -> tuple[asyncio.subprocess.Process, asyncio.Task[None]]:
        """The process, and the task that reads its output.

        The pipe is our own: with one of asyncio's, wait() lasts until the last grandchild closes it, and a
        killed cluster whose workers live on would not look dead.
        """
        read_end, write_end = os.pipe()
        try:
            process = await asyncio.create_subprocess_exec(
                *program.command,
                cwd=self._folder,
                env=self._environment | dict(program.extra),
                pass_fds=program.pass_fds,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=write_end,
                stderr=asyncio.subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_parent(os.getpid()),
            )
        except BaseException:
            os.close(read_end)
            raise
        finally:
            os.close(write_end)
        self.pids[program.name] = process.pid
        self.started_at[program.name] = time.monotonic()
        leftovers.remember(self._record, self.pids)
        self._on_change()
        return process, asyncio.create_task(self._read(program.name, read_end))

    async def _bury(self, name: str, process: asyncio.subprocess.Process, reader: asyncio.Task[None]) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        self.pids.pop(name, None)
        leftovers.remember(self._record, self.pids)
        await asyncio.wait({reader}, timeout=1)
        reader.cancel()

    async def _read(self, name: str, read_end: int) -> None:
        """Whole lines, however long; the rest of an unfinished one at the end."""
        stream = asyncio.StreamReader()
        with os.fdopen(read_end, "rb", buffering=0) as pipe:
            transport, _ = await asyncio.get_running_loop().connect_read_pipe(
                lambda: asyncio.StreamReaderProtocol(stream), pipe
            )
            try:
                rest = b""
                while chunk := await stream.read(65536):
                    *lines, rest = (rest + chunk).split(b"\n")
                    for line in lines:
                        self.say(name, line.decode("utf-8", "replace").rstrip("\r"))
                if rest:
                    self.say(name, rest.decode("utf-8", "replace"))
            finally:
                transport.close()


def _die_with_parent(parent: int) -> Callable[[], None] | None:
    if not sys.platform.startswith("linux"):
        return None
    libc: Any = ctypes.CDLL(None, use_errno=True)

    def arrange() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died before we could ask to be told
            os._exit(1)

    return arrange


def _how_it_ended(code: int) -> str:
    if code < 0:
        return f"was killed by {signal.Signals(-code).name}"
    return f"ended with exit code {code}"
