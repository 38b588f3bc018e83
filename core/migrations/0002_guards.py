"""Functions and triggers: sql/."""

from django.db import migrations

from core.sql import load


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        load("core", "refuse_change"),
        load("core", "append_only"),
        load("core", "note_events"),
        load("core", "wake_up_waits"),
        load("core", "alerts_stay"),
    ]
