"""`export_books --business CODE --format csv|beancount|hledger`: the journal for other programs."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from core.errors import NotFound
from core.files.atomic_files import whole_file
from core.machine.commands import HesabuCommand
from ledger.files.books import FORMATS, book_lines
from ledger.journal.sealing import seal_business
from users.models import Business


class Command(HesabuCommand):
    help = "Writes the journal of a business as CSV, beancount or hledger, to a file or to standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--business", metavar="CODE", required=True)
        parser.add_argument("--format", choices=FORMATS, required=True)
        parser.add_argument("--from", dest="from_day", metavar="DAY", type=date.fromisoformat)
        parser.add_argument("--to", dest="to_day", metavar="DAY", type=date.fromisoformat)
        parser.add_argument("--out", metavar="FILE", type=Path)

    def handle(self, *_: Any, **options: Any) -> None:
        business = Business.objects.filter(code=options["business"]).first()
        if business is None:
            raise NotFound("business", "business")
        seal_business(business.pk)
        lines = book_lines(
            business, format=options["format"], from_day=options["from_day"], to_day=options["to_day"]
        )
        if options["out"] is None:
            for line in lines:
                self.stdout.write(line)
            return
        with whole_file(options["out"]) as file:
            file.writelines(f"{line}\n".encode() for line in lines)
        self.stdout.write(f"written to {options['out']}")
