"""Functions and triggers: sql/."""

from django.db import migrations

from core.sql import load


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("core", "0002_guards")]

    operations = [
        load("reports", "reportfile_state_steps"),
        load("reports", "file_stays"),
        load("reports", "part_stays"),
    ]
