"""`export_head`: the newest seal of every business, to keep outside the database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.machine.commands import HesabuCommand
from ledger.integrity.heads import append_heads, current_heads


class Command(HesabuCommand):
    help = "Prints the newest seal of every business as JSON lines, or adds them to a file kept elsewhere."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--out", metavar="FILE", help="add the lines to this file")

    def handle(self, *_: Any, out: str | None = None, **__: Any) -> None:
        if out is not None:
            self.stdout.write(f"{len(append_heads(Path(out)))} heads added to {out}")
        else:
            for head in current_heads():
                self.stdout.write(head.as_line())
