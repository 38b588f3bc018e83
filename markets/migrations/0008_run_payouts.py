"""What became of a payment is of a run that is being sent, and what is said about a market is said in time."""

from django.db import migrations

from core.sql import load


class Migration(migrations.Migration):
    dependencies = [("markets", "0007_pictures"), ("mpesa", "0003_won_payouts"), ("users", "0002_guards")]

    operations = [load("markets", "run_payout_of_payment"), load("markets", "said_in_time")]
