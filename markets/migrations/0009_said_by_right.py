"""What is said about a market is said by who may say it, a market goes on for a reason, and when a run was put in
force stays."""

from django.db import migrations

from core.sql import load


class Migration(migrations.Migration):
    dependencies = [("markets", "0008_run_payouts")]

    operations = [
        load("markets", "said_by_right"),
        load("markets", "steps_founded"),
        load("markets", "run_stays", 2),
    ]
