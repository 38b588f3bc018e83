"""A rule of the law comes once by its approval: written again it would be the newest of its day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("markets", "0009_said_by_right"),
        ("users", "0003_approved_ids"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="legalrule",
            constraint=models.UniqueConstraint(fields=("approval",), name="legal_rule_once_by_approval"),
        ),
    ]
