"""Functions and triggers: sql/."""

from django.db import migrations

from core.sql import load


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_initial"), ("core", "0002_guards")]

    operations = [
        load("messaging", "message_state_steps"),
        load("messaging", "append_only"),
    ]
