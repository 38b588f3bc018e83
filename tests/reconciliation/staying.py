"""Runs that are done stay what they were, whatever has happened since."""

from __future__ import annotations

import tempfile

from reconciliation.models import ReconciliationRun, RunItem, RunState
from reconciliation.proofs import offline_checker
from reconciliation.proofs.exporting import proof_lines
from reconciliation.runs.identity import digest_of, inputs_of
from reconciliation.runs.running import conclude
from reconciliation.workbooks.sheets import run_workbook


def assert_runs_stay() -> int:
    """Every run, read anew from its picture, has its digest, its figures and its items. How many."""
    runs = ReconciliationRun.objects.filter(state=RunState.DONE).select_related("till__business", "statement")
    for run in runs:
        inputs = inputs_of(run)
        assert digest_of(run, inputs) == run.digest, run.pk
        matches, proof = conclude(run, inputs)
        assert (matches.matched, proof.unexplained) == (run.matched, run.unexplained)
        items = {
            (str(term.kind), item.receipt, item.leg, item.cents, str(item.why), item.reference, item.row_key)
            for term in proof.terms
            for item in term.items
        }
        names = ("term", "receipt", "leg", "cents", "why", "reference", "row_key")
        assert items == set(RunItem.objects.filter(run=run).values_list(*names)), run.pk
        assert run_workbook(run)[:2] == b"PK"
        with tempfile.NamedTemporaryFile() as file:
            file.writelines(proof_lines(run))
            file.flush()
            exported = offline_checker.read(file.name)
        assert list(offline_checker.breaks_of(exported, run.digest)) == []
    return len(runs)
