"""A rate comes once by its approval: written again it would be the newest of its day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mpesa", "0004_measuring"),
        ("users", "0003_approved_ids"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="withholding",
            constraint=models.UniqueConstraint(fields=("approval",), name="withholding_once_by_approval"),
        ),
    ]
