"""`replay_callbacks`: work through stored callbacks again; what they say is booked at most once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from core.machine.commands import HesabuCommand
from mpesa.callbacks.inbox import drain_inbox
from mpesa.callbacks.replaying import due_again, routes_due_again
from mpesa.models import CallbackWork, ReceiptRoute, WorkState


class Command(HesabuCommand):
    help = "Replays stored callbacks. Safe at any time: receipts are booked once."

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--id", type=int)
        which.add_argument("--since", type=datetime.fromisoformat, help="ISO time with zone")
        which.add_argument("--unprocessed", action="store_true", help="only what is due, failed or malformed")

    def handle(self, *args: Any, **options: Any) -> None:
        works = CallbackWork.objects.all()
        if options["id"]:
            works = works.filter(pk=options["id"])
        elif options["since"]:
            if options["since"].tzinfo is None:
                raise CommandError("--since needs a zone, like 2026-11-20T00:00:00+03:00.")
            works = works.filter(callback__received_at__gte=options["since"])
        else:
            works = works.exclude(state=WorkState.DONE)
        with transaction.atomic():
            total = len(due_again(works.order_by("pk"), limit=works.count()))
            if options["unprocessed"]:
                routes_due_again(ReceiptRoute.objects.all())
        done = 0
        while batch := drain_inbox():
            done += batch
            self.stderr.write(f"{min(done, total)} of {total}")
        self.stdout.write(f"{total} callbacks replayed.")
