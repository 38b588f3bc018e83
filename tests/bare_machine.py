"""Fixtures: a local directory whose servers are not the suite's, and Python in a process of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.environment import ROOT

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def local_dir(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty local directory with a short path, also in this process's environment."""
    path = Path(tempfile.mkdtemp(prefix="hesabu-c-", dir="/tmp")).resolve()
    monkeypatch.setenv("HESABU_LOCAL_DIR", str(path))
    monkeypatch.setenv("HESABU_FAST_DATABASE", "1")
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "HESABU_EMBEDDED"):
        monkeypatch.delenv(name, raising=False)
    yield path
    subprocess.run(
        [sys.executable, "-m", "embedded", "stop"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL
    )
    shutil.rmtree(path)


@pytest.fixture
def python() -> Run:
    """Runs a piece of Python in the project, in a process of its own."""

    def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=os.environ | environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


def run(arguments: list[str]) -> subprocess.CompletedProcess[str]:
    """Python in the project with these arguments, as a person starts it."""
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )


def manage(*arguments: str) -> subprocess.CompletedProcess[str]:
    return run(["manage.py", *arguments])
