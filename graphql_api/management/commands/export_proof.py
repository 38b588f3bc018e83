"""`export_proof --run ID --out FILE`: a proof as JSON lines, to be checked without the database.

It stands here since people know a proof by the id that its page and the API show.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.errors import NotFound
from core.files.atomic_files import PRIVATE, whole_file
from core.machine.commands import HesabuCommand
from graphql_api.ids import read_id
from reconciliation.models import ReconciliationRun
from reconciliation.proofs.exporting import proof_lines


class Command(HesabuCommand):
    help = "Writes a proof that is done as JSON lines, for reconciliation/proofs/offline_checker.py."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--run",
            metavar="ID",
            required=True,
            help="run_..., as its page and its address show it; its number will do",
        )
        parser.add_argument("--out", metavar="FILE", required=True)

    def handle(self, *_: Any, run: str, out: str, **__: Any) -> None:
        known = ReconciliationRun.objects.select_related("business", "till", "cover")
        found = known.filter(pk=_number(run)).first()
        if found is None:
            raise NotFound("run", "run")
        count = 0
        with whole_file(Path(out), mode=PRIVATE) as file:
            for line in proof_lines(found):
                file.write(line)
                count += 1
        self.stdout.write(f"{count} lines written to {out}; the proof's digest is {found.digest}")


def _number(run: str) -> int:
    """The proof's number, of that or of its id; 0, which none has, for anything else."""
    if run.isascii() and run.isdigit():
        return int(run[:18])
    known = read_id(run)
    return int(known.node_id) if known.type_name == "ReconciliationRun" else 0
