"""`prepare [--demo]`: what must be so before the processes start; safe to repeat."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import CommandParser

from core.machine.commands import HesabuCommand


class Command(HesabuCommand):
    help = "Migrates as the owner of the tables, writes the schedules and, with --demo, seeds the demo data."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--demo", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
        call_command("sync_schedules", stdout=self.stdout)
        if options["demo"]:
            call_command("seed_demo", quiet=True, stdout=self.stdout)
