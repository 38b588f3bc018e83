"""`retry_payouts [--hours N] [--business CODE]`: try again the payouts that have definitely failed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from core.machine.commands import HesabuCommand
from core.text import counted
from mpesa.payouts.retrying import retry_failed_payouts
from users.actors import SYSTEM
from users.models import Business


class Command(HesabuCommand):
    help = "Tries again payouts that have definitely failed. What may have been paid is never touched."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--hours", type=int, default=24, help="how far back, 1 to 744; default: 24")
        parser.add_argument("--business", default="", help="the business's code; default: all of them")

    def handle(self, *args: Any, **options: Any) -> None:
        businesses = Business.objects.order_by("code")
        if options["business"]:
            businesses = businesses.filter(code=options["business"])
            if not businesses:
                raise CommandError(f"No business has the code {options['business']}.")
        failed = False
        for business in businesses:
            again, refused = retry_failed_payouts(business=business, hours=options["hours"], actor=SYSTEM)
            if again or refused:
                self.stdout.write(f"{business.code}: {counted(len(again), 'payout')} tried again.")
            for payout, error in refused:
                failed = True
                self.stderr.write(f"{business.code}: payout {payout.ref} stays failed: {error}")
        if failed:
            raise CommandError("Some cannot be tried again.")
