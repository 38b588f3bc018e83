"""`register_urls --till SHORTCODE`: tell Safaricom where C2B payments are announced."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from core.machine.commands import HesabuCommand
from mpesa.models import UrlsVersion, WhenUnreachable
from mpesa.tills.addresses import till_by_shortcode
from mpesa.tills.registering import last_registration, register_urls
from users.actors import SYSTEM


class Command(HesabuCommand):
    help = "Registers the C2B addresses of a till, and says what Safaricom answered."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--till", required=True, help="the shortcode or the store number")
        parser.add_argument(
            "--urls-version", choices=UrlsVersion.values, help="default: as last time, then v1"
        )
        parser.add_argument(
            "--when-unreachable",
            choices=WhenUnreachable.values,
            help="what M-Pesa does while we do not answer; default: as last time, then Completed",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        till = register_urls(
            till=till_by_shortcode(options["till"]),
            version=options["urls_version"],
            when_unreachable=options["when_unreachable"],
            actor=SYSTEM,
        )
        told = last_registration(till)
        assert told is not None
        self.stdout.write(
            f"Registered the addresses of {till} at {told.address} ({told.version}, {told.when_unreachable})."
            f" Safaricom says: {told.answer}"
        )
