"""`import_chart FILE --business CODE`: accounts and opening balances."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from core.errors import NotFound
from core.machine.commands import HesabuCommand
from core.money import display
from core.text import counted
from ledger.files.importing import ChartImport, import_chart
from ledger.models import VoucherState
from users.actors import SYSTEM
from users.models import Business, User


class Command(HesabuCommand):
    help = (
        "Opens the accounts of a CSV or XLSX file and asks for their opening balances; all of it or nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--business", metavar="CODE", required=True)
        parser.add_argument("--day", type=date.fromisoformat, help="the day of the opening balances")
        parser.add_argument(
            "--as", dest="actor", metavar="USERNAME", help="who asks for the opening balances"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what it would do")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            data = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from None
        business = Business.objects.filter(code=options["business"]).first()
        if business is None:
            raise NotFound("business", "business")
        person = User.objects.filter(username=options["actor"]).first() if options["actor"] else None
        if options["actor"] and person is None:
            raise NotFound("person", "as")
        actor = person or SYSTEM
        result = import_chart(
            business=business, data=data, day=options["day"], actor=actor, dry_run=options["dry_run"]
        )
        self._report(result, path.name, dry_run=options["dry_run"])

    def _report(self, result: ChartImport, name: str, *, dry_run: bool) -> None:
        if result.hidden:
            self.stderr.write(f"{name}: not read, since hidden: {', '.join(result.hidden)}.")
        for problem in result.problems:
            where = f"line {problem.line}, {problem.column}" if problem.column else f"line {problem.line}"
            self.stderr.write(f"{where}: {problem.code} {problem.message}")
        if result.problems:
            raise CommandError(f"{name}: {counted(len(result.problems), 'problem')}; nothing was written.")
        verb = "would open" if dry_run else "opened"
        self.stdout.write(
            f"{name}: {verb} {counted(len(result.opened), 'account')}; there already: {result.known}."
        )
        if result.voucher is not None:
            waits = ": another person approves it" if result.voucher.state == VoucherState.PENDING else ""
            self.stdout.write(
                f"Opening balances: debits {display(result.opening_debits)}, credits"
                f" {display(result.opening_credits)}; the voucher is {result.voucher.state}{waits}."
            )
