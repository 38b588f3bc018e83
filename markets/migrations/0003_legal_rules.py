"""What the law says about markets, each rule from a day on."""

import django.db.models.deletion
from django.db import migrations, models

import core.fields
from core.sql import load


class Migration(migrations.Migration):
    dependencies = [("markets", "0002_guards"), ("users", "0003_approved_ids")]

    operations = [
        migrations.CreateModel(
            name="LegalRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    core.fields.KindField(
                        choices=[
                            ("EXCISE", "excise on deposits, in hundredths of a percent"),
                            ("GGR", "tax on what the house keeps, in hundredths of a percent"),
                            ("AGE", "years that a player has"),
                            ("TIER", "rank of the tier that a player has reached"),
                            ("ONE_PERSON", "1: an ID number stakes as one player"),
                            ("PRIZE_DAYS", "days within which prizes are paid"),
                        ],
                        max_length=10,
                    ),
                ),
                ("from_day", core.fields.DayField()),
                ("value", models.IntegerField(help_text="in the unit of its kind")),
                ("law", models.CharField(max_length=80)),
                ("set_at", core.fields.MomentField()),
                (
                    "approval",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="users.approval",
                    ),
                ),
                (
                    "business",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="legal_rules",
                        to="users.business",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["business", "kind", "-from_day", "-id"], name="legal_rule_by_day")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind__in", ["EXCISE", "GGR"]), ("value__gte", 0), ("value__lt", 10000)
                            ),
                            models.Q(("kind", "AGE"), ("value__in", [0, 18])),
                            models.Q(("kind", "TIER"), ("value__gte", 0), ("value__lte", 32767)),
                            models.Q(("kind", "ONE_PERSON"), ("value__gte", 0), ("value__lte", 1)),
                            models.Q(("kind", "PRIZE_DAYS"), ("value__gte", 0), ("value__lte", 366)),
                            _connector="OR",
                        ),
                        name="legal_rule_value",
                    )
                ],
            },
        ),
        load("markets", "legal_rule_ahead"),
        load("markets", "legal_bar"),
        load("markets", "stake_lawful"),
    ]
