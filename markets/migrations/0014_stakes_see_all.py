"""No stake is placed by a picture of before: it would not see what was asked to be paid out meanwhile."""

from django.db import migrations

from core.sql import load


class Migration(migrations.Migration):
    dependencies = [("markets", "0013_not_asked_out")]

    operations = [load("markets", "stake_in_books", 4)]
