"""`rotate_hook_token --till SHORTCODE`: a new secret in the callback addresses of a till."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from core.machine.commands import HesabuCommand
from mpesa.callbacks.replaying import reopen_address
from mpesa.tills.addresses import till_by_shortcode
from mpesa.tills.rotating import retire_hook_token, rotate_hook_token
from users.actors import SYSTEM


class Command(HesabuCommand):
    help = (
        "Gives a till a new address; the old one stays valid until it is retired (docs/operations.md,"
        " change of token or address)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--till", required=True, help="the shortcode or the store number")
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--retire", action="store_true", help="book no more what comes to the old address")
        what.add_argument(
            "--retire-even-so",
            action="store_true",
            help="though nothing came by the new one: the old one is known",
        )
        what.add_argument("--reopen", action="store_true", help="book again what comes to the old address")

    def handle(self, *args: Any, **options: Any) -> None:
        till = till_by_shortcode(options["till"])
        if options["retire"] or options["retire_even_so"]:
            retire_hook_token(till=till, even_so=options["retire_even_so"], actor=SYSTEM)
            self.stdout.write(f"The former address of {till} is retired: what comes there waits as cases.")
        elif options["reopen"]:
            reopen_address(till=till, actor=SYSTEM)
            self.stdout.write(f"The former address of {till} is believed; what came meanwhile is booked now.")
        else:
            rotate_hook_token(till=till, actor=SYSTEM)
            self.stdout.write(f"{till} has a new address. Now: register_urls --till {till.shortcode}")
