"""`seed_demo`: three businesses of one owner and a market operator, once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from core.errors import UpstreamFailed
from core.machine.commands import HesabuCommand
from demo import data, living
from embedded import localdir
from mpesa.tills.registering import register_urls
from users.actors import SYSTEM


class Command(HesabuCommand):
    help = "Creates the demo data, once. Refused on a database that was configured with DATABASE_URL."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--register-urls", action="store_true", help="tell the local Daraja our addresses"
        )
        parser.add_argument(
            "--living", action="store_true", help="let customers have paid since yesterday morning, once"
        )
        parser.add_argument("--quiet", action="store_true", help="do not print the sign-ins")
        parser.add_argument("--anyway", action="store_true", help="also on a configured database")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (localdir.is_trial() or options["anyway"]):
            raise CommandError("This is not a trial machine; --anyway seeds known passwords all the same.")
        if data.seed():
            self.stdout.write("Demo data created.")
        if options["register_urls"]:
            for till in data.demo_tills():
                try:
                    register_urls(till=till, actor=SYSTEM)
                except UpstreamFailed as error:
                    raise CommandError(f"{till}: {error.message}") from None
        if options["living"] and (paid := living.begin()):
            self.stdout.write(f"{paid} customers have paid since yesterday morning.")
        for line in [] if options["quiet"] else data.sign_ins():
            self.stdout.write(line)
