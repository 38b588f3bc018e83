"""`register_pull --till SHORTCODE --number PHONE`: have Safaricom answer pulls of a till."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from core.machine.commands import HesabuCommand
from mpesa.pulling.registering import register_pull
from mpesa.tills.addresses import till_by_shortcode
from users.actors import SYSTEM


class Command(HesabuCommand):
    help = "Registers a till for Pull Transactions."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--till", required=True, help="the shortcode")
        parser.add_argument("--number", required=True, help="the phone that stands in the M-Pesa portal")

    def handle(self, *args: Any, **options: Any) -> None:
        till = till_by_shortcode(options["till"])
        register_pull(till=till, nominated_number=options["number"], actor=SYSTEM)
        self.stdout.write(f"Registered {till} for Pull Transactions.")
