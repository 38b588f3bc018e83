"""Functions and triggers of what is taken at a counter: sql/."""

from django.db import migrations

from core.sql import load


class Migration(migrations.Migration):
    dependencies = [("mpesa", "0003_counter_placing"), ("core", "0002_guards")]

    operations = [load("mpesa", "counter_append_only"), load("mpesa", "receipt_placed", 2)]
