"""`export_head`: the newest seal of every business, to keep outside the database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from core.machine.commands import HesabuCommand
from ledger.integrity.heads import current_heads
from ledger.integrity.keeping import append_heads


class Command(HesabuCommand):
    help = "Prints the newest seal of every business as JSON lines, or adds them to a file kept elsewhere."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--out", metavar="FILE", help="add the lines to this file")
        parser.add_argument(
            "--begin", action="store_true", help="FILE held heads and is gone for a reason: begin it anew"
        )

    def handle(self, *_: Any, out: str | None = None, begin: bool = False, **__: Any) -> None:
        if out is None:
            for head in current_heads():
                self.stdout.write(head.as_line())
            return
        try:
            heads = append_heads(Path(out), begin=begin)
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror}.") from None
        self.stdout.write(f"{len(heads)} heads added to {out}")
