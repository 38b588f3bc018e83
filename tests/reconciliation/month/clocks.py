"""The sandbox's clock and ours: one moment, moved on together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from mpesa.models import CallbackWork
from tests.processes import SandboxProcess


class TwoClocks:
    """Behind the database's own, which goes on as it is: a message that comes after it was told stays what it
    says, and one from the future would not. What the database stamps as due is due at once (`make_due`)."""

    def __init__(self, sandbox: SandboxProcess, begins: datetime) -> None:
        self._sandbox = sandbox
        self._ahead = timedelta()
        self._move({"at": begins.isoformat()})

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def make_due(self) -> None:
        CallbackWork.objects.filter(state="DUE", due_at__gt=self.now()).update(due_at=self.now())

    def wait_until(self, moment: datetime) -> None:
        """Nothing where it is over."""
        self.pass_seconds(int((moment - self.now()).total_seconds()))

    def pass_seconds(self, seconds: int) -> None:
        if seconds > 0:
            self._move({"advance_seconds": seconds})

    def _move(self, body: dict[str, Any]) -> None:
        answer = self._sandbox.post("/_sandbox/clock", body)
        assert answer.status_code == 200, answer.text
        # It tells whole seconds: ours is never behind what it stamps.
        told = datetime.fromisoformat(answer.json()["now"]) + timedelta(seconds=1)
        self._ahead = told - datetime.now(UTC)
