from __future__ import annotations

from collections.abc import Callable

import pytest

from core.machine import jobs
from core.machine.jobs import Queue


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Registers a queue with a drain of the test's own; gives its name back."""

    def register(drain: str, name: str = "test.rows") -> str:
        monkeypatch.setitem(jobs._queues, name, Queue(name, "core", drain))
        return name

    return register
