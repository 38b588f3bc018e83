"""Why a market is void, kept with the decision: players read it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("markets", "0010_rules_once")]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="reason",
            field=models.CharField(
                blank=True, default="", help_text="for players: why it is void", max_length=200
            ),
            preserve_default=False,
        ),
    ]
