"""Functions and triggers: sql/."""

from django.db import migrations

from core.sql import load


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_schedules")]

    operations = [load("reports", "delivery_append_only")]
