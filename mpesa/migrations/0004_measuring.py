"""Indexes by which payments and what was taken back are counted by day."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("mpesa", "0003_won_payouts")]

    operations = [
        migrations.AddIndex(
            "payoutattempt",
            models.Index(fields=["business", "paid_at"], name="attempt_paid", condition=Q(state="PAID")),
        ),
        migrations.AddIndex(
            "reversal",
            models.Index(
                fields=["business", "occurred_at"],
                name="reversal_by_moment",
                condition=Q(taken_back__gt=0),
            ),
        ),
    ]
