"""`register_urls --till SHORTCODE`: tell Safaricom where C2B payments are announced."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from core.machine.commands import HesabuCommand
from mpesa.tills.addresses import till_by_shortcode
from mpesa.tills.registering import register_urls
from users.actors import SYSTEM


class Command(HesabuCommand):
    help = "Registers the C2B validation and confirmation addresses of a till."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--till", required=True, help="the shortcode")

    def handle(self, *args: Any, **options: Any) -> None:
        till = register_urls(till=till_by_shortcode(options["till"]), actor=SYSTEM)
        self.stdout.write(f"Registered the addresses of {till}.")
