"""A period whose money came by M-Pesa closes with its proof: here is one, from what the books have."""

from __future__ import annotations

from datetime import date

from core.days import EAT, day_bounds
from mpesa.models import Receipt, Till
from reconciliation.models import ReconciliationRun
from reconciliation.runs.running import run_reconciliations, start_run
from tests.reconciliation.verified.files import Move, bring, file_of
from users.actors import SYSTEM


def prove_receipts(till: Till, first: date, last: date) -> ReconciliationRun:
    """Safaricom's statement has the receipts of the books, whole shillings, and nothing else."""
    start, end = day_bounds(first)[0], day_bounds(last)[1]
    rows, balance = [], 0
    for receipt in Receipt.objects.filter(till=till, occurred_at__gte=start, occurred_at__lt=end).order_by(
        "occurred_at", "pk"
    ):
        balance += receipt.amount // 100
        at = receipt.occurred_at.astimezone(EAT).replace(tzinfo=None)
        rows.append(Move(receipt.number, at, receipt.amount // 100, balance))
    data = file_of(rows, first, last, opening=0).replace(b"600984", till.shortcode.encode())
    file = bring(till, data)
    assert (file.state, file.problems) == ("ADMITTED", [])
    run = start_run(till=till, from_day=first, to_day=last, actor=SYSTEM)
    run_reconciliations()
    run.refresh_from_db()
    assert (run.state, run.unexplained, run.items.count()) == ("DONE", 0, 0), run.problem
    return run
