"""Work in a process of its own that is killed (SIGKILL) at a named point."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

from django.db import connection, connections

from core.machine import killpoints
from tests.chaos.patience import eventually

_OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> %s"


def dies_of(work: Callable[[], object], point: str, markers: Path) -> bool:
    """Let a process of its own work until it is killed at a point, and PostgreSQL has put back what it had
    not committed; whether it was killed."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        os.environ["HESABU_KILL_MARKERS"] = str(markers)
        killpoints._name = point
        try:
            work()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    eventually(_nobody_else, "the connection of the killed process ends", pause=0.01)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _nobody_else() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (own,) = cursor.fetchone()
        cursor.execute(_OTHERS, [own])
        return bool(cursor.fetchone() == (0,))
