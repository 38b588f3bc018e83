"""What is asked to be paid out of a wallet is not staked; of a wallet's lines only those of the day are read."""

from django.db import migrations

from core.sql import load


class Migration(migrations.Migration):
    dependencies = [("markets", "0012_answers_founded"), ("mpesa", "0007_payouts_waiting")]

    operations = [load("markets", "place_stake", 2), load("markets", "stake_in_books", 3)]
