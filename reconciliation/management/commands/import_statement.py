"""`import_statement FILE --till SHORTCODE`: read a statement file of the organisation portal or of a bank."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from core.machine.commands import HesabuCommand
from mpesa.models import MpesaAccount
from mpesa.tills.addresses import till_by_shortcode
from reconciliation.models import Statement, StatementState
from reconciliation.verified.importing import import_statements, store_statement
from reconciliation.verified.reading import Told
from users.actors import SYSTEM

_TO_DO = {
    StatementState.QUARANTINED: "Nothing of it counts: compare what is said above with the portal, and"
    " export it again, or bring in the files of the time before and after it.",
    StatementState.RESTATED: "It would change verified time: two people accept it on its page.",
}


class Command(HesabuCommand):
    help = "Imports a statement (M-Pesa's template A or B, or a bank's; CSV or XLSX). Twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--till", required=True, help="the shortcode")
        parser.add_argument(
            "--account", choices=MpesaAccount.values, default="", help="where the file says none"
        )
        parser.add_argument(
            "--bank",
            metavar="CODE",
            default="",
            help="of this bank account of the business: 1100-1",
        )
        parser.add_argument(
            "--from", dest="from_day", type=date.fromisoformat, help="where the file says none"
        )
        parser.add_argument("--to", dest="to_day", type=date.fromisoformat, help="where the file says none")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            data = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from None
        till = till_by_shortcode(options["till"])
        if options["bank"] and options["account"]:
            raise CommandError("A file is of an M-Pesa account or of a bank: give --account or --bank.")
        told = Told(options["bank"] or options["account"], options["from_day"], options["to_day"])
        statement = store_statement(till=till, file_name=path.name, data=data, actor=SYSTEM, told=told)
        while statement.state in (StatementState.UPLOADED, StatementState.READING) and import_statements():
            statement = Statement.objects.get(pk=statement.pk)
        for problem in statement.problems:
            self.stderr.write(problem)
        if statement.state != StatementState.ADMITTED:
            what = _TO_DO.get(
                StatementState(statement.state), "Mend what is said above, and bring it in again."
            )
            raise CommandError(f"{path.name} was not admitted: it is {statement.state}. {what}")
        self.stdout.write(f"{path.name}: {statement.rows_total} rows admitted, the balance chain holds.")
