"""Indexes by which figures read the callbacks of a range alone, and the requests that were paid before their
receipt was there."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("mpesa", "0005_withholding_once")]

    operations = [
        migrations.RemoveIndex("callback", "callback_last"),
        migrations.AddIndex(
            "callback",
            models.Index(fields=["till", "kind", "received_at"], include=["ref"], name="callback_last"),
        ),
        migrations.AddIndex(
            "paymentrequeststep",
            models.Index(
                fields=["request"],
                include=["at"],
                name="request_step_confirmed",
                condition=Q(after="CONFIRMED"),
            ),
        ),
    ]
