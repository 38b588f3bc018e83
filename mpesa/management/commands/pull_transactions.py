"""`pull_transactions --till SHORTCODE [--from TIME] [--to TIME]`: ask now what was paid to a till."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.management.base import CommandError, CommandParser

from core.machine.commands import HesabuCommand
from core.text import counted
from mpesa.models import PullState
from mpesa.pulling.running import read_run
from mpesa.pulling.windows import pull_now
from mpesa.tills.addresses import till_by_shortcode
from users.actors import SYSTEM


def _moment(text: str) -> datetime:
    """Raises ValueError."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError
    return moment


class Command(HesabuCommand):
    help = "Pulls what was paid to a till, at most 48 hours back. Safe at any time: receipts are booked once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--till", required=True, help="the shortcode")
        parser.add_argument("--from", dest="since", type=_moment, help="ISO time with zone")
        parser.add_argument("--to", dest="until", type=_moment, help="ISO time with zone")

    def handle(self, *args: Any, **options: Any) -> None:
        till = till_by_shortcode(options["till"])
        run = read_run(pull_now(till=till, since=options["since"], until=options["until"], actor=SYSTEM))
        if run.state == PullState.DUE:
            raise CommandError(f"{run.error_code or 'Not read yet'}: the cluster goes on with it by itself.")
        self.stdout.write(f"{counted(run.found, 'payment')} found, {run.added:,} of them new.")
