"""Append-only statement rows and run items, and the legal steps of statements and runs."""

from django.db import migrations

from core.sql import append_only, state_machine

STATEMENT_STEPS: dict[str, tuple[str, ...]] = {
    "UPLOADED": ("READING", "IMPORTED", "REFUSED"),
    "READING": ("IMPORTED", "REFUSED"),
    "IMPORTED": (),
    "REFUSED": (),
}
RUN_STEPS: dict[str, tuple[str, ...]] = {
    "QUEUED": ("RUNNING", "FAILED"),
    "RUNNING": ("DONE", "FAILED"),
    "DONE": (),
    "FAILED": (),
}


class Migration(migrations.Migration):
    dependencies = [("reconciliation", "0001_initial"), ("core", "0002_guarantees")]

    operations = [
        append_only("reconciliation_statementrow"),
        append_only("reconciliation_runitem"),
        state_machine("reconciliation_statement", STATEMENT_STEPS),
        state_machine("reconciliation_reconciliationrun", RUN_STEPS),
    ]
