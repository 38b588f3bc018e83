"""A stake is placed by one statement (sql/place_stake.sql), and found in the books by its entry."""

from django.db import migrations

from core.sql import load


class Migration(migrations.Migration):
    dependencies = [("markets", "0004_deposits")]

    operations = [load("markets", "place_stake"), load("markets", "stake_in_books", 2)]
