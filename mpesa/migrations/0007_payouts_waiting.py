"""What waits to be paid out of a wallet is looked for at each stake out of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mpesa", "0006_measuring_ranges")]

    operations = [
        migrations.AddIndex(
            model_name="payout",
            index=models.Index(
                fields=["source"], name="payout_waiting", condition=models.Q(state="PENDING_APPROVAL")
            ),
        ),
    ]
