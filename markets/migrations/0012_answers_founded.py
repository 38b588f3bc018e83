"""A dispute is answered by a decision that there is, and a void is said once."""

from django.db import migrations

from core.sql import load


class Migration(migrations.Migration):
    dependencies = [("markets", "0011_reasons")]

    operations = [load("markets", "answers_founded")]
