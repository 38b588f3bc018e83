"""`import_statement FILE --till SHORTCODE`: read a statement file from the organisation portal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from core.machine.commands import HesabuCommand
from mpesa.tills.addresses import till_by_shortcode
from reconciliation.models import Statement, StatementState
from reconciliation.statement_files.importing import import_statements, store_statement
from users.actors import SYSTEM


class Command(HesabuCommand):
    help = "Imports an M-Pesa statement (template A or B, CSV or XLSX). The same file twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--till", required=True, help="the shortcode")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            data = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from None
        till = till_by_shortcode(options["till"])
        statement = store_statement(till=till, file_name=path.name, data=data, actor=SYSTEM)
        while statement.state in (StatementState.UPLOADED, StatementState.READING) and import_statements():
            statement = Statement.objects.get(pk=statement.pk)
        for problem in statement.problems:
            self.stderr.write(problem)
        if statement.state != StatementState.IMPORTED:
            raise CommandError(f"{path.name} was not imported.")
        chain = "the balance chain holds" if statement.chain_ok else "THE BALANCE CHAIN IS BROKEN"
        self.stdout.write(f"{path.name}: {statement.rows_total} rows imported, {chain}.")
