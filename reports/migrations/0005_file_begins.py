"""Functions and triggers: sql/."""

from django.db import migrations

from core.sql import load


class Migration(migrations.Migration):
    dependencies = [("reports", "0004_delivery_guard")]

    operations = [load("reports", "file_begins")]
