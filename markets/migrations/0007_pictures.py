"""Pictures of markets."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields
from core.sql import load


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_guards"),
        ("markets", "0006_run_trees"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MarketPicture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("media_type", models.CharField(max_length=20)),
                ("size", models.IntegerField(help_text="bytes")),
                ("sha256", models.CharField(max_length=64)),
                ("file_sealed", models.BinaryField()),
                ("added_at", core.fields.MomentField(auto_now_add=True)),
                (
                    "added_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        editable=False, on_delete=django.db.models.deletion.PROTECT, to="core.datakey"
                    ),
                ),
                (
                    "market",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pictures",
                        to="markets.market",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["market", "-id"], name="picture_of_market")],
            },
        ),
        load("markets", "picture_of_draft"),
    ]
