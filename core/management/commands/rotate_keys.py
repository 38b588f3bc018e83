"""`rotate_keys`: wrap every data key under the newest of FIELD_ENCRYPTION_KEYS."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError

from core.machine.commands import HesabuCommand
from core.machine.rotation import Progress, rewrap_all
from core.models import DataKey


class Command(HesabuCommand):
    help = (
        "Wraps every data key under the first of FIELD_ENCRYPTION_KEYS. May be stopped and run again at any "
        "time; the older keys can go when a run, after all processes know the new key, wraps none."
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--batch", type=int, default=500, help="keys between two lines of progress")

    def handle(self, *_: Any, batch: int, **options: Any) -> None:
        if batch < 1:
            raise CommandError("--batch is at least 1")
        total = DataKey.objects.count()
        done = Progress()
        for done in rewrap_all(batch=batch):
            self.stdout.write(f"{done.seen} of {total} data keys, {done.rewrapped} wrapped anew")
        if done.unreadable:
            raise CommandError(
                f"{done.unreadable} data keys were wrapped by a key that is not configured; left as is"
            )
        self.stdout.write(f"done: {done.rewrapped} wrapped anew, {done.seen - done.rewrapped} were already")
