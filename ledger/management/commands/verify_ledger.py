"""`verify_ledger`: recompute every invariant of the books; exit 1 on any break."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ledger.models import Seal
from ledger.verifying import Break, verify_ledger
from users.models import Business


class Command(BaseCommand):
    help = "Recomputes every invariant of the books. Exit 0: they hold; 1: a break; 2: bad arguments."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument(
            "--business", metavar="CODE", help="only this business, and the database as a whole"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")

    def handle(self, *_: Any, business: str | None = None, **options: Any) -> None:
        businesses = Business.objects.order_by("code")
        if business is not None:
            businesses = businesses.filter(code=business)
            if not businesses:
                raise CommandError(f"no business has the code {business}", returncode=2)
        breaks = verify_ledger(businesses[0].pk if business is not None else None)
        codes = {found.pk: found.code for found in Business.objects.all()}
        report = self._print_json if options["json"] else self._print_lines
        report([found.code for found in businesses], breaks, codes)
        if breaks:
            sys.exit(1)

    def _print_json(self, checked: list[str], breaks: list[Break], codes: dict[int, str]) -> None:
        found = [{**each.as_dict(), "business": codes.get(each.business_id, "")} for each in breaks]
        self.stdout.write(
            json.dumps({"holds": not breaks, "heads": _heads(checked), "breaks": found}, indent=2)
        )

    def _print_lines(self, checked: list[str], breaks: list[Break], codes: dict[int, str]) -> None:
        for head in _heads(checked):
            self.stdout.write(
                f"{head['business']}: sealed up to {head['number']}, chain {head['chain'] or '-'}"
            )
        for each in breaks:
            self.stdout.write(f"{each.code}  {codes.get(each.business_id, 'database')}: {each.detail}")
        self.stdout.write(
            f"{len(breaks)} broken" if breaks else f"the books of {len(checked)} businesses hold"
        )


def _heads(codes: list[str]) -> list[dict[str, Any]]:
    """The newest seal of each business: kept outside the database, it shows a tail that was cut off."""
    seals = (
        Seal.objects.filter(business__code__in=codes)
        .order_by("business_id", "-number")
        .distinct("business_id")
    )
    newest = {seal.business.code: seal for seal in seals.select_related("business")}
    return [
        {
            "business": code,
            "number": newest[code].number if code in newest else 0,
            "chain": bytes(newest[code].chain).hex() if code in newest else "",
        }
        for code in codes
    ]
