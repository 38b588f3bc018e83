"""The report of a file is the one that it says."""

from django.db import migrations

from core.sql import load


class Migration(migrations.Migration):
    dependencies = [("reports", "0005_file_begins")]

    operations = [load("reports", "file_begins", 2)]
