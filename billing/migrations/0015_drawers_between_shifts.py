"""What a drawer was closed with before, and moves that no client's key stands in the way of."""

from django.db import migrations, models

import core.fields
from core.sql import load, unload


class Migration(migrations.Migration):
    dependencies = [("billing", "0014_fiscal_kept")]

    operations = [
        migrations.AddField(
            model_name="shift",
            name="opening_carried",
            field=core.fields.CentsField(default=0, help_text="cents that the shift before was closed with"),
        ),
        migrations.AddField(
            model_name="shift",
            name="seen_line",
            field=models.BigIntegerField(
                help_text="the last line of the drawer when it was closed", null=True
            ),
        ),
        migrations.AlterField(
            model_name="drawermove",
            name="key",
            field=models.CharField(max_length=100, null=True),
        ),
        unload("billing", "sale_in_shift"),
        load("billing", "drawer_in_shift", 2),
        load("billing", "sale_in_shift"),
        load("billing", "shift_stays", 2),
    ]
