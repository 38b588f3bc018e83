"""`verify_ledger`: recompute every invariant of the books; exit 1 on any break."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from core.guards.recording import forged_since, newest_record
from core.machine.commands import HesabuCommand
from ledger.integrity.answering import breaks_of
from ledger.integrity.heads import current_heads, unanchored_since
from ledger.integrity.keeping import heads_in, kept_heads
from ledger.integrity.offline_verifier import Head
from ledger.integrity.verifying import Break, unsealed_entries
from users.models import Business


class Command(HesabuCommand):
    help = "Recomputes every invariant of the books. Exit 0: they hold; 1: a break; 2: bad arguments."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--business", metavar="CODE", help="only this business, and the database as a whole"
        )
        parser.add_argument(
            "--heads",
            metavar="FILE",
            help="heads that export_head has written before; LEDGER_HEADS_PATH by itself",
        )
        parser.add_argument(
            "--guards", metavar="NUMBER:DIGEST", help="a record of the guards as it was told before"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")

    def handle(self, *_: Any, business: str | None = None, **options: Any) -> None:
        businesses = Business.objects.order_by("code")
        if business is not None:
            businesses = businesses.filter(code=business)
            if not businesses:
                raise CommandError(f"no business has the code {business}", returncode=2)
        kept = heads_in(Path(options["heads"])) if options["heads"] else kept_heads()
        only = businesses[0].pk if business is not None else None
        breaks = breaks_of(kept, only)
        if options["guards"] is not None:
            breaks += [Break(code, 0, detail) for code, detail in forged_since(options["guards"])]
        codes = {found.pk: found.code for found in Business.objects.all()}
        report = self._print_json if options["json"] else self._print_lines
        report(_heads([found.code for found in businesses], kept.heads), breaks, codes)
        if breaks:
            sys.exit(1)

    def _print_json(self, heads: list[dict[str, Any]], breaks: list[Break], codes: dict[int, str]) -> None:
        found = [{**each.as_dict(), "business": codes.get(each.business_id, "")} for each in breaks]
        told = {"holds": not breaks, "heads": heads, "guards": _guards(), "breaks": found}
        self.stdout.write(json.dumps(told, indent=2))

    def _print_lines(self, heads: list[dict[str, Any]], breaks: list[Break], codes: dict[int, str]) -> None:
        for head in heads:
            since = head["unanchored_since"]
            self.stdout.write(
                f"{head['business']}: sealed up to {head['number']}, chain {head['chain'] or '-'}"
                + (
                    f", {head['unsealed']} unsealed since {head['unsealed_since']}"
                    if head["unsealed"]
                    else ""
                )
                + (f", unanchored since {since}" if since else "")
            )
        self.stdout.write(f"guards: record {_guards()}")
        for each in breaks:
            self.stdout.write(f"{each.code}  {codes.get(each.business_id, 'database')}: {each.detail}")
        self.stdout.write(f"{len(breaks)} broken" if breaks else f"the books of {len(heads)} businesses hold")


def _heads(codes: list[str], exported: list[Head]) -> list[dict[str, Any]]:
    """The newest seal of each business, what waits for one, and since when no exported head covers them."""
    since = {owner: _written(at) for owner, at in unanchored_since(exported).items()}
    waiting = {owner: (count, _written(oldest)) for owner, (count, oldest) in unsealed_entries().items()}
    return [
        {
            "business": head.business,
            "number": head.number,
            "chain": head.chain,
            "unsealed": waiting.get(head.business_id, (0, None))[0],
            "unsealed_since": waiting.get(head.business_id, (0, None))[1],
            "unanchored_since": since.get(head.business_id),
        }
        for head in current_heads(codes)
    ]


def _guards() -> str:
    record = newest_record()
    return record.told if record else "-"


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
