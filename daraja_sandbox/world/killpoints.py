"""Named moments at which the process kills itself, for crash tests.

`SANDBOX_KILL_AT=<name>` sends SIGKILL the first time that moment is reached. A marker file in
the data folder makes it happen once: the next start with the same environment runs on. Beside a
database of the operator's own (DATABASE_URL, as the supervisor hands it on) it says nothing.
"""

import os
import signal
from collections.abc import Mapping
from pathlib import Path

NAMES = (
    "stk.accept.before_commit",
    "stk.accept.after_commit",
    "c2b.accept.before_commit",
    "c2b.accept.after_commit",
    "payment.before_commit",
    "payment.after_commit",
    "callback.before_send",
    "callback.after_send",
    "callback.after_record",
)


def asked_for(environment: Mapping[str, str]) -> str | None:
    """The moment that the environment names, on a trial machine."""
    given = environment.get("DATABASE_URL") or environment.get("DATABASE_URL_FILE")
    embedded = environment.get("HESABU_EMBEDDED", "").lower() in ("1", "true", "yes", "on")
    return environment.get("SANDBOX_KILL_AT") if embedded or not given else None


class KillPoints:
    def __init__(self, *, data: Path, name: str | None) -> None:
        """Raises ValueError for a name that no moment carries."""
        if name and name not in NAMES:
            raise ValueError(f"SANDBOX_KILL_AT={name} is none of: {', '.join(NAMES)}")
        self._marker = data / f"killed-{name}"
        self._name = None if not name or self._marker.exists() else name

    def reach(self, name: str) -> None:
        if name == self._name:
            self._marker.touch()
            os.kill(os.getpid(), signal.SIGKILL)
