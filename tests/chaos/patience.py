"""The one place where these tests wait: look again until it is so, for a bounded time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

PAUSE = 0.05

Found = TypeVar("Found")


def eventually(look: Callable[[], Found], what: str, *, within: float = 30, pause: float = PAUSE) -> Found:
    """The first true answer of `look`. Raises AssertionError when the time is over."""
    deadline = time.monotonic() + within
    while not (found := look()):
        assert time.monotonic() < deadline, f"within {within:g} s it did not happen: {what}"
        time.sleep(pause)
    return found
