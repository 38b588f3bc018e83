"""Who owes, and how late: a view."""

from django.db import migrations, models

from core.sql import load


def _cents(says: str) -> models.BigIntegerField:
    return models.BigIntegerField(help_text=says)


class Migration(migrations.Migration):
    dependencies = [("billing", "0011_sale_guards"), ("mpesa", "0002_guards")]

    operations = [
        migrations.CreateModel(
            name="Receivable",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("not_due", _cents("cents whose day is today or later")),
                ("late_30", _cents("cents that are 1 to 30 days late")),
                ("late_60", _cents("cents that are 31 to 60 days late")),
                ("late_90", _cents("cents that are 61 to 90 days late")),
                ("late_more", _cents("cents that are more than 90 days late")),
                ("due", _cents("cents due of issued invoices")),
                ("credit", _cents("cents left of their payments")),
                ("balance", _cents("cents; below zero where the credit is more")),
            ],
            options={"db_table": "billing_receivable", "managed": False},
        ),
        load("billing", "receivables"),
    ]
