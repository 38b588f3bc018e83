"""Functions and triggers: sql/."""

from django.db import migrations

from core.sql import load


class Migration(migrations.Migration):
    dependencies = [("reconciliation", "0001_initial"), ("core", "0002_guards")]

    operations = [
        load("reconciliation", "append_only"),
        load("reconciliation", "verified_stays"),
        load("reconciliation", "statement_state_steps"),
        load("reconciliation", "reconciliationrun_state_steps"),
        load("reconciliation", "run_stays"),
        load("reconciliation", "reconciliationexception_state_steps"),
        load("reconciliation", "exception_stays"),
        load("reconciliation", "reconciliationday_state_steps"),
        load("reconciliation", "day_stays"),
        load("reconciliation", "portalmove_state_steps"),
        load("reconciliation", "portal_move_stays"),
    ]
