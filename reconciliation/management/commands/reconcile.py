"""`reconcile --till SHORTCODE --from DATE --to DATE`: prove the books against the statement."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser

from core.files.atomic_files import whole_file
from core.machine.commands import HesabuCommand
from core.money import Cents, display, to_shillings
from mpesa.models import MpesaAccount
from mpesa.tills.addresses import till_by_shortcode
from reconciliation.accounts import account_shown
from reconciliation.models import ProofScope, ReconciliationRun, RunState
from reconciliation.runs.proof import TermKind
from reconciliation.runs.running import run_reconciliations, start_run
from reconciliation.runs.together import start_together, wholes_of
from reconciliation.workbooks.sheets import run_workbook
from users.actors import SYSTEM


class Command(HesabuCommand):
    help = "Matches the imported statement with the ledger. Exit code 1 when a shilling is unexplained."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--till", required=True, help="the shortcode")
        parser.add_argument("--from", dest="from_day", type=date.fromisoformat, required=True)
        parser.add_argument("--to", dest="to_day", type=date.fromisoformat, required=True)
        parser.add_argument("--account", choices=MpesaAccount.values, default="")
        parser.add_argument(
            "--bank", metavar="CODE", default="", help="a bank account of the business: 1100-1"
        )
        parser.add_argument(
            "--whole",
            choices=[ProofScope.TILL.lower(), ProofScope.BUSINESS.lower()],
            default="",
            help="all accounts of the till, or of its business with the bank's, up to one seal",
        )
        parser.add_argument("--out", type=Path, help="write the workbook here")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["bank"] and options["account"]:
            raise CommandError("Prove an M-Pesa account or a bank account: give --account or --bank.")
        if options["whole"]:
            if options["bank"] or options["account"] or options["out"]:
                raise CommandError("--whole is of all accounts: leave out --account, --bank and --out.")
            self._prove_together(options)
            return
        run = start_run(
            till=till_by_shortcode(options["till"]),
            from_day=options["from_day"],
            to_day=options["to_day"],
            account=options["bank"] or options["account"],
            actor=SYSTEM,
        )
        run = _carried_out(run)
        if options["out"]:
            with whole_file(options["out"]) as file:
                file.write(run_workbook(run))
        self.stdout.write(json.dumps(_figures(run)) if options["json"] else _sheet(run))
        _require_explained(run.unexplained)

    def _prove_together(self, options: dict[str, Any]) -> None:
        run = start_together(
            till=till_by_shortcode(options["till"]),
            from_day=options["from_day"],
            to_day=options["to_day"],
            scope=ProofScope(options["whole"].upper()),
            actor=SYSTEM,
        )
        run = _carried_out(run)
        whole = wholes_of([run.pk])[run.pk]
        parts = {
            f"{each.till.shortcode} {account_shown(each.account)}": _figures(each) for each in whole.runs
        }
        if options["json"]:
            told = {"digest": whole.digest, "left_out": list(whole.left_out), "parts": parts}
            self.stdout.write(json.dumps(told))
        else:
            for name, each in zip(parts, whole.runs, strict=True):
                self.stdout.write(f"{name}\n{_sheet(each)}\n")
            for name in whole.left_out:
                self.stdout.write(f"{name} has moved by the books, and no statement covers it.")
        _require_explained(whole.unexplained)


def _carried_out(run: ReconciliationRun) -> ReconciliationRun:
    """The run as it ended. Raises CommandError where it has no result."""
    while run.state in (RunState.QUEUED, RunState.RUNNING) and run_reconciliations():
        run = ReconciliationRun.objects.select_related("till", "business", "statement").get(pk=run.pk)
    if run.state != RunState.DONE:
        raise CommandError(f"No result: {run.problem}")
    return run


def _require_explained(cents: Cents | None) -> None:
    if cents:
        raise CommandError(f"{display(cents)} is unexplained.")


def _terms(run: ReconciliationRun) -> list[tuple[str, int]]:
    rows = [("statement_closing", run.statement_closing or 0)]
    rows += [(kind.value.lower(), getattr(run, kind.value.lower())) for kind in TermKind]
    return [*rows, ("ledger", run.ledger or 0), ("unexplained", run.unexplained or 0)]


def _figures(run: ReconciliationRun) -> dict[str, object]:
    figures: dict[str, object] = {name: to_shillings(cents) for name, cents in _terms(run)}
    return {"run": run.pk, "seal": run.seal, "matched": run.matched, "booked": run.booked_rows, **figures}


def _sheet(run: ReconciliationRun) -> str:
    lines = [f"{name.replace('_', ' ').capitalize():<28}{display(cents):>20}" for name, cents in _terms(run)]
    return "\n".join([*lines, f"{run.matched} rows matched, {run.booked_rows} booked from the statement."])
