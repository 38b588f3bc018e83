"""`sync_schedules`: makes Django-Q's schedules what config/schedules.py says."""

from __future__ import annotations

from typing import Any

from config.schedules import SCHEDULES, sync_schedules
from core.machine.commands import HesabuCommand


class Command(HesabuCommand):
    help = "Makes Django-Q's schedules what config/schedules.py says; safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        changed, removed = sync_schedules()
        if options["verbosity"]:
            self.stdout.write(f"{len(SCHEDULES)} schedules: {changed} written, {removed} removed")
