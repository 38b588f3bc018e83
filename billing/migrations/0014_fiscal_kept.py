"""What may have been taken by a control unit keeps its number for ever."""

from django.db import migrations, models
from django.db.models import Q

from core.sql import load


class Migration(migrations.Migration):
    dependencies = [("billing", "0013_merging"), ("core", "0002_guards")]

    operations = [
        migrations.AddField(
            model_name="fiscaldocument",
            name="perhaps_taken",
            field=models.BooleanField(
                default=False, help_text="it was sent once and not answered: the number stays its own"
            ),
        ),
        migrations.RunSQL(
            "UPDATE billing_fiscaldocument SET perhaps_taken = true WHERE state IN ('UNKNOWN', 'SENT')"
            " OR state = 'REFUSED' AND number IS NOT NULL",
            migrations.RunSQL.noop,
        ),
        load("billing", "fiscal_stays", 2),
        migrations.AddConstraint(
            model_name="fiscaldocument",
            constraint=models.CheckConstraint(
                condition=(~Q(state="UNKNOWN") | Q(perhaps_taken=True))
                & (Q(perhaps_taken=False) | Q(number__gt=0)),
                name="fiscal_perhaps_taken_numbered",
            ),
        ),
    ]
