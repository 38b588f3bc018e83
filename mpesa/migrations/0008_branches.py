"""Branches: places of a business, and the tills in them."""

import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

import core.fields
from core.sql import load


class Migration(migrations.Migration):
    dependencies = [
        ("mpesa", "0007_payouts_waiting"),
        ("users", "0003_approved_ids"),
    ]

    operations = [
        migrations.CreateModel(
            name="Branch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("archived_at", core.fields.MomentField(null=True)),
                ("key", models.CharField(max_length=100)),
                ("key_hash", models.BinaryField(max_length=32)),
                ("created_at", core.fields.MomentField(auto_now_add=True)),
                (
                    "business",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="branches",
                        to="users.business",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="till",
            name="branch",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tills",
                to="mpesa.branch",
            ),
        ),
        migrations.AddConstraint(
            model_name="branch",
            constraint=models.UniqueConstraint(fields=("business", "key"), name="branch_key_once"),
        ),
        migrations.AddConstraint(
            model_name="branch",
            constraint=models.UniqueConstraint(
                models.F("business"),
                django.db.models.functions.text.Lower("name"),
                name="branch_name_once",
            ),
        ),
        load("mpesa", "branch_own"),
    ]
