"""`set_initiator --till SHORTCODE --name NAME`: in whose name Safaricom is asked about a till's payments."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from core.machine.commands import HesabuCommand
from mpesa.asking.initiators import set_initiator
from mpesa.management.commands.encrypt_credential import read_password
from mpesa.tills.addresses import till_by_shortcode
from users.actors import SYSTEM


class Command(HesabuCommand):
    help = (
        "Puts in the API operator of a till. Its password is asked for, or read from standard input; it is"
        " sealed and cannot be read back."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--till", required=True, help="the shortcode")
        parser.add_argument("--name", required=True, help="as in the organisation's portal")

    def handle(self, *args: Any, **options: Any) -> None:
        till = till_by_shortcode(options["till"])
        till = set_initiator(till=till, name=options["name"], password=read_password(), actor=SYSTEM)
        self.stdout.write(f"{till} asks Safaricom as {till.initiator_name} now.")
