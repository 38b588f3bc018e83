"""A customer may turn out to be another one: then what was theirs is that customer's."""

import django.db.models.deletion
from django.db import migrations, models

from core.sql import load


class Migration(migrations.Migration):
    dependencies = [("billing", "0012_receivables")]

    operations = [
        migrations.AddField(
            model_name="customer",
            name="merged_into",
            field=models.ForeignKey(
                help_text="who they turned out to be: all that was theirs is that customer's",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="billing.customer",
            ),
        ),
        migrations.AddConstraint(
            model_name="customer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into", None),
                    models.Q(("archived_at__isnull", False), ("is_walk_in", False)),
                    _connector="OR",
                ),
                name="customer_merged_is_away",
            ),
        ),
        load("billing", "append_only", 2),
        load("billing", "issued_stays", 2),
        load("billing", "payment_stays", 2),
        load("billing", "whose_moves"),
        load("billing", "only_whose"),
        load("billing", "of_living"),
        load("billing", "merged_stays"),
    ]
