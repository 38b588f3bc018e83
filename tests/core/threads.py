"""Real threads against the test's database, each on its own connection."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connections

SECONDS = 20


class Running:
    """One action in a thread of its own. `result()` waits for it and returns, or raises what it raised."""

    def __init__(self, action: Callable[[], Any]) -> None:
        self._action = action
        self._value: Any = None
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._value = self._action()
        except BaseException as error:
            self._error = error
        finally:
            connections.close_all()

    def result(self) -> Any:
        self._thread.join(SECONDS)
        assert not self._thread.is_alive(), "the thread hangs"
        if self._error is not None:
            raise self._error
        return self._value

    @property
    def is_alive(self) -> bool:
        return self._thread.is_alive()


def run_together(actions: Sequence[Callable[[], Any]]) -> list[Any]:
    """Start all at the same moment; what each returned, or the exception it raised, in order."""
    gate = threading.Barrier(len(actions))

    def behind_the_gate(action: Callable[[], Any]) -> Callable[[], Any]:
        def run() -> Any:
            gate.wait(SECONDS)
            try:
                return action()
            except Exception as error:
                return error

        return run

    return [running.result() for running in [Running(behind_the_gate(action)) for action in actions]]
