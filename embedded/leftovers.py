"""Ends the processes of a supervisor that was killed, when the next one starts.

The supervisor records the pid and birth time of every process it starts. A pid alone proves nothing, it may
belong to somebody else by now: a process is ended only when its birth time is the recorded one, or when it
still belongs to the recorded session and works in our project folder.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import psutil

from core.files.atomic_files import write_whole

GRACE_SECONDS: Final = 5.0


def remember(record: Path, pids: Mapping[str, int]) -> None:
    entries = []
    for pid in pids.values():
        with contextlib.suppress(psutil.Error):
            entries.append({"pid": pid, "born": psutil.Process(pid).create_time()})
    write_whole(record, json.dumps(entries))


def forget(record: Path) -> None:
    record.unlink(missing_ok=True)


def end_leftovers(record: Path, *, folder: Path) -> int:
    """SIGTERM, then SIGKILL; returns how many processes there were."""
    try:
        entries = [
            (int(entry["pid"]), float(entry["born"])) for entry in json.loads(record.read_text("utf-8"))
        ]
    except (OSError, ValueError, KeyError, TypeError):
        entries = []
    found = list(_survivors(entries, folder=folder))
    for number in (signal.SIGTERM, signal.SIGKILL):
        for process in found:
            with contextlib.suppress(psutil.Error):  # psutil checks the birth time again before it signals
                process.send_signal(number)
        deadline = time.monotonic() + GRACE_SECONDS
        while any(_alive(process) for process in found) and time.monotonic() < deadline:
            time.sleep(0.05)
    forget(record)
    return len(found)


def _survivors(entries: list[tuple[int, float]], *, folder: Path) -> Iterator[psutil.Process]:
    births = dict(entries)
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if not _alive(process):
                continue
            born = births.get(process.pid)
            is_recorded = born is not None and abs(process.create_time() - born) < 0.1
            if is_recorded or (os.getsid(process.pid) in births and Path(process.cwd()) == folder):
                yield process


def _alive(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running()) and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
