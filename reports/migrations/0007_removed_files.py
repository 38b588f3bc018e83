"""A person takes a file off their list."""

from django.db import migrations, models

import core.fields
from core.sql import load


class Migration(migrations.Migration):
    dependencies = [("reports", "0006_report_said")]

    operations = [
        migrations.AddField(
            model_name="reportfile",
            name="removed_at",
            field=core.fields.MomentField(help_text="when its person took it off their list", null=True),
        ),
        migrations.AddConstraint(
            model_name="reportfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("removed_at", None), ("state__in", ["READY", "FAILED", "EXPIRED"]), _connector="OR"
                ),
                name="report_file_removed_is_ended",
            ),
        ),
        load("reports", "file_stays", 2),
    ]
