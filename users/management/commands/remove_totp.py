"""`remove_totp`: for somebody who lost the phone and the recovery codes."""

from __future__ import annotations

from typing import Any

from core.machine.commands import HesabuCommand
from users.actors import SYSTEM
from users.selectors import staff_by_name
from users.signing_in.totp import forget_totp


class Command(HesabuCommand):
    help = "Removes the second factor of a person without a code. Make sure that it is them who ask."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("username")

    def handle(self, *_: Any, username: str, **__: Any) -> None:
        removed = forget_totp(user=staff_by_name(username), actor=SYSTEM)
        self.stdout.write(f"{username}: {'removed' if removed else 'had no second factor'}")
