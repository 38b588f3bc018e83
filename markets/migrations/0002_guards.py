"""Functions and triggers: sql/."""

from django.db import migrations

from core.sql import load


class Migration(migrations.Migration):
    dependencies = [
        ("markets", "0001_initial"),
        ("core", "0002_guards"),
        ("users", "0002_guards"),
        ("ledger", "0003_market_entries"),
        ("mpesa", "0003_won_payouts"),
    ]

    operations = [
        load("markets", "append_only"),
        load("markets", "market_state_steps"),
        load("markets", "dispute_state_steps"),
        load("markets", "settlementrun_state_steps"),
        load("markets", "market_stays"),
        load("markets", "outcome_stays"),
        load("markets", "pool_opened"),
        load("markets", "stake_taken"),
        load("markets", "stake_in_books"),
        load("markets", "no_position"),
        load("markets", "weights_sum"),
        load("markets", "run_stays"),
        load("markets", "numbers_of_frozen"),
        load("markets", "payout_of_run"),
    ]
