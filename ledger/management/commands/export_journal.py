"""`export_journal`: the sealed journal of a business as JSON lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.errors import NotFound
from core.files.atomic_files import whole_file
from core.machine.commands import HesabuCommand
from ledger.integrity.exporting import journal_lines
from users.models import Business


class Command(HesabuCommand):
    help = "Writes the sealed journal of a business as JSON lines, for ledger/integrity/offline_verifier.py."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--business", metavar="CODE", required=True)
        parser.add_argument("--out", metavar="FILE", required=True)

    def handle(self, *_: Any, business: str, out: str, **__: Any) -> None:
        found = Business.objects.filter(code=business).first()
        if found is None:
            raise NotFound("business", "business")
        count = 0
        with whole_file(Path(out)) as file:
            for line in journal_lines(found):
                file.write(f"{line}\n".encode())
                count += 1
        self.stdout.write(f"{count - 2} entries written to {out}")
