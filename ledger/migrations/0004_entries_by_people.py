"""An index of the few entries that people ask for, by when they were posted."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_market_entries")]

    operations = [
        migrations.AddIndex(
            "entry",
            models.Index(
                fields=["business", "posted_at"],
                condition=Q(kind__in=["MANUAL", "OPENING", "REVERSAL", "CORRECTION"]),
                name="entry_by_people",
            ),
        ),
    ]
