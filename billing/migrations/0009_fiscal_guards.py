"""What KRA was told of bills moves along its states, and stays as it was signed."""

from django.db import migrations

from core.sql import load


class Migration(migrations.Migration):
    dependencies = [("billing", "0008_fiscal"), ("core", "0002_guards")]

    operations = [
        load("billing", "fiscaldocument_state_steps"),
        load("billing", "fiscal_stays"),
    ]
