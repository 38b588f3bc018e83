"""`recover_password`: for somebody who forgot the password and has no recovery contact."""

from __future__ import annotations

from typing import Any

from core.machine.commands import HesabuCommand
from users.actors import SYSTEM
from users.selectors import staff_by_name
from users.signing_in.passwords import give_reset_code


class Command(HesabuCommand):
    help = "Prints a code with which a person chooses a new password. Make sure that it is them who ask."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("username")

    def handle(self, *_: Any, username: str, **__: Any) -> None:
        person = staff_by_name(username)
        code = give_reset_code(user=person, actor=SYSTEM)
        self.stdout.write(f"{person.username}: {code}, for one hour and one new password")
